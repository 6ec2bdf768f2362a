"""Changing modes: every mode's live login for one of every other, once."""

from http import HTTPStatus
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account, AuthEvent
from contract.calls import calls_of
from contract.modes import MODES
from jwt_auth.dpop.client import Client
from tests import differences
from tests.shapes import ANY_TIME

pytestmark = pytest.mark.django_db
TARGETS = [(mode, carrier) for mode in MODES for carrier in mode.carriers]


@pytest.fixture(autouse=True)
def exchange_is_on(settings: Any) -> None:
    settings.EXCHANGE = True


def another(variant: Any) -> Any:
    return next(mode for mode in MODES if mode is not variant.mode)


def exchange(client: Any, mode: Any, carrier: str = "") -> tuple[Any, Any]:
    """(the answer, the client of the mode that it leads to)."""
    carrier = carrier or mode.carriers[0]
    moved = mode.client(client.http, carrier)
    answer = client.send("POST", "exchange", {"mode": mode.name, "carrier": carrier})
    if hasattr(moved, "keep"):
        moved.keep(answer)
    return answer, moved


def status_of(client: Any) -> str:
    answer = client.send("GET", "me")
    return "ok" if answer.is_success else answer.json()["code"]


def test_a_login_becomes_one_of_every_other_mode(variant, sign_in, facts, open_browser):
    usable = facts.usable_after_logout and ANY_TIME
    for mode, carrier in TARGETS:
        if mode is variant.mode:
            continue
        client = sign_in()
        usual = mode.client(open_browser(), carrier).login("alice@example.com", PASSWORD).json()

        answer, moved = exchange(client, mode, carrier)

        assert answer.status_code == HTTPStatus.OK, answer.text
        assert answer.json().keys() == {*usual, "accessUsableUntil"}
        assert (answer.json()["user"], answer.json()["accessUsableUntil"]) == (usual["user"], usable)
        assert moved.send("GET", "me").json() == usual["user"]
        assert moved.send("PATCH", "profile", {"displayName": "Moved"}).status_code == HTTPStatus.OK


def test_the_login_that_was_given_up_is_worth_what_one_is_after_a_logout(variant, sign_in, open_browser):
    client = sign_in()
    held = client.credential()

    exchange(client, another(variant))

    row = differences.OLD_CREDENTIAL["logout"]
    answer = open_browser().get(f"{variant.mode.prefix}/me", headers=held)
    assert ("ok" if answer.is_success else answer.json()["code"]) == row[variant.mode.name]
    assert [c for c in client.http.cookies.jar if c.path == variant.mode.prefix] == []


def test_the_schema_knows_what_an_exchange_without_a_proof_is_refused_with(variant, sign_in):
    [call] = [call for call in calls_of(variant.mode) if call.path == "exchange"]
    for mode in MODES:
        if mode is variant.mode:
            continue
        client = sign_in()

        answer = client.send("POST", "exchange", {"mode": mode.name})

        assert answer.is_success or answer.json()["code"] in call.refusals(variant.mode), answer.text


def test_it_is_traded_once(variant, sign_in, open_browser):
    client = sign_in()
    held = client.credential()
    if "Cookie" in held:
        held |= {"X-CSRFToken": client.csrf_token(), "Cookie": f"{held['Cookie']}; csrftoken={client.csrf_token()}"}
    exchange(client, another(variant))

    thief = open_browser()
    thief.auth = client.http.auth  # with the key, where there is one
    again = thief.post(f"{variant.mode.prefix}/exchange", json={"mode": another(variant).name}, headers=held)

    assert again.status_code == HTTPStatus.UNAUTHORIZED, again.text


def test_it_is_off_by_default(variant, sign_in, settings):
    settings.EXCHANGE = False
    client = sign_in()

    answer, _ = exchange(client, another(variant))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "not_found")
    assert status_of(client) == "ok"


NAMELESS: list[Any] = [None, {}, [], {"mode": "admin"}, {"mode": 7}, {"mode": None}, {"mode": "", "carrier": "body"}]


def test_what_names_no_other_mode_or_no_carrier_of_it_gives_nothing_up(variant, sign_in):
    client = sign_in()
    itself, other = variant.mode.name, another(variant).name
    wrong = [*NAMELESS, {"mode": itself}, *({"mode": other, "carrier": c} for c in ("pigeon", 7, None))]
    wrong += [{"mode": mode.name, "carrier": f"{carrier} "} for mode, carrier in TARGETS if mode is not variant.mode]

    answers = [client.send("POST", "exchange", sent) for sent in wrong]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (HTTPStatus.BAD_REQUEST, "invalid")
    ] * len(wrong)
    assert status_of(client) == "ok"


def test_a_cookie_needs_the_csrf_token(variant, sign_in):
    client = sign_in()
    held = client.credential()
    another(variant).client(client.http)  # which proves, where its mode asks for it

    answer = client.http.post(
        f"{variant.mode.prefix}/exchange",
        json={"mode": another(variant).name},
        headers={name: value for name, value in held.items() if name != "Cookie"},
    )

    assert answer.status_code == (HTTPStatus.FORBIDDEN if "Cookie" in held else HTTPStatus.OK)


def test_no_foreign_page_has_its_visitor_signed_in(variant, sign_in):
    client = sign_in()
    client.http.headers["Origin"] = "https://evil.example"

    answer, _ = exchange(client, another(variant))

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.FORBIDDEN, "csrf_failed")


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}], ids=["deactivated", "another password"])
def test_an_account_that_changed_meanwhile_gets_nothing(variant, sign_in, facts, change):
    client = sign_in()
    Account.objects.filter(email="alice@example.com").update(**change)

    answer, _ = exchange(client, another(variant))

    blind = not facts.tracked and "password" in change  # nothing is remembered that could be compared
    assert answer.status_code == (HTTPStatus.OK if blind else HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize("event", ["logout", "password"])
def test_a_token_of_a_login_that_is_over_is_worth_no_new_one(variant, sign_in, open_browser, event):
    """Also where the token itself is still good: of a bare one, the events say that it was left."""
    client, other = sign_in(), sign_in()
    held = client.credential()
    if event == "logout":
        client.logout()
    else:
        sent = {"currentPassword": PASSWORD, "newPassword": "a quite different secret"}
        assert other.send("POST", "password", sent).status_code == HTTPStatus.OK
    csrf = {"X-CSRFToken": "x" * 32, "Cookie": f"{held['Cookie']}; csrftoken={'x' * 32}"} if "Cookie" in held else {}
    another(variant).client(client.http)
    thief = open_browser()
    thief.auth = client.http.auth  # with the keys that either mode asks for

    answer = thief.post(f"{variant.mode.prefix}/exchange", json={"mode": another(variant).name}, headers=held | csrf)

    assert answer.status_code == HTTPStatus.UNAUTHORIZED, answer.text


def test_it_is_a_logout_and_a_login_to_the_operator(variant, sign_in):
    client = sign_in()
    AuthEvent.objects.all().delete()

    exchange(client, another(variant))

    told = AuthEvent.objects.order_by("pk").values_list("kind", "mode")
    assert list(told) == [("logout", variant.mode.name), ("login", another(variant).name)]


def test_a_bound_token_without_its_key_is_traded_for_no_bearer_token(open_browser, accounts):
    client = Client(open_browser())
    client.login("alice@example.com", PASSWORD)
    thief = open_browser()

    for mode in ("jwt", "jwt-refresh", "opaque"):
        answer = thief.post("/jwt-dpop/exchange", json={"mode": mode}, headers=client.credential())
        assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "invalid_dpop_proof")
