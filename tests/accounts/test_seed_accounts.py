"""The demo accounts have a public password, so they exist on a developer's machine and nowhere else."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account

pytestmark = pytest.mark.django_db


def test_in_production_no_demo_account_is_made(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEBUG=1 alone"):
        call_command("seed_accounts")

    assert Account.objects.count() == 0


def test_seeding_puts_them_back_and_leaves_a_right_password_alone(capsys):
    call_command("seed_accounts")
    alice = Account.objects.get(email="alice@example.com")
    Account.objects.filter(pk=alice.pk).update(role="admin", is_active=False)

    call_command("seed_accounts")

    put_back = Account.objects.get(pk=alice.pk)
    assert (put_back.role, put_back.is_active, put_back.password) == ("user", True, alice.password)
    assert "mallory@example.com  user, inactive" in capsys.readouterr().out
