"""axe-core in a page: what keeps people out of it."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text()
RUN = """async ([spare, impacts]) => {
  const found = await axe.run({ exclude: spare }, { resultTypes: ["violations"], preload: false });
  return found.violations
    .filter((fault) => !impacts.length || impacts.includes(fault.impact))
    .map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.target.join(" ")).join(", ")}`);
}"""


def serious_faults(page: Page, *spare: str) -> list[str]:
    """The serious and critical faults of this page as it stands; `spare` are selectors of what others wrote.

    The page's own Content-Security-Policy stays: the debugger's evaluation doesn't ask it.
    """
    return _faults(page, spare, ["serious", "critical"])


def every_fault(page: Page) -> list[str]:
    """Every fault that axe has a rule for, its best practices too: for pages that are ours alone."""
    return _faults(page, (), [])


def _faults(page: Page, spare: tuple[str, ...], impacts: list[str]) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN, [[[selector] for selector in spare], impacts])
    return found
