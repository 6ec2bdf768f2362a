"""Ending logins from the admin: the same end as by the API, asked for first, and reported whatever happens."""

import re
from http import HTTPStatus

import pytest

from accounts.models import Account, AuthEvent
from jwt_auth.dpop.models import TokenFamily as BoundFamily
from jwt_auth.refresh.models import TokenFamily
from sessions_auth.models import Session
from tests.differences import FACTS

from .conftest import fields_of, said
from .test_lists import fill

SESSIONS, FAMILIES = "sessions_auth/session/", "jwt_refresh/tokenfamily/"

TRACKED = sum(facts.tracked for facts in FACTS.values())


def renewable(clients):
    return [client for client in clients.values() if client.renewable]


def ended_logins() -> set[tuple[str, str]]:
    return set(AuthEvent.objects.filter(kind="login_ended").values_list("mode", "login_id"))


@pytest.mark.parametrize("store", ["redis", "database", "memory"])
def test_an_ended_session_is_out_at_its_next_request(operator, signed_in_everywhere, open_browser, use_store, store):
    use_store(store)
    alice = signed_in_everywhere["session"]
    alice.login("alice@example.com", "open-sesame")
    row = Session.objects.get(scope="session", store=store)
    visitor = operator()

    asked = visitor.act(SESSIONS, "end_selected", [row.pk])
    assert alice.send("GET", "me").status_code == HTTPStatus.OK
    done = visitor.confirm(asked)

    assert said(done) == ["1 login ended."]
    assert alice.send("GET", "me").json()["code"] == "session_expired"
    assert ended_logins() == {("session", row.public_id)}


@pytest.mark.parametrize(("mode", "model"), [("jwt-refresh", TokenFamily), ("jwt-dpop", BoundFamily)])
def test_an_ended_family_gives_no_new_token(operator, signed_in_everywhere, mode, model):
    """But the last access token stays good for the rest of its life, and the page that asks says until when."""
    alice = signed_in_everywhere[mode]
    family = model.objects.get()
    visitor = operator()

    asked = visitor.act(f"{model._meta.app_label}/tokenfamily/", "end_selected", [family.pk])
    done = visitor.confirm(asked)

    assert "the last access token stays usable until" in asked.text
    assert said(done)[0].startswith("1 login ended. No refresh follows; the last access token stays usable until")
    assert alice.send("GET", "me").status_code == HTTPStatus.OK
    assert alice.refresh().json()["code"] == "token_revoked"
    family.refresh_from_db()
    assert family.revoked_reason == TokenFamily.Reason.ADMIN
    assert ended_logins() == {(mode, family.public_id)}


def test_with_the_denylist_its_access_token_ends_too(operator, signed_in_everywhere, settings):
    settings.JWT_DENYLIST = True
    visitor = operator()

    done = visitor.confirm(visitor.act(FAMILIES, "end_selected", [TokenFamily.objects.get().pk]))

    assert said(done) == ["1 login ended. Their access tokens end too: JWT_REVOCATION=denylist."]
    assert signed_in_everywhere["jwt-refresh"].send("GET", "me").json()["code"] == "token_revoked"


def test_what_is_over_already_is_not_ended_again(operator, signed_in_everywhere):
    """No second event, no other reason, and the count says so."""
    alice = signed_in_everywhere["jwt-refresh"]
    alice.logout()
    family = TokenFamily.objects.get()
    visitor = operator()

    done = visitor.confirm(visitor.act(FAMILIES, "end_selected", [family.pk]))

    family.refresh_from_db()
    assert said(done) == ["0 logins ended. 1 was over already."]
    assert family.revoked_reason == TokenFamily.Reason.LOGOUT
    assert ended_logins() == set()


def test_what_takes_longer_than_a_page_goes_on_with_the_next(operator, accounts, monkeypatch):
    """In the order of keys, with what was there when it was confirmed; and each page says how far it is."""
    fill(7, store="database")
    monkeypatch.setattr("operators.progress.SECONDS", 0)
    monkeypatch.setattr("operators.login_admin.STEP", 2)
    visitor = operator()
    listed = f"{SESSIONS}?scope__exact=session"
    pks = list(Session.objects.filter(scope="session").order_by("pk").values_list("pk", flat=True))
    asked = visitor.act(listed, "end_selected", pks[:1], select_across="1")

    first = visitor.http.post(str(asked.request.url), data=fields_of(asked))
    fill_one = Session.objects.get(pk=pks[-1])
    fill_one.pk, fill_one.public_id, fill_one.digest = None, "later", "later"
    fill_one.save()
    done = visitor.confirm(first)

    assert "2 of 7 sessions are done; 2 logins ended so far." in first.text
    assert said(done) == ["7 logins ended."]
    assert visitor.pages == 4
    assert list(Session.objects.filter(scope="session").values_list("public_id", flat=True)) == ["later"]
    assert AuthEvent.objects.filter(kind="login_ended").count() == 7


