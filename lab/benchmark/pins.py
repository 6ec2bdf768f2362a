"""The ratios to be kept: ours against a stock recipe of the same run, in server CPU. A run says which it kept."""

from typing import Any

# (operation, ours, the recipe, at most this much of its cost)
PINS = (
    ("me", "/jwt", "empty DRF view", 1.0),
    ("me", "/jwt-refresh", "empty DRF view", 1.0),
    ("me", "/session, database", "Django session, database", 0.5),
    ("me", "/session, redis", "Django session, cache", 0.5),
    ("refresh", "/jwt-refresh", "SimpleJWT", 0.25),
    ("logout", "/jwt-refresh", "SimpleJWT", 1.0),
    ("login", "/session, database", "Django session, database", 1.0),
    ("login", "/session, redis", "Django session, cache", 1.0),
    ("login", "/jwt", "SimpleJWT", 1.0),
    ("login", "/jwt-refresh", "SimpleJWT", 1.0),
)


def ratios(operations: dict[str, dict[str, Any]]) -> list[tuple[str, ...]]:
    """(what, against, ratio, pin, kept or by how much it was missed), as text."""
    rows: list[tuple[str, ...]] = []
    for operation, ours, recipe, pin in PINS:
        ratio = operations[operation][ours]["cpu_ms"] / operations[operation][recipe]["cpu_ms"]
        verdict = "kept" if ratio <= pin else f"missed by {ratio / pin - 1:.0%}"
        rows.append((f"{operation}, {ours}", recipe, f"{ratio:.2f}", f"{pin:.2f}", verdict))
    return rows
