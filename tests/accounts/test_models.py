"""The database itself holds addresses apart, by whatever path they come."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Account


@pytest.mark.parametrize(
    "email",
    ["alice@example.com", "ALICE@example.com", "Bob@example.com"],
    ids=["taken", "taken but for case", "not lower case"],
)
def test_raw_sql_makes_no_second_alice(accounts: Any, email: str) -> None:
    with connection.cursor() as cursor:
        for statement in ("UPDATE accounts_account SET email = %s WHERE email = 'bob@example.com'", copying()):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement, [email])

    assert Account.objects.filter(email__iexact="alice@example.com").count() == 1


def copying() -> str:
    """INSERT of an account that is Bob in all but the address."""
    names = [str(field.column) for field in Account._meta.concrete_fields if field.column not in ("id", "email")]
    listed = ", ".join(connection.ops.quote_name(name) for name in names)
    return f"INSERT INTO accounts_account (email, {listed}) SELECT %s, {listed} FROM accounts_account WHERE email = 'bob@example.com'"  # noqa: E501


@pytest.mark.parametrize("email", ["alice@example.com", "ALICE@example.com"])
def test_nor_do_bulk_operations(accounts: Any, email: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.bulk_create([Account(email=email)])
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(email="bob@example.com").update(email=email)


def test_managers_and_forms_write_addresses_in_lower_case(db: Any) -> None:
    made = Account.objects.create_user("Carol@Example.com", "open-sesame")
    edited = Account(email="Dave@Example.com", password="!")
    edited.full_clean()

    assert (made.email, edited.email) == ("carol@example.com", "dave@example.com")
    assert Account.objects.get_by_natural_key("CAROL@EXAMPLE.COM") == made