@pytest.mark.parametrize("action", ["end_logins", "deactivate"])
def test_accounts_are_done_page_by_page_too(operator, accounts, monkeypatch, action):
    fill(5, store="database")
    monkeypatch.setattr("operators.progress.SECONDS", 0)
    monkeypatch.setattr("operators.account_actions.ACCOUNTS", 2)
    visitor = operator()
    accounts_page = "accounts/account/?q=user"

    asked = visitor.act(accounts_page, action, [Account.objects.get(email="user1@example.net").pk], select_across="1")
    done = visitor.confirm(asked)

    ended = ["10 logins ended."]
    assert said(done) == (ended if action == "end_logins" else ["5 accounts deactivated.", *ended])
    assert Account.objects.filter(is_active=False, email__startswith="user").count() == (
        5 if action == "deactivate" else 0
    )
    assert not Session.objects.filter(scope="session").exists()
    assert not TokenFamily.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("junk", ["-1", "x", "9" * 30, "1.5", ""])
def test_a_progress_that_was_tampered_with_begins_anew(operator, accounts, junk):
    fill(3, store="database")
    visitor = operator()
    pks = list(Session.objects.filter(scope="session").values_list("pk", flat=True))
    told = {f"progress_{name}": "1" for name in ("after", "last", "done", "total", "ended")}

    page = visitor.act(SESSIONS, "end_selected", pks, confirmed="yes", **(told | {"progress_last": junk}))

    assert page.status_code == HTTPStatus.FOUND
    assert not Session.objects.filter(scope="session").exists()


def test_everything_that_a_filter_shows_can_be_ended_at_once(operator, signed_in_everywhere, open_browser):
    """The whole list, not only its page: and only what the filter shows."""
    for address in ("10.0.0.1", "10.0.0.2"):
        client = type(signed_in_everywhere["session"])(open_browser(address))
        client.login("bob@example.com", "open-sesame")
    visitor = operator()
    first = Session.objects.filter(account__email="bob@example.com").first()

    asked = visitor.act(SESSIONS + "?email=bob@example.com", "end_selected", [first.pk], select_across="1")
    done = visitor.confirm(asked)

    assert "Selected: 2 sessions" in asked.text
    assert said(done) == ["2 logins ended."]
    assert set(Session.objects.values_list("account__email", flat=True)) == {"alice@example.com", "admin@example.com"}


def test_an_operator_who_ends_their_own_login_is_out(operator):
    visitor = operator()

    done = visitor.confirm(visitor.act(SESSIONS, "end_selected", [Session.objects.get().pk]))

    assert done.url.path == "/admin/login/"
    assert not Session.objects.exists()


def test_every_login_of_an_account_ends_in_every_mode(operator, signed_in_everywhere, accounts):
    visitor = operator()

    asked = visitor.act("accounts/account/", "end_logins", [accounts["alice"].pk])
    done = visitor.confirm(asked)

    assert "JWT: not tracked, so not ended; each token works until it expires." in asked.text
    assert said(done) == [f"{TRACKED} logins ended."]
    assert signed_in_everywhere["session"].send("GET", "me").json()["code"] == "session_expired"
    assert signed_in_everywhere["opaque"].send("GET", "me").json()["code"] == "invalid_token"
    assert {client.refresh().json()["code"] for client in renewable(signed_in_everywhere)} == {"token_revoked"}
    assert signed_in_everywhere["jwt"].send("GET", "me").status_code == HTTPStatus.OK
    assert {mode for mode, _ in ended_logins()} == {name for name, facts in FACTS.items() if facts.tracked}


@pytest.mark.parametrize("setting", ["not-before", "both", "lookup"])
@pytest.mark.parametrize("action", ["end_logins", "deactivate"])
def test_what_nobody_tracks_ends_too_where_the_dial_says_so(
    operator, signed_in_everywhere, accounts, settings, action, setting
):
    settings.JWT_REVOCATION = setting
    visitor = operator()
    ends = setting != "lookup" or action == "deactivate"

    asked = visitor.act("accounts/account/", action, [accounts["alice"].pk])
    visitor.confirm(asked)

    fate = "every token issued until then ends too" if ends else "so not ended; each token works until it expires"
    assert re.search(rf"JWT: not tracked[;,] {fate}", asked.text)
    assert signed_in_everywhere["jwt"].send("GET", "me").is_success != ends
    assert not signed_in_everywhere["jwt-refresh"].send("GET", "me").is_success


def test_a_deactivated_account_is_out_and_stays_out(operator, signed_in_everywhere, accounts):
    """Its logins end, so that an account made active again does not come back with them."""
    alice = accounts["alice"]
    visitor = operator()

    done = visitor.confirm(visitor.act("accounts/account/", "deactivate", [alice.pk, accounts["admin"].pk]))
    alice.refresh_from_db()
    was_active, alice.is_active = alice.is_active, True
    alice.save()

    assert said(done) == ["1 account deactivated.", f"{TRACKED} logins ended."]
    assert not was_active
    assert signed_in_everywhere["session"].send("GET", "me").json()["code"] == "session_expired"
    assert signed_in_everywhere["opaque"].send("GET", "me").json()["code"] == "invalid_token"
    assert {client.refresh().json()["code"] for client in renewable(signed_in_everywhere)} == {"token_revoked"}


