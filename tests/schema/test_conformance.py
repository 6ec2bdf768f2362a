"""schemathesis against a live server: whatever the schema allows or forbids is sent, in every mode, signed in and not,
and no answer is one that the schema doesn't know."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import MODES
from tests.servers import ROOT, Server

CONFIG = Path(__file__).parent / "schemathesis.toml"
LONGEST = 300  # seconds; on an idle machine it takes ten


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    on = {"LOGIN_ATTEMPTS": "1000000", "INTROSPECTION_SECRET": "i" * 32, "EXCHANGE": "1"}
    with Server(DJANGO_SETTINGS_MODULE="tests.settings", **on) as running:
        yield running


# Signing in takes the same from everybody, so it is left to nobody. Whoever is signed in proves each request, where a
# mode asks for it.
CALLERS = {"nobody": "^/", "admin": rf"^({'|'.join(mode.prefix for mode in MODES)})(/(?!login$)|$)"}


@pytest.mark.parametrize("caller", CALLERS)
def test_no_answer_is_one_that_the_schema_does_not_know(server: Server, caller: str):
    logged = len(server.log())
    told = {"SCHEMATHESIS_HOOKS": "tests.schema.hooks", "SERVER": server.url, "CALLER": caller, "PASSWORD": PASSWORD}
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    options = ["--config-file", str(CONFIG), "run", f"{server.url}/api/schema?format=json", "--no-color"]

    found = subprocess.run(
        [*command, *options, "--include-path-regex", CALLERS[caller]],
        cwd=ROOT,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )

    assert found.returncode == 0, found.stdout[-6000:] + found.stderr[-2000:]
    proofs_refused = '"invalid_dpop_proof"' in server.log()[logged:]
    bound = any(mode.authentication().authenticate_header(None).startswith("DPoP") for mode in MODES)
    assert proofs_refused is (bound and caller == "nobody")
