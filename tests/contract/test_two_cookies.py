"""Of two cookies of one name neither counts: a neighbour's page may have set one, and no server can tell which."""

from http import HTTPStatus
from typing import Any

import pytest

REFUSALS = {"session": "session_expired", "jwt": "invalid_token", "jwt-refresh": "invalid_token"}


@pytest.fixture
def cookie(variant: Any, sign_in: Any) -> tuple[str, str]:
    """(name, value) of what Alice's browser sends to `me`."""
    if variant.carrier != "cookie":
        pytest.skip("its credential travels in no cookie")
    pair: str = sign_in().credential()["Cookie"]
    name, _, value = next(p for p in pair.split("; ") if not p.startswith(("refreshToken", "csrftoken"))).partition("=")
    return name, value


@pytest.mark.parametrize("order", [1, -1], ids=["planted last", "planted first"])
def test_two_that_differ_are_worth_nothing(variant: Any, open_browser: Any, cookie: Any, order: int) -> None:
    name, value = cookie
    header = "; ".join([f"{name}={value}", f"{name}=planted"][::order])

    answer = open_browser().get(f"{variant.mode.prefix}/me", headers={"Cookie": header})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNAUTHORIZED, REFUSALS[variant.mode.name])


def test_the_same_twice_is_one(variant: Any, open_browser: Any, cookie: Any) -> None:
    name, value = cookie

    answer = open_browser().get(f"{variant.mode.prefix}/me", headers={"Cookie": f"{name}={value}; {name}={value}"})

    assert answer.status_code == HTTPStatus.OK


def test_a_longer_name_is_another_cookie(variant: Any, open_browser: Any, cookie: Any) -> None:
    name, value = cookie

    answer = open_browser().get(f"{variant.mode.prefix}/me", headers={"Cookie": f"{name}={value}; not{name}=planted"})

    assert answer.status_code == HTTPStatus.OK
