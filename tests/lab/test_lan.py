"""`manage.py demo --lan`: the room gets in, over plain HTTP, and is told what that costs."""

import os
import re
import signal
import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from lab.demo import lan
from tests.servers import ROOT, free_port

PATIENCE = 90


def test_a_qr_code_is_drawn_for_a_terminal():
    drawn = lan.qr_code("http://192.168.1.20:8000")

    assert len(drawn.splitlines()) >= 13  # version 2, two modules a line, with its margin
    assert set(drawn) & set("▀▄█")


@pytest.mark.skipif(lan.address() is None, reason="needs a network interface")
def test_the_room_signs_in_by_the_machine_s_address(tmp_path: Path) -> None:
    port, address = free_port(), lan.address()
    told = {key: value for key, value in os.environ.items() if key not in ("REDIS_URL", "DATABASE_URL")}
    told |= {"DEBUG": "1", "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "authdemo.settings"}
    command = [sys.executable, "manage.py", "demo", "--lan", "--no-browser", "--port", str(port), "--workers", "1"]
    log = tmp_path / "log"
    with open(log, "w") as output:
        demo = subprocess.Popen(command, cwd=ROOT, env=told, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while "Everybody in the room" not in log.read_text() and demo.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        with httpx.Client(base_url=f"http://{address}:{port}", timeout=30) as http:
            sent = {"email": "alice@example.com", "password": "open-sesame"}
            answer = http.post("/session/login", json=sent)
            me = http.get("/session/me")
            admin = http.get("/admin/")
            word = re.findall(r"/lab/trainer#([\w-]{22})", log.read_text())[0]
            trainer = http.post("/lab/trainer", data={"key": word})
            opened = http.get("/admin/", headers={"Cookie": f"trainerKey={word}"})
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(30)

    assert answer.status_code == HTTPStatus.OK, log.read_text()
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert me.json()["email"] == "alice@example.com"
    assert (admin.status_code, trainer.status_code, opened.status_code) == (403, 302, 302)
    said = " ".join(log.read_text().split())
    assert f"Everybody in the room: http://{address}:{port}/" in said
    assert "A browser drops every Secure cookie" in said
