"""The dial, beyond what tests/differences.py says of it: to the microsecond, who is spared, and what fails closed."""

from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from accounts.backends import AccountBackend
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from accounts.signals import announce_end_of_every_login
from contract.modes import MODES
from jwt_auth import not_before
from jwt_auth.authentication import TokenAuthentication
from jwt_auth.bare.tokens import AccessToken
from jwt_auth.dial import CALLS

from .forging import bearer, claims_of, code, forged

OK = (HTTPStatus.OK, None)
REVOKED = (HTTPStatus.UNAUTHORIZED, "token_revoked")
PREFIXES = ("/jwt", "/jwt-refresh")
NEW = "a-new-sesame-1"
LATER = 4_000_000_000  # beyond any time at which Redis would let a key expire


@pytest.fixture
def ask(http: Any) -> Any:
    return lambda prefix, token, call="me": code(http.get(f"{prefix}/{call}", headers=bearer(token)))


@pytest.fixture
def dial(settings: Any, request: pytest.FixtureRequest) -> str:
    settings.JWT_REVOCATION = request.param
    return str(request.param)


class ProvisioningBackend(AccountBackend):
    """As those for LDAP are: a sign-in brings the account up to date."""

    def authenticate(self, request: Any, username: Any = None, password: Any = None, **credentials: Any) -> Any:
        account = super().authenticate(request, username, password, **credentials)
        account.role = "admin"
        account.save()
        return account


AT = pytest.mark.parametrize
MOMENTS = AT("dial", ["not-before", "both"], indirect=True)
REDIS = AT("dial", ["denylist", "not-before", "both"], indirect=True)


def change_password(http: Any, prefix: str, token: str, new: str = NEW, current: str = PASSWORD) -> None:
    sent = {"currentPassword": current, "newPassword": new}
    assert http.post(f"{prefix}/password", json=sent, headers=bearer(token)).status_code == HTTPStatus.OK


