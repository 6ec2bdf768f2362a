"""`examples/browser.js`, pasted into the developer tools' console."""

from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent.parent / "examples" / "browser.js"


@pytest.mark.parametrize("path", ["/session", "/lab"])
def test_the_three_modes_from_the_console_of_any_page(open_page, server, path):
    page = open_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{server.url}{path}")
    tools = page.context.new_cdp_session(page)

    for _ in range(2):  # it can be pasted again
        said.clear()
        pasted = {"expression": SOURCE.read_text(), "replMode": True, "awaitPromise": True}  # as the console evaluates
        assert "exceptionDetails" not in tools.send("Runtime.evaluate", pasted)
        assert said[-1] == ", ".join(["alice@example.com"] * 3)
