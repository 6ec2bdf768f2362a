"""Mutation testing: with each guard off, do its tests notice? Writes docs/guards.md; fails if one is not noticed.

Usage: scripts/guards.py [GUARD …]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")


def noticed(name: str, tests: tuple[str, ...]) -> list[str]:
    """The first test that fails without this guard. Raises: RuntimeError where pytest itself broke."""
    command = [sys.executable, "-m", "pytest", "-p", "tests.guards.mutation", "--without", name, "-x"]
    ran = subprocess.run(  # noqa: S603  (our own tests)
        [*command, "-p", "no:randomly", "--tb=no", "-rfE", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    if ran.returncode not in (0, 1) or "\nERROR " in ran.stdout:
        raise RuntimeError(ran.stdout[-3000:] + ran.stderr[-3000:])
    lines = [line for line in ran.stdout.splitlines() if line.startswith("FAILED ")]
    return [line.removeprefix("FAILED ").split(" - ")[0] for line in lines]


def main(names: list[str]) -> int:
    import django

    django.setup()
    from lab.guards.catalogue import GUARDS
    from lab.guards.report import written

    asked = [guard for guard in GUARDS if not names or guard.name in names]
    found = {}
    for guard in asked:
        found[guard.name] = noticed(guard.name, guard.tests)
        sys.stdout.write(f"{guard.name:18} {(found[guard.name] or ['NOT NOTICED'])[0]}\n")
        sys.stdout.flush()
    missed = [name for name, tests in found.items() if not tests]
    sys.stdout.write(f"{len(found) - len(missed)} of {len(found)} noticed\n")
    if not names:
        (ROOT / "docs" / "guards.md").write_text(written(found))
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