@pytest.mark.usefixtures("dial")
class TestMoment:
    """An account's moment, at the settings that ask for it."""

    pytestmark = MOMENTS

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_within_one_second_what_is_older_ends_and_what_is_newer_lives(
        self, http: Any, login: Any, ask: Any, prefix: str
    ) -> None:
        """All four tokens have one `iat`: a thief's, taken as late as can be, and the owner's, as early as can be."""
        with time_machine.travel(LATER, tick=False) as time:
            thiefs, asking = login(prefix)["accessToken"], login(prefix)["accessToken"]
            time.shift(0.001)
            change_password(http, prefix, asking)
            time.shift(0.001)
            fresh = http.post(f"{prefix}/login", json={"email": "alice@example.com", "password": NEW})
            fresh = fresh.json()["accessToken"]

            assert {claims_of(token)["iat"] for token in (thiefs, asking, fresh)} == {LATER}
            assert [ask(prefix, token) for token in (thiefs, asking, fresh)] == [REVOKED, OK, OK]

    def test_the_token_that_asked_for_a_new_password_is_spared_until_something_else_happens(
        self, http: Any, login: Any, ask: Any, accounts: Any
    ) -> None:
        token = login("/jwt")["accessToken"]
        change_password(http, "/jwt", token)
        assert ask("/jwt", token) == OK

        announce_end_of_every_login([accounts["alice"].pk])

        assert ask("/jwt", token) == REVOKED

    def test_a_new_password_does_not_spare_a_token_that_ended_a_moment_ago(self, accounts: Any) -> None:
        """Who is demoted while asking for a new password must not keep the role by it."""
        alice, key = accounts["alice"], not_before.key(accounts["alice"].pk)
        token = AccessToken.for_user(alice)
        not_before.move([alice.pk])

        not_before.move([alice.pk], spared=token)

        assert not_before.is_older(token, get_redis_connection("default").get(key))

    def test_a_moment_never_moves_back(self, accounts: Any) -> None:
        """Another worker's clock may be slow."""
        alice, redis = accounts["alice"], get_redis_connection("default")
        with time_machine.travel(LATER, tick=False) as time:
            not_before.move([alice.pk])
            time.shift(-1)
            not_before.move([alice.pk])

        assert redis.get(not_before.key(alice.pk)) == f"{LATER * 1_000_000} ".encode()

    def test_a_moment_is_kept_for_as_long_as_an_older_token_could_live(self, accounts: Any) -> None:
        with time_machine.travel(4_000_000_000, tick=False):
            not_before.move([accounts["alice"].pk])

        assert get_redis_connection("default").expiretime(not_before.key(accounts["alice"].pk)) == 4_000_003_601

    def test_a_token_whose_jti_tells_no_time_is_as_old_as_its_second(self, login: Any, ask: Any, accounts: Any) -> None:
        """Such as one from before there was a dial."""
        with time_machine.travel(LATER, tick=False) as time:
            token = login("/jwt")["accessToken"]
            others = [forged(token, claims={"jti": jti}) for jti in ("x", "é" * 12, "0" * 32, "_" * 36)]
            assert [ask("/jwt", other) for other in others] == [OK] * 4
            time.shift(0.5)
            not_before.move([accounts["alice"].pk])
            late = [forged(token, claims={"jti": jti, "iat": LATER + 1}) for jti in ("x", "_" * 36)]

            assert [ask("/jwt", other) for other in others] == [REVOKED] * 4
            assert [ask("/jwt", other) for other in late] == [OK] * 2

    def test_a_moment_is_the_accounts_alone(self, login: Any, ask: Any, accounts: Any) -> None:
        bobs = login("/jwt", "bob")["accessToken"]

        announce_end_of_every_login([accounts["alice"].pk])

        assert ask("/jwt", bobs) == OK

    @pytest.mark.django_db(transaction=True)
    def test_whoever_a_backend_saves_in_the_middle_of_a_sign_in_is_in(
        self, login: Any, ask: Any, accounts: Any, settings: Any
    ) -> None:
        """And what was issued before it is over."""
        before = login("/jwt")["accessToken"]
        settings.AUTHENTICATION_BACKENDS = [f"{__name__}.ProvisioningBackend"]

        token = login("/jwt")["accessToken"]

        assert claims_of(token)["role"] == "admin"
        assert [ask("/jwt", before), ask("/jwt", token)] == [REVOKED, OK]

    def test_what_says_nothing_new_of_an_account_moves_nothing(
        self, accounts: Any, django_assert_num_queries: Any
    ) -> None:
        """And where the fields say so themselves, nothing is even compared."""
        alice = accounts["alice"]
        alice.display_name = "Alice"
        with django_assert_num_queries(1):
            alice.save(update_fields=["display_name"])
        with django_assert_num_queries(2):
            alice.save()
        alice.is_active = True
        alice.save(update_fields=["is_active"])
        Account.objects.create_user("new@example.com", NEW)

        assert get_redis_connection("default").keys("not-before:*") == []


@AT("dial", ["none", "denylist", "lookup"], indirect=True)
def test_without_moments_none_is_moved(dial: str, accounts: Any, django_assert_num_queries: Any) -> None:
    """And nothing is read to find out."""
    alice = accounts["alice"]
    alice.role = "admin"
    with django_assert_num_queries(1):
        alice.save()

    assert get_redis_connection("default").keys("not-before:*") == []


