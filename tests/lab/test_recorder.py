"""What the lab's server side records, holds and undoes: every claim against the stores themselves."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.utils import timezone
from django_redis import get_redis_connection

from accounts.models import Account
from jwt_auth.refresh.models import TokenFamily
from lab.page.participants import address
from lab.page.runs import tag_of
from sessions_auth.models import Session
from tests.servers import Server

RUN, OTHER = "3f9kabcdefgh0123" * 2, "3f9kabcdefgh0123" + "0" * 16  # alike, and strangers
PASSWORD = "open-sesame"


@pytest.fixture
def lab(open_browser: Any, db: Any) -> httpx.Client:
    """A page of the lab: a browser whose requests carry its run's id, with its own accounts made."""
    http: httpx.Client = open_browser(**{"X-Lab-Run": RUN})
    assert http.post("/lab/participants", json={}).status_code == HTTPStatus.OK
    return http


def sign_in(http: httpx.Client, prefix: str, name: str = "alice", **more: str) -> dict[str, Any]:
    sent = {"email": address(http.headers["X-Lab-Run"], name), "password": PASSWORD, **more}
    answer = http.post(f"{prefix}/login", json=sent)
    assert answer.status_code == HTTPStatus.OK, answer.text
    found: dict[str, Any] = answer.json()
    return found


def state(http: httpx.Client, name: str = "alice") -> dict[str, Any]:
    found: dict[str, Any] = http.get("/lab/state", params={"person": name}).json()
    return found


def test_an_exchange_is_recorded_as_the_server_saw_it(lab):
    sign_in(lab, "/session")
    answer = lab.get("/session/me")

    *_, exchange = state(lab)["exchanges"]

    cookie = f"sessionId={lab.cookies['sessionId']}"
    sent, got = dict(exchange["request"]["headers"]), exchange["response"]
    assert (exchange["number"], exchange["mode"]) == (int(answer.headers["X-Lab-Exchange"]), "session")
    assert (exchange["request"]["method"], exchange["request"]["path"]) == ("GET", "/session/me")
    assert cookie in sent["Cookie"]
    assert (got["status"], got["body"]) == (HTTPStatus.OK, answer.text)
    assert [(call["store"], call["text"].split(" ")[0], call["answer"]) for call in exchange["calls"][1:]] == [
        ("SQL", "SELECT", "1 row")
    ]
    assert exchange["calls"][0]["text"].startswith("GET session:")
    assert f"total;dur={exchange['ms']:.2f}" in answer.headers["Server-Timing"]


def test_calls_are_recorded_in_their_true_order_with_their_answers(lab):
    """The password is read and hashed before any session is stored."""
    sign_in(lab, "/session")

    [exchange] = state(lab)["exchanges"]

    order = [f"{call['store']} {call['text'].split(' ')[0]}" for call in exchange["calls"]]
    read, hashed = order.index("SQL SELECT"), order.index("hash md5")
    stored = next(n for n, call in enumerate(exchange["calls"]) if call["text"].startswith("SET session:"))
    assert read < hashed < stored
    assert [exchange["calls"][n]["answer"] for n in (read, hashed, stored)] == ["1 row", "right", "OK"]
    assert all(call["ms"] >= 0 for call in exchange["calls"])


def test_a_wrong_password_is_hashed_too_and_says_so(lab):
    lab.post("/jwt/login", json={"email": address(RUN, "alice"), "password": "wrong"})

    [hashed] = [call for call in state(lab)["exchanges"][0]["calls"] if call["store"] == "hash"]

    assert hashed["answer"] == "wrong"


def test_without_a_redis_the_process_keeps_the_record(lab, settings):
    settings.REDIS_IN_PROCESS = True
    for _ in range(2):
        lab.get("/jwt/me")

    assert [exchange["number"] for exchange in state(lab)["exchanges"]] == [1, 2]
    lab.post("/lab/reset", json={"scope": "page"})
    lab.post("/lab/participants", json={})
    assert state(lab)["exchanges"] == []


