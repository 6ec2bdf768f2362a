"""Pages of other origins: none may call, but those that CORS_ALLOWED_ORIGINS names; and those the API alone."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler

from accounts.exceptions import BodyTimeout, Busy
from accounts.management.commands.seed_accounts import PASSWORD
from contract.http_client import open_http
from tests.conftest import BASE

pytestmark = pytest.mark.django_db
NAMED, FOREIGN = "https://app.example", "https://evil.example"
ASKS = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "content-type,x-csrftoken"}
CROSS_SITE = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}


@pytest.fixture
def page(settings: Any, accounts: Any, application: Any) -> Callable[..., httpx.Client]:
    """A page of some origin, in a browser that sends its cookies along; the server names one origin. More words are
    what its requests' environ has besides."""
    settings.CORS_ALLOWED_ORIGINS = [NAMED]
    place = settings.MIDDLEWARE.index("authdemo.middleware.FirstMiddleware") + 1
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], "authdemo.cors.CorsMiddleware", *settings.MIDDLEWARE[place:]]
    wsgi = WSGIHandler()

    def opened(origin: str, **environ: Any) -> httpx.Client:
        transport = httpx.WSGITransport(lambda found, start: application(found | environ, start, wsgi))
        return open_http(BASE, transport, Origin=origin, **CROSS_SITE)

    return opened


def header_of(client: Any) -> dict[str, str]:
    """The credential, where no browser sends it by itself."""
    return {name: value for name, value in client.credential().items() if name == "Authorization"}


def allowed(response: httpx.Response) -> str | None:
    return response.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize(("origin", "told"), [(NAMED, NAMED), (FOREIGN, None), ("null", None), (BASE, None)])
def test_a_preflight_is_answered_for_the_named_origin_alone(variant, page, origin, told):
    response = page(origin).options(f"{variant.mode.prefix}/profile", headers=ASKS)

    assert response.status_code == HTTPStatus.OK
    assert allowed(response) == told
    assert response.headers.get("Access-Control-Allow-Credentials") == (told and "true")
    assert {"Cookie", "Authorization", "origin"} <= set(response.headers["Vary"].split(", "))
    assert response.headers["Cache-Control"] == "no-store"


def test_a_page_of_a_named_origin_signs_in_and_changes_something(variant, page):
    client = variant.client(page(NAMED))

    login = client.login("alice@example.com", PASSWORD)
    edited = client.send("PATCH", "profile", {"displayName": "From afar"})

    assert (login.status_code, edited.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert login.headers["X-CSRFToken"] == login.cookies["csrftoken"]
    assert "X-CSRFToken" in login.headers["Access-Control-Expose-Headers"].split(", ")
    assert allowed(login) == allowed(edited) == NAMED


def test_a_page_of_another_origin_can_neither_sign_in_nor_read_nor_change(variant, page):
    client = variant.client(page(NAMED))
    client.login("alice@example.com", PASSWORD)
    client.http.headers["Origin"] = FOREIGN

    read, changed = client.http.get(client.prefix), client.send("PATCH", "profile", {"displayName": "Mallory"})
    login = variant.client(page(FOREIGN)).login("alice@example.com", PASSWORD)

    assert (allowed(read), allowed(changed), allowed(login)) == (None, None, None)
    assert "X-CSRFToken" not in read.headers
    assert changed.status_code == (HTTPStatus.OK if header_of(client) else HTTPStatus.FORBIDDEN)
    assert (login.status_code, login.json()["code"]) == (HTTPStatus.FORBIDDEN, "csrf_failed")
    assert "CORS_ALLOWED_ORIGINS" in login.json()["detail"]


REFUSED = {  # before anybody looks who asks: (headers, body, environ), and the answer
    "a body over the limit": ({}, b"x" * 65_537, {}, (413, "too_large")),
    "a body that came too slowly": ({}, b"", {"authdemo.refusal": BodyTimeout()}, (408, "timeout")),
    "no thread in time": ({}, b"", {"authdemo.refusal": Busy()}, (503, "busy")),
    "a foreign Host": ({"Host": "api.evil.example"}, b"{}", {}, (400, "invalid")),
}


@pytest.mark.parametrize(("origin", "told"), [(NAMED, NAMED), (FOREIGN, None)])
@pytest.mark.parametrize(("headers", "body", "environ", "answer"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_unread_is_readable_for_the_named_origin_alone(
    page, headers, body, environ, answer, origin, told
):
    http = page(origin, **environ)
    http.headers.update(headers)

    preflight = page(origin).options("/jwt/login", headers=ASKS | headers)
    response = http.post("/jwt/login", content=body, headers={"Content-Type": "application/json"})

    assert (preflight.is_success, allowed(preflight)) == (True, told)
    assert (response.status_code, response.json()["code"]) == answer
    assert allowed(response) == told
    assert response.headers["Cache-Control"] == "no-store"
    assert {"Cookie", "Authorization", "origin"} <= set(response.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/", "/api/schema", "/lab/backstage/make"])
def test_outside_the_prefixes_nothing_is_opened(page, path):
    assert allowed(page(NAMED).get(path)) is None


def test_a_dev_servers_proxy_that_changes_the_host_works_where_its_origin_is_named(variant, page):
    """Vite's `changeOrigin: true`: the browser says same-origin, and the Origin does not fit the Host."""
    client = variant.client(page(NAMED))
    client.http.headers["Sec-Fetch-Site"] = "same-origin"

    assert client.login("alice@example.com", PASSWORD).status_code == HTTPStatus.OK
    assert client.send("PATCH", "profile", {"displayName": "By proxy"}).status_code == HTTPStatus.OK
