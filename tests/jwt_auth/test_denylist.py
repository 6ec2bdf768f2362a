"""JWT_DENYLIST=1: what has been ended is refused at once, in both JWT modes, for one Redis read a request."""

from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django_redis import get_redis_connection

from accounts.management.commands.seed_accounts import PASSWORD

from .forging import bearer, claims_of, code

OK = (HTTPStatus.OK, None)
REVOKED = (HTTPStatus.UNAUTHORIZED, "token_revoked")


@pytest.fixture(autouse=True)
def denylist(settings: Any) -> None:
    settings.JWT_DENYLIST = True


@pytest.fixture
def ask(http: Any) -> Any:
    return lambda prefix, token: code(http.get(f"{prefix}/me", headers=bearer(token)))


def test_logout_ends_a_bare_token(http: Any, login: Any, ask: Any) -> None:
    token, other = login("/jwt")["accessToken"], login("/jwt")["accessToken"]

    answer = http.post("/jwt/logout", headers=bearer(token))

    assert answer.json() == {"revoked": True, "accessUsableUntil": None}
    assert (ask("/jwt", token), ask("/jwt", other)) == (REVOKED, OK)
    again = http.post("/jwt/logout", headers=bearer(token))
    assert (again.status_code, again.json()) == (HTTPStatus.OK, {"revoked": False, "accessUsableUntil": None})


@pytest.mark.parametrize("how", ["logout", "logout-all", "logins", "reuse", "password"])
def test_the_end_of_a_family_ends_its_access_tokens(
    http: Any, login: Any, refresh: Any, ask: Any, settings: Any, how: str
) -> None:
    """Each one of it, of every generation, by whatever path it ends."""
    settings.REFRESH_RETRY_SECONDS = 0
    first, other = login(), login()
    second = refresh(first["refreshToken"]).json()
    sid = claims_of(first["accessToken"])["sid"]
    by_other = bearer(other["accessToken"])

    match how:
        case "logout":
            http.post("/jwt-refresh/logout", json={"refreshToken": second["refreshToken"]})
        case "logout-all":
            http.post("/jwt-refresh/logout-all", headers=by_other)
        case "logins":
            http.delete(f"/jwt-refresh/logins/{sid}", headers=by_other)
        case "reuse":
            refresh(first["refreshToken"])
        case "password":
            sent = {"currentPassword": PASSWORD, "newPassword": "a-new-sesame-1"}
            assert http.post("/jwt-refresh/password", json=sent, headers=by_other).json() == {"revokedLogins": 1}

    assert [ask("/jwt-refresh", pair["accessToken"]) for pair in (first, second)] == [REVOKED, REVOKED]
    assert ask("/jwt-refresh", other["accessToken"]) == (REVOKED if how == "logout-all" else OK)
    assert code(refresh(second["refreshToken"])) == REVOKED


def test_without_a_denylist_the_token_lives_on(http: Any, login: Any, ask: Any, settings: Any) -> None:
    """The same steps, to show what the switch does."""
    settings.JWT_DENYLIST = False
    token = login("/jwt")["accessToken"]

    answer = http.post("/jwt/logout", headers=bearer(token)).json()

    assert (answer["revoked"], answer["accessUsableUntil"] is not None) == (False, True)
    assert ask("/jwt", token) == OK
    assert get_redis_connection("default").keys("denied:*") == []


def test_an_entry_lives_as_long_as_its_token_could(http: Any, login: Any) -> None:
    redis = get_redis_connection("default")
    with time_machine.travel(4_000_000_000, tick=False) as time:
        bare, pair = login("/jwt")["accessToken"], login()
        time.shift(600)
        http.post("/jwt/logout", headers=bearer(bare))
        http.post("/jwt-refresh/logout", json={"refreshToken": pair["refreshToken"]})

    ends = {key: redis.expiretime(key) for key in redis.keys("denied:*")}

    assert ends == {
        f"denied:{claims_of(bare)['jti']}".encode(): 4_000_003_600 + 1,
        f"denied:{claims_of(pair['accessToken'])['sid']}".encode(): 4_000_000_600 + 900 + 1,
    }


def test_the_list_holds_no_token(http: Any, login: Any) -> None:
    token = login("/jwt")["accessToken"]
    http.post("/jwt/logout", headers=bearer(token))

    ((key, value),) = [
        (key, get_redis_connection("default").get(key)) for key in get_redis_connection("default").keys("denied:*")
    ]

    assert (key, value) == (f"denied:{claims_of(token)['jti']}".encode(), b"1")
