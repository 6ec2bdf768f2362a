"""A body that isn't what a call takes is a 400 in the one error shape, whatever it is."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.modes import Mode

from .conftest import EACH_MODE, SignedIn, sign_in
from .raw import Caller, assert_refused, assert_shape

LOGIN = {"email": "alice@example.com", "password": "open-sesame", "carrier": "cookie"}
PASSWORD = {"currentPassword": "open-sesame", "newPassword": "a-new-sesame-1"}
PROFILE = {"displayName": "Al"}
REFRESH = {"refreshToken": "a.b.c"}

NOT_JSON = {
    "nothing": b"",
    "half": b'{"email": "a',
    "trailing": b"{}{}",
    "single quotes": b"{'email': 'a'}",
    "a form": b"email=a&password=b",
    "not UTF-8": b'{"email": "\xff\xfe"}',
    "latin-1": '{"email": "é"}'.encode("latin-1"),
    "UTF-16": '{"email": "a"}'.encode("utf-16"),
    "a BOM": b"\xef\xbb\xbf{}",
    "NUL bytes": b"\0\0\0",
    "a NUL in a string": b'{"email": "a\0"}',
    "an encoded surrogate": b'{"email": "\xed\xa0\x80"}',
    "NaN": b'{"email": NaN}',
    "Infinity": b'{"email": -Infinity}',
    "10,000 deep": b"[" * 10_000,
    "10,000 deep and closed": b"[" * 10_000 + b"]" * 10_000,
    "10,000 objects deep": b'{"":' * 10_000 + b"1" + b"}" * 10_000,
    "a number of 50,000 digits": b'{"email": ' + b"9" * 50_000 + b"}",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
}
NO_OBJECT: list[Any] = [[], [[]], [LOGIN], None, True, False, 0, -1, 1.5, "", "alice@example.com", {}, [None] * 1000]
# For each field that takes a string: never one that it takes.
NO_STRING: list[Any] = [
    None, True, False, 0, 7, -1.5, 1e300, [], ["alice@example.com"], {}, {"$ne": None}, {"__proto__": {}}, [[[]]],
    "\0", "a\0b", "\ud800", "a\udfffb", "x" * 60_000,
]  # fmt: skip
NO_ADDRESS = [
    "", " ", "alice", "@", "a@", "@b", "a@b", "a@b@c.de", "a b@c.de", "a@b..c", "<a@b.de>",
    "alice@example.com, bob@example.com", "x" * 250 + "@b.de", "a@" + "b" * 300 + ".de", "' OR 1=1 --@b",
    "a@[::1", "a@b.\0",
]  # fmt: skip


def encode(value: Any) -> bytes:
    return json.dumps(value).encode()


def calls(signed_in: SignedIn) -> list[tuple[str, str, dict[str, str]]]:
    """(method, path, a good body) of every call that takes one."""
    taken = [("PATCH", "profile", PROFILE), ("POST", "password", PASSWORD)]
    if signed_in.renews:
        taken += [("POST", "refresh-token", REFRESH)]
    return [("POST", "login", LOGIN), *taken]


def calls_that_may_go_without(signed_in: SignedIn) -> list[tuple[str, str, dict[str, str]]]:
    """… and of every call that takes one if there is one."""
    return [("POST", "logout", REFRESH)] if signed_in.renews else []


def test_what_is_not_json_is_refused(debug: None, signed_in: SignedIn) -> None:
    for name, body in NOT_JSON.items():
        for method, path, _ in calls(signed_in) + ([("POST", "logout", {})] if body else []):
            answer = signed_in.send(method, path, body)

            assert_refused(answer, (path, name))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")
    signed_in.assert_works()


def test_what_is_no_object_is_refused(signed_in: SignedIn) -> None:
    for value in NO_OBJECT:
        for method, path, _ in calls(signed_in) + (calls_that_may_go_without(signed_in) if value != {} else []):
            answer = signed_in.send(method, path, encode(value))

            assert_refused(answer, (path, value))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")
            assert answer.json()["fields"]
    signed_in.assert_works()


def wrong(good: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(field, a body that is wrong in it alone)."""
    for field in good:
        for value in NO_STRING + (NO_ADDRESS if field == "email" else []):
            yield field, {**good, field: value}
        if field != "carrier":
            yield field, {name: value for name, value in good.items() if name != field}


