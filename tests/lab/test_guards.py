"""Guards off: each attack fails while its guard stands and works while it is away, for one run alone; and a run's own
settings are its own."""

import re
from pathlib import Path

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from lab.guards.attacks import ATTACKS, Scene
from lab.guards.catalogue import GUARDS, PIECES
from lab.guards.lines import Piece, PieceMissing, rewritten
from lab.page.participants import address, copies
from lab.page.runs import RUN_ID

ROOT = Path(__file__).parent.parent.parent
RUN, OTHER = (next(x * n for n in range(99) if RUN_ID.fullmatch(x * n)) for x in "ab")
WITH_ATTACK = [guard.name for guard in GUARDS if guard.attack]


@pytest.fixture
def page(open_browser, transactional_db):
    """A page of the lab, whose requests are of this run."""
    return lambda run=RUN: open_browser(**{"X-Lab-Run": run})


@pytest.mark.parametrize("name", WITH_ATTACK)
def test_an_attack_fails_at_its_guard_and_works_without_it(page, name):
    fire = {"guard": name, "clock": 0}

    guarded = page().post("/lab/guards/fire", json=fire).json()
    page().post("/lab/guards", json={"away": [name]})
    without = page().post("/lab/guards/fire", json=fire).json()
    elsewhere = page(OTHER).post("/lab/guards/fire", json=fire).json()
    page().post("/lab/guards", json={"away": []})
    again = page().post("/lab/guards/fire", json=fire).json()

    assert [found["worked"] for found in (guarded, without, elsewhere, again)] == [False, True, False, False]
    assert all(step["number"] for step in without["steps"])


def test_every_attack_has_its_guard_and_every_guard_its_source_and_tests():
    assert set(ATTACKS) == set(WITH_ATTACK)
    for guard in GUARDS:
        assert [path for path in guard.tests if not (ROOT / path).exists()] == [], guard.name
        for piece in guard.pieces:
            rewritten(piece.function, [each for each in PIECES if each[1].target == piece.target])


def test_the_published_score_is_of_these_guards_and_each_was_noticed():
    published = (ROOT / "docs" / "guards.md").read_text()

    assert f"**Mutation score: {len(GUARDS)} of {len(GUARDS)}.**" in published
    assert [guard.name for guard in GUARDS if f"| {guard.title} | {guard.stops} " not in published] == []


def test_a_piece_that_is_not_there_any_more_is_named():
    piece = Piece("accounts.csrf:enforce_csrf", "a line of last year", "None")

    with pytest.raises(PieceMissing, match=r"enforce_csrf has 0 times: a line of last year"):
        rewritten(piece.function, [("any", piece)])


def test_the_page_shows_the_line_that_a_guard_is(page):
    for guard in page().get("/lab/guards").json()["guards"]:
        text = "\n".join(guard["lines"][guard["line"] - guard["first"] :])
        file = (ROOT / guard["file"]).read_text().splitlines()
        assert file[guard["line"] - 1] == guard["lines"][guard["line"] - guard["first"]]
        piece = next(g for g in GUARDS if g.name == guard["name"]).pieces[0]
        assert piece.text.split("\n")[0] in text


def test_no_file_that_leaves_the_house_knows_of_guards():
    for folder in ("accounts", "sessions_auth", "jwt_auth"):
        for file in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"__guard|lab\.|\blab/", file.read_text()), file


@pytest.mark.parametrize(
    "body",
    [
        {"away": "csrf-token"},
        {"away": ["x"]},
        {"away": [[]]},
        {"settings": []},
        {"settings": {"SECRET_KEY": "x"}},
        {"settings": {"JWT_ALGORITHM": "none"}},
        {"settings": {"SESSION_ENGINE": "os"}},
        {"settings": {"BARE_TOKEN_SECONDS": 0}},
    ],
)
def test_what_is_no_guard_and_no_setting_is_refused(page, body):
    answer = page().post("/lab/guards", json=body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("name", ["", "x", "atomic-rotation", None])
def test_what_has_no_attack_fires_none(page, name):
    assert page().post("/lab/guards/fire", json={"guard": name}).status_code in (400, 404)


# -- a run's own settings
def login(http, prefix, run=RUN):
    copies(run)
    return http.post(f"{prefix}/login", json={"email": address(run, "alice"), "password": PASSWORD})


def chosen(http, **other):
    answer = http.post("/lab/guards", json={"settings": other})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    ("prefix", "name"),
    [("/session", "SESSION_IDLE_SECONDS"), ("/jwt", "BARE_TOKEN_SECONDS"), ("/jwt-refresh", "ACCESS_TOKEN_SECONDS")],
)
def test_a_lifetime_is_the_run_s_own(page, prefix, name):
    chosen(page(), **{name: 77})

    assert login(page(), prefix).json()["expiresIn"] == 77
    assert login(page(OTHER), prefix, OTHER).json()["expiresIn"] != 77
    chosen(page())
    assert login(page(), prefix).json()["expiresIn"] != 77


def test_the_algorithm_is_the_run_s_own_and_every_token_goes_on_counting(page):
    before = login(page(), "/jwt").json()["accessToken"]
    chosen(page(), JWT_ALGORITHM="ES256")
    after = login(page(), "/jwt").json()["accessToken"]
    other = login(page(OTHER), "/jwt", OTHER).json()["accessToken"]

    from joserfc import jws

    assert [jws.extract_compact(token.encode()).headers()["alg"] for token in (before, after, other)] == [
        "HS256",
        "ES256",
        "HS256",
    ]
    for token in (before, after, other):
        assert page().get("/jwt/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def test_the_dial_is_the_run_s_own(page):
    def usable_after_logout(run):
        http = page(run)
        headers = {"Authorization": f"Bearer {login(http, '/jwt', run).json()['accessToken']}"}
        http.post("/jwt/logout", headers=headers)
        return http.get("/jwt/me", headers=headers).status_code

    chosen(page(), JWT_REVOCATION="denylist")

    assert (usable_after_logout(RUN), usable_after_logout(OTHER)) == (401, 200)


def test_the_session_store_is_the_run_s_own(page):
    from sessions_auth.models import Session

    chosen(page(), SESSION_ENGINE="sessions_auth.stores.memory")
    mine, other = page(), page(OTHER)
    login(mine, "/session"), login(other, "/session", OTHER)

    assert sorted(Session.objects.values_list("store", flat=True)) == ["memory", "redis"]
    assert [mine.get("/session/me").status_code, other.get("/session/me").status_code] == [200, 200]
    chosen(page())
    assert mine.get("/session/me").status_code == 401


def test_a_retry_window_is_the_run_s_own(page):
    def repeated(run):
        http = page(run)
        sent = {"refreshToken": login(http, "/jwt-refresh", run).json()["refreshToken"]}
        return [http.post("/jwt-refresh/refresh-token", json=sent).status_code for _ in range(2)]

    chosen(page(), REFRESH_RETRY_SECONDS=0)

    assert (repeated(RUN), repeated(OTHER)) == ([200, 401], [200, 200])


def test_what_is_away_ends_with_the_run(page):
    page().post("/lab/guards", json={"away": ["role"], "settings": {"BARE_TOKEN_SECONDS": 5}})
    page().post("/lab/reset", json={"scope": "page"})

    found = page().get("/lab/guards").json()
    assert (found["away"], found["settings"]) == ([], {})


def test_a_scene_is_of_one_run():
    assert Scene(RUN).steps is not Scene(RUN).steps
