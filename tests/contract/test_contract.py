"""The contract's calls: one body, run for every mode, carrier and session store, compared whole. What differs between
the modes comes from tests/differences.py."""

from datetime import timedelta
from http import HTTPStatus

import pytest

from accounts import clock
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from tests.differences import Facts
from tests.shapes import ANY_ID, ANY_TEXT, ANY_TIME

pytestmark = pytest.mark.django_db
NEW = "a quite different secret"
NOBODYS = ["unknown", "a%00b", "x" * 2000]
NOT_SIGNED_IN = {"detail": "Authentication credentials were not provided.", "code": "not_authenticated"}


@pytest.fixture
def alice(accounts):
    return {"id": accounts["alice"].pk, "email": "alice@example.com", "role": "user"}


def test_whoever_signs_in_is_told_who_they_are_and_for_how_long(variant, facts, open_browser, alice):
    client = variant.client(open_browser())

    response = client.login("ALICE@Example.com", PASSWORD)

    assert response.status_code == HTTPStatus.OK
    body = response.json()
    assert (body["user"], body["expiresIn"]) == (alice, facts.expires_in)
    assert response.cookies["csrftoken"]


def test_me_is_the_identity(sign_in, alice):
    response = sign_in().send("GET", "me")

    assert response.status_code == HTTPStatus.OK
    assert response.json() == alice


def test_the_profile_is_read_and_edited_in_the_database(sign_in, alice):
    client = sign_in()

    before = client.send("GET", "profile")
    edited = client.send("PATCH", "profile", {"displayName": "Alice L."})
    after = client.send("GET", "profile")

    assert before.json() == {**alice, "displayName": "Alice"}
    assert edited.json() == after.json() == {**alice, "displayName": "Alice L."}


def test_the_report_is_for_the_role_admin(sign_in):
    refused, allowed = sign_in("alice").send("GET", "report"), sign_in("admin").send("GET", "report")

    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert refused.json() == {"detail": "This needs the role admin.", "code": "permission_denied"}
    assert allowed.json() == {"accounts": 4, "generatedFor": "admin@example.com"}


def test_logout_says_what_it_revoked_and_until_when_the_rest_is_usable(sign_in, facts):
    client = sign_in()

    response = client.logout()

    assert response.status_code == HTTPStatus.OK
    assert response.json() == {"revoked": facts.logout_revokes, "accessUsableUntil": near(facts.usable_after_logout)}
    assert client.send("GET", "me").json() == NOT_SIGNED_IN


def near(seconds):
    """The ISO time so many seconds from now, or one second earlier: a request takes its moment."""
    if seconds is None:
        return None
    return AnyOf(*(clock.isoformat(clock.now() + timedelta(seconds=seconds - late)) for late in (0, 1)))


class AnyOf(frozenset):
    def __new__(cls, *values):
        return super().__new__(cls, values)

    def __eq__(self, other):
        return other in self

    __hash__ = frozenset.__hash__


def test_a_logout_without_a_login_is_answered_too(variant, open_browser, accounts):
    client = variant.client(open_browser())
    client.refresh_token = "rubbish"

    response = client.logout()

    assert response.status_code == HTTPStatus.OK
    assert response.json() == {"revoked": False, "accessUsableUntil": None}


@pytest.mark.parametrize("refresh_token", [None, "rubbish"])
def test_a_logout_with_nothing_but_the_credential_of_a_call_ends_the_login(sign_in, facts, refresh_token):
    """A refresh token that was lost, or never left its safe, or has expired."""
    client = sign_in()
    client.refresh_token = refresh_token
    client.http.cookies.jar.clear_expired_cookies()
    for cookie in [c for c in client.http.cookies.jar if c.name == "refreshToken"]:
        client.http.cookies.jar.clear(cookie.domain, cookie.path, cookie.name)

    response = client.logout()

    assert response.json() == {"revoked": facts.logout_revokes, "accessUsableUntil": near(facts.usable_after_logout)}
    assert len(sign_in().send("GET", "logins").json()["logins"]) == int(facts.tracked)


def test_a_logout_with_nothing_at_all_is_answered_too(variant, open_browser, accounts):
    response = open_browser().post(f"{variant.mode.prefix}/logout")

    assert response.status_code == HTTPStatus.OK
    assert response.json() == {"revoked": False, "accessUsableUntil": None}


