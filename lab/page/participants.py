"""Thirty people on one server, each with demo accounts of their own: whoever deactivates alice deactivates their alice.

A page's accounts carry its tag (alice+3f9k7x2m@example.com). They are made when the page first asks, and go at its
reset, or after a day.
"""

import re
import threading
from datetime import timedelta
from functools import cache
from io import StringIO
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db.models import Q
from django.http import HttpRequest

from accounts import clock
from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, PASSWORD
from accounts.models import Account
from accounts.signals import announce_password_change

from .runs import forget, tag_of

KEPT = timedelta(days=1)
COPY = re.compile(r"[a-z]+\+[2-7a-z]{8}@example\.com")
HASHING = threading.Lock()
PLAIN = {"is_staff": False, "is_superuser": False}  # a copy's password is public: it opens no admin


@cache
def _password_hash() -> str:
    """One hash for all copies: everybody knows the password, and thirty times four hashes would take a while."""
    return make_password(PASSWORD)


def password_hash() -> str:
    """The same, made once however many pages ask at once: a cache alone lets each thread of the first ones make it."""
    with HASHING:
        return _password_hash()


def address(run: str, name: str) -> str:
    """This page's own copy of a demo account: alice+3f9k7x2m@example.com."""
    return f"{name}+{tag_of(run)}@example.com"


def names() -> list[str]:
    return [email.partition("@")[0] for email in DEMO_ACCOUNTS]


def copies(run: str) -> dict[str, Account]:
    """This page's accounts by first name; made now where there are none."""
    wanted = {address(run, email.partition("@")[0]): fields | PLAIN for email, fields in DEMO_ACCOUNTS.items()}
    if Account.objects.filter(email__in=wanted).count() < len(wanted):
        remove(stale())
        made = [Account(email=email, password=password_hash(), **fields) for email, fields in wanted.items()]
        Account.objects.bulk_create(made, ignore_conflicts=True)  # two tabs may ask at once
    found = {account.email: account for account in Account.objects.filter(email__in=wanted)}
    return {email.partition("+")[0]: found[email] for email in wanted}


def copied() -> Q:
    """Which accounts are copies, for the database: what no address of a demo account has is the plus."""
    return Q(email__contains="+", email__endswith="@example.com")


def all_copies(**those: Any) -> list[Account]:
    found = Account.objects.filter(copied(), **those)
    return [account for account in found if COPY.fullmatch(account.email)]


def stale() -> list[Account]:
    """Asked whenever a page is new, so the database alone looks at everybody's."""
    return all_copies(created_at__lt=clock.now() - KEPT)


def remove(accounts: list[Account]) -> None:
    """End these accounts' logins in every mode, as a password change would, then delete them."""
    for account in accounts:
        announce_password_change(account, HttpRequest(), keep="")
    Account.objects.filter(pk__in=[account.pk for account in accounts]).delete()


def reset(run: str, everything: bool = False) -> None:
    """This page's accounts, logins and recordings; or everybody's, and the demo accounts as they were born."""
    if everything:
        remove(all_copies())
        forget()
        call_command("seed_accounts", verbosity=0, stdout=StringIO())
    else:
        remove([account for account in all_copies() if f"+{tag_of(run)}@" in account.email])
        forget(run)
