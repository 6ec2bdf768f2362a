"""Headers, cookies, methods, paths and hosts of rubbish are a 4xx in the one error shape, or mean nothing at all."""

import json
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contract.modes import Mode

from .conftest import EACH_MODE, JSON, SignedIn, sign_in
from .raw import Caller, assert_refused, assert_shape
from .test_bodies import LOGIN, searching

CALLS = [
    ("POST", "login"), ("GET", "me"), ("GET", "profile"), ("PATCH", "profile"), ("GET", "report"), ("GET", "logins"),
    ("DELETE", "logins/x"), ("POST", "logout"), ("POST", "logout-all"), ("POST", "password"), ("POST", "refresh-token"),
]  # fmt: skip
NEED_A_CREDENTIAL = [call for call in CALLS if call[1] not in ("login", "logout", "refresh-token")]
RUBBISH = [
    b"x", b"x" * 2**20, b"__proto__", b"constructor", b"null", b"\xff\xfe", "é".encode(), "日本".encode(),
    b'"', b'"unbalanced', b"a=b=c", b";;;", b",", b"\x00", b"\x7f", b"%00", b"../../etc/passwd", b"' OR 1=1 --",
    b"{}", b"[]", b"a.b.c", b"..", b"eyJhbGciOiJub25lIn0.e30.", b"-1", b"9" * 400, b"\\x00", b"<script>",
]  # fmt: skip
COOKIES = ("sessionId", "accessToken", "refreshToken", "csrftoken")  # of every mode, at every mode


@EACH_MODE
def test_a_cookie_of_rubbish_is_no_credential(caller: Caller, mode: Mode) -> None:
    headers: dict[str, bytes | str]
    for value in RUBBISH:
        cookie = b"; ".join(name.encode() + b"=" + value for name in COOKIES)
        headers = {**JSON, "Cookie": cookie, "X-CSRFToken": value}
        for method, path in NEED_A_CREDENTIAL:
            answer = caller(method, f"{mode.prefix}/{path}", b"{}", headers)
            assert_refused(answer, (path, value[:20]))
            assert answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
        for path in ("logout", "refresh-token"):
            assert_shape(caller("POST", f"{mode.prefix}/{path}", b"{}", headers), (path, value[:20]))


def test_a_cookie_header_of_rubbish_hides_no_credential(signed_in: SignedIn) -> None:
    """A good cookie beside rubbish still counts."""
    good = signed_in.headers.get("Cookie", "").encode()

    for cookie in (b"=", b"=;=;=", b"a", b"a;" * 5000, b"a=b;" * 5000, b"\xff=\xff", b"__Host-=1", b"sessionId"):
        together = signed_in.send("GET", "me", headers={"Cookie": cookie + b"; " + good})
        assert_shape(together, cookie[:20])
        assert together.status == HTTPStatus.OK
    signed_in.assert_works()


@EACH_MODE
def test_a_header_of_rubbish_is_no_credential(caller: Caller, mode: Mode) -> None:
    for value in RUBBISH:
        for scheme in (b"", b"Bearer ", b"Basic ", b"bearer\t", b"DPoP "):
            for method, path in (("GET", "me"), ("PATCH", "profile"), ("DELETE", "logins/x")):
                answer = caller(method, f"{mode.prefix}/{path}", b"{}", {**JSON, "Authorization": scheme + value})
                assert_refused(answer, (path, scheme, value[:20]))
                assert answer.status == HTTPStatus.UNAUTHORIZED
                assert "realm=" in answer.headers["WWW-Authenticate"]


OTHERS = [
    "Accept", "Accept-Language", "Accept-Encoding", "User-Agent", "Referer", "X-Requested-With", "X-Forwarded-Proto",
    "X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Range", "If-None-Match", "If-Modified-Since", "Expect",
    "Connection", "Upgrade", "Content-Encoding", "X-HTTP-Method-Override", "X-CSRFToken", "__proto__",
]  # fmt: skip


@pytest.mark.parametrize("proxies", [0, 1, 3])
@EACH_MODE
def test_other_headers_of_rubbish_change_nothing(caller: Caller, settings: Any, mode: Mode, proxies: int) -> None:
    settings.TRUSTED_PROXIES = proxies
    body = json.dumps({**LOGIN, "carrier": mode.carriers[0]}).encode()

    for value in [*RUBBISH, b"1.2.3.4, x", b"::1, [::1]:80, 1.2.3.4:80", b"," * 1000, b"fe80::1%eth0", b"1.2.3.4\x00"]:
        answer = sign_in(caller, mode, body, dict.fromkeys(OTHERS, value))
        assert answer.status == HTTPStatus.OK, value[:20]


@EACH_MODE
def test_an_origin_of_rubbish_is_foreign(caller: Caller, mode: Mode) -> None:
    for value in [*RUBBISH, b"null", b"http://", b"http://[", b"http://localhost:x", b"http://localhost@evil.example"]:
        answer = sign_in(caller, mode, json.dumps(LOGIN).encode(), {"Origin": value})
        assert_refused(answer, value[:20])
        assert (answer.status, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "csrf_failed")


CLOCKS = [
    "", " ", "+", "-1", "--1", "1.5", "1e3", "0x10", "+ 1", "1 ", "٣", "²", "31536001", "9" * 1000, "now", "\xff",
    "1\n", "\0",
]  # fmt: skip


def test_a_clock_of_rubbish_is_refused(signed_in: SignedIn) -> None:
    for clock in CLOCKS:
        for method, path in CALLS:
            answer = signed_in.send(method, path, b"{}", headers={"X-Lab-Clock": clock})
            assert_refused(answer, (path, clock[:20]))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")
    signed_in.assert_works()


