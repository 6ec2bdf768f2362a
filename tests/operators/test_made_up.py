"""What the lab made is left out of the lists and the counts until somebody asks for it, and marked then."""

import re

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account, AuthEvent

from .test_overview import counts

LISTS = ("accounts/account/", "accounts/authevent/", "sessions_auth/session/", "jwt_refresh/tokenfamily/")
COPY = "alice+3f9k@example.com"


@pytest.fixture
def lab(accounts, open_browser):
    """A page's own alice, signed in; and the real one."""
    Account.objects.create_user(COPY, PASSWORD)
    for email in (COPY, "alice@example.com"):
        for prefix in ("session", "jwt-refresh"):
            sent = {"email": email, "password": PASSWORD}
            assert open_browser().post(f"/{prefix}/login", json=sent).is_success


def emails_on(page: str) -> set[str]:
    return set(re.findall(r">([\w.+]+@example\.com)<", page[page.index("result_list") :]))


@pytest.mark.parametrize("page", LISTS)
def test_it_is_left_out_of_a_list_until_asked_for(operator, lab, page):
    visitor = operator()

    assert COPY not in emails_on(visitor.get(page).text)
    assert {COPY, "alice@example.com"} <= emails_on(visitor.get(f"{page}?lab=all").text)
    assert emails_on(visitor.get(f"{page}?lab=only").text) == {COPY}
    assert emails_on(visitor.get(page, params={"q": "alice+"}).text) == {COPY}


def test_it_is_marked_in_the_list_of_accounts(operator, lab):
    page = operator().get("accounts/account/?lab=all").text

    assert re.findall(r'field-maker">([^<]*)<', page).count("the lab") == 1


def test_it_is_not_counted_and_what_has_no_account_is(operator, lab, open_browser):
    open_browser().post("/session/login", json={"email": "nobody@example.com", "password": "wrong"})
    visitor = operator()

    page = visitor.get("").text

    assert (counts(page)["Session"], counts(page)["JWT + refresh"]) == ("1", "1")
    assert COPY not in page
    assert "login_failed" in {kind for kind in AuthEvent.objects.values_list("kind", flat=True)}
    assert "Login Failed" in visitor.get("accounts/authevent/").text


def test_where_nobody_says_which_are_made_up_all_are_shown(operator, lab, settings):
    settings.MADE_UP_ACCOUNTS = ""

    page = operator().get("accounts/account/").text

    assert COPY in page and "made by" not in page
