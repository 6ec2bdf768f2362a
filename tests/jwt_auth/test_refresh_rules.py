"""The life of a token family, on a moved clock. RFC 9700 §4.14."""

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine

from accounts.models import Account
from jwt_auth import keys
from jwt_auth.algorithms import GENERATORS
from jwt_auth.refresh.models import TokenFamily

from .conftest import RSA_KEY
from .forging import ABSENT, bearer, claims_of, code, each, forged

OK = (HTTPStatus.OK, None)
INVALID, EXPIRED, REUSED, REVOKED = (
    (HTTPStatus.UNAUTHORIZED, name) for name in ("invalid_token", "token_expired", "refresh_reused", "token_revoked")
)
NOON = 1_795_435_200
DAY = 86_400


@pytest.fixture(autouse=True)
def time() -> Iterator[Any]:
    """Stands still until it is moved."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_each_rotation_renews_the_idle_lifetime(login: Any, refresh: Any, time: Any) -> None:
    token = login()["refreshToken"]
    for _ in range(4):
        time.shift(6 * DAY)
        answer = refresh(token)
        assert code(answer) == OK
        assert answer.json()["refreshExpiresIn"] == 7 * DAY if claims_of(token)["gen"] < 3 else 6 * DAY
        token = answer.json()["refreshToken"]

    assert claims_of(token)["gen"] == 4


def test_an_idle_login_ends(login: Any, refresh: Any, time: Any) -> None:
    token = login()["refreshToken"]

    time.shift(7 * DAY - 1)
    token = refresh(token).json()["refreshToken"]
    time.shift(7 * DAY)

    assert code(refresh(token)) == EXPIRED


def test_no_rotation_passes_the_absolute_end(login: Any, refresh: Any, time: Any) -> None:
    token = login()["refreshToken"]
    for _ in range(5):
        time.shift(5 * DAY)
        token = refresh(token).json()["refreshToken"]
    assert claims_of(token)["exp"] == NOON + 30 * DAY

    time.shift(5 * DAY - 1)
    answer = refresh(token)
    assert (code(answer), answer.json()["refreshExpiresIn"]) == (OK, 1)
    time.shift(1)

    assert code(refresh(answer.json()["refreshToken"])) == EXPIRED


def test_a_login_begins_with_the_shorter_of_its_two_lives(login: Any, refresh: Any, time: Any, settings: Any) -> None:
    settings.REFRESH_ABSOLUTE_SECONDS = DAY

    token = login()["refreshToken"]

    assert claims_of(token)["exp"] == NOON + DAY
    time.shift(DAY)
    assert code(refresh(token)) == EXPIRED


def test_a_rotation_is_one_generation_of_one_row(login: Any, refresh: Any) -> None:
    tokens = [login()["refreshToken"]]
    for _ in range(3):
        tokens.append(refresh(tokens[-1]).json()["refreshToken"])

    assert [claims_of(token)["gen"] for token in tokens] == [0, 1, 2, 3]
    assert len({claims_of(token)["sid"] for token in tokens}) == 1
    assert TokenFamily.objects.values_list("generation", flat=True).get() == 3


@pytest.mark.parametrize("algorithm", GENERATORS)
def test_a_lost_answer_can_be_had_again(
    login: Any, refresh: Any, time: Any, settings: Any, key_file: Any, algorithm: str
) -> None:
    """Up to the last moment of the window, and the same successor every time."""
    settings.JWT_ALGORITHM = algorithm
    if algorithm == "RS256":
        keys.write_jwks([RSA_KEY])
    parent = login()["refreshToken"]
    time.shift(60)
    first = refresh(parent).json()

    for seconds in (0, 5, 4.999):
        time.shift(seconds)
        again = refresh(parent)
        assert code(again) == OK
        assert claims_of(again.json()["refreshToken"]) == claims_of(first["refreshToken"])

    time.shift(0.001)
    assert code(refresh(parent)) == REUSED


def test_the_window_is_the_immediate_parents_alone(login: Any, refresh: Any) -> None:
    grandparent = login()["refreshToken"]
    parent = refresh(grandparent).json()["refreshToken"]
    live = refresh(parent).json()["refreshToken"]

    assert code(refresh(grandparent)) == REUSED
    assert code(refresh(parent)) == REVOKED
    assert code(refresh(live)) == REVOKED


def test_without_a_window_every_reuse_is_one(login: Any, refresh: Any, settings: Any) -> None:
    settings.REFRESH_RETRY_SECONDS = 0
    parent = login()["refreshToken"]
    live = refresh(parent).json()["refreshToken"]

    assert code(refresh(parent)) == REUSED
    assert code(refresh(live)) == REVOKED


def test_a_retry_is_no_rotation(login: Any, refresh: Any, time: Any) -> None:
    """The window doesn't move on with it, and neither does the idle lifetime."""
    parent = login()["refreshToken"]
    live = refresh(parent).json()["refreshToken"]
    time.shift(6)
    again = refresh(parent).json()
    time.shift(6)

    assert again["refreshExpiresIn"] == 7 * DAY - 6
    assert code(refresh(parent)) == REUSED
    assert code(refresh(live)) == REVOKED


