"""Draws docs/architecture.svg: the floors of the house, and every import between two rooms, counted from the code.

make floors
"""

import sys
from collections import Counter
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
FLOORS = (
    ("lab",),
    ("authdemo",),
    ("pages",),
    ("operators",),
    ("contract",),
    ("sessions_auth", "jwt_auth"),
    ("accounts",),
)
SAYS = {
    "lab": "the comparison; deletable",
    "authdemo": "composition: settings, urls, commands",
    "pages": "every call as a page",
    "operators": "the Django admin",
    "contract": "what all modes share, from outside",
    "sessions_auth": "the session mode",
    "jwt_auth": "the token modes",
    "accounts": "the core that every mode stands on",
}
WIDTH, HEIGHT, GAP, MARGIN = 300, 52, 30, 20


def imports() -> Counter[tuple[str, str]]:
    """How many modules of one room import one of another, by (importer, imported)."""
    sys.path.insert(0, str(ROOT))
    rooms = [room for floor in FLOORS for room in floor]
    graph = grimp.build_graph(*rooms)
    counts: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        room = module.partition(".")[0]
        others = {name.partition(".")[0] for name in graph.find_modules_directly_imported_by(module)}
        counts.update((room, other) for other in others - {room})
    return counts


def svg(counts: Counter[tuple[str, str]]) -> str:
    full = 2 * WIDTH + GAP
    places = {}
    for level, floor in enumerate(FLOORS):
        width = (full - GAP * (len(floor) - 1)) // len(floor)
        for column, room in enumerate(floor):
            places[room] = (MARGIN + column * (width + GAP), MARGIN + level * (HEIGHT + GAP), width)
    height = 2 * MARGIN + len(FLOORS) * (HEIGHT + GAP) - GAP
    parts = []
    for room, (x, y, width) in places.items():
        down = ", ".join(f"{other} {counts[room, other]}" for other in places if counts[room, other])
        down = f"imports {down}" if down else "imports no room"
        parts.append(
            f'<g><rect x="{x}" y="{y}" width="{width}" height="{HEIGHT}" rx="6"/>'
            f'<text x="{x + 14}" y="{y + 22}" class="room">{room}</text>'
            f'<text x="{x + 130}" y="{y + 22}">{SAYS[room]}</text>'
            f'<text x="{x + 14}" y="{y + 41}" class="down">{down}</text></g>'
        )
    for level in range(len(FLOORS) - 1):
        y = MARGIN + level * (HEIGHT + GAP) + HEIGHT
        x = MARGIN + full // 2
        parts.append(f'<path d="M{x} {y + 4}v{GAP - 10}m-5 -6l5 6l5 -6"/>')
    style = (
        "rect{fill:#fff;stroke:#57606a}text{font:13px system-ui,sans-serif;fill:#24292f}.room{font-weight:700}"
        ".down{font-size:12px;fill:#57606a}path{stroke:#57606a;fill:none}"
        "@media(prefers-color-scheme:dark){rect{fill:#161b22}text{fill:#e6edf3}.down{fill:#9da7b1}}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full + 2 * MARGIN} {height}" role="img">'
        f"<title>The floors: a room imports from those below it alone</title><style>{style}</style>"
        f"{''.join(parts)}</svg>\n"
    )


if __name__ == "__main__":
    (ROOT / "docs/architecture.svg").write_text(svg(imports()))
