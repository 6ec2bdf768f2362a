"""Auth events: filtered, drilled down by date, and exported as filtered."""

import csv
import io
import re
from datetime import UTC, datetime
from http import HTTPStatus

import pytest

from accounts.models import AuthEvent

PAGE = "accounts/authevent/"


@pytest.fixture
def history(accounts):
    """Four events over two years."""
    AuthEvent.objects.all().delete()
    moments = [(2015, 3, 9), (2016, 1, 31), (2016, 11, 2), (2016, 11, 3)]
    kinds = [("login", "session"), ("login_failed", "jwt"), ("login", "jwt-refresh"), ("throttled", "admin")]
    names = ["alice", "bob", "alice", "bob"]
    for moment, (kind, mode), name in zip(moments, kinds, names, strict=True):
        at = datetime(*moment, 12, tzinfo=UTC)
        AuthEvent.objects.create(kind=kind, mode=mode, account=accounts[name], created_at=at, ip_address="10.0.0.1")
    return AuthEvent.objects.order_by("created_at")


def dates(page: str) -> list[str]:
    """The days of the events on a page; the operator's own sign-in, which is recorded too, left out."""
    found = re.findall(r'field-when[^"]*"><a[^>]*>([\d-]+) ', page)
    return [date for date in found if date < "2017"]


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind__exact=login_failed", ["2016-01-31"]),
        ("mode=jwt-refresh", ["2016-11-02"]),
        ("email=Alice@Example.com", ["2016-11-02", "2015-03-09"]),
        ("email=nobody@example.com", []),
        ("q=bob@", ["2016-11-03", "2016-01-31"]),
        ("q=10.0.0.1", ["2016-11-03", "2016-11-02", "2016-01-31", "2015-03-09"]),
        ("created_at__year=2015", ["2015-03-09"]),
        ("created_at__year=2016&created_at__month=11", ["2016-11-03", "2016-11-02"]),
        ("created_at__year=2016&created_at__month=11&created_at__day=2", ["2016-11-02"]),
        ("kind__exact=login&email=alice@example.com&created_at__year=2016", ["2016-11-02"]),
    ],
)
def test_events_are_found_and_exported_alike(operator, history, query, found):
    visitor = operator()

    page = visitor.get(f"{PAGE}?{query}").text
    href = re.search(r'href="(/admin/accounts/authevent/export[^"]*)"', page)[1].replace("&amp;", "&")
    exported = read_csv(visitor.http.get(href).text)

    assert dates(page) == found
    assert [row[0][:10] for row in exported[1:] if row[0] < "2017"] == found


@pytest.mark.parametrize(
    ("query", "choices"),
    [
        ("email=alice@example.com", ["2015", "2016"]),
        ("email=alice@example.com&created_at__year=2016", ["November 2016"]),
        (
            "email=bob@example.com&created_at__year=2016",
            [datetime(2016, month, 1, tzinfo=UTC).strftime("%B 2016") for month in range(1, 12)],
        ),
        ("email=bob@example.com&created_at__year=2016&created_at__month=11", ["November 3"]),
    ],
)
def test_the_date_hierarchy_reaches_from_the_first_event_to_the_last(operator, history, query, choices):
    page = operator().get(f"{PAGE}?{query}").text

    hierarchy = page[page.index('class="toplinks"') : page.index('id="changelist-form"')]
    links = re.findall(r'<a href="\?[^"]*">([^<&]+)</a>', hierarchy)
    assert links == choices


def test_the_export_is_whole(operator, history, accounts):
    """Every column, and as many rows as there are: not a page of them."""
    visitor = operator()
    now = datetime(2015, 6, 1, tzinfo=UTC)
    AuthEvent.objects.bulk_create(AuthEvent(kind="logout", created_at=now, mode="jwt") for _ in range(2500))

    response = visitor.get(f"{PAGE}export")
    rows = read_csv(response.text)

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="auth-events-\d{8}-\d{6}\.csv"', response.headers["Content-Disposition"])
    assert rows[0] == ["when", "kind", "mode", "account", "email", "login", "note", "address", "user agent"]
    assert len(rows) == 1 + 1 + 4 + 2500
    assert rows[-1] == [
        "2015-03-09T12:00:00Z",
        "login",
        "session",
        str(accounts["alice"].pk),
        "alice@example.com",
        "",
        "",
        "10.0.0.1",
        "",
    ]


@pytest.mark.parametrize("agent", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_is_a_formula(operator, accounts, agent):
    """A stranger chooses the user agent; a spreadsheet must not run it."""
    visitor = operator()
    event = AuthEvent.objects.get()
    event.user_agent = agent
    event.save()

    (_, row) = read_csv(visitor.get(f"{PAGE}export").text)

    assert row[-1] == f"'{agent}"


@pytest.mark.parametrize(
    ("agent", "cell"),
    [
        ("Mozilla;=1+1", "Mozilla;'=1+1"),
        ("a; @SUM(A1)", "a;' @SUM(A1)"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;b;-1", "a;b;'-1"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Mozilla/5.0 (X11; Linux x86_64)"),
    ],
)
def test_no_cell_is_a_formula_where_semicolons_part_them(operator, accounts, agent, cell):
    visitor = operator()
    AuthEvent.objects.all().delete()
    AuthEvent.objects.create(kind="login_failed", created_at=datetime(2016, 1, 1, tzinfo=UTC), user_agent=agent)

    (_, row) = read_csv(visitor.get(f"{PAGE}export").text)

    assert row[-1] == cell


def test_an_event_outlives_its_account(operator, accounts):
    """It is shown, searched and exported without one."""
    visitor = operator()
    event = AuthEvent.objects.get()
    event.account_id = 999_999
    event.save()

    assert visitor.get(PAGE).status_code == HTTPStatus.OK
    assert visitor.get(f"{PAGE}{event.pk}/change/").status_code == HTTPStatus.OK
    (_, row) = read_csv(visitor.get(f"{PAGE}export").text)
    assert row[3:5] == ["999999", ""]
