"""`make test-room`: a room with thirty browsers and the trainer's page. How long after the trainer's click does the
last participant's page show it, and what does that cost? Nothing is stubbed: one server with two workers,
real hashes, pages in Chromium, a context each, on this machine.

Each page keeps a record of what it showed and when, by a MutationObserver, so that asking it costs the measurement
nothing; all of them have one clock. PEOPLE=30, GUIDE=jwt.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Locator, Page, sync_playwright

import tests.stores  # noqa: F401  (a Valkey of its own)
from lab.benchmark.meter import family_of
from lab.guides import load
from tests.browser.conftest import ARGS, CHROMIUM, DESKTOP, PHONE
from tests.servers import Server

PEOPLE, GUIDE = int(os.environ.get("PEOPLE", "30")), os.environ.get("GUIDE", "jwt")
PATIENCE = 60_000  # milliseconds
TICKS = os.sysconf("SC_CLK_TCK")
RECORD = """
addEventListener("DOMContentLoaded", () => {
  window.shown = [];
  let last = "";
  new MutationObserver(() => {
    const text = document.querySelector("#room")?.textContent ?? "";
    if (text !== last) shown.push([Date.now(), (last = text)]);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
});
"""
CLICK = "(button) => { const now = Date.now(); button.click(); return now; }"
SINCE = "([text, since]) => shown.find(([at, all]) => at >= since && all.includes(text))?.[0] ?? 0"


def when(page: Page, text: str, since: float) -> float:
    """When, in milliseconds of the clock that all pages share, this page showed this text."""
    page.wait_for_function(SINCE, arg=[text, since], timeout=PATIENCE, polling=500)
    return float(page.evaluate(SINCE, [text, since]))


def reaches(pages: list[Page], text: str, button: Locator) -> list[float]:
    """Seconds from a click until each page shows this text."""
    began = button.evaluate(CLICK)
    return sorted((when(page, text, began) - began) / 1000 for page in pages)


def cpu_seconds(pids: list[int]) -> float:
    """What these processes have used so far."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(user) + int(system) for user, system in ((each[11], each[12]) for each in fields)) / TICKS


def plain(text: str) -> str:
    return text.replace("`", "")


def measure(open_page: Callable[..., Page], server: Server) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"a step": [], "a step, the last page": [], "a reveal": [], "its last page": []}
    found |= {"votes, the trainer's page": [], "cores": []}
    trainer = open_page(DESKTOP)
    trainer.goto("/room")
    trainer.select_option("#guide", GUIDE)
    trainer.get_by_role("button", name="Open a room").click()
    code = trainer.locator(".code").inner_text()
    phones = [open_page(PHONE) for _ in range(PEOPLE)]
    for number, phone in enumerate(phones, 1):
        phone.goto(f"/room?code={code}")
        phone.fill("#name", f"n{number}")
        phone.get_by_role("button", name="Join").click()
        phone.get_by_text("You are in.").wait_for()
    assert server.process
    pids = family_of(server.process.pid)
    began, used = time.monotonic(), cpu_seconds(pids)
    for number, step in enumerate(load(GUIDE)["steps"]):
        button = trainer.get_by_role("button", name="Next" if number else "Begin", exact=True)
        took = reaches(phones, plain(step["say"]), button)
        found["a step"] += took
        found["a step, the last page"].append(took[-1])
        if "predict" not in step:
            continue
        first = phones[0].evaluate("Date.now()")
        for phone in phones:
            last = phone.locator(".choice").first.evaluate(CLICK)
        heard = when(trainer, f"{PEOPLE} of {PEOPLE} have voted", first)
        found["votes, the trainer's page"].append(max(0.0, heard - last) / 1000)
        took = reaches(phones, plain(step["reveal"]), trainer.get_by_role("button", name="Reveal", exact=True))
        found["a reveal"] += took
        found["its last page"].append(took[-1])
    found["cores"] = [(cpu_seconds(pids) - used) / (time.monotonic() - began)]
    # What being there costs: nobody clicks.
    began, used = time.monotonic(), cpu_seconds(pids)
    time.sleep(10)
    found["cores, when nobody clicks"] = [(cpu_seconds(pids) - used) / (time.monotonic() - began)]
    return found


def main() -> None:
    if CHROMIUM is None:
        sys.exit("needs Chromium: apt-get install chromium")
    with Server(workers=2, threads=8, COOKIE_SECURE="0", LAB="1") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)

        def open_page(viewport: dict[str, int]) -> Page:
            context = browser.new_context(base_url=server.url, viewport=viewport)  # type: ignore[arg-type]
            context.set_default_timeout(PATIENCE)
            context.add_init_script(RECORD)
            return context.new_page()

        found = measure(open_page, server)
        browser.close()
    load_, now = os.getloadavg()[0], datetime.now(UTC)
    sys.stdout.write(
        f"{PEOPLE} browsers and the trainer's page, guide {GUIDE}; {now:%Y-%m-%d %H:%M} UTC, "
        f"{os.cpu_count()} processors, load {load_:.0f}, the browsers' own included\n"
    )
    for name, values in found.items():
        unit = "" if "cores" in name else " s"
        spread = f" (at most {max(values):.2f}{unit}; {len(values)} of them)" if len(values) > 1 else ""
        sys.stdout.write(f"{name:28} {median(values):.2f}{unit}{spread}\n")


if __name__ == "__main__":
    main()
