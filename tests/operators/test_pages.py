"""Every page of the admin opens, for those who may see it."""

import re
from http import HTTPStatus

import pytest
from django.contrib.auth.models import Permission

from accounts.models import Account, AuthEvent
from jwt_auth.dpop.models import TokenFamily as BoundFamily
from jwt_auth.refresh.models import TokenFamily
from sessions_auth.models import Session

from .conftest import Operator

LISTS = ("accounts/account/", "accounts/authevent/", "sessions_auth/session/", "jwt_refresh/tokenfamily/",
         "jwt_dpop/tokenfamily/")  # fmt: skip
MODELS = (Account, AuthEvent, Session, TokenFamily, BoundFamily)


@pytest.fixture
def staff(accounts, open_browser):
    """Bob, who may use the admin, and has just these permissions."""

    def signed_in(*permissions: str) -> Operator:
        bob = accounts["bob"]
        bob.is_staff = True
        bob.save()
        bob.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        operator = Operator(open_browser())
        assert operator.sign_in("bob@example.com").status_code == HTTPStatus.FOUND
        return operator

    return signed_in


def test_the_index_names_the_lists_in_order(operator):
    page = operator().get("").text

    rows = re.findall(r'<th scope="row"[^>]*>\s*<a[^>]*>([^<]+)</a>', page)
    assert rows == ["Accounts", "Auth events", "Sessions", "Token families", "Bound token families", "Groups"]


@pytest.mark.parametrize("page", LISTS)
def test_a_list_and_each_of_its_rows_open(operator, signed_in_everywhere, page):
    visitor = operator()
    model = dict(zip(LISTS, MODELS, strict=True))[page]

    assert visitor.get(page).status_code == HTTPStatus.OK
    assert model.objects.exists()
    for row in model.objects.all():
        assert visitor.get(f"{page}{row.pk}/change/").status_code == HTTPStatus.OK
        assert visitor.get(f"{page}{row.pk}/history/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("page", LISTS)
def test_staff_without_the_permission_see_nothing(staff, signed_in_everywhere, page):
    visitor = staff()
    model = dict(zip(LISTS, MODELS, strict=True))[page]

    assert "alice@example.com" not in visitor.get("").text
    assert visitor.get(page).status_code == HTTPStatus.FORBIDDEN
    assert visitor.get(f"{page}{model.objects.first().pk}/change/").status_code == HTTPStatus.FORBIDDEN
    assert visitor.get("accounts/authevent/export").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("page", LISTS[2:])
def test_whoever_may_only_look_can_end_nothing(staff, signed_in_everywhere, page):
    model = dict(zip(LISTS, MODELS, strict=True))[page]
    visitor = staff(f"view_{model._meta.model_name}")
    pks = list(model.objects.values_list("pk", flat=True))

    assert "end_selected" not in visitor.get(page).text
    assert "End this login" not in visitor.get(f"{page}{pks[0]}/change/").text
    visitor.act(page, "end_selected", pks, confirmed="yes")

    assert not AuthEvent.objects.filter(kind="login_ended").exists()


@pytest.mark.parametrize("page", LISTS[1:])
def test_nothing_is_added_edited_or_deleted_by_hand(operator, signed_in_everywhere, page):
    """Not even by a superuser: a family's row is the proof that detects the reuse of its tokens."""
    visitor = operator()
    model = dict(zip(LISTS, MODELS, strict=True))[page]
    row = model.objects.first()
    before = set(model.objects.values_list("pk", flat=True))

    assert visitor.get(f"{page}add/").status_code == HTTPStatus.FORBIDDEN
    assert visitor.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
    assert visitor.post(f"{page}{row.pk}/change/", {"store": "x"}).status_code == HTTPStatus.FORBIDDEN
    visitor.act(page, "delete_selected", [row.pk], post="yes")
    assert before <= set(model.objects.values_list("pk", flat=True))
    assert "delete_selected" not in visitor.get(page).text


def test_only_a_superuser_grants(staff, accounts):
    """Staff who may change accounts can't promote their own, nor touch a superuser's."""
    visitor = staff("view_account", "change_account")
    bob, admin = accounts["bob"], accounts["admin"]

    visitor.post(
        f"accounts/account/{bob.pk}/change/",
        {"email": bob.email, "role": "user", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )
    refused = visitor.post(f"accounts/account/{admin.pk}/password/", {"password1": "x", "password2": "x"})

    bob.refresh_from_db()
    assert not bob.is_superuser
    assert refused.status_code == HTTPStatus.FORBIDDEN
    assert visitor.act("accounts/account/", "deactivate", [admin.pk], confirmed="yes").status_code == HTTPStatus.FOUND
    admin.refresh_from_db()
    assert admin.is_active


def test_an_account_is_added_by_its_email_address(operator):
    visitor = operator()
    password = "a-long-secret-9"
    fields = {"email": "Carol@Example.com", "usable_password": "true", "password1": password, "password2": password}

    assert visitor.post("accounts/account/add/", fields).status_code == HTTPStatus.FOUND
    assert Account.objects.get(email="carol@example.com").check_password(password)

    again = visitor.post("accounts/account/add/", fields)
    assert "Account with this E-mail address already exists." in again.text


@pytest.mark.parametrize(
    "query",
    [
        *(
            "p=99999",
            "p=x",
            "o=99.1",
            "nonsense=1",
            "account__password__startswith=a",
            "mode=%ff",
            "e=1",
            "q=" + "x" * 2000,
        ),
        *(
            "created_at__year=x",
            "created_at__year=99999",
            "created_at__day=3",
            "created_at__gte=x",
            "email=%00",
            "q=%00",
        ),
        *("q=%00", "q=%22", "q=" + "x" * 2000),
        *("created_at__year=2026&created_at__month=2&created_at__day=31", "created_at__month=13", "id__in=x"),
    ],
)
def test_a_bad_query_is_no_fault_of_ours(operator, query):
    visitor = operator()

    for page in LISTS:
        assert visitor.get(f"{page}?{query}").status_code < 500
    assert visitor.get(f"accounts/authevent/export?{query}").status_code < 500
