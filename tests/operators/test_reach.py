"""Only who may more changes more: staff reach accounts that may no more than they, and grant nothing."""

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account, AuthEvent
from sessions_auth.client import Client

from .conftest import Operator, said

NEW = "quite-another-9"
ACCOUNTS = "accounts/account/"


def permissions(*codenames: str) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames))


@pytest.fixture
def bob(accounts, open_browser) -> Operator:
    """Staff who may change accounts and groups, and end logins."""
    accounts["bob"].is_staff = True
    accounts["bob"].save()
    held = ("view_account", "change_account", "add_account", "change_group", "add_group", "delete_group")
    accounts["bob"].user_permissions.set(permissions(*held, "view_session", "delete_session"))
    operator = Operator(open_browser())
    operator.sign_in("bob@example.com")
    return operator


def strong(kind: str) -> Account:
    """Somebody who may more than Bob: each in a way of its own."""
    account = Account.objects.create_user(f"{kind}@example.com".replace(" ", "-"), PASSWORD, is_staff=True)
    match kind:
        case "superuser":
            account.is_superuser = True
        case "role":
            account.role = Account.Role.ADMIN
        case "permission":
            account.user_permissions.set(permissions("delete_tokenfamily"))
        case "group":
            group = Group.objects.create(name="strong")
            group.permissions.set(permissions("delete_tokenfamily"))
            account.groups.add(group)
        case "inactive":  # Django says of such a one that they may nothing; once active again, they may
            account.user_permissions.set(permissions("delete_tokenfamily"))
            account.is_active = False
    account.save()
    return account


STRONG = ("superuser", "role", "permission", "group", "inactive")


@pytest.mark.parametrize("kind", STRONG)
def test_who_may_more_is_changed_by_none_who_may_less(bob, kind):
    account = strong(kind)
    before = Account.objects.filter(pk=account.pk).values()[0]
    page = f"{ACCOUNTS}{account.pk}/"
    fields = {"email": "mine@example.com", "role": "user", "is_active": "on"}

    statuses = [
        bob.post(f"{page}change/", fields).status_code,
        bob.post(f"{page}password/", {"usable_password": "true", "password1": NEW, "password2": NEW}).status_code,
    ]
    for action in ("deactivate", "end_logins"):
        bob.act(ACCOUNTS, action, [account.pk], confirmed="yes")

    assert statuses == [HTTPStatus.FORBIDDEN] * 2
    assert Account.objects.filter(pk=account.pk).values()[0] == before
    assert bob.get(f"{page}change/").status_code == HTTPStatus.OK
    assert before["password"].split("$")[-1] not in bob.get(f"{page}change/").text


def test_an_action_names_what_it_leaves_alone(bob, accounts):
    pks = [strong("superuser").pk, strong("group").pk, accounts["alice"].pk]

    asked = bob.act(ACCOUNTS, "deactivate", pks)

    assert "2 of the selected accounts may more than you, and stay as they are." in asked.text
    assert said(bob.confirm(asked))[0] == "1 account deactivated."
    assert sorted(Account.objects.filter(pk__in=pks, is_active=True).values_list("email", flat=True)) == [
        "group@example.com",
        "superuser@example.com",
    ]


def test_staff_grant_nothing(bob, accounts):
    """Neither to themselves nor to others; the role is a grant too."""
    granted = {
        "role": "admin",
        "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": [each.pk for each in permissions("delete_tokenfamily")],
        "groups": [Group.objects.create(name="any").pk],
    }
    for name in ("bob", "alice"):
        account = accounts[name]
        bob.post(f"{ACCOUNTS}{account.pk}/change/", {"email": account.email, "is_active": "on", **granted})

    for name, staff in (("bob", True), ("alice", False)):
        account = Account.objects.get(pk=accounts[name].pk)
        assert (account.role, account.is_staff, account.is_superuser) == ("user", staff, False)
        assert not account.groups.exists()
        assert not account.user_permissions.filter(codename="delete_tokenfamily").exists()


def test_only_a_superuser_edits_groups(bob, operator, accounts):
    """Who is in a group would else grant to themselves by granting to it."""
    group = Group.objects.create(name="staff")
    granted = {"name": "staff", "permissions": [each.pk for each in permissions("delete_tokenfamily")]}
    page = f"auth/group/{group.pk}/change/"

    assert bob.post(page, granted).status_code == HTTPStatus.FORBIDDEN
    assert bob.post("auth/group/add/", granted | {"name": "new"}).status_code == HTTPStatus.FORBIDDEN
    bob.act("auth/group/", "delete_selected", [group.pk], post="yes")
    assert list(Group.objects.values_list("name", "permissions")) == [("staff", None)]
    assert operator().post(page, granted).status_code == HTTPStatus.FOUND
    assert group.permissions.count() == len(granted["permissions"])


def test_no_login_of_a_stronger_account_is_ended_by_row_either(bob, accounts, open_browser):
    boss, alice = Client(open_browser()), Client(open_browser())
    boss.login("admin@example.com", PASSWORD)
    alice.login("alice@example.com", PASSWORD)
    rows = list(AuthEvent.objects.filter(kind="login", mode="session").values_list("login_id", flat=True))
    page = bob.get("sessions_auth/session/").text
    pks = re.findall(r'name="_selected_action" value="(\d+)"', page)
    assert len(rows) == 2

    bob.act("sessions_auth/session/", "end_selected", pks, confirmed="yes")

    assert boss.send("GET", "me").status_code == HTTPStatus.OK
    assert alice.send("GET", "me").status_code == HTTPStatus.UNAUTHORIZED


def test_staff_change_those_who_may_no_more(bob, accounts):
    account = accounts["alice"]

    changed = bob.post(f"{ACCOUNTS}{account.pk}/change/", {"email": account.email, "display_name": "Al"})
    reset = {"usable_password": "true", "password1": NEW, "password2": NEW}
    again = bob.post(f"{ACCOUNTS}{account.pk}/password/", reset)

    account.refresh_from_db()
    assert (changed.status_code, again.status_code) == (HTTPStatus.FOUND, HTTPStatus.FOUND)
    assert (account.display_name, account.is_active, account.check_password(NEW)) == ("Al", False, True)
