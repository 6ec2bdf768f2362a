"""Thirty people at once, each with three columns: how long until all are signed in? Asks a running demo.

make demo & python scripts/thirty.py http://localhost:8000
"""

import secrets
import ssl
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

PEOPLE, ROUNDS, MODES = 30, 3, ("session", "jwt", "jwt-refresh")
TLS = ssl.create_default_context()  # one for all: thirty of them took 0.8 s of the cores that are measured
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


def sign_in(url: str) -> tuple[float, float, int]:
    """(seconds until the page has its accounts, seconds until it is signed in in every column, how often it was told to
    come back)."""
    run = "".join(secrets.choice(ALPHABET) for _ in range(32))
    with httpx.Client(base_url=url, headers={"X-Lab-Run": run}, timeout=60, verify=TLS) as http:
        began = time.monotonic()
        told = http.post("/lab/participants", json={}).raise_for_status().json()
        made, again = time.monotonic(), 0
        sent = {"email": told["people"][0]["email"], "password": told["password"]}
        for mode in MODES:
            while (answer := http.post(f"/{mode}/login", json=sent)).status_code == 503:
                again += 1
                time.sleep(float(answer.headers["Retry-After"]))
            answer.raise_for_status()
        return made - began, time.monotonic() - made, again


def main(url: str) -> None:
    for _ in range(ROUNDS):
        began = time.monotonic()
        with ThreadPoolExecutor(PEOPLE) as pool:
            found = list(pool.map(sign_in, [url] * PEOPLE))
        made, took, again = zip(*found, strict=True)
        sys.stdout.write(
            f"accounts {statistics.median(made):.2f} s (at most {max(made):.2f}); "
            f"three sign-ins {statistics.median(took):.2f} s (at most {max(took):.2f}); "
            f"all within {time.monotonic() - began:.2f} s; told to come back {sum(again)} times\n"
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