HOSTS = [
    "evil.example", "localhost.evil.example", "localhost:port", "localhost:-1", "local host", "localhost/",
    "a@localhost", "[::1", "[]", "é", "\xff", "x" * 5000, "localhost,evil.example", "..", "localhost\0", "<script>",
]  # fmt: skip


def test_another_host_is_refused(debug: None, signed_in: SignedIn) -> None:
    for host in HOSTS:
        for method, path in CALLS:
            answer = signed_in.send(method, path, b"{}", headers={"Host": host})
            assert_refused(answer, (path, host[:20]))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")
    signed_in.assert_works()


def test_another_method_is_not_allowed(debug: None, signed_in: SignedIn) -> None:
    """Nor is it said to whom: who may not see a report doesn't learn how it isn't seen."""
    paths = {path for _, path in CALLS} - {"report"}
    if not signed_in.renews:
        paths -= {"refresh-token"}

    for method in ("PUT", "TRACE", "CONNECT", "PROPFIND", "FOO", "G\xcbT", "X" * 1000, "__init__"):
        for path in paths:
            answer = signed_in.send(method, path, b"{}")
            assert_refused(answer, (method[:20], path))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
    signed_in.assert_works()


TYPES = [
    *("text/plain", "text/html", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"),
    *(f"multipart/form-data; boundary={boundary}" for boundary in ("x", "x" * 500, "\xff")),
    *("application/jsonx", "application", "/", "", ";;;", "application/json/x", "\xff", "x" * 5000, "text/json", "\0"),
]


def test_another_content_type_is_unsupported(debug: None, signed_in: SignedIn) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\na'
    good = json.dumps({**LOGIN, "displayName": "a", "refreshToken": "b"}).encode()

    for content_type in TYPES:
        for body in (good, form, b"\xff=%zz&" * 2000):
            for method, path in (("POST", "login"), ("PATCH", "profile"), ("POST", "logout"), ("POST", "password")):
                answer = signed_in.send(method, path, body, headers={"Content-Type": content_type})
                assert_refused(answer, (path, content_type[:40], body[:20]))
                assert (answer.status, answer.json()["code"]) == (415, "unsupported_media_type")
    signed_in.assert_works()


def test_json_by_any_spelling_is_json(signed_in: SignedIn) -> None:
    for content_type in ("application/json;charset=utf-8", "Application/JSON", " application/json ; x=y"):
        answer = signed_in.send("PATCH", "profile", b'{"displayName": "a"}', headers={"Content-Type": content_type})
        assert answer.status == HTTPStatus.OK


def test_a_wrong_length_is_refused(signed_in: SignedIn) -> None:
    """Too short cuts the JSON; too long, or no number at all, is said so."""
    for length in ("abc", "-1", "1e3", "0x10", "1.0", " ", "²", "9" * 5000, "5", "0", "", "+20", "20,20"):
        for method, path in (("POST", "login"), ("PATCH", "profile"), ("POST", "password")):
            answer = signed_in.send(method, path, json.dumps(LOGIN).encode(), headers={"Content-Length": length})
            assert_refused(answer, (path, length[:20]))
    signed_in.assert_works()


PATHS = [
    "/", "//", "/me/", "/ME", "/me%00", "/%00", "/%ff", "/%ed%a0%80", "/../me", "/./me", "/login/x", "/logins/",
    "/logins/x/y",
    "/" + "x" * 20_000, "/me;a=b", "/me%0a", "/%2e%2e/jwt/me", "/__proto__", "/refresh-token/",
]  # fmt: skip
IDS = [
    "%00", "a%00b", "%ff", "%ed%a0%80", "x" * 2000, "é", "%2e%2e", "'", "1", "-1", "%0a", "%F0%9F%A6%86", "None", "{}",
]  # fmt: skip


def test_another_path_is_not_found(debug: None, signed_in: SignedIn) -> None:
    for path in PATHS:
        for method in ("GET", "POST", "DELETE", "PUT"):
            answer = signed_in.send_to(method, f"{signed_in.mode.prefix}{path}", b"{}")
            assert_refused(answer, path[:40])
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found"), path[:40]
    signed_in.assert_works()


def test_another_login_is_not_found(debug: None, signed_in: SignedIn) -> None:
    for login_id in IDS:
        answer = signed_in.send("DELETE", f"logins/{login_id}")
        assert_refused(answer, login_id[:40])
        assert (answer.status, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found"), login_id[:40]
    signed_in.assert_works()


latin = st.text(st.characters(max_codepoint=255), max_size=60)


@searching
@given(
    name=st.sampled_from(
        ["Cookie", "Authorization", "DPoP", "Content-Type", "Origin", "Referer", "X-CSRFToken", "Host", *OTHERS]
    ),
    value=latin,
)
@example(name="Cookie", value="sessionId=\xff; accessToken=\xff; refreshToken=\xff; csrftoken=\xff")
def test_no_header_is_a_500(signed_in: SignedIn, name: str, value: str) -> None:
    for method, path in CALLS:
        assert_shape(signed_in.send(method, path, b"{}", headers={name: value}), (path, name, value))


@searching
@given(path=st.text(st.characters(max_codepoint=255), max_size=40), method=st.text(min_size=1, max_size=10))
def test_no_path_and_no_method_is_a_500(signed_in: SignedIn, path: str, method: str) -> None:
    for verb in (method, "GET", "DELETE"):
        for start in ("/", "/logins/"):
            assert_shape(signed_in.send_to(verb, f"{signed_in.mode.prefix}{start}{path}"), (verb, path))
