"""The start page: who is signed in, the last day, and what should worry an operator."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import clock
from accounts.models import Account, AuthEvent
from jwt_auth.refresh.models import TokenFamily
from tests.differences import FACTS

from .conftest import Operator
from .test_lists import fill

TRACKED = sum(facts.tracked for facts in FACTS.values())


def counts(page: str) -> dict[str, str]:
    found = re.findall(r"<li><span>([^<]+)</span> <(?:a|em)[^>]*>([^<]+)<", page)
    return dict(found)


def test_it_counts_logins_by_mode_and_leads_to_them(operator, signed_in_everywhere):
    visitor = operator()

    page = visitor.get("").text

    assert counts(page) == {
        **{
            "Session": "1",
            "JWT": "not tracked",
            "JWT + refresh": "1",
            "Opaque token": "1",
            "Bound JWT": "1",
            "Admin": "1",
        },
    }
    for href in re.findall(r'</span> <a href="/admin/([^"]+)">', page):
        shown = visitor.get(href.replace("&amp;", "&")).text
        assert len(re.findall(r'name="_selected_action"', shown)) == 1, href


def test_the_last_day_is_counted_by_the_hour(operator, accounts):
    visitor = operator()
    AuthEvent.objects.all().delete()
    now = clock.now().replace(minute=0, second=1, microsecond=0)
    for hours, kind in ((0, "login"), (0, "throttled"), (3, "login_failed"), (3, "login"), (3, "login"), (24, "login")):
        AuthEvent.objects.create(kind=kind, created_at=now - timedelta(hours=hours))
    AuthEvent.objects.create(kind="login", created_at=now + timedelta(days=2))  # by a lab's clock

    page = visitor.get("").text

    rows = re.findall(r'<th scope="row">(\d\d):00</th><td>(\d+)</td><td>(\d+)</td>', page)
    assert [int(label) for label, *_ in rows] == [(now.hour - 23 + n) % 24 for n in range(24)]
    assert [row[1:] for row in rows if row[1:] != ("0", "0")] == [("2", "1"), ("1", "1")]
    assert f"{now - timedelta(hours=3):%H}:00, 2 logins, 1 failures" in page


def test_what_should_worry_is_named_with_the_newest(operator, accounts):
    visitor = operator()
    quiet = visitor.get("").text
    for kind, note in (("refresh_reused", ""), ("refresh_repeated", "another address, same user agent")):
        AuthEvent.objects.create(kind=kind, note=note, account=accounts["alice"], created_at=clock.now())
    AuthEvent.objects.create(kind="refresh_repeated", note="same address, same user agent", created_at=clock.now())

    page = visitor.get("").text

    assert "None: no refresh token was used twice, nobody is locked out." in quiet
    titles = re.findall(r'<h3><a href="/admin/([^"]+)">([^<]+)</a>', page)
    assert [title for _, title in titles] == [
        "Refresh tokens used twice: each login is ended",
        "Refreshes repeated from another address",
    ]
    assert "another address, same user agent" in page and "same address, same user agent" not in page
    for href, _ in titles:
        assert visitor.get(href.replace("&amp;", "&")).status_code == HTTPStatus.OK


def test_it_shows_no_more_than_the_lists_would(accounts, open_browser):
    accounts["bob"].is_staff = True
    accounts["bob"].save()
    bob = Operator(open_browser())
    bob.sign_in("bob@example.com")

    page = bob.get("").text

    assert "overview" not in page and "bob@example.com" in page


def test_it_asks_as_much_of_many_rows_as_of_few(operator):
    visitor = operator()
    visitor.get("")
    asked = []
    for rows in (3, 60):
        Account.objects.filter(email__endswith="@example.net").delete()
        fill(rows)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get("").status_code == HTTPStatus.OK
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 16


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("accounts/authevent/", r"\d\d:\d\d:\d\d, lab time</a>"),
        ("sessions_auth/session/", "lab time, in [45] d"),
        ("jwt_refresh/tokenfamily/", "lab time, in [45] d"),
        ("jwt_refresh/tokenfamily/1/change/", r"usable until [\d: -]+, lab time"),
    ],
)
def test_what_a_labs_clock_made_is_called_lab_time(operator, accounts, open_browser, page, told):
    browser = open_browser(**{"X-Lab-Clock": "+432000"})
    for prefix in ("session", "jwt-refresh"):
        browser.post(f"/{prefix}/login", json={"email": "alice@example.com", "password": "open-sesame"})
    page = page.replace("/1/", f"/{TokenFamily.objects.get().pk}/")

    assert re.search(told, operator().get(page).text)


def test_every_login_is_ended_from_the_accounts_page(operator, signed_in_everywhere, accounts):
    visitor = operator()
    page = visitor.get(f"accounts/account/{accounts['alice'].pk}/change/")
    (form,) = re.findall(r'<form method="post" action="/admin/(accounts/account/)">(.*?)</form>', page.text, re.DOTALL)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[1]))

    visitor.confirm(visitor.post(form[0], fields))

    assert AuthEvent.objects.filter(kind="login_ended", account=accounts["alice"]).count() == TRACKED
    assert signed_in_everywhere["session"].send("GET", "me").status_code == HTTPStatus.UNAUTHORIZED