def test_deactivating_by_the_form_ends_the_logins_too(operator, signed_in_everywhere, accounts):
    visitor = operator()

    fields = {"email": "alice@example.com", "role": "user", "display_name": "Alice"}
    done = visitor.post(f"accounts/account/{accounts['alice'].pk}/change/", fields, follow_redirects=True)

    assert f"{TRACKED} logins ended." in said(done)
    assert not Session.objects.filter(account=accounts["alice"]).exists()


def test_a_password_changed_by_an_operator_ends_every_login(operator, signed_in_everywhere, accounts):
    visitor = operator()

    password = "another-long-secret-9"
    fields = {"password1": password, "password2": password, "usable_password": "true"}
    done = visitor.post(f"accounts/account/{accounts['alice'].pk}/password/", fields, follow_redirects=True)

    assert f"{TRACKED} logins ended." in said(done)
    assert signed_in_everywhere["session"].send("GET", "me").json()["code"] == "session_expired"
    assert signed_in_everywhere["opaque"].send("GET", "me").json()["code"] == "invalid_token"
    assert {client.refresh().json()["code"] for client in renewable(signed_in_everywhere)} == {"token_revoked"}
    assert AuthEvent.objects.filter(kind="password_changed", mode="admin", account=accounts["alice"]).count() == 1


def test_an_operator_who_changes_their_own_password_stays_in(operator, accounts):
    other, visitor = operator(), operator()

    password = "another-long-secret-9"
    fields = {"password1": password, "password2": password, "usable_password": "true"}
    done = visitor.post(f"accounts/account/{accounts['admin'].pk}/password/", fields, follow_redirects=True)

    assert "1 login ended." in said(done)
    assert visitor.get("").status_code == HTTPStatus.OK
    assert other.get("").status_code == HTTPStatus.FOUND


class TestWithoutRedis:
    """The operator's own session is in the database; what the others need doesn't answer."""

    @pytest.fixture
    def visitor(self, operator, signed_in_everywhere, use_store, cut_redis):
        use_store("database")
        operator = operator()
        cut_redis()
        return operator

    def test_lists_open_and_say_what_they_do_not_know(self, visitor, accounts):
        alice = visitor.get(f"{SESSIONS}?email=alice@example.com")
        counts = visitor.get("accounts/account/")

        assert said(alice) == ["Redis does not answer: which of its sessions live is unknown."]
        assert '<td class="field-state">unknown</td>' in alice.text
        assert said(counts) == ["Redis does not answer: logins by Session and Opaque token and Admin are not counted."]
        row = Session.objects.get(store="redis", scope="session")
        assert "Redis does not answer." in visitor.get(f"{SESSIONS}{row.pk}/change/").text

    def test_nothing_is_ended_and_the_page_says_so(self, visitor):
        """Neither the session in Redis, nor the one in the database that was selected with it."""
        done = visitor.confirm(
            visitor.act(SESSIONS, "end_selected", list(Session.objects.values_list("pk", flat=True)))
        )

        assert said(done)[0] == "Redis does not answer. No login was ended. Try again."
        assert Session.objects.count() == 3
        assert ended_logins() == set()

    def test_what_was_ended_before_the_fault_is_reported(self, visitor, accounts, settings, use_store):
        """Sessions in the database end; families, which the denylist in Redis must hear of first, don't."""
        settings.JWT_DENYLIST = True
        Session.objects.filter(store="redis").update(store="database", data='{"_auth_user_hash": ""}')

        done = visitor.confirm(visitor.act("accounts/account/", "end_logins", [accounts["alice"].pk]))

        assert said(done) == ["Redis does not answer. 2 logins ended before that, the others not. Try again."]
        assert {mode for mode, _ in ended_logins()} == {"session", "opaque"}
        assert TokenFamily.objects.get().revoked_at is None

    def test_an_account_is_deactivated_all_the_same(self, visitor, accounts):
        done = visitor.confirm(visitor.act("accounts/account/", "deactivate", [accounts["alice"].pk]))

        assert said(done)[:2] == ["1 account deactivated.", "Redis does not answer. No login was ended. Try again."]
        accounts["alice"].refresh_from_db()
        assert not accounts["alice"].is_active

    def test_a_password_is_changed_with_its_logins_ended_or_not_at_all(self, visitor, accounts):
        before = accounts["alice"].password
        fields = {"password1": "another-secret-9", "password2": "another-secret-9", "usable_password": "true"}

        done = visitor.post(f"accounts/account/{accounts['alice'].pk}/password/", fields, follow_redirects=True)

        assert "Redis does not answer. The password was not changed. Try again." in said(done)
        accounts["alice"].refresh_from_db()
        assert accounts["alice"].password == before

    def test_an_admin_whose_own_sessions_are_in_redis_answers_503(self, visitor, use_store):
        use_store("redis")

        response = visitor.get("accounts/account/")

        assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert response.headers["Retry-After"] == "5"
        assert "Redis does not answer." in response.text
