"""What the lists show, what they leave out, and what they cost."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from redis import Connection

from accounts import clock
from accounts.models import Account, AuthEvent
from jwt_auth.refresh.models import TokenFamily
from operators.devices import device_of
from operators.lists import LONGEST
from sessions_auth.models import Session

LISTS = ("accounts/account/", "accounts/authevent/", "sessions_auth/session/", "jwt_refresh/tokenfamily/")
DATA = '{"_auth_user_hash": ""}'
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


def fill(count: int, store: str = "redis") -> None:
    """So many accounts, each with an event, a session and a family."""
    now = clock.now()
    later = now + timedelta(hours=1)
    Account.objects.bulk_create(Account(email=f"user{n}@example.net", password="!") for n in range(count))
    owners = Account.objects.filter(email__endswith="@example.net").values_list("pk", flat=True)
    ends = {"expires_at": later, "absolute_expires_at": later}
    AuthEvent.objects.bulk_create(AuthEvent(kind="login", account_id=pk, mode="jwt", created_at=now) for pk in owners)
    Session.objects.bulk_create(
        Session(
            **{"public_id": f"s{pk}", "digest": f"d{pk}", "scope": "session", "store": store, "account_id": pk},
            **{"created_at": now, "last_used_at": now, "user_agent": CHROME, "data": DATA, **ends},
        )
        for pk in owners
    )
    TokenFamily.objects.bulk_create(
        TokenFamily(public_id=f"f{pk}", account_id=pk, carrier="body", created_at=now, rotated_at=now, **ends)
        for pk in owners
    )


def emails_on(page: str) -> list[str]:
    """Whose rows a list shows."""
    return re.findall(r'<t[dh] class="field-account[^"]*">(?:<a[^>]*>)?([\w.]+@example\.\w+)<', page)


def cells(page: str, column: str) -> list[str]:
    return re.findall(rf'<td class="field-{column}[^"]*">(.*?)</td>', page)


@pytest.mark.parametrize("page", LISTS)
def test_a_list_asks_as_much_for_a_hundred_rows_as_for_three(operator, page):
    visitor = operator()
    visitor.get(page)
    costs = []
    for rows in (3, 100):
        fill(rows)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert visitor.get(page).status_code == HTTPStatus.OK
        costs.append([query["sql"] for query in queries])
        Account.objects.filter(email__endswith="@example.net").delete()

    few, many = costs
    assert len(many) == len(few) <= 7
    counts = [sql for sql in many if "COUNT(" in sql]
    assert all(f"LIMIT {LONGEST + 1}" in sql for sql in counts)
    assert len(counts) == 1


@pytest.mark.parametrize("page", LISTS)
def test_a_list_asks_redis_once_for_all_its_rows(operator, page, monkeypatch):
    sent = []
    original = Connection.send_packed_command
    monkeypatch.setattr(
        Connection, "send_packed_command", lambda self, *a, **k: (sent.append(a), original(self, *a, **k))[1]
    )
    visitor = operator()
    fill(100)
    sent.clear()

    visitor.get(page)

    assert len(sent) <= 2  # the operator's own session, and one MGET


def test_a_count_stops(operator, monkeypatch):
    """Where counting stops, the list says so, and the rows beyond are found by filters."""
    monkeypatch.setattr("operators.lists.LONGEST", 120)
    fill(130)
    visitor = operator()

    page = visitor.get("sessions_auth/session/").text

    assert "120+ sessions" in page
    assert visitor.get("sessions_auth/session/?p=2").status_code == HTTPStatus.OK
    assert "?p=3" not in page


def test_a_session_is_alive_or_dead_as_its_store_says(operator, signed_in_everywhere, use_store):
    """A row alone is no sign of life: Redis may have been emptied, and time passes."""
    visitor = operator()
    fill(1)  # a row that no store knows

    page = visitor.get("sessions_auth/session/?o=").text

    states = dict(zip(re.findall(r">([\w.]+@example\.\w+)</a>", page), cells(page, "state"), strict=True))
    assert states == {"alice@example.com": "alive", "admin@example.com": "alive", "user0@example.net": "dead"}


@pytest.mark.parametrize("store", ["redis", "database", "memory"])
def test_an_expired_session_is_dead(operator, signed_in_everywhere, use_store, store):
    use_store(store)
    signed_in_everywhere["session"].login("alice@example.com", "open-sesame")
    visitor = operator()
    row = Session.objects.get(account__email="alice@example.com", store=store, scope="session")

    page = visitor.get(f"sessions_auth/session/{row.pk}/change/", headers={"X-Lab-Clock": "+1799"}).text
    assert ">alive<" in page
    visitor.http.headers["X-Lab-Clock"] = "+1700"
    visitor.get("")
    later = visitor.get(f"sessions_auth/session/{row.pk}/change/", headers={"X-Lab-Clock": "+1801"}).text

    assert ">dead<" in later


def test_the_operators_own_session_is_marked(operator, signed_in_everywhere):
    page = operator().get("sessions_auth/session/").text

    assert dict(zip(emails_on(page), cells(page, "current"), strict=True)) == {
        "admin@example.com": "yours",
        "alice@example.com": "",
    }


@pytest.mark.parametrize("store", ["redis", "database", "memory"])
def test_a_session_shows_its_contents_and_never_its_id(operator, signed_in_everywhere, use_store, store):
    use_store(store)
    alice = signed_in_everywhere["session"]
    alice.login("alice@example.com", "open-sesame")
    visitor = operator()
    row = Session.objects.get(scope="session", store=store)

    pages = [visitor.get(f"sessions_auth/session/{path}").text for path in ("", f"{row.pk}/change/")]

    assert "&quot;_auth_user_id&quot;" in pages[1]
    assert f"{row.digest[:10]}…" in pages[1]
    for page in pages:
        assert row.digest[:12] not in page
        assert alice.http.cookies["sessionId"] not in page
        assert visitor.http.cookies["adminSessionId"] not in page


def test_the_events_of_a_login_stand_on_its_page(operator, signed_in_everywhere):
    alice = signed_in_everywhere["jwt-refresh"]
    first = alice.refresh_token
    alice.refresh()
    alice.http.post("/jwt-refresh/refresh-token", json={"refreshToken": first})
    alice.refresh()
    alice.http.post("/jwt-refresh/refresh-token", json={"refreshToken": first})
    family = TokenFamily.objects.get()
    visitor = operator()

    page = visitor.get(f"jwt_refresh/tokenfamily/{family.pk}/change/").text
    row = visitor.get("jwt_refresh/tokenfamily/").text

    timeline = re.search(r'<div class="readonly"><ol>(.*?)</ol>', page)
    assert re.findall(r"</time> ([\w ]+), [^<]*<em>([^<]*)</em>", timeline[1]) == [
        ("Login", ""),
        ("Refresh Repeated", "same address, same user agent"),
        ("Rotated", "2 rotations so far, this the last"),
        ("Refresh Reused", ""),
    ]
    assert cells(row, "status") == ["reuse detected"]
    assert cells(row, "revoked_reason") == ["reuse detected"]
    assert cells(row, "generation") == cells(row, "rotations") == ["2"]


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        ("10.0.", ["alice", "bob"]),
        ("10.0.1", ["bob"]),
        ("2001:DB8:", ["admin"]),
        ("10.", ["alice", "bob"]),
        ("11.0", []),
    ],
)
def test_an_address_is_found_by_its_beginning(operator, accounts, term, shown):
    visitor = operator()
    AuthEvent.objects.all().delete()
    for name, address in (("alice", "10.0.0.1"), ("bob", "10.0.1.1"), ("admin", "2001:db8::1")):
        AuthEvent.objects.create(kind="login", account=accounts[name], ip_address=address, created_at=clock.now())

    page = visitor.get("accounts/authevent/", params={"q": term}).text

    assert sorted(emails_on(page)) == [f"{name}@example.com" for name in shown]


@pytest.mark.parametrize(
    ("status", "change"),
    [
        ("live", {}),
        ("expired", {"expires_at": timedelta(seconds=-1)}),
        ("ended", {"revoked_at": timedelta(0), "revoked_reason": "logout"}),
        ("reuse detected", {"revoked_at": timedelta(0), "revoked_reason": "reuse"}),
    ],
)
def test_families_are_found_by_their_status(operator, signed_in_everywhere, status, change):
    moments = {field: clock.now() + value if isinstance(value, timedelta) else value for field, value in change.items()}
    TokenFamily.objects.update(**moments)
    visitor = operator()

    for asked in ("live", "expired", "ended", "reuse detected"):
        page = visitor.get("jwt_refresh/tokenfamily/", params={"status": asked}).text
        assert cells(page, "status") == ([status] if asked == status else [])


def test_accounts_show_their_live_logins_by_mode(operator, signed_in_everywhere):
    page = operator().get("accounts/account/").text

    table = {email: columns for email, *columns in rows_of(page)}
    assert table["alice@example.com"] == ["1", "not tracked", "1", "1", "1", "0"]
    assert table["admin@example.com"] == ["0", "not tracked", "0", "0", "0", "1"]


def rows_of(page: str) -> list[tuple[str, ...]]:
    """(e-mail, and the last six columns) of each row of the accounts' list."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    found = []
    for row in rows:
        email = re.search(r">([\w.]+@example\.\w+)</a>", row)
        columns = re.findall(r"<td[^>]*>(?:<a [^>]*>)?([^<]*)(?:</a>)?</td>", row)
        if email:
            found.append((email[1], *columns[-6:]))
    return found


