"""Measures our modes beside the recipes that people would otherwise use, in the same interleaved run."""

import json
import os
import platform
import tempfile
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from ...benchmark.charts import cost_chart, purge_chart
from ...benchmark.growth import grow
from ...benchmark.hashes import hashes
from ...benchmark.mixed import mixed
from ...benchmark.report import markdown, table
from ...benchmark.rounds import count, run
from ...benchmark.targets import OURS, environments, make_accounts, targets
from ...libraries.catalogue import chosen
from ...servers.fleet import Fleet


class Command(BaseCommand):
    help = "Measure CPU, time, SQL, Redis and bytes of login, me, refresh and logout, ours beside the stock recipes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--times", type=int, default=40, help="calls a round; me: five times as many")
        parser.add_argument("--with", dest="others", default="", metavar="NAME,…", help="libraries besides; all")
        parser.add_argument("--growth", action="store_true", help="me, rotation and purge against size")
        parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000, 1_000_000], metavar="LOGINS")
        parser.add_argument(
            "--mixed", action="store_true", help="only this: me in peace and while four clients sign in"
        )
        parser.add_argument("--hash", action="store_true", help="what the password hash costs beside it all")
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write benchmark.md and its charts there")

    def handle(self, *args: Any, rounds: int, times: int, **options: Any) -> None:
        if rounds < 1 or times < 2:
            raise CommandError("It takes one round or more, and two calls or more.")
        try:
            libraries = chosen(name.strip() for name in options["others"].split(",") if name.strip())
        except LookupError as fault:
            raise CommandError(str(fault.args[0])) from fault
        console = Console(stderr=True)
        if options["mixed"]:
            self.run_mixed(console, rounds, options["format"], options["docs"])
            return
        began, at = datetime.now(UTC), time.monotonic()
        with (
            console.status("starting servers") as status,
            tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
            Fleet(Path(folder) / "fleet", postgres=False, env=OURS | {"SESSION_STORE": "redis"}) as fleet,
        ):
            found = targets(fleet, libraries)
            make_accounts(fleet, found)
            data: dict[str, Any] = {"operations": run(found, rounds, times, status.update)}
            status.update("counting")
            count(targets(fleet, libraries, count=True), data["operations"])
            if options["growth"]:
                data |= grow(fleet, found, options["sizes"], times, status.update)
            modes = {name: mode for name, mode, _, _ in environments(fleet, libraries)}
        if options["hash"]:
            data["hash"] = hashes()
        data |= {
            "when": began.strftime("%Y-%m-%d %H:%M UTC"),
            "seconds": round(time.monotonic() - at, 1),
            "modes": modes,
            "on": {
                "rounds": rounds,
                "times": times,
                "python": platform.python_version(),
                "django": version("django"),
                "system": f"{platform.system()} {platform.machine()}",
                "processors": os.cpu_count(),
                "load": f"{os.getloadavg()[0]:.1f}",
                "database": "SQLite",
            },
        }
        self.show(data, options["format"], options["docs"])

    def run_mixed(self, console: Console, rounds: int, format: str, docs: Path | None) -> None:
        """With --docs, its section takes the place of the last one; the rest of the page stays."""
        with (
            console.status("starting a server") as status,
            tempfile.TemporaryDirectory(prefix="benchmark-") as folder,
        ):
            data: dict[str, Any] = {"mixed": mixed(Path(folder), rounds, status.update)}
        if docs:
            data = json.loads((docs / "benchmark.json").read_text()) | data
        self.show(data, format, docs)

    def show(self, data: dict[str, Any], format: str, docs: Path | None) -> None:
        if docs:
            self.write(data, docs)
        elif format == "json":
            self.stdout.write(json.dumps(data, indent=1))
        else:
            out = StringIO()
            table(data, Console(file=out, width=max(120, Console().width), force_terminal=self.stdout.isatty()))
            self.stdout.write(out.getvalue())

    @staticmethod
    def write(data: dict[str, Any], docs: Path) -> None:
        if (last := docs / "benchmark.json").exists() and "mixed" not in data:  # measured by itself, and kept
            data |= {key: value for key, value in json.loads(last.read_text()).items() if key == "mixed"}
        on = data["on"]
        where = f"{data['when']} · Python {on['python']}, {on['database']}"
        note = f"{where} · medians of {on['rounds']} rounds"
        modes = data["modes"]
        charts = {
            f"benchmark-{operation}.svg": cost_chart(operation, figures, modes, note)
            for operation, figures in data["operations"].items()
        }
        if "growth" in data:
            charts["benchmark-purge.svg"] = purge_chart(data["growth"], modes, f"{where} · one run each")
        for name, drawn in charts.items():
            (docs / name).write_text(drawn)
        (docs / "benchmark.md").write_text(markdown(data, list(charts)))
        (docs / "benchmark.json").write_text(json.dumps(data, indent=1) + "\n")
