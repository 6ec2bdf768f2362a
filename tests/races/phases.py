"""When in the course of another's change a caller acts."""

from typing import Any


def later(act: Any, client: Any, turn: int) -> Any:
    """The act, a little later each turn, so that it meets the change in every phase."""

    def acted() -> Any:
        for _ in range(turn):
            client.http.get("/healthz")
        return act()

    return acted