def test_more_than_a_hundred_logins_are_not_counted_out(operator, accounts):
    fill(1, store="database")
    template = Session.objects.get(public_id__startswith="s", store="database")
    rows = [
        Session(public_id=f"x{n}", digest=f"x{n}", scope="session", store="database", data=DATA) for n in range(150)
    ]
    for row in rows:
        for field in ("account_id", "created_at", "last_used_at", "expires_at", "absolute_expires_at"):
            setattr(row, field, getattr(template, field))
    Session.objects.bulk_create(rows)

    table = {email: counts for email, *counts in rows_of(operator().get("accounts/account/").text)}

    assert table["user0@example.net"][0] == "100+"


@pytest.mark.parametrize(
    ("agent", "device"),
    [(CHROME, "Chrome on Linux"), ("curl/8.5.0", "curl"), ("something else", "something else"), ("", "unknown")],
)
def test_devices(agent, device):
    assert device_of(agent) == device


def test_a_user_agent_is_text_and_nothing_else(operator, accounts, open_browser):
    """A page shows what a stranger sent as what it is."""
    http = open_browser(**{"User-Agent": "<script>alert(1)</script>"})
    http.post("/session/login", json={"email": "alice@example.com", "password": "open-sesame"})
    http.post("/jwt-refresh/login", json={"email": "alice@example.com", "password": "open-sesame"})
    visitor = operator()

    for page in LISTS[1:]:
        assert "<script>alert" not in visitor.get(page).text
    for model, page in ((Session, LISTS[2]), (TokenFamily, LISTS[3])):
        row = model.objects.get(account__email="alice@example.com")
        assert "<script>alert" not in visitor.get(f"{page}{row.pk}/change/").text


@pytest.mark.parametrize("page", LISTS[1:])
def test_a_login_is_found_by_address_email_or_its_own_id(operator, accounts, open_browser, page):
    for name, address in (("alice", "10.0.0.1"), ("bob", "2001:db8::1")):
        for prefix in ("/session", "/jwt-refresh"):
            fields = {"email": f"{name}@example.com", "password": "open-sesame"}
            open_browser(address).post(f"{prefix}/login", json=fields)
    visitor = operator()
    mode = "session" if "session" in page else "jwt-refresh"
    login_id = AuthEvent.objects.get(mode=mode, account=accounts["bob"]).login_id

    for term in ("bob@ex", "BOB", "2001:DB8:0::1", f" {login_id} "):
        assert set(emails_on(visitor.get(page, params={"q": term}).text)) == {"bob@example.com"}
    assert emails_on(visitor.get(page, params={"q": "ob@example.com"}).text) == []
