"""How long the admin's lists take at a hundred thousand rows each. Not a test: run it by its name.

.venv/bin/python -m pytest -s --show-capture=no tests/operators/measure_lists.py

TEST_DATABASE=postgres measures PostgreSQL.
"""

import time

import pytest
from django.db import connection
from django_redis import get_redis_connection

from accounts import clock
from accounts.models import Account, AuthEvent
from jwt_auth.refresh.models import TokenFamily
from sessions_auth.models import Session

from .test_lists import DATA, LISTS, fill

ROWS = 100_000
DAYS = 60
PAGES = (
    "",
    *LISTS,
    *(f"{page}?p=50" for page in LISTS),
    *(f"{page}?p=100" for page in LISTS),
    *(f"{page}?q=user99999" for page in LISTS),
    *(f"{page}?q=user" for page in LISTS),
    *(f"{page}?q=10.0.0.9" for page in LISTS[1:]),
    *(f"{page}?q=10.0." for page in LISTS[1:]),
    *(f"{page}?email=user50000@example.net" for page in LISTS[1:]),
    "accounts/authevent/?kind__exact=throttled",
    "accounts/authevent/?mode=admin",
    "accounts/authevent/?kind__exact=login&mode=jwt&created_at__year={year}",
    "accounts/authevent/?created_at__year={year}&created_at__month={month}",
    "sessions_auth/session/?store=database",
    "sessions_auth/session/?o=10",
    "jwt_refresh/tokenfamily/?status=live",
    "jwt_refresh/tokenfamily/?status=reuse+detected",
    "jwt_refresh/tokenfamily/?status=expired",
)


@pytest.fixture
def crowd(db):
    """A hundred thousand of everything; the sessions live in Redis, a quarter of them with one account."""
    fill(ROWS)
    now = clock.now()
    for model, field in ((AuthEvent, "created_at"), (Session, "last_used_at"), (TokenFamily, "rotated_at")):
        with connection.cursor() as cursor:
            table, spread = model._meta.db_table, f"(id * 7919) % {DAYS * 86400}"
            step = (
                f"datetime({field}, '-' || ({spread}) || ' seconds')"
                if connection.vendor == "sqlite"
                else (f"{field} - ({spread}) * interval '1 second'")
            )
            cursor.execute(f"UPDATE {table} SET {field} = {step}")
    busy = Account.objects.get(email="user1@example.net").pk
    for model in (Session, TokenFamily, AuthEvent):
        model.objects.filter(pk__lt=model.objects.order_by("pk")[ROWS // 4].pk).update(account_id=busy)
    redis, expires = get_redis_connection("default"), (now.timestamp() + 3600)
    pipeline = redis.pipeline(transaction=False)
    for pk in Account.objects.filter(email__endswith="@example.net").values_list("pk", flat=True):
        pipeline.set(
            f"session:d{pk}", f'{{"login": "s{pk}", "account": {pk}, "data": {DATA}, "expires_at": {expires}}}'
        )
    pipeline.execute()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return now


def test_lists_at_a_hundred_thousand_rows(operator, crowd, capsys):
    visitor = operator()
    visitor.get("accounts/account/")
    slowest = 0.0
    with capsys.disabled():
        print(f"\n{ROWS:,} rows in each table, {connection.vendor}; best of 5, in-process")  # noqa: T201
        print("ms wall ms CPU")  # noqa: T201
        for page in PAGES:
            page = page.format(year=crowd.year, month=crowd.month)
            took = []
            for _ in range(5):
                begun = time.perf_counter(), time.process_time()
                assert visitor.get(page).status_code == 200
                took.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
            wall, cpu = min(took)
            slowest = max(slowest, wall)
            print(f"{wall * 1000:7.0f} {cpu * 1000:7.0f}  {page}")  # noqa: T201
        begun = time.perf_counter()
        size = len(visitor.get("accounts/authevent/export").content)
        print(f"{(time.perf_counter() - begun) * 1000:7.0f}  the whole export: {size:,} bytes")  # noqa: T201
    assert slowest < 1
