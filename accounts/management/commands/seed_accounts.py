"""Makes the demo accounts, or puts them back as they were."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Account

from ...conf import conf

PASSWORD = "open-sesame"  # noqa: S105 (public: it stands in the README)
DEMO_ACCOUNTS: dict[str, dict[str, Any]] = {
    "alice@example.com": {"display_name": "Alice"},
    "bob@example.com": {"display_name": "Bob"},
    "admin@example.com": {"display_name": "Admin", "role": "admin", "is_staff": True, "is_superuser": True},
    "mallory@example.com": {"display_name": "Mallory", "is_active": False},
}
AS_BORN: dict[str, Any] = {"role": "user", "is_active": True, "is_staff": False, "is_superuser": False}


def seed(email: str, fields: dict[str, Any]) -> Account:
    """The demo account of this address, made or put back. A password that is right is left alone: a new hash, even of
    the same password, would end the account's logins."""
    account = Account.objects.filter(email=email).first() or Account(email=email)
    for field, value in (AS_BORN | fields).items():
        setattr(account, field, value)
    if not account.password or not account.check_password(PASSWORD):
        account.set_password(PASSWORD)
    account.save()
    return account


class Command(BaseCommand):
    help = f"Make the demo accounts (password {PASSWORD}), or put them back as they were."

    def handle(self, *args: Any, **options: Any) -> None:
        if not conf.DEMO:
            raise CommandError("The demo accounts have a public password; they are made with DEBUG=1 alone.")
        for email, fields in DEMO_ACCOUNTS.items():
            account = seed(email, fields)
            self.stdout.write(f"{account.email}  {account.role}{'' if account.is_active else ', inactive'}")
