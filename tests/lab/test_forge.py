"""The forge: what it makes is believed by a server without the guard that stops it, and by no other."""

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from lab.forge.signing import cracked
from lab.page.attacker import claims
from lab.page.participants import address, copies
from lab.page.runs import RUN_ID

RUN, OTHER = (next(x * n for n in range(99) if RUN_ID.fullmatch(x * n)) for x in "ab")


@pytest.fixture
def page(open_browser, transactional_db):
    return lambda run=RUN: open_browser(**{"X-Lab-Run": run})


def token_of(http, run=RUN):
    copies(run)
    answer = http.post("/jwt/login", json={"email": address(run, "alice"), "password": PASSWORD})
    return answer.json()["accessToken"]


def header_of(token):
    from lab.recording.diff import claims_of

    return {
        name.removeprefix("header "): value.strip('"') for name, value in claims_of(token) if name.startswith("header ")
    }


def forge(http, sign, **more):
    token = token_of(http)
    sent = {
        "sign": sign,
        "header": header_of(token),
        "claims": {**claims(token), "role": "admin"},
        "token": token,
        **more,
    }
    return http.post("/lab/forge", json=sent)


def believed(http, token):
    return http.get("/jwt/report", headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize(
    ("sign", "guard", "algorithm"),
    [
        ("kept", "signature", "HS256"),
        ("none", "algorithm", "HS256"),
        ("own", "own-keys", "HS256"),
        ("public", "algorithm", "RS256"),
    ],
)
def test_a_forgery_is_believed_where_its_guard_is_away_and_nowhere_else(page, sign, guard, algorithm):
    page().post("/lab/guards", json={"settings": {"JWT_ALGORITHM": algorithm}})
    token = forge(page(), sign).json()["token"]

    assert not believed(page(), token)
    page().post("/lab/guards", json={"away": [guard]})
    assert believed(page(), token)
    assert not believed(page(OTHER), token)


def test_an_hmac_key_has_no_public_half_to_forge_with(page):
    answer = forge(page(), "public")

    assert answer.status_code == 400
    assert "no public half" in answer.json()["fields"]["sign"][0]


def test_a_weak_key_is_cracked_and_forges_with_every_guard_standing_and_only_where_it_signs(page):
    assert page().post("/lab/forge/crack", json={"token": token_of(page())}).json()["secret"] is None

    page().post("/lab/forge/weak-key")
    found = page().post("/lab/forge/crack", json={"token": token_of(page())}).json()
    token = forge(page(), "secret", secret=found["secret"]).json()["token"]

    assert found["tried"] > 0
    assert found["secret"]
    assert believed(page(), token)
    assert not believed(page(OTHER), token)
    page().post("/lab/guards", json={"settings": {}})
    assert not believed(page(), token)


def test_a_crack_tries_each_word_until_it_fits():
    token = "eyJhbGciOiJIUzI1NiJ9.e30.XmNK3GpH3Ys_7wsYBfq4C3M6goz71I7dTgUkuIa5lyQ"  # by "secret"

    assert {**cracked(token, ["one", "secret", "three"]), "seconds": 0} == {
        "secret": "secret",
        "tried": 2,
        "seconds": 0,
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"sign": "x"},
        {"sign": "none", "header": [], "claims": {}, "token": "a.b.c"},
        {"sign": "none", "header": {}, "claims": {}, "token": "ä"},
        {"sign": "secret", "header": {}, "claims": {}, "token": "a.b.c", "secret": 7},
    ],
)
def test_what_can_not_be_forged_is_refused(page, body):
    assert page().post("/lab/forge", json=body).status_code == 400


def test_a_weak_key_is_no_switch_that_a_page_can_name(page):
    assert page().post("/lab/guards", json={"settings": {"JWT_KEYS": "/etc/passwd"}}).status_code == 400
