"""Firefox for Playwright, which drives Mozilla's own builds by WebDriver BiDi: an executable that starts it and stands
between the two.

Playwright gives every page its colours by a command that Firefox 153 doesn't know yet, and gives up when it is refused.
Here it is answered as done; nothing else is touched. With a Firefox that knows the command this module can go.
Source: W3C WebDriver BiDi, `emulation.setMediaFeaturesOverride`.
"""

import asyncio
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

UNKNOWN = {"emulation.setMediaFeaturesOverride"}
LISTENING = re.compile(rb"WebDriver BiDi listening on (ws://\S+)")
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


def write_executable(folder: Path) -> Path:
    """What Playwright is to start: this module, in this environment."""
    path = folder / "firefox"
    path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{Path(__file__).resolve()}" "$@"\n')
    path.chmod(0o700)
    return path


async def relay(browser: str, playwright: Any) -> None:
    """Every message on, in both directions, but for the commands that the browser doesn't know."""
    from websockets.asyncio.client import connect

    async def to_playwright() -> None:
        async for message in firefox:
            await playwright.send(message)
        await playwright.close()

    async with connect(f"{browser}/session", max_size=None, compression=None, proxy=None) as firefox:
        answers = asyncio.create_task(to_playwright())
        async for message in playwright:
            command = json.loads(message)
            if command["method"] in UNKNOWN:
                await playwright.send(json.dumps({"type": "success", "id": command["id"], "result": {}}))
            else:
                await firefox.send(message)
        answers.cancel()


async def main(arguments: list[str]) -> None:
    from websockets.asyncio.server import serve

    assert FIREFOX, "needs Firefox"
    firefox = await asyncio.create_subprocess_exec(FIREFOX, *arguments, stderr=asyncio.subprocess.PIPE)
    assert firefox.stderr
    said = b""
    while not (found := LISTENING.search(said)):
        said = await firefox.stderr.readline()
        if not said:
            sys.exit("Firefox ended before it listened.")
    url = found[1].decode()
    async with serve(
        lambda playwright: relay(url, playwright), "127.0.0.1", 0, max_size=None, compression=None
    ) as here:
        [socket, *_] = here.sockets
        sys.stderr.write(f"WebDriver BiDi listening on ws://127.0.0.1:{socket.getsockname()[1]}\n")
        sys.stderr.flush()
        async for _ in firefox.stderr:
            pass  # a pipe that nobody reads fills
        await firefox.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
