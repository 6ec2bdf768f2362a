"""`manage.py purge` deletes what has ended, keeps what something still depends on, and needs no memory for it."""

import os
import re
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from io import StringIO

import httpx
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections

from accounts.models import AuthEvent
from accounts.purge import KEPT
from authdemo.management.commands.purge import CACHE_KIB, delete_in_chunks, purgeable
from jwt_auth.refresh.models import TokenFamily
from sessions_auth.models import Session

PURGE_AND_TELL = """
import django, pathlib
django.setup()
from django.core.management import call_command
call_command("purge")
print(pathlib.Path("/proc/self/status").read_text())
"""


def purge(*arguments: str) -> dict[str, int]:
    """Run the command; what it says, by name."""
    out = StringIO()
    call_command("purge", *arguments, stdout=out)
    said = (line.split(": ") for line in out.getvalue().splitlines())
    return {name: int(count.split()[0]) for name, count in said}


def fill(account, count: int, expires: datetime) -> None:
    """Sessions that ended then, written by the database itself."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sessions_auth_session (public_id, digest, scope, store, account_id, created_at, last_used_at,"
            f" expires_at, absolute_expires_at, user_agent, data) {numbers} SELECT 's' || i, 'd' || i, 'session',"
            " 'database', %s, %s, %s, %s, %s, '', '{}' FROM n",
            [account.pk, *[connection.ops.adapt_datetimefield_value(expires)] * 4],
        )


def row_counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Session, TokenFamily, AuthEvent)}


def test_live_logins_stay(variant, sign_in):
    client = sign_in()
    before = row_counts()

    said = purge()

    assert set(said.values()) == {0}
    assert row_counts() == before
    assert client.send("GET", "me").status_code == 200


def test_what_has_ended_goes_and_events_stay_for_their_time(variant, sign_in):
    """31 days later no login of any mode is left; 91 days later no event either."""
    sign_in()

    with time_machine.travel(datetime.now(UTC) + timedelta(days=31), tick=False):
        purge()
        assert row_counts() == dict.fromkeys(row_counts(), 0) | {"AuthEvent": 1}
    with time_machine.travel(datetime.now(UTC) + KEPT + timedelta(days=1), tick=False):
        purge()
        assert row_counts() == dict.fromkeys(row_counts(), 0)


@pytest.mark.django_db
class TestReuseDetection:
    """A used refresh token is refused, purged or not; and while one could still verify, its family is there."""

    @pytest.fixture
    def client(self, open_browser, accounts):
        from jwt_auth.refresh.client import Client

        client = Client(open_browser())
        client.login("alice@example.com", "open-sesame")
        return client

    def replay(self, client, token: str) -> httpx.Response:
        return client.send_once("POST", "refresh-token", {"refreshToken": token})

    def test_the_family_is_kept_while_any_refresh_token_of_it_verifies(self, client, settings):
        first = client.refresh_token
        client.refresh()
        client.refresh()
        last_second = settings.REFRESH_TOKEN_SECONDS - 2

        with time_machine.travel(time.time() + last_second, tick=False):
            assert purge()["token families"] == 0
            assert self.replay(client, first).json()["code"] == "refresh_reused"

    def test_a_revoked_family_is_kept_as_long(self, client, settings):
        client.logout()

        with time_machine.travel(time.time() + settings.REFRESH_TOKEN_SECONDS - 2, tick=False):
            assert purge()["token families"] == 0

    def test_once_it_may_go_its_tokens_are_refused_by_themselves(self, client, settings):
        first = client.refresh_token
        client.refresh()
        over = settings.REFRESH_TOKEN_SECONDS + settings.ACCESS_TOKEN_SECONDS + 2

        with time_machine.travel(time.time() + over, tick=False):
            assert purge()["token families"] == 1
            assert self.replay(client, first).json()["code"] == "token_expired"

    def test_the_family_is_kept_until_its_last_access_token_ends(self, client, settings):
        with time_machine.travel(time.time() + settings.REFRESH_TOKEN_SECONDS + 2, tick=False):
            assert purge()["token families"] == 0


def test_a_dry_run_counts_and_deletes_nothing(accounts):
    fill(accounts["alice"], 7, datetime.now(UTC) - timedelta(days=1))

    assert purge("--dry-run")["sessions"] == 7
    assert Session.objects.count() == 7


@pytest.mark.parametrize("batch", ["0", "-1", "x", "100001", ""])
def test_a_batch_that_makes_no_sense_is_refused(batch):
    with pytest.raises(CommandError, match="from 1 to 100000"):
        call_command("purge", f"--batch={batch}")


@pytest.mark.parametrize("size", [1, 3, 7, 8, 100])
def test_chunks_are_of_the_size_asked_for_and_leave_nothing(accounts, size):
    fill(accounts["alice"], 7, datetime.now(UTC) - timedelta(days=1))

    chunks = list(delete_in_chunks(purgeable()["sessions"], size))

    assert sum(chunks) == 7
    assert max(chunks) <= size
    assert Session.objects.count() == 0


def test_a_chunk_is_two_statements_whatever_its_size(accounts, django_assert_num_queries):
    fill(accounts["alice"], 50, datetime.now(UTC) - timedelta(days=1))
    chunks = delete_in_chunks(purgeable()["sessions"], 20)

    with django_assert_num_queries(2):
        assert next(chunks) == 20


@pytest.mark.django_db(transaction=True)
def test_logins_go_on_while_it_runs(open_browser, accounts):
    """A purge in small chunks and a client that signs in and out meanwhile: every answer is 200, each soon."""
    from jwt_auth.refresh.client import Client

    fill(accounts["alice"], 20_000, datetime.now(UTC) - timedelta(days=1))
    took, running = [], threading.Event()

    def sign_in_and_out() -> None:
        try:
            while running.is_set():
                began = time.perf_counter()
                client = Client(open_browser())
                assert client.login("bob@example.com", "open-sesame").status_code == 200
                assert client.refresh().status_code == 200
                assert client.logout().status_code == 200
                took.append(time.perf_counter() - began)
        finally:
            connections.close_all()

    running.set()
    thread = threading.Thread(target=sign_in_and_out)
    thread.start()
    try:
        assert purge("--batch", "500")["sessions"] == 20_000
    finally:
        running.clear()
        thread.join(30)

    assert not thread.is_alive()
    assert took and max(took) < 5  # the database's own patience
    assert Session.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_does_not_grow_with_the_rows(accounts):
    """The peak of a process that purges 50,000 rows is that of one that purges none, but for the pages it may cache."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{told['NAME']}"
    else:
        url = os.environ["DATABASE_URL"].replace("/postgres?", f"/{told['NAME']}?")

    def peak() -> int:
        """KiB, as the process saw itself: what wait4 reports includes the process that it was forked from."""
        said = subprocess.run(
            [sys.executable, "-c", PURGE_AND_TELL], env={**os.environ, "DATABASE_URL": url}, check=True,
            capture_output=True, text=True, timeout=120,
        ).stdout  # fmt: skip
        return int(re.search(r"VmHWM:\s+(\d+) kB", said)[1])

    idle = peak()
    fill(accounts["alice"], 50_000, datetime.now(UTC) - timedelta(days=1))

    assert peak() - idle < CACHE_KIB + 8 * 1024
    assert Session.objects.count() == 0
