"""/metrics: what two workers have counted, as one; for whoever has the token, and without one there is no such page."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from authdemo.embedded import start_valkey
from tests.servers import Server

TOKEN = "of-the-scraper-" * 3
LOGIN = {"email": "alice@example.com", "password": "open-sesame"}


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: Any) -> Iterator[tuple[str, Any]]:
    folder: Path = tmp_path_factory.mktemp("valkey")
    url = f"unix://{folder}/valkey.sock?db=0"
    running = start_valkey(url, folder / "data")
    yield url, running
    if running.is_running():
        running.stop()


@pytest.fixture(scope="module")
def server(valkey: tuple[str, Any]) -> Iterator[Server]:
    env = {"DJANGO_SETTINGS_MODULE": "tests.settings", "METRICS_TOKEN": TOKEN, "REDIS_URL": valkey[0]}
    with Server(workers=2, REFRESH_RETRY_SECONDS="10", **env) as running:
        yield running


def scrape(server: Server) -> dict[str, float]:
    answer = httpx.get(f"{server.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200, answer.text
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def series(name: str, **labels: object) -> str:
    told = ",".join(f'{label}="{value}"' for label, value in sorted(labels.items()))
    return f"{name}{{{told}}}"


def test_without_a_token_there_is_no_such_page(open_browser: Any) -> None:
    assert open_browser().get("/metrics").status_code == 404


def test_whoever_lacks_the_token_is_refused(server: Server) -> None:
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Bearer {TOKEN[:-1]}"}):
        answer = httpx.get(f"{server.url}/metrics", headers=headers)

        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="metrics"')


def test_both_workers_count_as_one_and_labels_are_ours(server: Server, valkey: tuple[str, Any]) -> None:
    def post(path: str, **body: str) -> httpx.Response:
        return httpx.post(f"{server.url}{path}", json=body)  # a connection each: whichever worker takes it

    for _ in range(12):
        assert post("/jwt/login", **LOGIN).status_code == 200
    pair = post("/jwt-refresh/login", **LOGIN).json()
    first = pair["refreshToken"]
    for _ in range(2):  # a rotation, and its repetition
        second = post("/jwt-refresh/refresh-token", refreshToken=first).json()["refreshToken"]
    third = post("/jwt-refresh/refresh-token", refreshToken=second).json()["refreshToken"]
    assert post("/jwt-refresh/refresh-token", refreshToken=first).json()["code"] == "refresh_reused"
    assert post("/jwt-refresh/refresh-token", refreshToken=third).status_code == 401
    bob = {"email": "bob@example.com", "password": "wrong"}
    assert [post("/jwt/login", **bob).status_code for _ in range(7)] == [401] * 5 + [429] * 2
    for stranger in ("/strange-1", "/strange-2", "/jwt/strange-3"):
        httpx.get(f"{server.url}{stranger}")
    httpx.request("BREW", f"{server.url}/healthz")
    valkey[1].stop()
    assert post("/session/login", **LOGIN).status_code == 503
    assert httpx.get(f"{server.url}/readyz").status_code == 503

    found = scrape(server)
    told = {
        series("authdemo_events_total", event="login", mode="jwt"): 12,
        series("authdemo_events_total", event="login", mode="jwt-refresh"): 1,
        series("authdemo_events_total", event="login_failed", mode="jwt"): 5,
        series("authdemo_events_total", event="refreshed", mode="jwt-refresh"): 2,
        series("authdemo_events_total", event="refresh_repeated", mode="jwt-refresh"): 1,
        series("authdemo_events_total", event="refresh_reused", mode="jwt-refresh"): 1,
        series("authdemo_refusals_total", code="throttled"): 2,
        series("authdemo_unavailable_total", missing="redis"): 1,
        series("authdemo_unavailable_total", missing="other"): 1,
        series("authdemo_requests_total", method="POST", route="jwt/login", status=200): 12,
        series("authdemo_requests_total", method="POST", route="jwt/login", status=401): 5,
        series("authdemo_request_seconds_count", route="jwt/login"): 19,
    }
    assert {name: found.get(name) for name in told} == told
    assert found["authdemo_hash_wait_seconds_count"] >= 0
    assert found["authdemo_thread_wait_seconds_count"] > 30
    assert not [name for name in found if re.search("strange|BREW|alice|bob|127", name)]
