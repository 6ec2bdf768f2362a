"""Vite's dev server in front of the API, with and without `changeOrigin`, as docs/deployments.md has it."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from contract.modes import MODES
from tests.browser.conftest import chromium
from tests.servers import Server, free_port

from .conftest import FOLDER

__all__ = ["chromium"]
PAGE = """<!doctype html><script type="module">
import { Client } from "./client.mjs";
window.life = async (prefix, carrier) => {
  const client = new Client({ prefix, carrier });
  await client.login("alice@example.com", "open-sesame");
  await client.call("PATCH", "profile", { displayName: "Alice" });
  return client.logout();
};
</script>"""
LIFE = "(way) => life(...way).then(() => 'yes', (fault) => fault.code)"
WAYS = [(mode.prefix, carrier) for mode in MODES for carrier in mode.carriers]


@contextmanager
def vite(folder: Path, port: int, api: str, change_origin: bool) -> Iterator[None]:
    """Its dev server, with a proxy as its documentation has it."""
    proxy = {mode.prefix: {"target": api, "changeOrigin": change_origin} for mode in MODES}
    (folder / "vite.config.mjs").write_text(f"export default {{ server: {{ proxy: {json.dumps(proxy)} }} }};")
    (folder / "index.html").write_text(PAGE)
    (folder / "client.mjs").write_bytes((FOLDER / "client.mjs").read_bytes())
    command = ["node", str(FOLDER / "node_modules" / "vite" / "bin" / "vite.js"), "--port", str(port), "--strictPort"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"http://localhost:{port}/", timeout=2)
                break
            except httpx.HTTPError:
                assert time.monotonic() < deadline, "Vite did not start"
                time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def asked(chromium: Browser, port: int) -> dict[tuple[str, str], str]:
    found = {}
    for way in WAYS:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"http://localhost:{port}/")
        page.wait_for_function("'life' in window")
        found[way] = page.evaluate(LIFE, list(way))
        context.close()
    return found


@pytest.mark.parametrize("named", [False, True])
@pytest.mark.parametrize("change_origin", [False, True])
def test_a_dev_proxy_works_as_it_stands_or_where_its_origin_is_named(
    chromium: Browser, node: Callable[..., str], tmp_path: Path, named: bool, change_origin: bool
) -> None:
    port = free_port()
    origin = {"CORS_ALLOWED_ORIGINS": f"http://localhost:{port}"} if named else {}
    with Server(**origin) as server, vite(tmp_path, port, server.url, change_origin):
        found = asked(chromium, port)

    works = named or not change_origin
    expected = dict.fromkeys(WAYS, "yes" if works else "csrf_failed")
    if works and change_origin:  # its proof names the host that the browser knows
        expected["/jwt-dpop", "body"] = "invalid_dpop_proof"
    assert found == expected
