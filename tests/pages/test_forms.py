"""A form of a page does what an API client's call would do; and nothing at all for a page of another site."""

import re
from http import HTTPStatus

import httpx
import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account
from contract.modes import MODES

pytestmark = pytest.mark.django_db
BROWSER = "text/html,application/xhtml+xml"
# A browser without script sends nothing but cookies.
BY_COOKIE = [mode for mode in MODES if "cookie" in mode.carriers]
EACH_MODE = pytest.mark.parametrize("mode", BY_COOKIE, ids=lambda mode: mode.name)
ALICE = {"email": "alice@example.com", "password": PASSWORD, "carrier": "cookie"}


class Page:
    """What a browser does without script: it reads a page, fills in a form, and sends it with the hidden fields."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.response = httpx.Response(200)

    def open(self, path: str) -> httpx.Response:
        self.response = self.http.get(path, follow_redirects=True)
        return self.response

    def submit(self, method: str, url: str, **fields: str) -> httpx.Response:
        form = re.search(rf'<form[^>]*data-method="{method}" data-url="{url}".*?</form>', self.response.text, re.S)
        assert form, f"no form for {method} {url}"
        action = re.search(r'action="([^"]*)"', form[0])
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0]))
        self.response = self.http.post(action[1], data={**hidden, **fields}, follow_redirects=True)
        return self.response


@pytest.fixture
def page(open_browser, accounts) -> Page:
    return Page(open_browser(Accept=BROWSER))


def sign_in(page: Page, prefix: str) -> httpx.Response:
    page.open(f"{prefix}/profile")
    return page.submit("POST", f"{prefix}/login", email="alice@example.com", password=PASSWORD)


@EACH_MODE
def test_a_form_signs_in_and_comes_back_to_the_page(page, mode):
    response = sign_in(page, mode.prefix)

    assert response.status_code == HTTPStatus.OK
    assert response.url.path == f"{mode.prefix}/profile"
    assert "alice@example.com" in response.text


@EACH_MODE
def test_a_form_edits_the_profile(page, mode):
    sign_in(page, mode.prefix)

    response = page.submit("PATCH", f"{mode.prefix}/profile", displayName="Älice <b>")

    assert response.status_code == HTTPStatus.OK
    assert Account.objects.get(email="alice@example.com").display_name == "Älice <b>"
    assert "Älice &lt;b&gt;" in response.text


@EACH_MODE
def test_a_form_may_empty_a_text(page, mode):
    sign_in(page, mode.prefix)

    page.submit("PATCH", f"{mode.prefix}/profile", displayName="")

    assert Account.objects.get(email="alice@example.com").display_name == ""


@EACH_MODE
def test_a_form_signs_out_and_shows_what_that_was_worth(page, mode):
    sign_in(page, mode.prefix)

    response = page.submit("POST", f"{mode.prefix}/logout")

    assert "accessUsableUntil" in response.text
    assert "not signed in" in response.text
    assert page.open(f"{mode.prefix}/me").status_code == HTTPStatus.UNAUTHORIZED


@EACH_MODE
def test_a_refused_form_shows_the_fault_at_its_field_and_never_the_password(page, mode):
    page.open(f"{mode.prefix}/login")

    response = page.submit("POST", f"{mode.prefix}/login", email="nobody", password="hunter22", carrier="cookie")

    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert re.search(r'aria-invalid="true".*Enter a valid email address', response.text, re.S)
    assert 'value="nobody"' in response.text
    assert "hunter22" not in response.text


def test_a_form_ends_one_of_the_logins_that_are_listed(page, open_browser):
    sign_in(page, "/jwt-refresh")
    open_browser().post("/jwt-refresh/login", json=ALICE)
    listed = page.open("/jwt-refresh/logins").text
    ids = re.findall(r'data-url="/jwt-refresh/logins/([\w-]+)"', listed)

    response = page.submit("DELETE", f"/jwt-refresh/logins/{ids[0]}")

    assert len(ids) == 2
    assert re.findall(r'data-url="/jwt-refresh/logins/([\w-]+)"', response.text) == ids[1:]


def test_a_page_whose_access_token_is_gone_offers_the_next_pair(page):
    sign_in(page, "/jwt-refresh")
    page.http.cookies.delete("accessToken")
    page.open("/jwt-refresh/profile")

    response = page.submit("POST", "/jwt-refresh/refresh-token")

    assert response.url.path == "/jwt-refresh/profile"
    assert response.status_code == HTTPStatus.OK


@EACH_MODE
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}], ids=["no token", "another site"])
def test_a_form_without_the_csrf_token_does_nothing(page, mode, headers):
    sign_in(page, mode.prefix)
    token = page.http.cookies["csrftoken"] if headers else ""
    sent = {"displayName": "Mallory", "csrfmiddlewaretoken": token}

    response = page.http.post(f"{mode.prefix}/form/PATCH/profile", data=sent, headers=headers)

    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "csrf_failed" in response.text
    assert Account.objects.get(email="alice@example.com").display_name == "Alice"


@EACH_MODE
def test_the_api_itself_takes_no_form(page, mode):
    sign_in(page, mode.prefix)
    sent = {"displayName": "Mallory", "csrfmiddlewaretoken": page.http.cookies["csrftoken"]}

    response = page.http.patch(
        f"{mode.prefix}/profile", data=sent, headers={"X-CSRFToken": sent["csrfmiddlewaretoken"]}
    )

    assert response.status_code == HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    assert Account.objects.get(email="alice@example.com").display_name == "Alice"


@EACH_MODE
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("GET/me", HTTPStatus.NOT_FOUND),
        ("POST/nothing", HTTPStatus.NOT_FOUND),
        ("DELETE/profile", HTTPStatus.NOT_FOUND),
        ("PATCH/../profile", HTTPStatus.NOT_FOUND),
    ],
)
def test_a_form_for_what_is_no_call_is_not_found(page, mode, path, status):
    sign_in(page, mode.prefix)
    sent = {"csrfmiddlewaretoken": page.http.cookies["csrftoken"]}

    response = page.http.post(f"{mode.prefix}/form/{path}", data=sent)

    assert response.status_code == status


@EACH_MODE
@pytest.mark.parametrize("body", [b"\xff\xfe=%zz&&&", b"a" * 70_000], ids=["junk", "too large"])
def test_a_form_of_junk_is_refused_and_the_next_one_works(page, mode, body):
    sign_in(page, mode.prefix)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    response = page.http.post(f"{mode.prefix}/form/PATCH/profile", content=body, headers=headers)

    assert response.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    page.open(f"{mode.prefix}/profile")
    assert page.submit("PATCH", f"{mode.prefix}/profile", displayName="Al").status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\t//e.example",
    ],
)
def test_a_sign_in_never_leads_to_another_site(page, target):
    page.open(httpx.URL("/session/login", params={"next": target}))
    hidden = {"csrfmiddlewaretoken": page.http.cookies["csrftoken"], "next": target}

    assert "example/" not in "".join(re.findall(r'name="next" value="([^"]*)"', page.response.text))
    response = page.http.post("/session/form/POST/login", data={**hidden, **ALICE})
    assert response.status_code == HTTPStatus.OK
    assert "Location" not in response.headers


def test_a_sign_in_leads_back_to_the_page_that_sent_one_there(page):
    page.open("/jwt/login?next=/api/docs")

    page.submit("POST", "/jwt/login", email="alice@example.com", password=PASSWORD, carrier="cookie")

    assert page.response.url.path == "/api/docs"


@pytest.mark.parametrize("prefix", ["/jwt", "/opaque"])
def test_a_sign_in_by_body_stays_and_shows_the_token(page, prefix):
    page.open(f"{prefix}/login")

    response = page.submit("POST", f"{prefix}/login", email="alice@example.com", password=PASSWORD, carrier="body")

    assert response.status_code == HTTPStatus.OK
    assert "accessToken" in response.text
    assert "accessToken" not in page.http.cookies
