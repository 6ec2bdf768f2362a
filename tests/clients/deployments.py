"""Each deployment of examples/deployments is started by its own command, and asked in Chromium what works, mode by mode
and carrier by carrier. `python -m tests.clients.deployments` writes docs/deployments.md, and for the comparison, which
cookies a browser sends by itself."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from contract.modes import MODES
from tests.browser.conftest import ARGS, CHROMIUM
from tests.servers import ROOT, free_port

from . import without_script

START_SECONDS = 90
FOLDER = ROOT / "examples" / "deployments"
RECORD = ROOT / "lab" / "comparison" / "without_script.json"
DEPLOYMENTS = {
    "same-origin": ("One origin", "app.shop.localhost"),
    "sibling": ("A sibling sub-domain", "app.shop.localhost"),
    "foreign": ("A foreign origin", "app.other.localhost"),
    "bff": ("A backend for the frontend", "app.shop.localhost"),
}
WAYS = [(mode.prefix, carrier) for mode in MODES for carrier in mode.carriers]
QUESTIONS = ("signs in", "reads", "changes", "after a reload", "20 calls at expiry", "signs out")
LOAD = """async ([prefix, carrier]) => {
    const { Client } = await import('/client.mjs');
    const { base } = await (await fetch('/api.json')).json();
    window.client = new Client({ prefix, carrier, base: base ?? location.origin });
    window.outcome = (act) => act().then((value) => value ?? 'yes', (fault) => fault.code ?? 'blocked');
}"""
LOGIN = "() => outcome(() => client.login('alice@example.com', 'open-sesame').then(() => 'yes'))"
ME = "() => outcome(() => client.call('GET', 'me').then(() => 'yes'))"
EDIT = "() => outcome(() => client.call('PATCH', 'profile', { displayName: 'Alice' }).then(() => 'yes'))"
LOGOUT = "() => outcome(() => client.logout().then(({ revoked }) => (revoked ? 'yes' : 'forgets it')))"
EXPIRY = """async (seconds) => {
    const real = window.fetch;
    let renewals = 0;
    window.fetch = (url, options) => {  // the clock of what is sent before the renewal
        if (url.endsWith('/refresh-token')) renewals += 1;
        else if (!renewals) options = { ...options, headers: { ...options.headers, 'X-Lab-Clock': String(seconds) } };
        return real(url, options);
    };
    const calls = Array.from({ length: 20 }, () => client.call('GET', 'me').then(() => 200, (fault) => fault.code));
    const answers = await Promise.all(calls);
    window.fetch = real;
    const refused = answers.filter((answer) => answer !== 200);
    return refused.length ? refused[0] : `yes, ${renewals} renewal${renewals === 1 ? '' : 's'}`;
}"""
EXPIRES = {"/jwt": 3601, "/session": 1801, "/opaque": 1801}  # seconds; else 901: a quarter of an hour


@contextmanager
def running(name: str) -> Iterator[tuple[str, int]]:
    """The deployment, up; yields the page's origin and the API's port. Its own command starts it, a signal ends it."""
    folder = Path(tempfile.mkdtemp(prefix="deployment-"))
    port, api = free_port(), free_port()
    env = {**os.environ, "PORT": str(port), "API_PORT": str(api), "DATA_DIR": str(folder / "data")}
    for tests_own in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "COOKIE_SECURE"):
        env.pop(tests_own, None)
    with open(folder / "log", "wb") as log:
        command = ["sh", str(FOLDER / name / "run")]
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        for where in (f"http://127.0.0.1:{api}/healthz", f"http://127.0.0.1:{port}/"):
            wait_for(where, process, folder / "log")
        yield f"http://{DEPLOYMENTS[name][1]}:{port}", api
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(url, headers={"Host": "localhost"}, timeout=2)
        except httpx.HTTPError as fault:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{url}: {fault}\n{log.read_text()}") from fault
            time.sleep(0.1)
        else:
            return


def by_page(chromium: Browser, origin: str, prefix: str, carrier: str) -> list[str]:
    """What works where the page's script calls the API, each answer by name, in a browser of its own."""
    context = chromium.new_context(base_url=origin)
    try:
        page = context.new_page()

        def load() -> None:
            page.goto("/")
            page.evaluate(LOAD, [prefix, carrier])

        load()
        signed_in, reads, changes = (page.evaluate(act) for act in (LOGIN, ME, EDIT))
        load()
        reloaded = page.evaluate(ME)
        if reloaded != "yes":
            page.evaluate(LOGIN)
        twenty = page.evaluate(EXPIRY, EXPIRES.get(prefix, 901))
        if not twenty.startswith("yes"):
            page.evaluate(LOGIN)
        return [signed_in, reads, changes, reloaded, twenty, page.evaluate(LOGOUT)]
    finally:
        context.close()


