"""Charts for a slide: SVG with the lab's colours, light and dark, and the figures beside the bars."""

from typing import Any
from xml.sax.saxutils import escape

from ..palette import BY_MODE, DARK, LIGHT

WIDTH, LINE, LEFT = 960, 34, 250
STYLE = f"""<style>
svg{{--bg:#fff;--ink:#15181d;--dim:#5b6470;--line:#dfe3e8;--stock:#8a94a0;{LIGHT}}}
@media (prefers-color-scheme:dark){{svg{{--bg:#0f1216;--ink:#e9edf2;--dim:#9aa5b1;--line:#2a313a;--stock:#6b7683;
{DARK}}}}}
text{{font:16px system-ui,sans-serif;fill:var(--ink)}}
.dim{{fill:var(--dim);font-size:14px}}.title{{font-size:22px;font-weight:700}}
</style>"""


def svg(height: int, title: str, note: str, body: list[str]) -> str:
    box = f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    back = f'<rect width="{WIDTH}" height="{height}" rx="12" style="fill:var(--bg)"/>'
    texts = [
        f'<text class="title" x="24" y="40">{escape(title)}</text>',
        f'<text class="dim" x="24" y="64">{escape(note)}</text>',
    ]
    return "\n".join([head, STYLE, back, *texts, *body, "</svg>", ""])


def colour(mode: str) -> str:
    return f"var(--{BY_MODE.get(mode, 'stock')})"


def bars(title: str, note: str, rows: list[tuple[str, str, float, str]]) -> str:
    """Rows of (name, mode or "", value, figure as told). The longest bar fills the width."""
    most = max((value for _, _, value, _ in rows), default=1) or 1
    body, top = [], 84
    for name, mode, value, told in rows:
        length = max(2, (WIDTH - LEFT - 260) * value / most)
        body += [
            f'<text x="{LEFT - 12}" y="{top + 20}" text-anchor="end">{escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{length:.0f}" height="{LINE - 10}" rx="4"'
            f' style="fill:{colour(mode)}"/>',
            f'<text x="{LEFT + length + 10:.0f}" y="{top + 20}">{escape(told)}</text>',
        ]
        top += LINE
    return svg(top + 18, title, note, body)


def cost_chart(operation: str, figures: dict[str, dict[str, Any]], modes: dict[str, str], note: str) -> str:
    """Server CPU a request, least first, with what each asks of its stores."""
    rows = []
    for name, figure in sorted(figures.items(), key=lambda item: item[1]["cpu_ms"]):
        told = f"{figure['cpu_ms']:.2f} ms · {figure.get('sql')} SQL · {figure.get('redis')} Redis"
        rows.append((name, modes.get(name, ""), figure["cpu_ms"], told))
    return bars(f"{operation}: server CPU a request", note, rows)


def purge_chart(growth: dict[str, list[dict[str, Any]]], modes: dict[str, str], note: str) -> str:
    """How long a purge of the largest size takes, and the memory it needs."""
    rows = []
    for name, lines in growth.items():
        last = lines[-1]
        told = f"{last['purge_seconds']:.1f} s · {last['purge_mib']:.0f} MiB above idle"
        rows.append((name, modes.get(name, ""), last["purge_seconds"], told))
    size = next(iter(growth.values()))[-1]["logins"]
    return bars(f"Purging the ended half of {size:,} logins", note, rows)
