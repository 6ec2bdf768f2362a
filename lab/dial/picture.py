"""The trade-off as one slide: SVG, light and dark. Look-ups a request from left to right; upwards, how long it takes
until the last of the events that an application knows of counts. Every word in it is drawn from what was measured."""

from collections import defaultdict
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from ..comparison.questions.spans import span
from ..palette import BY_MODE, DARK, LIGHT
from .events import BEHIND

Data = dict[str, Any]
LEFT, ENTRY, LINE, TOP, GAP = 118, 348, 52, 122, 30
SHORT = {
    "logout everywhere": "everywhere",
    "new password": "password",
    "role taken away": "role",
}
STYLE = f"""<style>
svg{{--bg:#fff;--card:#f4f6f8;--ink:#15181d;--dim:#5b6470;--line:#cfd6dd;{LIGHT}}}
@media (prefers-color-scheme:dark){{svg{{--bg:#0f1216;--card:#171b21;--ink:#e9edf2;--dim:#9aa5b1;--line:#333c47;
{DARK}}}}}
text{{font:18px system-ui,sans-serif;fill:var(--ink)}}.b{{font-weight:650}}.dim{{fill:var(--dim);font-size:15px}}
.title{{font-size:30px;font-weight:750}}.axis{{font-size:20px;font-weight:700}}.x{{font-size:24px;font-weight:750}}
</style>"""


def known(setting: Data) -> dict[str, int]:
    """Seconds by event, of those that the application is told of."""
    return {name: seconds for name, seconds in setting["events"].items() if name != BEHIND}


def worst(setting: Data) -> int:
    return max(known(setting).values())


def label(setting: Data) -> str:
    return f"{setting['title']} · {setting['setting']}"


def remark(setting: Data) -> str:
    """What counts sooner than the rest; or what doesn't, though all else counts at once."""
    events, behind = known(setting), setting["events"][BEHIND]
    sooner = [SHORT.get(name, name) for name, seconds in events.items() if seconds <= 1]
    later = [SHORT.get(name, name) for name, seconds in events.items() if seconds > 1]
    if not later:
        return "behind its back too" if behind <= 1 else f"behind its back: {span(behind)}"
    if not sooner:
        return "time alone ends it"
    listed = ", ".join(sooner) if len(sooner) <= len(later) else f"all but {', '.join(later)}"
    return f"at once: {listed}"


def picture(data: Data) -> str:
    cells: dict[tuple[str, int], list[Data]] = defaultdict(list)
    slowest = sorted(data["settings"], key=worst, reverse=True)
    rows = list(dict.fromkeys(span(worst(setting)) for setting in slowest))  # a second more or less is the same height
    for setting in data["settings"]:
        cells[span(worst(setting)), setting["sql"] + setting["redis"]].append(setting)
    columns = range(max(asked for _, asked in cells) + 1)
    wide = {asked: 2 if max(len(cells[row, asked]) for row in rows) > 4 else 1 for asked in columns}
    tall = {row: max(ceil(len(cells[row, asked]) / wide[asked]) for asked in columns) for row in rows}
    width = LEFT + sum(wide.values()) * ENTRY + GAP
    body, top = [], TOP
    for row in rows:
        height = max(2, tall[row]) * LINE + GAP
        body.append(f'<text class="axis" x="{LEFT - 18}" y="{top + height / 2 + 6}" text-anchor="end">{row}</text>')
        left = LEFT
        for asked in columns:
            body += cell(cells[row, asked], left, top, wide[asked], height)
            if not cells[row, asked] and row == span(0) and not asked:
                body += nobody(left, top, height)
            left += wide[asked] * ENTRY
        top += height + 8
    left = LEFT
    for asked in columns:
        noun = "look-up" if asked == 1 else "look-ups"
        body.append(f'<text class="x" x="{left + 18}" y="{top + 28}">{asked} {noun}</text>')
        left += wide[asked] * ENTRY
    body.append(f'<text class="dim" x="{LEFT + 18}" y="{top + 60}">{escape(footer(data))}</text>')
    return "\n".join([*head(width, top + 84), *body, "</svg>", ""])


def head(width: int, height: int) -> list[str]:
    title = "What a look-up buys"
    says = (
        "How long until the last of these counts: logout, logout everywhere, new password, role, deactivation, deletion"
    )
    box = f'viewBox="0 0 {width} {height}" role="img" aria-label="{title}: {says}"'
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        STYLE,
        f'<rect width="{width}" height="{height}" rx="14" style="fill:var(--bg)"/>',
        f'<text class="title" x="28" y="52">{title}</text>',
        f'<text class="dim" x="28" y="84" style="font-size:18px">{says}</text>',
    ]


def footer(data: Data) -> str:
    day = data["when"][:10]
    says = "Look-ups of one request: SQL statements and Redis commands. Behind its back: by SQL, and nobody tells."
    proofs = [each["title"] for each in data["settings"] if each["setting"] == "none" and each["sql"] + each["redis"]]
    proven = f" {' and '.join(proofs)}: one is for the proof." if proofs else ""
    return f"{says}{proven} Measured {day}."


def cell(settings: list[Data], left: int, top: int, wide: int, height: int) -> list[str]:
    """A box, and in it one dot a setting with its name and what counts sooner."""
    size = f'width="{wide * ENTRY - 8}" height="{height}"'
    box = f'<rect x="{left + 4}" y="{top}" {size} rx="10" style="fill:var(--card)"/>'
    drawn = [box] if settings else []
    deep = ceil(len(settings) / wide)
    for n, setting in enumerate(settings):
        x, y = left + 26 + (n // deep) * ENTRY, top + GAP / 2 + (n % deep) * LINE + 20
        drawn += [
            f'<circle cx="{x}" cy="{y}" r="9" style="fill:var(--{BY_MODE[setting["mode"]]})"/>',
            f'<text class="b" x="{x + 18}" y="{y + 6}">{escape(label(setting))}</text>',
            f'<text class="dim" x="{x + 18}" y="{y + 25}">{escape(remark(setting))}</text>',
        ]
    return drawn


def nobody(left: int, top: int, height: int) -> list[str]:
    """The corner that everybody would like."""
    lines = ("Nobody is here.", "What isn't looked up", "can't be taken back.")
    y = top + height / 2 - 20
    return [
        f'<rect x="{left + 4}" y="{top}" width="{ENTRY - 8}" height="{height}" rx="10" fill="none"'
        ' style="stroke:var(--line);stroke-width:2;stroke-dasharray:7 6"/>',
        *(
            f'<text class="{"b" if n == 0 else ""}" x="{left + 26}" y="{y + n * 25}">{escape(text)}</text>'
            for n, text in enumerate(lines)
        ),
    ]
