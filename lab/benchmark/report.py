"""A benchmark's figures as tables for the terminal and for docs/benchmark.md."""

from typing import Any

from rich.console import Console
from rich.table import Table

from .mixed import MOST
from .pins import ratios

LIMIT = "empty DRF view"
HEADS = ("server CPU ms", "of the limit's", "requests/s", "p50 ms", "p99 ms", "SQL", "Redis", "bytes sent", "received")
Rows = list[tuple[str, ...]]


def operation_rows(figures: dict[str, dict[str, Any]], limit: float) -> Rows:
    rows = []
    for name, figure in figures.items():
        ratio = f"{figure['cpu_ms'] / limit:.2f}" if limit else ""
        numbers = [f"{figure['cpu_ms']:.3f}", ratio, f"{figure['rate']:.0f}"]
        numbers += [f"{figure[f'{point}_ms']:.2f}" for point in ("p50", "p99")]
        rows.append((name, *numbers, *(str(figure.get(column, "")) for column in ("sql", "redis", "sent", "received"))))
    return rows


def growth_rows(growth: dict[str, list[dict[str, Any]]]) -> Rows:
    rows = []
    for name, lines in growth.items():
        for line in lines:
            cpu = [f"{line[key]:.3f}" if key in line else "" for key in ("me_cpu_ms", "refresh_cpu_ms")]
            purge = [f"{line['purge_seconds']:.1f}", f"{line['purge_mib']:.1f}"]
            rows.append((name, f"{line['logins']:,}", str(line["bytes"]), *cpu, *purge))
    return rows


def sections(data: dict[str, Any]) -> list[tuple[str, tuple[str, ...], Rows]]:
    """(title, heads, rows) of every table that there is something for."""
    found: list[tuple[str, tuple[str, ...], Rows]] = []
    operations = data.get("operations", {})
    limit = operations.get("me", {}).get(LIMIT, {}).get("cpu_ms", 0)
    for operation, figures in operations.items():
        if figures:
            found.append((operation, ("", *HEADS), operation_rows(figures, limit)))
    if operations:
        pinned = ("", "against", "of its CPU", "at most", "")
        found.append(("pinned ratios", pinned, ratios(operations)))
    if "growth" in data:
        heads = ("", "logins", "bytes on disk a login", "me: CPU ms", "renewal: CPU ms", "purge s", "MiB above idle")
        found.append(("growth", heads, growth_rows(data["growth"])))
        memory: Rows = [(name, str(size)) for name, size in data["redis_bytes"].items()]
        found.append(("Redis memory", ("", "bytes a login"), memory))
    if "mixed" in data:
        found.append(mixed_section(data["mixed"]))
    if "hash" in data:
        hashes: Rows = [(name, f"{each['ms']:.2f}", f"{each['mib']:.0f}") for name, each in data["hash"].items()]
        found.append(("the password hash alone", ("", "CPU ms", "MiB"), hashes))
    return found


def mixed_section(mixed: dict[str, Any]) -> tuple[str, tuple[str, ...], Rows]:
    times = ("peace_p50", "load_p50", "peace_p99", "load_p99")
    rows: Rows = [
        (name, *(f"{each[key]:.1f}" for key in times), f"{each['ratio']:.1f}") for name, each in mixed["modes"].items()
    ]
    heads = (
        "me",
        "p50 ms in peace",
        "under sign-ins",
        "p99 ms in peace",
        "under sign-ins",
        f"p50: at most {MOST} times",
    )
    return ("mixed load", heads, rows)


def mixed_note(mixed: dict[str, Any]) -> str:
    of = f"{mixed['workers']} workers of {mixed['threads']} threads"
    on = f"{mixed['processors']} processors, load {mixed['load']}, {mixed['rounds']} rounds"
    return (
        f"`manage.py benchmark --mixed --docs docs`, {mixed['when']}, {on}: real hashes, {of}; `me` by turns in peace"
        f" and while four clients sign in without pause, {mixed['sign_ins']:.0f} times a second."
    )


def table(data: dict[str, Any], console: Console) -> None:
    for title, heads, rows in sections(data):
        drawn = Table(title=title)
        for index, head in enumerate(heads):
            drawn.add_column(head, justify="left" if index == 0 else "right")
        for row in rows:
            drawn.add_row(*row)
        console.print(drawn)


def markdown(data: dict[str, Any], charts: list[str]) -> str:
    on = data["on"]
    lines = [
        "# The benchmark\n",
        f"Made by `manage.py benchmark --docs` on {data['when']}, in {data['seconds']:g} s: {on['rounds']} interleaved"
        f" rounds of {on['times']} calls ({on['times'] * 5} of `me`), one worker each, {on['database']}, Python"
        f" {on['python']}, Django {on['django']}, {on['system']}, {on['processors']} processors, load {on['load']}.",
        "Passwords are MD5 here, for all alike. Names that begin with `/` are ours, with security headers, CSRF,"
        " attempt limits and events on; the others are what people use today, in `lab/libraries`. Medians over the"
        " rounds. Don't edit it; run it again.\n",
        *(f"![{chart}]({chart})" for chart in charts),
    ]
    for title, heads, rows in sections(data):
        note = [mixed_note(data["mixed"]) + "\n"] if title == "mixed load" else []
        lines += [f"\n## {title.capitalize()}\n", *note, f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads)]
        lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
