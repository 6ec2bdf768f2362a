"""What ends has ended, whatever went on at the same moment; and of two things that can't both be, one is."""

from http import HTTPStatus
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from tests.conftest import VARIANTS, Variant
from tests.differences import FACTS
from tests.races.passwords import new_password

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
OK, UNAUTHORIZED = HTTPStatus.OK, HTTPStatus.UNAUTHORIZED
ALICE = "alice@example.com"
BY_STORE = pytest.mark.parametrize("variant", [v for v in VARIANTS if v.store], ids=str, indirect=True)
LATER = {"X-Lab-Clock": "+61"}  # past the minute in which a session's use is noted but once


@pytest.fixture
def caller(variant: Variant, open_browser: Any, accounts: Any) -> Any:
    """Makes a caller who has not signed in yet."""

    def made(address: str = "127.0.0.1") -> Any:
        return variant.client(open_browser(address))

    return made


def use(client: Any, **headers: str) -> int:
    """What the credential that this caller has now is worth."""
    sent = {**client.credential(), **headers}
    status: int = client.http.get(f"{client.prefix}/me", headers=sent).status_code
    return status


def current(client: Any) -> str:
    [found] = [login["id"] for login in client.send("GET", "logins").json()["logins"] if login["current"]]
    return str(found)


def test_simultaneous_logins_of_one_account_all_live(race: Any, variant: Variant, caller: Any) -> None:
    for earlier in range(0, 18, 3):
        callers = [caller() for _ in range(3)]
        answers = race(*[lambda c=c: c.login(ALICE, PASSWORD) for c in callers])

        assert [answer.status_code for answer in answers] == [OK] * 3
        assert [use(c) for c in callers] == [OK] * 3
        listed = {login["id"] for login in callers[0].send("GET", "logins").json()["logins"]}
        assert len(listed) == (earlier + 3 if FACTS[variant.mode.name].tracked else 0)


def test_simultaneous_logins_hold_the_limit(race: Any, variant: Variant, caller: Any, settings: Any) -> None:
    """And each login that ends is told once."""
    settings.MAX_LOGINS, tracked = 3, FACTS[variant.mode.name].tracked
    for made in (8, 16, 24):
        callers = [caller(f"10.7.0.{n}") for n in range(8)]
        answers = race(*[lambda c=c: c.login(ALICE, PASSWORD) for c in callers])

        assert [answer.status_code for answer in answers] == [OK] * 8
        ended = AuthEvent.objects.filter(kind="login_ended").values_list("login_id", flat=True)
        assert len(ended) == len(set(ended)) == (made - 3 if tracked else 0)
        alive = [c for c in callers if use(c) == OK]
        listed = alive[0].send("GET", "logins").json()["logins"]
        assert len(listed) == (3 if tracked else 0)
        assert not {login["id"] for login in listed} & set(ended)


@BY_STORE
def test_a_session_that_was_left_is_not_revived_by_its_use(race: Any, caller: Any) -> None:
    for _ in range(30):
        client, thief = caller(), caller()
        client.login(ALICE, PASSWORD)
        stolen = client.credential()

        def use_it(http: Any = thief.http, prefix: str = client.prefix, stolen: Any = stolen, **headers: str) -> int:
            status: int = http.get(f"{prefix}/me", headers={**stolen, **headers}).status_code
            return status

        left, *used = race(client.logout, *[lambda use_it=use_it: use_it(**LATER)] * 3)

        assert (left.status_code, left.json()["revoked"]) == (OK, True)
        assert set(used) <= {OK, UNAUTHORIZED}
        assert use_it() == UNAUTHORIZED


@BY_STORE
def test_a_session_that_another_login_ended_is_not_revived_by_its_use(race: Any, caller: Any) -> None:
    other = caller()
    other.login(ALICE, PASSWORD)

    for _ in range(20):
        client = caller()
        client.login(ALICE, PASSWORD)
        login_id = current(client)
        ended, *used = race(
            lambda login_id=login_id: other.send("DELETE", f"logins/{login_id}"),
            *[lambda client=client: use(client, **LATER)] * 3,
        )

        assert ended.status_code == HTTPStatus.NO_CONTENT
        assert set(used) <= {OK, UNAUTHORIZED}
        assert use(client) == UNAUTHORIZED
        assert [login["current"] for login in other.send("GET", "logins").json()["logins"]] == [True]


@BY_STORE
def test_a_session_that_was_ended_is_not_revived_by_getting_a_new_id(race: Any, caller: Any) -> None:
    password = PASSWORD

    for n in range(40):
        client, other = caller(), caller()
        client.login(ALICE, password)
        other.login(ALICE, password)
        login_id = current(client)
        sent = {"currentPassword": password, "newPassword": new_password()}

        def end(other: Any = other, login_id: str = login_id, turn: int = n % 10) -> Any:
            for _ in range(turn):  # a little later each time, so that they meet in every phase of the change
                other.http.get("/healthz")
            return other.send("DELETE", f"logins/{login_id}")

        changed, ended = race(lambda client=client, sent=sent: client.send("POST", "password", sent), end)

        # The change came first and ended the other login before that could end this one; or this one has ended.
        assert (changed.status_code, ended.status_code) in [(OK, UNAUTHORIZED), (OK, 204), (UNAUTHORIZED, 204)]
        assert use(client) == (OK if ended.status_code == UNAUTHORIZED else UNAUTHORIZED)
        if changed.status_code == OK:
            password = sent["newPassword"]
        other.logout()


@BY_STORE
def test_the_login_that_changes_the_password_lives_on_while_it_is_used(race: Any, caller: Any) -> None:
    client, password = caller(), PASSWORD
    client.login(ALICE, password)

    for _ in range(30):
        sent, before = {"currentPassword": password, "newPassword": new_password()}, client.credential()
        changed, *used = race(
            lambda sent=sent: client.send("POST", "password", sent),
            *[lambda before=before: use(client, **before, **LATER)] * 3,
        )

        assert (changed.status_code, use(client)) == (OK, OK)
        assert set(used) <= {OK, UNAUTHORIZED}
        password = sent["newPassword"]


def test_of_simultaneous_password_changes_one_succeeds(race: Any, caller: Any) -> None:
    password = PASSWORD

    for n in range(8):
        address = f"10.6.0.{n + 1}"
        rivals = [caller(address), caller(address)]
        for rival in rivals:
            rival.login(ALICE, password)
        changes = [{"currentPassword": password, "newPassword": new_password()} for _ in rivals]
        answers = race(*[lambda r=r, c=c: r.send("POST", "password", c) for r, c in zip(rivals, changes, strict=True)])

        statuses = [answer.status_code for answer in answers]
        # The other's password is no longer the current one; or its login has ended before it could ask.
        assert sorted(statuses) in [[OK, HTTPStatus.BAD_REQUEST], [OK, UNAUTHORIZED]]
        winner = statuses.index(OK)
        assert use(rivals[winner]) == OK
        tried = [caller(address).login(ALICE, change["newPassword"]).status_code for change in changes]
        assert tried == [OK if n == winner else UNAUTHORIZED for n in range(2)]
        password = changes[winner]["newPassword"]
