"""docs/guards.md: every guard, the line that it is, and the test that notices when it is gone."""

from collections.abc import Mapping

from django.conf import settings

from .catalogue import GUARDS, Guard

HEAD = """# The guards

Each defence of the project as a line that can be taken away: in the lab ("Guards off"), for one page's own requests, to
see the attack it stops; and in the whole process, to see which test notices. Written by `make test-guards`.

**Mutation score: {score}.** With each guard off, at least one test of the suite fails; here is one.

| guard | stops | line | noticed by |
| --- | --- | --- | --- |
"""


def line_of(guard: Guard) -> str:
    """`accounts/csrf.py`: the file, and the piece."""
    [piece, *_] = guard.pieces
    file = piece.target.partition(":")[0].replace(".", "/")
    file += ".py" if (settings.BASE_DIR / f"{file}.py").exists() else "/__init__.py"
    return f"`{file}`: `{' '.join(piece.text.split())}`"


def written(noticed: Mapping[str, list[str]]) -> str:
    rows = []
    for guard in GUARDS:
        found = noticed[guard.name]
        test = f"`{found[0]}`" if found else "**nothing**"
        rows.append(f"| {guard.title} | {guard.stops} ({guard.source}) | {line_of(guard)} | {test} |")
    return HEAD.format(score=f"{sum(map(bool, noticed.values()))} of {len(noticed)}") + "\n".join(rows) + "\n"
