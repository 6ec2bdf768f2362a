"""What a guide says is what happens: every step of every guide, executed for real, through the reference clients."""

import copy
import os
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, seed
from jwt_auth.refresh.models import TokenFamily
from lab.guides import ALL, load
from lab.guides.learner import Learner
from lab.guides.predictions import KINDS, kind_of, right_of
from lab.guides.validation import faults_of
from tests.servers import Server


def second_server(**env: Any) -> Server:
    """Another process over the same stores."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor != "sqlite":
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    own = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATA_DIR": str(settings.DATA_DIR), "DATABASE_URL": url}
    return Server(prepared=False, **own, **env)


@pytest.fixture
def people(transactional_db: Any) -> None:
    """The demo accounts, committed, so that a second process sees them."""
    for email, fields in DEMO_ACCOUNTS.items():
        seed(email, fields)


def play(learner: Learner, guide: dict[str, Any]) -> dict[str, SimpleNamespace]:
    """Do every step, and hold each mode to what the guide expects of it; what each step saw, by its id."""
    seen = {}
    for step in guide["steps"]:
        responses = learner.do(step["do"], set(step["expect"]))
        found = {mode: facts(response, step["expect"][mode]) for mode, response in responses.items()}
        assert found == step["expect"], f"{guide['name']}, {step['id']}"
        families = list(TokenFamily.objects.order_by("pk"))
        seen[step["id"]] = SimpleNamespace(
            responses=responses,
            session_keys=len(get_redis_connection("default").keys("session:*")),
            families=[(family.generation, family.revoked_reason) for family in families],
        )
    return seen


def facts(response: httpx.Response, expected: dict[str, Any]) -> dict[str, Any]:
    """Of an answer, what a guide speaks about: the status, a refusal's code, and the fields it names."""
    body = response.json()
    found: dict[str, Any] = {"status": response.status_code}
    if response.status_code >= 400:
        found["code"] = body["code"]
    if "body" in expected:
        found["body"] = {key: body.get(key) for key in expected["body"]}
    return found


def set_cookie(response: httpx.Response, name: str) -> str:
    """The line that sets this cookie."""
    lines = (line.strip() for line in response.headers.get_list("set-cookie"))
    return next(line for line in lines if line.startswith(f"{name}="))


