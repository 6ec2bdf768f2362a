"""While an account's moment moves: no token that knows the account as it was outlives the change, whenever it was
issued, and none that knows it as it is now is refused."""

from http import HTTPStatus
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from tests.conftest import VARIANTS, Variant
from tests.differences import FACTS
from tests.jwt_auth.forging import claims_of
from tests.races.passwords import new_password
from tests.races.phases import later

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
ADMIN = "admin@example.com"
SELF_CONTAINED = [v for v in VARIANTS if v.mode.package.startswith("jwt_auth") and v.carrier == "body"]
BY_MODE = pytest.mark.parametrize("variant", SELF_CONTAINED, ids=str, indirect=True)


@pytest.fixture
def caller(variant: Variant, open_browser: Any, accounts: Any, settings: Any) -> Any:
    """Makes a caller who has not signed in yet."""
    settings.JWT_REVOCATION, settings.LOGIN_ATTEMPTS = "not-before", 1000
    return lambda: variant.client(open_browser())


def use(client: Any) -> int:
    status: int = client.http.get(f"{client.prefix}/me", headers=client.credential()).status_code
    return status


@BY_MODE
def test_no_token_of_the_old_password_outlives_a_new_one(race: Any, caller: Any) -> None:
    password = PASSWORD

    for n in range(16):
        owner, thieves = caller(), [caller() for _ in range(4)]
        owner.login(ADMIN, password)
        sent = {"currentPassword": password, "newPassword": new_password()}
        changed, *answers = race(
            lambda owner=owner, sent=sent: owner.send("POST", "password", sent),
            *[later(lambda t=t, p=password: t.login(ADMIN, p), t, n % 6 + place) for place, t in enumerate(thieves)],
        )

        assert changed.status_code == HTTPStatus.OK
        inside = [t for t, answer in zip(thieves, answers, strict=True) if answer.is_success]
        assert [use(thief) for thief in inside] == [HTTPStatus.UNAUTHORIZED] * len(inside)
        assert use(owner) == HTTPStatus.OK
        password = sent["newPassword"]
        back = caller()
        assert back.login(ADMIN, password).is_success
        assert use(back) == HTTPStatus.OK


@pytest.mark.parametrize(
    ("variant", "how"),
    [(v, how) for v in SELF_CONTAINED for how in ("login", "refresh")[: 1 + FACTS[v.mode.name].rotates]],
    ids=str,
    indirect=["variant"],
)
def test_no_token_of_the_old_role_outlives_it(race: Any, caller: Any, how: str) -> None:
    admin = Account.objects.get(email=ADMIN)
    for n in range(16):
        Account.objects.filter(pk=admin.pk).update(role="admin")
        clients = [caller() for _ in range(4)]
        if how == "refresh":
            for client in clients:
                client.login(ADMIN, PASSWORD)
        renew = [
            (lambda c=c: c.refresh()) if how == "refresh" else (lambda c=c: c.login(ADMIN, PASSWORD)) for c in clients
        ]

        def demote() -> None:
            demoted = Account.objects.get(pk=admin.pk)
            demoted.role = "user"
            demoted.save()

        _, *answers = race(
            demote, *[later(act, c, n % 6 + i) for i, (act, c) in enumerate(zip(renew, clients, strict=True))]
        )

        assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 4
        claimed = [claims_of(client.access_token)["role"] for client in clients]
        worth = [use(client) for client in clients]
        assert "admin" not in [role for role, status in zip(claimed, worth, strict=True) if status == HTTPStatus.OK]
        later_login = caller()
        later_login.login(ADMIN, PASSWORD)
        assert use(later_login) == HTTPStatus.OK