def test_the_record_has_the_cookies_that_no_script_can_read(lab):
    sign_in(lab, "/jwt-refresh", carrier="cookie")

    [exchange] = state(lab)["exchanges"]

    cookies = [value for name, value in exchange["response"]["headers"] if name == "Set-Cookie"]
    [refresh] = [value for value in cookies if value.startswith("refreshToken=")]
    assert all(word in refresh for word in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/jwt-refresh"))


def test_a_request_without_a_run_is_not_recorded(lab, open_browser):
    stranger = open_browser()
    stranger.get("/session/me")
    stranger.get("/session/me", headers={"X-Lab-Run": "no run's id"})

    assert get_redis_connection("default").keys("lab:*") == []


def test_a_run_is_kept_for_twelve_hours_after_its_page_was_last_heard_of(lab):
    redis = get_redis_connection("default")
    sign_in(lab, "/jwt")
    lab.post("/lab/thief", json={"mode": "jwt", "call": "steal"})
    lab.post("/lab/page", json={"page": {"offset": 0}, "steps": [{"label": "Sign in"}]})
    keys = {f"lab:{RUN}:{name}" for name in ("exchanges", "loot:jwt", "page", "steps")}
    for key in keys:
        redis.expire(key, 60)

    assert lab.post("/lab/heartbeat", json={}).json() == {"keptSeconds": 12 * 3600}

    assert {key: redis.ttl(key) > 12 * 3600 - 5 for key in keys} == dict.fromkeys(keys, True)


@pytest.mark.parametrize("in_process", [False, True])
def test_what_a_page_saves_comes_back_to_the_same_run_alone(lab, open_browser, settings, in_process):
    settings.REDIS_IN_PROCESS = in_process
    stranger = open_browser(**{"X-Lab-Run": OTHER})
    for label in ("Sign in", "Call /me"):
        lab.post("/lab/page", json={"page": {"offset": 901}, "steps": [{"label": label}]})

    assert lab.get("/lab/page").json() == {
        "page": {"offset": 901},
        "steps": [{"label": "Sign in"}, {"label": "Call /me"}],
    }
    assert stranger.get("/lab/page").json() == {"page": None, "steps": []}


def test_a_reset_empties_every_credential_s_cookie_whoever_set_it(lab):
    answer = lab.post("/lab/reset", json={"scope": "page"})

    lines = [line.strip() for line in answer.headers["set-cookie"].split(",")]
    emptied = {(line.split("=")[0], line.rpartition("Path=")[2].split(";")[0]) for line in lines if "Max-Age=0" in line}
    assert {("sessionId", "/session"), ("accessToken", "/jwt"), ("refreshToken", "/jwt-refresh")} <= emptied


CALLS = ["state", "thief", "race", "locks", "foreign/shots", "reset", "servers", "operator", "participants"]


@pytest.mark.parametrize("path", CALLS)
def test_a_call_without_a_run_is_refused(path, open_browser, db):
    http = open_browser()
    answer = http.get(f"/lab/{path}") if path == "state" else http.post(f"/lab/{path}", json={})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")


BAD = [
    ("thief", []),
    ("thief", {"mode": "jwt"}),
    ("thief", {"mode": "jwt", "call": "replay"}),
    ("thief", {"mode": "jwt", "call": "handed", "accessToken": "one\r\ntwo"}),
    ("thief", {"mode": "jwt", "call": "handed", "accessToken": "\u00e9"}),
    ("thief", {"mode": "jwt-refresh", "call": "replay", "refreshToken": {}}),
    ("race", {"event": ["sign-out"]}),
    ("operator", {"person": "nobody", "change": "deactivate"}),
    ("reset", "page"),
    ("servers", {"stores": None}),
    ("page", {"page": [], "steps": []}),
    ("page", {"page": {}, "steps": {}}),
]


@pytest.mark.parametrize(("path", "body"), BAD)
def test_bad_input_is_refused_in_the_one_error_shape(lab, path, body):
    for mode in ("/jwt", "/jwt-refresh"):
        sign_in(lab, mode)

    answer = lab.post(f"/lab/{path}", json=body)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid"), answer.text


FOREIGN = "https://evil.example"
REFUSALS = [
    ("GET", "/session/me", {}, "A credential was offered", "sessions_auth/authentication.py"),
    ("GET", "/jwt/me", {"Authorization": "Bearer a.b.c"}, "It is a token", "jwt_auth/signatures.py"),
    ("GET", "/jwt/me", {"swap": "tampered"}, "The signature verifies", "jwt_auth/signatures.py"),
    ("POST", "/jwt/login", {"Origin": FOREIGN}, "The request comes from a page", "accounts/csrf.py"),
    ("GET", "/jwt/me", {"X-Lab-Clock": "3601"}, "exp lies in the future", "jwt_auth/tokens.py"),
    ("GET", "/jwt/report", {}, "The role is admin", "accounts/permissions.py"),
    ("GET", "/jwt-refresh/me", {"swap": "jwt"}, "iss and aud", "jwt_auth/tokens.py"),
    ("GET", "/jwt/me", {"swap": "refreshToken"}, "typ says", "jwt_auth/tokens.py"),
    ("GET", "/session/me", {"Cookie": "sessionId=nobodys"}, "The store holds", "sessions_auth/authentication.py"),
]


@pytest.mark.parametrize(("method", "path", "headers", "question", "file"), REFUSALS)
def test_a_refusal_names_the_question_and_the_line_that_said_no(lab, method, path, headers, question, file):
    tokens = {"jwt": sign_in(lab, "/jwt")["accessToken"], **sign_in(lab, "/jwt-refresh")}
    tokens["tampered"] = tokens["jwt"][:-9] + ("A" if tokens["jwt"][-9] != "A" else "B") + tokens["jwt"][-8:]
    swap = headers.get("swap", "jwt")
    bearer = {} if "session" in path else {"Authorization": f"Bearer {tokens[swap]}"}
    lab.request(method, path, headers={**bearer, **{k: v for k, v in headers.items() if k != "swap"}})

    why = state(lab)["exchanges"][-1]["why"]

    [no] = [check["words"] for check in why["checks"] if check["state"] == "failed"]
    assert no.startswith(question)
    assert why["decided"]["file"] == file
    [line] = [line["text"].strip() for line in why["decided"]["source"] if line["decided"]]
    assert line.startswith(("raise ", "return "))


def failed(lab: httpx.Client) -> list[str]:
    """The questions that the newest exchange was answered no to."""
    return [check["words"] for check in state(lab)["exchanges"][-1]["why"]["checks"] if check["state"] == "failed"]


@pytest.mark.parametrize(
    ("headers", "reason", "question"),
    [
        ({"Origin": FOREIGN}, "origin", "The request comes from a page of this server"),
        ({}, "token", "The call is unsafe and the credential came by cookie"),
    ],
)
@pytest.mark.parametrize("prefix", ["/session", "/jwt"])
def test_a_refused_forgery_names_the_lock_that_held(lab, prefix, headers, reason, question):
    sign_in(lab, prefix, carrier="cookie")

    answer = lab.patch(f"{prefix}/profile", json={"displayName": "forged"}, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "csrf_failed")
    assert state(lab)["exchanges"][-1]["why"]["reason"] == reason
    assert [words.startswith(question) for words in failed(lab)] == [True]


@pytest.mark.parametrize("store", ["redis", "database", "memory"])
def test_a_session_of_a_deactivated_account_is_there_and_its_account_is_what_is_not(lab, settings, store):
    settings.SESSION_STORE, settings.SESSION_ENGINE = store, f"sessions_auth.stores.{store}"
    sign_in(lab, "/session")
    lab.post("/lab/operator", json={"person": "alice", "change": "deactivate"})

    assert lab.get("/session/me").json()["code"] == "session_expired"

    assert state(lab)["exchanges"][-1]["why"]["reason"] == "account"
    assert [words.startswith("Its account is active") for words in failed(lab)] == [True]


def test_a_family_of_a_deactivated_account_is_explained_by_its_account(lab):
    refresh = sign_in(lab, "/jwt-refresh")["refreshToken"]
    lab.post("/lab/operator", json={"person": "alice", "change": "deactivate"})

    lab.post("/jwt-refresh/refresh-token", json={"refreshToken": refresh})
    assert [words.startswith("Its account is active") for words in failed(lab)] == [True]

    lab.post("/jwt-refresh/refresh-token", json={"refreshToken": refresh})
    assert [words.startswith("The token's family") for words in failed(lab)] == [True]


def test_a_reused_refresh_token_is_explained(lab):
    first = sign_in(lab, "/jwt-refresh")["refreshToken"]
    lab.post("/jwt-refresh/refresh-token", json={"refreshToken": first})
    lab.post("/jwt-refresh/refresh-token", json={"refreshToken": first}, headers={"X-Lab-Clock": "60"})

    found = state(lab)

    assert [check["words"] for check in found["exchanges"][-1]["why"]["checks"] if check["state"] == "failed"] == [
        "This token is the live generation of its family, or the retry window is open for its parent"
    ]
    assert found["truth"]["alice"]["logins"]["jwt-refresh"][0]["revokedReason"] == "reuse detected"


def test_truth_is_what_the_stores_hold(lab):
    sign_in(lab, "/session")
    sign_in(lab, "/jwt-refresh")

    truth = state(lab)["truth"]["alice"]

    row, family = Session.objects.get(), TokenFamily.objects.get()
    redis = get_redis_connection("default")
    [session], [kept] = truth["logins"]["session"], truth["logins"]["jwt-refresh"]
    assert session["id"] == row.public_id
    assert session["entry"]["key"] == f"session:{row.digest}"
    assert session["entry"]["sweptAt"] == redis.pexpiretime(f"session:{row.digest}") / 1000
    assert (kept["id"], kept["generation"]) == (family.public_id, family.generation)
    assert truth["logins"]["jwt"] == []
    assert truth["denied"] is None


def test_truth_shows_the_denylist(lab, settings):
    settings.JWT_DENYLIST = True
    token = sign_in(lab, "/jwt")["accessToken"]
    lab.post("/jwt/logout", headers={"Authorization": f"Bearer {token}"})

    [entry] = state(lab)["truth"]["alice"]["denied"]

    assert get_redis_connection("default").ttl(entry["key"]) == pytest.approx(entry["ttl"], abs=1)


@pytest.mark.parametrize("store", ["database", "memory"])
def test_truth_knows_every_store(lab, settings, store):
    settings.SESSION_ENGINE = f"sessions_auth.stores.{store}"
    sign_in(lab, "/session")

    [login] = state(lab)["truth"]["alice"]["logins"]["session"]

    assert (login["store"], login["entry"]["there"]) == (store, True)


def test_an_exchange_names_the_login_it_began_or_used(lab):
    """So that a page knows which of the account's logins is its own."""
    sign_in(lab, "/session")
    lab.get("/session/me")
    token = sign_in(lab, "/jwt-refresh")["accessToken"]
    lab.get("/jwt-refresh/me", headers={"Authorization": f"Bearer {token}"})

    session, family = Session.objects.get(), TokenFamily.objects.get()
    named = [exchange["login"] for exchange in state(lab)["exchanges"]]
    assert named == [session.public_id, session.public_id, "", family.public_id]


def test_to_record_a_login_asks_for_no_credential_that_the_view_did_not_look_at(lab):
    """The cookie of the login before comes along without a CSRF token, and nobody minds."""
    sign_in(lab, "/jwt", carrier="cookie")

    sign_in(lab, "/jwt")


def test_truth_is_told_of_everybody_asked_for(lab):
    sign_in(lab, "/session", "bob")

    truth = lab.get("/lab/state", params={"person": ["alice", "bob"]}).json()["truth"]

    assert {name: len(found["logins"]["session"]) for name, found in truth.items()} == {"alice": 0, "bob": 1}


def test_whoever_deactivates_alice_deactivates_their_own(lab, open_browser):
    other = open_browser(**{"X-Lab-Run": OTHER})
    other.post("/lab/participants", json={})
    sign_in(lab, "/session")
    sign_in(other, "/session")

    assert lab.post("/lab/operator", json={"person": "alice", "change": "deactivate"}).status_code == HTTPStatus.OK

    assert lab.get("/session/me").status_code == HTTPStatus.UNAUTHORIZED
    assert other.get("/session/me").status_code == HTTPStatus.OK


def test_a_reset_takes_this_page_s_accounts_logins_and_records_and_no_others(lab, open_browser):
    other = open_browser(**{"X-Lab-Run": OTHER})
    other.post("/lab/participants", json={})
    for http in (lab, other):
        sign_in(http, "/session")

    assert lab.post("/lab/reset", json={"scope": "page"}).status_code == HTTPStatus.OK

    redis = get_redis_connection("default")
    [kept] = Session.objects.all()
    assert not Account.objects.filter(email__contains=f"+{tag_of(RUN)}@").exists()
    assert redis.keys(f"lab:{RUN}:*") == []
    assert redis.keys("session:*") == [f"session:{kept.digest}".encode()]
    assert kept.account.email == address(OTHER, "alice")


def test_a_reset_of_everything_leaves_the_demo_accounts_as_born(lab, accounts):
    Account.objects.filter(email="alice@example.com").update(is_active=False, role="admin")

    lab.post("/lab/reset", json={"scope": "everything"})

    assert {a.email: (a.role, a.is_active) for a in Account.objects.all()} == {
        "alice@example.com": ("user", True),
        "bob@example.com": ("user", True),
        "admin@example.com": ("admin", True),
        "mallory@example.com": ("user", False),
    }


def test_copies_go_after_a_day(lab, open_browser):
    yesterday = timezone.now() - timedelta(days=1, seconds=1)
    Account.objects.filter(email__contains=f"+{tag_of(RUN)}@").update(created_at=yesterday)

    open_browser(**{"X-Lab-Run": OTHER}).post("/lab/participants", json={})

    assert not Account.objects.filter(email__contains=f"+{tag_of(RUN)}@").exists()
    assert Account.objects.filter(email__contains=f"+{tag_of(OTHER)}@").count() == 4


# What a copied credential is still worth after each event, in seconds after the login: (session, JWT, JWT + refresh).
RACE = {
    "sign-out": (0, 3600, 900),
    "deactivate": (0, 3600, 900),
    "role": (0, 3600, 900),
    "password": (0, 3600, 900),
}


@pytest.mark.parametrize("event", RACE)
def test_the_race_counts_how_long_each_mode_says_yes(lab, event):
    found = lab.post("/lab/race", json={"event": event})

    assert tuple(row["seconds"] for row in found.json()) == pytest.approx(RACE[event], abs=3), found.text


def test_with_a_denylist_a_sign_out_counts_at_once_everywhere(lab, settings):
    settings.JWT_DENYLIST = True

    found = lab.post("/lab/race", json={"event": "sign-out"}).json()

    assert [row["seconds"] for row in found] == [0, 0, 0]


def test_with_lab_0_every_lab_url_is_404_and_nothing_is_recorded():
    paths = ["", "state", "thief", "race", "locks", "foreign/shots", "reset", "servers", "operator", "participants"]
    with Server(LAB="0") as server, httpx.Client(base_url=server.url, headers={"X-Lab-Run": RUN}) as http:
        answers = {path: http.post(f"/lab/{path}", json={}).status_code for path in paths}
        home, me = http.get("/"), http.get("/session/me", headers={"X-Lab-Clock": "60"})

    assert set(answers.values()) == {HTTPStatus.NOT_FOUND}
    assert (home.status_code, home.headers["Location"]) == (HTTPStatus.FOUND, "/session")
    assert not {"X-Lab-Exchange", "Server-Timing"} & set(me.headers)
    assert get_redis_connection("default").keys("lab:*") == []