def by_backend(chromium: Browser, origin: str, prefix: str, carrier: str) -> list[str]:
    """The same where the page's own server does: the browser sends a form, and has one cookie."""
    context = chromium.new_context(base_url=origin)
    try:
        page = context.new_page()
        page.goto("/")
        send = f"select => {{ select.innerHTML = '<option>{prefix} {carrier}</option>'; }}"
        page.locator("select[name=way]").evaluate(send)
        page.fill("[name=password]", "open-sesame")
        page.get_by_role("button", name="Sign in").click()
        signed_in = "yes" if page.locator("li").count() == 20 else "no"
        held = [cookie["name"] for cookie in context.cookies()]
        assert held == ["login"], held
        assert page.evaluate("document.cookie") == ""
        call = "([method, body]) => fetch('/api/profile', { method, body }).then((answer) => answer.ok ? 'yes' : 'no')"
        reads = page.evaluate(call, ["GET", None])
        changes = page.evaluate(call, ["PATCH", '{"displayName": "Alice"}'])
        page.goto("/")
        reloaded = "yes" if page.locator("li").count() == 20 else "no"
        before = page.locator("#renewals").inner_text().split()[0]
        expired = page.evaluate(
            "(clock) => fetch('/', { headers: { 'X-Lab-Clock': clock } }).then((answer) => answer.text())",
            str(EXPIRES.get(prefix, 901)),
        )
        twenty = "signed out"
        if expired.count("<li>200") == 20:
            renewals = int(expired.partition(" renewals")[0].rpartition(">")[2]) - int(before)
            twenty = f"yes, {renewals} renewal{'' if renewals == 1 else 's'}"
        page.goto("/")
        if page.locator("li").count() == 0:
            return [signed_in, reads, changes, reloaded, twenty, "yes"]
        with page.expect_response(lambda answer: answer.url.endswith("/logout")) as told:
            page.get_by_role("button", name="Sign out").click()
        revoked = told.value.headers["x-told"].startswith('{"revoked":true')
        return [signed_in, reads, changes, reloaded, twenty, "yes" if revoked else "forgets it"]
    finally:
        context.close()


def measure(name: str, chromium: Browser) -> dict[tuple[str, str], list[str]]:
    """Each mode and carrier of this deployment, with an answer to each question."""
    ask = by_backend if name == "bff" else by_page
    with running(name) as (origin, _):
        return {way: ask(chromium, origin, *way) for way in WAYS}


def sends(chromium: Browser) -> without_script.Heard:
    """What a browser sends by itself."""
    with running("sibling") as (_, api):
        return without_script.ask(chromium, api)


def table(found: dict[tuple[str, str], list[str]]) -> str:
    head = f"| mode | carrier | {' | '.join(QUESTIONS)} |\n|{' --- |' * (2 + len(QUESTIONS))}\n"
    rows = (f"| `{prefix}` | {carrier} | {' | '.join(cells)} |\n" for (prefix, carrier), cells in found.items())
    return head + "".join(rows)


def written(page: str, tables: dict[str, str]) -> str:
    """The page with each table as it was measured now, between its two marks."""
    for name, drawn in tables.items():
        before, mark, rest = page.partition(f"<!-- measured: {name} -->\n")
        after = rest[rest.index("<!-- end -->") :]
        page = before + mark + drawn + after
    return page


if __name__ == "__main__":
    target = ROOT / "docs" / "deployments.md"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        tables = {}
        for name in sys.argv[1:] or (*DEPLOYMENTS, "without-script"):
            if name == "without-script":
                heard = sends(browser)
                tables[name] = without_script.table(heard)
                on = {"when": f"{datetime.now(UTC):%Y-%m-%d}", "browser": f"Chromium {browser.version}"}
                RECORD.write_text(json.dumps(on | {"ways": without_script.record(heard)}, indent=1) + "\n")
            else:
                tables[name] = table(measure(name, browser))
            sys.stdout.write(f"{name}\n{tables[name]}")
        browser.close()
    target.write_text(written(target.read_text(), tables))
