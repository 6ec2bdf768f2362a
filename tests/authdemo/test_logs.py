"""What the log says: each line whose request and when, faults with their traceback, refusals with their reason; and
never what was secret."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from io import StringIO
from typing import Any

import pytest
from django.db import OperationalError

from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import AuthEvent
from accounts.views import MeView
from authdemo.logs import JsonFormatter, LineFormatter

pytestmark = pytest.mark.django_db
ALICE = {"email": "alice@example.com", "password": PASSWORD}
KEYS = ("time", "level", "logger", "request_id", "method", "path", "status")


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The lines that were logged so far, as LOG_FORMAT=json writes them."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)


def without_time(line: dict[str, Any]) -> dict[str, Any]:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    return {name: value for name, value in line.items() if name not in ("time", "request_id")}


def test_a_line_has_its_request(open_browser, accounts, log):
    open_browser().post("/jwt/login?token=secret", json=ALICE)

    (line,) = log()
    login = AuthEvent.objects.get()
    assert list(line)[:7] == list(KEYS)
    assert re.fullmatch("[0-9a-f]{16}", line["request_id"])
    assert without_time(line) == {
        **{"level": "INFO", "logger": "authdemo.auth", "method": "POST", "path": "/jwt/login", "status": None},
        **{"event": "login", "account": accounts["alice"].pk, "mode": "jwt", "login": login.login_id},
        "address": "127.0.0.1",
    }


def test_lines_of_one_request_have_one_id_and_no_other_requests(open_browser, accounts, log):
    for _ in range(2):
        open_browser().post("/jwt/login", json=ALICE | {"password": "wrong"})

    ids = [line["request_id"] for line in log()]
    assert [line["event"] for line in log()] == ["login_failed", "refused"] * 2
    assert (ids[0], ids[2]) == (ids[1], ids[3])
    assert ids[0] != ids[2]


def test_a_fault_is_logged_with_its_traceback_under_the_id_that_the_answer_names(
    open_browser, accounts, monkeypatch, log
):
    def fail(*_: Any) -> None:
        raise RuntimeError("one\n2026-01-01 forged line")

    monkeypatch.setattr(MeView, "get", fail)
    browser = open_browser()
    browser.cookies.clear()
    token = browser.post("/jwt/login", json=ALICE).json()["accessToken"]

    answer = browser.get("/jwt/me", headers={"Authorization": f"Bearer {token}"})

    request_id = answer.headers["X-Request-Id"]
    assert (answer.status_code, answer.json()) == (
        500,
        {
            "detail": f"Something went wrong on this server; it has been logged as request {request_id}.",
            "code": "error",
        },
    )
    fault = log()[-1]
    assert (fault["request_id"], fault["level"], fault["status"]) == (request_id, "ERROR", 500)
    assert fault["traceback"].startswith("Traceback (most recent call last):")
    assert "RuntimeError: one" in fault["traceback"]
    assert token not in json.dumps(log())


@pytest.mark.parametrize(
    ("send", "said"),
    [
        (lambda http, token: http.get("/jwt/me"), (401, "not_authenticated", "")),
        (
            lambda http, token: http.get("/jwt/me", headers=bearer(token[:-3] + "AAA")),
            (401, "invalid_token", "signature"),
        ),
        (lambda http, token: http.get("/jwt/report", headers=bearer(token)), (403, "permission_denied", "")),
        (lambda http, token: http.post("/jwt/login", json=ALICE, headers=FOREIGN), (403, "csrf_failed", "origin")),
        (lambda http, token: http.post("/jwt/login", content=b"{", headers=JSON), (400, "invalid", "")),
        (lambda http, token: http.post("/admin/login/", data={}), (403, "csrf_failed", "token")),
        (lambda http, token: http.get("/jwt/nowhere"), (404, "not_found", "")),
        (lambda http, token: http.get("/healthz", headers={"Host": "evil.example"}), (400, "invalid", "")),
    ],
    ids=["401", "bad token", "403", "foreign origin", "malformed", "admin's form", "404", "foreign host"],
)
def test_a_refusal_is_logged_with_its_reason(open_browser, accounts, log, send, said):
    http = open_browser()
    token = http.post("/jwt/login", json=ALICE).json()["accessToken"]

    answer = send(open_browser(), token)

    line = next(line for line in log() if line.get("event") == "refused")
    assert (line["status"], line["code"], line["reason"]) == said
    assert answer.status_code == said[0]


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


FOREIGN = {"Origin": "https://evil.example"}
JSON = {"Content-Type": "application/json"}


def test_a_forged_request_is_one_event_in_five_minutes(open_browser, accounts):
    for _ in range(3):
        for mode in ("session", "jwt"):
            open_browser().post(f"/{mode}/login", json=ALICE, headers=FOREIGN)

    events = AuthEvent.objects.filter(kind="forbidden").order_by("pk")
    assert list(events.values_list("account", "mode", "note")) == [
        (None, "session", "csrf_failed"),
        (None, "jwt", "csrf_failed"),
    ]


def test_refusing_a_token_looks_nothing_up(open_browser, accounts, django_assert_num_queries):
    token = open_browser().post("/jwt/login", json=ALICE).json()["accessToken"]

    with django_assert_num_queries(0):
        assert open_browser().get("/jwt/report", headers=bearer(token)).status_code == HTTPStatus.FORBIDDEN


def test_a_refused_attempt_is_one_event_in_five_minutes_and_a_line_each(open_browser, accounts, settings, log):
    """Else a stranger fills the table."""
    settings.LOGIN_ATTEMPTS = 1
    wrong = ALICE | {"password": "wrong"}
    statuses = [open_browser().post("/jwt/login", json=wrong).status_code for _ in range(5)]
    statuses += [
        open_browser().post("/jwt/login", json=wrong | {"email": f"{n}@example.com"}).status_code for n in range(30)
    ]

    assert statuses == [401] + [429] * 4 + [401] * 19 + [429] * 11
    assert AuthEvent.objects.filter(kind="throttled").count() == 2  # the account from here; then the address
    assert [line["code"] for line in log() if line.get("status") == 429] == ["throttled"] * 15


def test_an_event_that_cant_be_written_changes_no_answer(open_browser, accounts, monkeypatch):
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("authdemo.refusals.record", fail)

    assert open_browser().post("/session/login", json=ALICE, headers=FOREIGN).status_code == HTTPStatus.FORBIDDEN


def test_nobody_writes_a_line_of_their_own(open_browser, accounts, log):
    paths = ("/jwt/x%0A2026-01-01T00:00:00.000Z%20INFO", "/x%20200%20%1b[31m", "/jwt/%C2%85x")
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.getLogger().addHandler(handler)
    try:
        for path in paths:
            open_browser().get(path, headers={"User-Agent": "a\tb"})
    finally:
        logging.getLogger().removeHandler(handler)

    assert len(stream.getvalue().splitlines()) == len(log()) == len(paths)
