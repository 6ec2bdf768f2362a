"""The map, drawn: two axes as rows and columns, the third as the shape of the mark; each mark opens its mode."""

from typing import Any

from .axes import BOUND, BY_BROWSER, BY_CLIENT, BY_ITSELF, LOOKED_UP, Place, places

LEFT, TOP, WIDTH, GAP, LINE, PAD = 128, 44, 300, 10, 34, 14
ROWS, COLUMNS = (LOOKED_UP, BY_ITSELF), (BY_BROWSER, BY_CLIENT)


def drawn() -> dict[str, Any]:
    """{"width", "height", "columns", "rows", "fields", "marks"}: everything the template puts into the SVG."""
    found = places()
    held = {
        (row, column): [p for p in found if (p.state, p.transport) == (row, column)]
        for row in ROWS
        for column in COLUMNS
    }
    heights = [2 * PAD + LINE * max(len(held[row, column]) for column in COLUMNS) for row in ROWS]
    lefts = [LEFT + n * (WIDTH + GAP) for n in range(len(COLUMNS))]
    tops = [TOP + sum(heights[:n]) + n * GAP for n in range(len(ROWS))]
    fields, marks = [], []
    for row, top, height in zip(ROWS, tops, heights, strict=True):
        for column, left in zip(COLUMNS, lefts, strict=True):
            fields.append({"x": left, "y": top, "width": WIDTH, "height": height})
            marks += [mark(p, left + PAD, top + PAD + n * LINE) for n, p in enumerate(held[row, column])]
    return {
        "width": lefts[-1] + WIDTH,
        "height": tops[-1] + heights[-1] + 4,
        "columns": [{"x": left + WIDTH / 2, "name": name} for left, name in zip(lefts, COLUMNS, strict=True)],
        "rows": [{"y": top + height / 2, "name": name} for top, height, name in zip(tops, heights, ROWS, strict=True)],
        "fields": fields,
        "marks": marks,
    }


def mark(place: Place, x: float, y: float) -> dict[str, Any]:
    return {
        "place": place,
        "bound": place.binding == BOUND,
        "x": x,
        "y": y,
        "cx": x + 12,
        "cy": y + LINE / 2,
        "tx": x + 30,
        "ty": y + LINE / 2 + 5,
        "width": WIDTH - 2 * PAD,
        "height": LINE - 4,
    }