def test_logins_are_listed_newest_first_and_say_which_is_current(sign_in, facts):
    first, second = sign_in(**{"User-Agent": "first/1"}), sign_in(**{"User-Agent": "second/2"})
    times = {"createdAt": ANY_TIME, "lastUsedAt": ANY_TIME, "expiresAt": ANY_TIME}
    listed = [
        {"id": ANY_ID, **times, "ipAddress": "127.0.0.1", "userAgent": agent, "current": agent == "second/2"}
        for agent in ("second/2", "first/1")
    ]

    assert second.send("GET", "logins").json() == {"tracked": facts.tracked, "logins": listed if facts.tracked else []}
    assert first.send("GET", "me").status_code == HTTPStatus.OK


def test_a_login_that_a_password_set_by_an_operator_has_ended_is_not_listed(
    sign_in, variant, facts, open_browser, accounts
):
    sign_in()
    accounts["alice"].set_password(NEW)
    accounts["alice"].save()
    client = variant.client(open_browser())
    client.login("alice@example.com", NEW)

    assert [login["current"] for login in client.send("GET", "logins").json()["logins"]] == [True] * facts.tracked


def test_one_of_ones_own_logins_can_be_ended_and_nobody_elses(sign_in, facts):
    alice, _, bob = sign_in(), sign_in(), sign_in("bob")
    ids = [entry["id"] for entry in alice.send("GET", "logins").json()["logins"] if not entry["current"]]

    by_bob = [bob.send("DELETE", f"logins/{login}").status_code for login in [*ids, *NOBODYS]]
    by_alice = [alice.send("DELETE", f"logins/{login}").status_code for login in ids]
    again = [alice.send("DELETE", f"logins/{login}").json() for login in [*ids, *NOBODYS]]

    assert len(ids) == int(facts.tracked)
    assert set(by_bob) == {HTTPStatus.NOT_FOUND}
    assert by_alice == [HTTPStatus.NO_CONTENT] * len(ids)
    assert again == [{"detail": "Not found.", "code": "not_found"}] * len([*ids, *NOBODYS])
    assert [login["current"] for login in alice.send("GET", "logins").json()["logins"]] == [True] * facts.tracked


def test_ones_other_logins_can_be_ended_in_one_call(sign_in, facts):
    alice, other, bob = sign_in(), sign_in(), sign_in("bob")

    response = alice.send("DELETE", "logins")

    assert response.status_code == HTTPStatus.OK
    assert response.json() == {"revokedLogins": int(facts.tracked)}
    assert alice.send("DELETE", "logins").json() == {"revokedLogins": 0}
    assert [login["current"] for login in alice.send("GET", "logins").json()["logins"]] == [True] * facts.tracked
    assert len(bob.send("GET", "logins").json()["logins"]) == int(facts.tracked)
    renewed = other.refresh() if other.renewable else other.send("GET", "me")
    assert renewed.is_success is not facts.tracked


GONE = {
    "inactive": lambda accounts: Account.objects.filter(pk=accounts["alice"].pk).update(is_active=False),
    "deleted": lambda accounts: Account.objects.filter(pk=accounts["alice"].pk).delete(),
}


@pytest.mark.parametrize("gone", GONE.values(), ids=GONE)
@pytest.mark.parametrize("call", ["GET profile", "PATCH profile", "POST password"])
def test_what_reads_the_account_anyway_refuses_one_that_is_gone(sign_in, facts, accounts, call, gone):
    client, sent = sign_in(), {"displayName": "x", "currentPassword": PASSWORD, "newPassword": NEW}
    method, path = call.split()

    gone(accounts)
    response = client.send(method, path, None if method == "GET" else sent)

    assert (response.status_code, response.json()["code"]) == (HTTPStatus.UNAUTHORIZED, facts.over)
    assert response.headers["WWW-Authenticate"].startswith(facts.challenge)


def test_logout_all_ends_this_accounts_logins_at_this_mode(sign_in, facts):
    client, _, bob = sign_in(), sign_in(), sign_in("bob")

    response = client.send("POST", "logout-all")

    assert response.json() == {"revokedLogins": 2 if facts.tracked else 0}
    assert bob.send("GET", "me").status_code == HTTPStatus.OK
    assert len(bob.send("GET", "logins").json()["logins"]) == int(facts.tracked)


def test_a_password_change_ends_the_other_logins_and_keeps_the_one_that_asked(sign_in, facts, variant, open_browser):
    client, _ = sign_in(), sign_in()

    response = client.send("POST", "password", {"currentPassword": PASSWORD, "newPassword": NEW})

    assert response.json() == {"revokedLogins": 1 if facts.tracked else 0}
    assert client.send("GET", "me").status_code == HTTPStatus.OK
    renewed = client.refresh() if client.renewable else client.send("GET", "me")
    assert renewed.status_code == HTTPStatus.OK
    assert variant.client(open_browser()).login("alice@example.com", PASSWORD).status_code == HTTPStatus.UNAUTHORIZED
    assert variant.client(open_browser()).login("alice@example.com", NEW).status_code == HTTPStatus.OK