def test_sessions(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    guide = load("sessions")
    with second_server() as second:
        learner = Learner(open_browser, guide["carriers"], second.url)

        seen = play(learner, guide)

    challenges = {mode: answer.headers["WWW-Authenticate"] for mode, answer in seen["nobody"].responses.items()}
    assert challenges["session"].startswith("Session") and challenges["jwt"].startswith("Bearer")
    assert challenges["jwt-refresh"].startswith("Bearer")
    assert seen["created"].session_keys == 1
    assert [len(answer.json()["logins"]) for answer in seen["created"].responses.values()].count(1) == 2
    attributes = seen["new-id"].responses["session"].headers["Set-Cookie"]
    assert all(word in attributes for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/session"))
    assert seen["new-id"].session_keys == 1
    assert seen["memory"].session_keys == 0


def test_a_second_sign_in_ends_the_session_of_before(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    learner = Learner(open_browser, {})
    session = learner.columns["session"]
    session.login("alice@example.com")
    old = session.client.credential()

    session.login("alice@example.com")

    assert session.client.credential() != old
    refused = open_browser().get("/session/me", headers=old)
    assert (refused.status_code, refused.json()["code"]) == (401, "session_expired")


def test_a_session_in_memory_is_unknown_to_a_second_process(
    people: None, settings: Any, open_browser: Callable[..., httpx.Client]
) -> None:
    settings.SESSION_ENGINE = "sessions_auth.stores.memory"
    with second_server(SESSION_STORE="memory") as second:
        learner = Learner(open_browser, {}, second.url)
        assert learner.columns["session"].login("alice@example.com").status_code == 200
        assert learner.columns["session"].me().status_code == 200

        answers = learner.do({"action": "second-server"}, {"session"})

    assert facts(answers["session"], {}) == {"status": 401, "code": "session_expired"}


def test_jwt(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    guide = load("jwt")
    learner = Learner(open_browser, guide["carriers"])

    seen = play(learner, guide)

    by_cookie = seen["by-cookie"].responses["jwt"]
    assert "accessToken" not in by_cookie.json()
    cookie = set_cookie(by_cookie, "accessToken")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/jwt"))
    assert "accessToken" in seen["by-header"].responses["jwt"].json()
    signed_out = seen["signed-out"].responses
    assert signed_out["jwt"].json()["accessUsableUntil"] and signed_out["jwt-refresh"].json()["accessUsableUntil"]
    # … and what the last step says of JWT + refresh: the next refresh reads the role anew.
    renewed = learner.do({"action": "refresh"}, {"jwt-refresh"})
    report = learner.do({"action": "report"}, {"jwt-refresh"})
    assert [renewed["jwt-refresh"].status_code, report["jwt-refresh"].status_code] == [200, 403]


def test_a_token_is_judged_without_any_look_up(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    learner = Learner(open_browser, {})
    learner.do({"action": "login", "as": "alice"}, {"jwt", "jwt-refresh"})
    redis = get_redis_connection("default")

    for mode in ("jwt", "jwt-refresh"):
        before = redis.info("stats")["total_commands_processed"]
        with CaptureQueriesContext(connection) as queries:
            learner.do({"action": "me"}, {mode})
        after = redis.info("stats")["total_commands_processed"]
        assert (len(queries), after - before) == (0, 1), mode  # the one is this test's own INFO


def test_refresh(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    guide = load("refresh")
    learner = Learner(open_browser, guide["carriers"])

    seen = play(learner, guide)

    login = seen["login"].responses["jwt-refresh"]
    assert login.json()["expiresIn"] == 15 * 60 and login.json()["refreshExpiresIn"] == 7 * 86400
    cookie = set_cookie(login, "refreshToken")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/jwt-refresh"))
    assert "refreshToken" not in login.json()
    families = {name: step.families for name, step in seen.items()}
    assert families["login"] == [(0, "")]
    assert families["renewed"] == [(1, "")]
    assert families["signed-out"] == [(1, "logout")]
    assert families["again"] == [(1, "logout"), (0, "")]
    assert families["six-days"][1] == (1, "")
    assert families["rotated"][1] == (2, "")
    assert families["owner"][1] == (3, "")
    assert families["reused"] == families["both-out"] == [(1, "logout"), (3, "reuse")]


def test_past(people: None, open_browser: Callable[..., httpx.Client], settings: Any) -> None:
    guide = load("past")
    learner = Learner(open_browser, guide["carriers"], dial=lambda to: setattr(settings, "JWT_REVOCATION", to))

    seen = play(learner, guide)

    signed_in = seen["login"].responses["opaque"]
    assert signed_in.json()["accessToken"].startswith("ses_")
    assert all("csrftoken" in line for line in signed_in.headers.get_list("set-cookie"))


def test_a_rotation_is_one_query_and_one_update(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    learner = Learner(open_browser, load("refresh")["carriers"])
    learner.do({"action": "login", "as": "alice"}, {"jwt-refresh"})

    with CaptureQueriesContext(connection) as queries:
        learner.do({"action": "refresh"}, {"jwt-refresh"})

    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT", "UPDATE"]


def test_within_the_retry_window_a_thief_gets_the_same_successor(
    people: None, open_browser: Callable[..., httpx.Client]
) -> None:
    """What the guide calls a price, and a small one."""
    learner = Learner(open_browser, load("refresh")["carriers"])
    only = {"jwt-refresh"}
    learner.do({"action": "login", "as": "alice"}, only)
    learner.do({"action": "steal"}, set())
    learner.do({"action": "refresh"}, only)

    answer = learner.do({"action": "replay-refresh", "jump": 5}, only)["jwt-refresh"]

    assert answer.status_code == 200
    stolen = set_cookie(answer, "refreshToken")
    assert learner.columns["jwt-refresh"].refresh_token() == stolen.partition("=")[2].partition(";")[0]


def test_a_refresh_token_is_no_bearer_token(people: None, open_browser: Callable[..., httpx.Client]) -> None:
    learner = Learner(open_browser, load("refresh")["carriers"])
    learner.do({"action": "login", "as": "alice"}, {"jwt-refresh"})
    token = learner.columns["jwt-refresh"].refresh_token()

    answer = open_browser().get("/jwt-refresh/me", headers={"Authorization": f"Bearer {token}"})

    assert facts(answer, {}) == {"status": 401, "code": "invalid_token"}


PARTS = {
    "sessions": {"1": 2, "2": 1, "3": 1, "4": 1, "5": 1, "Consideration": 4},
    "jwt": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "Con": 3},
    "refresh": {"1": 1, "2": 1, "3": 1, "4": 1, "Benefit": 3, "Risk": 3},
    "past": {"1": 1, "2": 1, "3": 1, "4": 1},
}


@pytest.mark.parametrize("name", ALL)
def test_a_guide_is_sound_and_covers_its_section(name: str) -> None:
    """Five steps and four considerations; six steps and three cons; four steps, three benefits, three risks."""
    guide = load(name)

    parts = dict.fromkeys(step["part"] for step in guide["steps"])
    heads = [part.partition(".")[0].partition(":")[0] for part in parts]

    assert guide["name"] == name
    assert {head: heads.count(head) for head in heads} == {
        head: count if not head.isdigit() else 1 for head, count in PARTS[name].items()
    }
    assert all(step["hints"] for step in guide["steps"])
    assert sum("predict" in step for step in guide["steps"]) >= len(guide["steps"]) / 2


def test_the_questions_are_of_several_kinds() -> None:
    asked = [kind_of(step["predict"]) for name in ALL for step in load(name)["steps"] if "predict" in step]

    assert set(asked) == set(KINDS)
    assert asked.count("status") < 0.85 * len(asked)


@pytest.mark.parametrize("name", ALL)
def test_a_guide_waits_at_least_once_where_the_obvious_guess_is_wrong(name: str) -> None:
    """A prediction that everybody gets right teaches nothing: some answer is a 200, some a 401, some modes differ."""
    steps = [step for step in load(name)["steps"] if "predict" in step]
    answers = {right_of(step["predict"], step["expect"]) for step in steps}

    assert {200, 401} <= answers
    assert any(len({answer["status"] for answer in step["expect"].values()}) > 1 for step in steps)


def spoilt(**changes: Any) -> dict[str, Any]:
    """The sessions guide with its second step changed."""
    guide = copy.deepcopy(load("sessions"))
    guide["steps"][1] |= changes
    return guide


SPOILT = [
    (spoilt(id="nobody"), "the guide needs steps, each with an id of its own"),
    (spoilt(id="Not a link"), "Not a link: an id is of a-z, 0-9 and -: it stands in links"),
    (spoilt(say=" "), "login: a text is missing or empty"),
    (spoilt(hints=[]), "login: a text is missing or empty"),
    (spoilt(explain="an odd ` tick"), "login: a backtick stands alone"),
    (spoilt(wrong=1), "login: lacks or has too much: wrong"),
    (spoilt(do={"action": "hack"}), "login: nobody can do this"),
    (spoilt(do={"action": "login"}), "login: as: whom to sign in, or whose role to change"),
    (spoilt(do={"action": "login", "as": "alice", "jump": -1}), "login: jump: whole seconds, forward"),
    (
        spoilt(do={"action": "login", "as": "alice", "carriers": {"session": "body"}}),
        "login: session does not carry its credential by body",
    ),
    (
        spoilt(do={"action": "login", "as": "alice", "jump": 31_536_001}),
        "its jumps lead past the end of the lab's clock",
    ),
    (spoilt(expect={"saml": {"status": 200}}, predict={}), "login: predict: a mode that answers, a question, choices"),
    (
        spoilt(expect={"session": {"status": 401}}),
        "login: expect session: a refusal names its code, a success has none",
    ),
    (
        spoilt(predict={"mode": "session", "question": "?", "choices": [401, 403]}),
        "login: predict: at least two choices, the right one among them",
    ),
    ({"name": "empty"}, "the guide lacks or has too much: about, carriers, focus, questions, steps, title"),
]


@pytest.mark.parametrize(("guide", "fault"), SPOILT, ids=[fault for _, fault in SPOILT])
def test_a_guide_that_the_page_could_not_play_is_named(guide: dict[str, Any], fault: str) -> None:
    assert fault in faults_of(guide)


@pytest.mark.parametrize("name", ALL)
def test_the_page_gets_the_guide_as_its_file_has_it(name: str, open_browser: Callable[..., httpx.Client]) -> None:
    answer = open_browser().get(f"/lab/guides/{name}.json")

    assert (answer.status_code, answer.json()) == (200, load(name))


def test_an_unknown_guide_is_not_found(open_browser: Callable[..., httpx.Client]) -> None:
    answer = open_browser().get("/lab/guides/oauth.json")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("predict", "fault"),
    [
        ({"kind": "guess"}, "kind is one of status, who, long, wins"),
        ({"kind": "who", "mode": "session", "choices": ["nobody", "jwt"]}, "a mode that answers, a question, choices"),
        ({"kind": "who", "choices": ["session", "jwt-refresh"]}, "at least two choices, the right one among them"),
        ({"kind": "long", "mode": "jwt", "field": "expiresIn", "choices": [1, 2]}, "long needs the field"),
        ({"kind": "wins", "mode": "jwt", "choices": ["owner", "thief"]}, "wins is asked where a thief acts"),
    ],
)
def test_a_prediction_that_no_answer_makes_right_is_found(predict: dict[str, Any], fault: str) -> None:
    guide = copy.deepcopy(load("jwt"))
    guide["steps"][1]["predict"] = {"question": "?", **predict}

    [found] = faults_of(guide)

    assert fault in found
