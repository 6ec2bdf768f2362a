"""The engine that plays a guide, tested where it runs: in JavaScript, by Node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

FILE = Path(__file__).parent / "guide.test.mjs"


@pytest.mark.skipif(not shutil.which("node"), reason="needs Node 18 or later")
def test_the_guide_engine() -> None:
    run = subprocess.run(["node", "--test", str(FILE)], capture_output=True, text=True, timeout=60)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "# pass 15" in run.stdout
