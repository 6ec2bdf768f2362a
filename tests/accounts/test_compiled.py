"""A compiled statement takes its values by name, and does what the ORM would."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.compiled import CompiledInsert, CompiledQuery, Param, compiled_delete, compiled_update
from accounts.models import Account, AuthEvent

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
by_address = CompiledQuery(
    lambda: Account.objects.filter(email=Param("email"), is_active=True).values_list("pk", "role")
)
relabel = compiled_update(lambda: AuthEvent.objects.filter(mode=Param("old")), "mode", "created_at", login_id="x")
forget = compiled_delete(lambda: AuthEvent.objects.filter(mode=Param("mode"), created_at__lte=Param("upto")))
insert = CompiledInsert(AuthEvent)


def event(mode: str) -> AuthEvent:
    return AuthEvent(kind="login", mode=mode, created_at=NOON)


@pytest.mark.parametrize("names", [{}, {"email": "e", "surplus": 1}, {"address": "e"}], ids=" ".join)
def test_a_missing_or_surplus_name_raises(db: Any, names: dict[str, Any]) -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(TypeError, match=r"takes \['email'\]"):
        by_address.first(**names)

    assert list(queries) == []


def test_a_write_by_wrong_names_raises_and_writes_nothing(db: Any) -> None:
    insert.run(event("jwt"))

    for names in ({"old": "jwt", "mode": "m"}, {"old": "jwt", "mode": "m", "at": NOON}):
        with pytest.raises(TypeError):
            relabel.run(**names)

    assert list(AuthEvent.objects.values_list("mode", flat=True)) == ["jwt"]


def test_names_are_bound_whatever_their_order(db: Any) -> None:
    insert.run(event("first"))
    insert.run(event("second"))

    assert relabel.run(created_at=datetime(2026, 11, 24, tzinfo=UTC), mode="new", old="first") == 1
    assert forget.run(upto=NOON, mode="new") == 0
    assert forget.run(upto=NOON, mode="second") == 1
    assert list(AuthEvent.objects.values_list("mode", "login_id", "created_at")) == [
        ("new", "x", datetime(2026, 11, 24, tzinfo=UTC))
    ]


def test_a_query_answers_with_python_values(accounts: Any) -> None:
    assert by_address.first(email="admin@example.com") == (accounts["admin"].pk, "admin")
    assert by_address.first(email="mallory@example.com") is None
