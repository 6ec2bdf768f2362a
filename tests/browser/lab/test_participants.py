"""Thirty pages on one server."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

pytestmark = pytest.mark.browser
MODES = ("session", "jwt", "jwt-refresh")


def test_thirty_pages_at_once_stay_out_of_each_other_s_way(server):
    """Every third deactivates their own alice, every second has another hour, and nobody else notices."""

    def participate(number: int) -> list[int]:
        run = f"{number:02d}" * 16
        with httpx.Client(base_url=server.url, headers={"X-Lab-Run": run}, timeout=120) as http:
            people = http.post("/lab/participants", json={}).json()["people"]
            sent = {"email": people[0]["email"], "password": "open-sesame"}
            tokens = [http.post(f"/{mode}/login", json=sent).json().get("accessToken") for mode in MODES[1:]]
            clock = {"X-Lab-Clock": str(1000 * (number % 2))}
            before = [
                http.get(f"/{mode}/me", headers={"Authorization": f"Bearer {token}", **clock}).status_code
                for mode, token in zip(MODES[1:], tokens, strict=True)
            ]
            if number % 3 == 0:
                http.post("/lab/operator", json={"person": "alice", "change": "deactivate"})
            truth = http.get("/lab/state", params={"person": "alice"}).json()
        return [*before, truth["truth"]["alice"]["account"]["active"], len(truth["exchanges"])]

    with ThreadPoolExecutor(30) as pool:
        found = list(pool.map(participate, range(30)))

    assert found == [[200, 401 if number % 2 else 200, number % 3 != 0, 4] for number in range(30)]
