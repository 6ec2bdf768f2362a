"""Spans of time, as people say them."""

YEAR = 31_536_000


def span(seconds: int | None) -> str:
    """15 min, 12 h, 30 d: in the largest unit that doesn't mislead."""
    if seconds is None:
        return "still accepted"
    if seconds <= 1:
        return "at once"
    if seconds >= YEAR:
        return "no end within a year"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size * 0.95:
            return f"{round(seconds / size)} {unit}"
    return f"{seconds} s"