def test_a_field_of_another_type_is_refused_by_name(signed_in: SignedIn) -> None:
    for method, path, good in calls(signed_in) + calls_that_may_go_without(signed_in):
        for field, body in wrong(good):
            if not body and path == "logout":
                continue
            answer = signed_in.send(method, path, encode(body))

            assert_refused(answer, (path, field, str(body[field])[:40] if field in body else "missing"))
            assert (answer.status, answer.json()["code"]) == (HTTPStatus.BAD_REQUEST, "invalid")
            assert list(answer.json()["fields"]) == [field]
    signed_in.assert_works()


@EACH_MODE
def test_an_unknown_carrier_is_refused(caller: Caller, mode: Mode) -> None:
    for carrier in ("", "header", "Cookie", "__proto__", "x" * 17, "split\0"):
        answer = sign_in(caller, mode, encode({**LOGIN, "carrier": carrier}))

        assert_refused(answer, carrier)
        assert (answer.status, list(answer.json()["fields"])) == (HTTPStatus.BAD_REQUEST, ["carrier"])


def test_a_body_over_64_kib_is_too_large(debug: None, signed_in: SignedIn) -> None:
    huge = encode({**LOGIN, **PASSWORD, **PROFILE, **REFRESH, "password": "x" * 2**20})

    for method, path, _ in [*calls(signed_in), ("POST", "logout", {}), ("GET", "me", {}), ("DELETE", "logins/x", {})]:
        answer = signed_in.send(method, path, huge)
        assert_refused(answer, path)
        assert (answer.status, answer.json()["code"]) == (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    signed_in.assert_works()


def test_64_kib_exactly_is_read(signed_in: SignedIn) -> None:
    body = encode(PROFILE).ljust(64 * 1024)

    assert signed_in.send("PATCH", "profile", body).status == HTTPStatus.OK
    assert signed_in.send("PATCH", "profile", body + b" ").status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_what_a_call_does_not_know_is_ignored(signed_in: SignedIn) -> None:
    """No field of the account can be written by naming it."""
    body = encode(
        {**PROFILE, "role": "admin", "id": 1, "email": "x@example.com", "is_staff": True, "__proto__": {"a": 1}}
    )

    answer = signed_in.send("PATCH", "profile", body).json()

    assert (answer["role"], answer["email"], answer["displayName"]) == ("user", "alice@example.com", "Al")


def test_text_that_is_only_unusual_is_kept(signed_in: SignedIn) -> None:
    for name in (
        "",
        "é",
        "日本語",
        "🦆",
        "\u202e",
        "a\tb",
        "Robert'); DROP TABLE accounts_account;--",
        "<script>",
        "x" * 80,
    ):
        answer = signed_in.send("PATCH", "profile", encode({"displayName": name}))
        assert (answer.status, answer.json()["displayName"]) == (HTTPStatus.OK, name)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
FIELDS = sorted({*LOGIN, *PASSWORD, *PROFILE, *REFRESH})
searching = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@searching
@given(body=st.dictionaries(st.sampled_from(FIELDS), junk, max_size=4).map(encode) | junk.map(encode) | st.binary())
def test_no_body_is_a_500(signed_in: SignedIn, body: bytes) -> None:
    for method, path, _ in calls(signed_in):
        answer = signed_in.send(method, path, body)
        assert_shape(answer, (path, body))
        if path != "profile":  # junk may well be a name, but never a password or a token
            assert_refused(answer, (path, body))