def test_a_revoked_family_never_comes_back(http: Any, login: Any, refresh: Any, time: Any) -> None:
    parent = login()["refreshToken"]
    live = refresh(parent).json()["refreshToken"]
    http.post("/jwt-refresh/logout", json={"refreshToken": live})
    ended = TokenFamily.objects.values().get()

    for seconds in (0, 11, DAY):
        time.shift(seconds)
        assert {code(refresh(token)) for token in (parent, live)} == {REVOKED}
    time.shift(7 * DAY)
    assert {code(refresh(token)) for token in (parent, live)} == {EXPIRED}
    assert TokenFamily.objects.values().get() == ended


def test_a_generation_that_was_never_issued_is_refused(login: Any, refresh: Any) -> None:
    """Nobody without our key can make one; somebody with it ends the family, and gets nothing."""
    token = login()["refreshToken"]

    assert code(refresh(forged(token, claims={"gen": 1}))) == REUSED
    assert code(refresh(token)) == REVOKED


@pytest.mark.parametrize(
    "claims",
    [*each("gen", ABSENT, None, True, -1, 0.0, "0", []), *each("sid", ABSENT, None, 7, [])],
    ids=str,
)
def test_a_refresh_token_of_another_shape_is_invalid(login: Any, refresh: Any, claims: dict[str, Any]) -> None:
    token = login()["refreshToken"]

    assert code(refresh(forged(token, claims=claims))) == INVALID
    assert code(refresh(token)) == OK


def test_a_family_unheard_of_is_no_family(login: Any, refresh: Any) -> None:
    assert code(refresh(forged(login()["refreshToken"], claims={"sid": "x" * 22}))) == REVOKED


def test_a_family_belongs_to_its_account(login: Any, refresh: Any, accounts: Any) -> None:
    token = login()["refreshToken"]

    assert code(refresh(forged(token, claims={"sub": str(accounts["admin"].pk)}))) == REVOKED
    assert code(refresh(token)) == OK


def alices() -> Any:
    return Account.objects.filter(email="alice@example.com")


def save_new_password() -> None:
    account = alices().get()
    account.set_password("another-sesame")
    account.save()


PATHS = {
    "deactivated by a queryset": lambda: alices().update(is_active=False),
    "deleted": lambda: alices().get().delete(),
    "password saved": save_new_password,
    "password hash updated by a queryset": lambda: alices().update(password="!"),
}


@pytest.mark.parametrize("change", PATHS.values(), ids=PATHS)
def test_an_account_that_changed_by_whatever_path_cannot_refresh(login: Any, refresh: Any, change: Any) -> None:
    parent = login()["refreshToken"]
    live = refresh(parent).json()["refreshToken"]
    bobs = login(name="bob")["refreshToken"]

    change()

    assert [code(refresh(token)) for token in (live, parent, live)] == [REVOKED] * 3
    assert code(refresh(bobs)) == OK


def test_what_ended_with_a_change_does_not_return_with_its_undoing(login: Any, refresh: Any) -> None:
    token, old = login()["refreshToken"], alices().get().password

    alices().update(password="!")
    assert code(refresh(token)) == REVOKED
    alices().update(password=old)
    assert code(refresh(token)) == REVOKED


def test_rotation_notices_a_role(login: Any, refresh: Any) -> None:
    """A token's claims are as old as the token; the next one is new."""
    pair = login()
    alices().update(role="admin", email="alice@example.org")

    rotated = refresh(pair["refreshToken"]).json()["accessToken"]

    assert (claims_of(pair["accessToken"])["role"], claims_of(rotated)["role"]) == ("user", "admin")
    assert claims_of(rotated)["email"] == "alice@example.org"


def test_the_secret_key_may_be_rotated(login: Any, refresh: Any, settings: Any) -> None:
    """The family's digest is keyed with it; a fallback is still known."""
    pair = login()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret" * 5

    rotated = refresh(pair["refreshToken"])
    assert code(rotated) == OK
    settings.SECRET_KEY_FALLBACKS = []
    assert code(refresh(rotated.json()["refreshToken"])) == REVOKED


def test_clocks_that_disagree_a_little_revoke_nobody(login: Any, refresh: Any, time: Any) -> None:
    """Two servers: the one that gets the retry is a second behind the one that rotated."""
    parent = login()["refreshToken"]
    time.shift(60)
    first = refresh(parent).json()["refreshToken"]

    time.shift(-1)

    assert claims_of(refresh(parent).json()["refreshToken"]) == claims_of(first)


def test_an_access_token_outlives_its_family_until_it_expires(http: Any, login: Any, time: Any) -> None:
    """And logout says until when."""
    pair = login()

    answer = http.post("/jwt-refresh/logout", json={"refreshToken": pair["refreshToken"]})

    assert answer.json() == {"revoked": True, "accessUsableUntil": "2026-11-23T12:15:00Z"}
    time.shift(timedelta(seconds=899))
    assert code(http.get("/jwt-refresh/me", headers=bearer(pair["accessToken"]))) == OK
    time.shift(1)
    assert code(http.get("/jwt-refresh/me", headers=bearer(pair["accessToken"]))) == EXPIRED
