"""A page's own accounts: cheap to make for thirty pages at once, and gone after a day."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from accounts import clock
from accounts.models import Account
from lab.page import participants

NEW, OLD = "new1" * 8, "old1" * 8


def test_pages_that_ask_at_once_have_one_hash_made(monkeypatch):
    made = []

    def slowly(password):
        made.append(password)
        threading.Event().wait(0.05)
        return "a hash"

    monkeypatch.setattr(participants, "make_password", slowly)
    participants._password_hash.cache_clear()
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: participants.password_hash(), range(8)))
    finally:
        participants._password_hash.cache_clear()

    assert (found, made) == (["a hash"] * 8, [participants.PASSWORD])


@pytest.mark.django_db
def test_a_new_page_removes_what_is_older_than_a_day_and_reads_nobody_else_s(django_assert_num_queries):
    participants.copies(NEW)
    old = [account.pk for account in participants.copies(OLD).values()]
    Account.objects.filter(pk__in=old).update(created_at=clock.now() - timedelta(days=1, seconds=1))
    Account.objects.filter(email="alice@example.com").update(created_at=clock.now() - timedelta(days=9))

    with django_assert_num_queries(1):
        found = participants.stale()

    assert sorted(account.pk for account in found) == sorted(old)
