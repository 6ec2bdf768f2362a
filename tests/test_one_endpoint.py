"""`examples/one_endpoint.py`: a cookie for the own site, a bearer token for the phone, at one URL; who tries both."""

import importlib.util
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.urls import include, path

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from accounts.views import MeView, PasswordView, ProfileView
from jwt_auth.bare.client import Client as Bare
from jwt_auth.refresh.client import Client as Phone
from sessions_auth.client import Client as Site

pytestmark = pytest.mark.django_db
EXAMPLE = Path(__file__).parent.parent / "examples" / "one_endpoint.py"
PROFILE, ME = "/session/either/profile", "/session/either/me"
NAMED = {"displayName": "Changed"}


@pytest.fixture(autouse=True)
def mounted(settings: Any) -> None:
    spec = importlib.util.spec_from_file_location("one_endpoint", EXAMPLE)
    assert spec and spec.loader
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    urls: Any = ModuleType("urls_of_one_endpoint")
    either = {"authentication_classes": [example.CookieOrBearer]}
    urls.urlpatterns = [
        path("session/either/me", MeView.as_view(**either)),
        path("session/either/profile", ProfileView.as_view(**either)),
        path("session/either/password", PasswordView.as_view(**either)),
        path("", include("authdemo.urls")),
    ]
    settings.ROOT_URLCONF = urls


@pytest.fixture
def login(open_browser: Any, accounts: Any) -> Any:
    def signed_in(kind: Any, name: str = "alice") -> Any:
        client = kind(open_browser())
        assert client.login(f"{name}@example.com", PASSWORD).status_code == HTTPStatus.OK
        return client

    return signed_in


def bearer(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, "" if answer.is_success else answer.json()["code"]


def unchanged() -> bool:
    return not Account.objects.filter(display_name=NAMED["displayName"]).exists()


def test_each_comes_in_by_its_own_credential(login):
    site, phone = login(Site), login(Phone)

    assert code(site.http.patch(PROFILE, json=NAMED, headers={"X-CSRFToken": site.csrf_token()})) == (200, "")
    assert code(phone.http.patch(PROFILE, json=NAMED, headers=bearer(phone.access_token))) == (200, "")


def test_nothing_offered_is_challenged_for_both(open_browser, accounts):
    answer = open_browser().get(ME)

    assert code(answer) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="jwt-refresh", Session realm="session"'


def test_a_cookie_needs_the_csrf_token_whatever_other_scheme_comes_along(login):
    site = login(Site)

    for more in ({}, {"Authorization": "Basic eDp5"}, {"Authorization": "DPoP x"}, {"Authorization": "bearer: x"}):
        assert code(site.http.patch(PROFILE, json=NAMED, headers=more)) == (403, "csrf_failed")
        assert code(site.http.get(ME, headers=more)) == (200, "")
    assert unchanged()


@pytest.mark.parametrize(
    "offered", ["Bearer", "Bearer ", "Bearer x", "bearer a.b.c", "BEARER null", "Bearer x, Bearer y"]
)
def test_a_bad_token_never_falls_back_to_the_cookie(login, offered):
    site = login(Site)
    headers = {"Authorization": offered, "X-CSRFToken": site.csrf_token()}

    assert code(site.http.get(ME, headers=headers)) == (401, "invalid_token")
    assert code(site.http.patch(PROFILE, json=NAMED, headers=headers)) == (401, "invalid_token")
    assert unchanged()


def test_an_expired_token_never_falls_back_to_the_cookie(login, moved_clock):
    site, phone = login(Site), login(Phone)
    moved_clock.shift(901)

    answer = site.http.get(ME, headers=bearer(phone.access_token))

    assert code(answer) == (401, "token_expired")
    assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="jwt-refresh", error="invalid_token"')


def test_of_two_people_the_header_counts(login):
    site, phone = login(Site, "bob"), login(Phone, "alice")

    answer = site.http.get(ME, headers=bearer(phone.access_token))

    assert answer.json()["email"] == "alice@example.com"


def test_no_credential_of_another_kind_or_mode_opens_it(login, open_browser):
    site, phone, bare = login(Site), login(Phone), login(Bare)
    session_id = next(c.value for c in site.http.cookies.jar if c.name.endswith("sessionId"))

    for token in (phone.refresh_token, bare.access_token, session_id):
        assert code(open_browser().get(ME, headers=bearer(token))) == (401, "invalid_token")
    planted = {"Cookie": f"accessToken={phone.access_token}; refreshToken={phone.refresh_token}"}
    assert code(open_browser().get(ME, headers=planted)) == (401, "not_authenticated")
    assert code(open_browser().get(ME, headers={"Cookie": f"sessionId={phone.access_token}"})) == (
        401,
        "session_expired",
    )


def test_a_foreign_page_changes_nothing_by_cookie(login):
    site = login(Site)
    headers = {"Origin": "https://evil.example", "X-CSRFToken": site.csrf_token()}

    assert code(site.http.patch(PROFILE, json=NAMED, headers=headers)) == (403, "csrf_failed")
    assert unchanged()


def test_a_password_change_keeps_the_login_that_asked_and_ends_the_other(login):
    site, phone = login(Site), login(Phone)
    sent = {"currentPassword": PASSWORD, "newPassword": "a quite different secret"}

    changed = site.http.post("/session/either/password", json=sent, headers=bearer(phone.access_token))

    assert changed.json() == {"revokedLogins": 1}
    assert phone.refresh().status_code == HTTPStatus.OK
    assert code(site.http.get(ME)) == (401, "session_expired")
