"""`examples/browser.js`, in a browser."""

from pathlib import Path

SOURCE = Path(__file__).parent.parent.parent / "examples" / "browser.js"
RUN = """async (source) => {
    const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
    const { bySession, byJwt, byJwtWithRefresh } = await import(url);
    return [await bySession(), await byJwt(), await byJwtWithRefresh()];
}"""


def test_the_three_modes_from_a_page(open_page, server):
    page = open_page()
    page.goto(f"{server.url}/healthz")

    assert page.evaluate(RUN, SOURCE.read_text()) == ["alice@example.com"] * 3
