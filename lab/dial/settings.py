"""Every setting of every mode, as a column that the comparison's questions can be asked of."""

from dataclasses import replace

from contract.modes import MODES, Mode

from ..comparison.columns import Column, of_mode

DIAL = ("none", "denylist", "not-before", "both", "lookup")  # JWT_REVOCATION
STORES = ("redis", "database")  # SESSION_STORE


def by(mode: Mode) -> tuple[str, tuple[str, ...]]:
    """Which switch says how much this mode looks up, and the settings of it."""
    return ("JWT_REVOCATION", DIAL) if mode.package.startswith("jwt_auth") else ("SESSION_STORE", STORES)


def columns() -> list[Column]:
    """A column's name is `jwt@denylist`; its server is told what the name says, and shared where it is told nothing
    new."""
    found = []
    for mode in MODES:
        switch, settings = by(mode)
        found += [
            replace(
                of_mode(mode), name=f"{mode.name}@{setting}", title=f"{mode.title}, {setting}", env={switch: setting}
            )
            for setting in settings
        ]
    return found