class TestFreshCalls:
    """FRESH_CALLS look up at any setting; every other call goes on as the setting has it."""

    @pytest.mark.parametrize("prefix", PREFIXES)
    @AT("dial", ["none", "denylist", "not-before", "both"], indirect=True)
    def test_a_fresh_call_knows_the_role_as_it_is(self, prefix: str, dial: str, login: Any, ask: Any, settings: Any):
        settings.FRESH_CALLS = ["report"]
        token = login(prefix, "admin")["accessToken"]
        assert ask(prefix, token, "report") == OK

        Account.objects.filter(email="admin@example.com").update(role="user")

        assert ask(prefix, token, "report") == (HTTPStatus.FORBIDDEN, "permission_denied")
        assert ask(prefix, token, "me") == OK

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_a_call_is_named_by_what_follows_the_prefix(
        self, prefix: str, http: Any, login: Any, settings: Any, accounts: Any
    ) -> None:
        settings.FRESH_CALLS = ["logins", "password"]
        token = login(prefix)["accessToken"]
        Account.objects.filter(email="alice@example.com").update(is_active=False)
        calls = [("GET", "logins"), ("DELETE", "logins/x"), ("DELETE", "logins"), ("POST", "password")]
        others = [("GET", "me"), ("POST", "logout-all")]

        asked = {c: http.request(*(c[0], f"{prefix}/{c[1]}"), headers=bearer(token)) for c in (*calls, *others)}

        assert [code(asked[call]) for call in calls] == [REVOKED] * 4
        assert [code(asked[call]) for call in others] == [OK] * 2

    def test_every_call_with_an_access_token_can_be_named(self) -> None:
        tokens = [mode for mode in MODES if issubclass(mode.authentication, TokenAuthentication)]
        found = set()
        for mode in tokens:
            for pattern in mode.attribute("urls", "urlpatterns"):
                given = pattern.callback.initkwargs.get("authentication_classes")
                if given or pattern.callback.cls.__name__ == "LogoutView":
                    found.add(str(pattern.pattern).partition("/")[0])

        assert found == set(CALLS)


class TestLookUp:
    pytestmark = AT("dial", ["lookup"], indirect=True)

    @pytest.mark.parametrize("prefix", PREFIXES)
    def test_who_one_is_stands_in_the_account(self, dial: str, prefix: str, http: Any, login: Any) -> None:
        token = login(prefix)["accessToken"]

        Account.objects.filter(email="alice@example.com").update(role="admin", email="alicia@example.com")

        answer = http.get(f"{prefix}/me", headers=bearer(token)).json()
        assert (answer["role"], answer["email"]) == ("admin", "alicia@example.com")

    def test_a_login_that_is_over_by_age_is_over(self, dial: str, login: Any, ask: Any, settings: Any) -> None:
        settings.REFRESH_ABSOLUTE_SECONDS, settings.ACCESS_TOKEN_SECONDS = 60, 900
        with time_machine.travel(LATER, tick=False) as time:
            token = login()["accessToken"]
            time.shift(61)

            assert ask("/jwt-refresh", token) == REVOKED

    def test_a_logout_says_what_is_left(self, dial: str, http: Any, login: Any) -> None:
        bare, pair = login("/jwt")["accessToken"], login()

        left = http.post("/jwt/logout", headers=bearer(bare)).json()
        ended = http.post("/jwt-refresh/logout", json={"refreshToken": pair["refreshToken"]}).json()

        assert (left["revoked"], left["accessUsableUntil"] is not None) == (False, True)
        assert ended == {"revoked": True, "accessUsableUntil": None}


@pytest.fixture
def redis_is_down(settings: Any, accounts: Any) -> Any:
    """No server is at the address from now on."""

    def down() -> None:
        default = {**settings.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
        settings.CACHES = {**settings.CACHES, "default": default}

    return down


@REDIS
@pytest.mark.parametrize("prefix", PREFIXES)
def test_what_redis_cannot_be_asked_is_not_let_through(
    dial: str, prefix: str, http: Any, login: Any, redis_is_down: Any
) -> None:
    token = login(prefix)["accessToken"]
    redis_is_down()

    for method, call in (("GET", "me"), ("POST", "logout-all"), ("PATCH", "profile"), ("DELETE", "logins/x")):
        answer = http.request(method, f"{prefix}/{call}", headers=bearer(token), json={"displayName": "x"})
        assert code(answer) == (HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable")
        assert int(answer.headers["Retry-After"]) > 0


@MOMENTS
@pytest.mark.parametrize("change", [{"role": "admin"}, {"is_active": False}, {"password": "x"}, None], ids=str)
def test_without_redis_nothing_is_written_that_could_not_be_told(
    dial: str, change: Any, accounts: Any, redis_is_down: Any
) -> None:
    alice, before = accounts["alice"], Account.objects.filter(email="alice@example.com").values().get()
    redis_is_down()

    with pytest.raises(RedisError) as fault, transaction.atomic():
        if change is None:
            alice.delete()
        for name, value in (change or {}).items():
            setattr(alice, name, value)
            alice.save()

    assert "nowhere" in str(fault.value)
    assert Account.objects.filter(pk=before["id"]).values().get() == before