def test_a_password_change_needs_the_current_one_and_a_good_new_one(sign_in):
    client = sign_in()

    wrong = client.send("POST", "password", {"currentPassword": "wrong", "newPassword": NEW})
    weak = client.send("POST", "password", {"currentPassword": PASSWORD, "newPassword": "12345678"})

    detail = {"detail": "Some fields are missing or wrong.", "code": "invalid"}
    assert wrong.json() == {**detail, "fields": {"currentPassword": ["This is not the current password."]}}
    assert weak.json() == {**detail, "fields": {"newPassword": [ANY_TEXT]}}
    assert wrong.status_code == weak.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("email", "password"),
    [("nobody@example.com", PASSWORD), ("alice@example.com", "wrong"), ("mallory@example.com", PASSWORD)],
    ids=["unknown", "wrong password", "inactive"],
)
def test_a_refused_login_never_says_why(variant, facts, open_browser, accounts, email, password):
    response = variant.client(open_browser()).login(email, password)

    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response.json() == {
        "detail": "The e-mail address or the password is wrong.",
        "code": "invalid_credentials",
    }
    assert response.headers["WWW-Authenticate"] == facts.challenge
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("carrier", ["cookie", "body", "split", "pigeon", ""])
def test_only_the_modes_own_carriers_are_taken(variant, facts: Facts, open_browser, accounts, carrier):
    sent = {"email": "alice@example.com", "password": PASSWORD, "carrier": carrier}

    response = variant.client(open_browser()).http.post(f"{variant.mode.prefix}/login", json=sent)

    allowed = carrier in facts.carriers
    assert response.status_code == (HTTPStatus.OK if allowed else HTTPStatus.BAD_REQUEST)
    assert response.json().get("fields", {}) == ({} if allowed else {"carrier": [ANY_TEXT]})


@pytest.mark.parametrize("call", ["GET me", "GET profile", "PATCH profile", "GET report", "GET logins",
                                  "DELETE logins", "DELETE logins/x", "POST logout-all", "POST password"])  # fmt: skip
def test_nothing_offered_is_not_authenticated(variant, facts, open_browser, accounts, call):
    method, path = call.split()

    response = open_browser().request(method, f"{variant.mode.prefix}/{path}")

    assert response.status_code == HTTPStatus.UNAUTHORIZED
    assert response.json() == NOT_SIGNED_IN
    assert response.headers["WWW-Authenticate"] == facts.challenge


@pytest.mark.parametrize(
    "call", ["GET me", "POST login", "POST logout", "GET nowhere", "DELETE me", "GET", "POST refresh-token"]
)
def test_no_answer_under_a_prefix_is_ever_stored(variant, open_browser, accounts, call):
    method, _, path = call.partition(" ")

    response = open_browser().request(method, f"{variant.mode.prefix}/{path}".rstrip("/"))

    assert response.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Authorization"} <= set(response.headers["Vary"].split(", "))
    assert "detail" in response.json() or response.is_success


def test_unknown_paths_methods_and_media_types_have_their_codes(sign_in, variant):
    client = sign_in()
    login = f"{variant.mode.prefix}/login"

    answers = [
        client.send("GET", "nowhere"),
        client.send("DELETE", "me"),
        client.http.post(login, content="email=alice", headers={"Content-Type": "text/plain"}),
        client.http.post(login, content=b"x" * 65537, headers={"Content-Type": "application/json"}),
        client.http.post(login, content=b"{", headers={"Content-Type": "application/json"}),
        client.http.post(login, json={}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (404, "not_found"),
        (405, "method_not_allowed"),
        (415, "unsupported_media_type"),
        (413, "too_large"),
        (400, "invalid"),
        (400, "invalid"),
    ]
    assert answers[-1].json()["fields"] == {
        "email": ["This field is required."],
        "password": ["This field is required."],
    }


def test_too_many_wrong_passwords_are_throttled_and_the_right_one_with_them(variant, open_browser, accounts):
    client = variant.client(open_browser())

    codes = [client.login("alice@example.com", "wrong").json()["code"] for _ in range(6)]
    late = client.login("alice@example.com", PASSWORD)
    other = client.login("bob@example.com", PASSWORD)

    assert codes == ["invalid_credentials"] * 5 + ["throttled"]
    assert (late.status_code, late.json()["code"]) == (HTTPStatus.TOO_MANY_REQUESTS, "throttled")
    assert 0 < int(late.headers["Retry-After"]) <= 300
    assert other.status_code == HTTPStatus.OK
