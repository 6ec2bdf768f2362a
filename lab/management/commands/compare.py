"""Asks the comparison's questions of every mode, and prints the answers with their evidence."""

import json
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ... import dial
from ...choosing import faq, measured
from ...choosing import report as choosing
from ...comparison.ask import compare, merged
from ...comparison.columns import Column, asked_for, shown
from ...comparison.questions import QUESTIONS
from ...comparison.report import as_json, html, markdown, table
from ...libraries import report as libraries

FORMATS = {"markdown": markdown, "json": as_json, "html": html}


class Command(BaseCommand):
    help = "Ask every question of every mode, against servers of its own, and show the facts and what proves them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", choices=sorted(QUESTIONS), metavar="QUESTION", help="these alone")
        parser.add_argument("--format", choices=["table", *FORMATS], default="table")
        parser.add_argument("--url", help="a running server with LAB=1, in place of servers of its own")
        parser.add_argument("--servers", type=int, choices=[1, 2], default=1, help="2: behind a round-robin")
        parser.add_argument("--docs", type=Path, metavar="FOLDER", help="write comparison.* there, or libraries.*")
        parser.add_argument("--into", type=Path, help="merge the facts into this JSON file, and print nothing")
        parser.add_argument("--run", default="", help="a name for this run, kept in that file")
        parser.add_argument(
            "--with", dest="others", metavar="NAME,…", help="libraries, or modes beside the slides'; all"
        )
        parser.add_argument("--store", choices=["redis", "database", "memory"], default="redis", help="SESSION_STORE")

        parser.add_argument("--dial", action="store_true", help="what each setting of each mode looks up and ends")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dial"]:
            self.dial(options["docs"], options["format"])
            return
        columns = self.columns(options["others"], options["url"])
        data = self.ask(options["only"], columns, options["url"], options["servers"], options["store"])
        if options["docs"]:
            self.write(data, options["docs"])
        elif options["into"]:
            self.keep(data, options["into"], options["run"])
        else:
            self.show(data, options["format"])

    @staticmethod
    def write(data: dict[str, Any], folder: Path) -> None:
        """comparison.* of the modes; with libraries, libraries.*, and what `/choose` and choosing.md rest on."""
        if any(column["library"] for column in data["modes"]):
            pages = {"libraries.md": libraries.markdown(data), "libraries.html": html(libraries.trimmed(data))}
            if measured.whole(data):
                measured.write(data)
                pages["choosing.md"] = choosing.markdown()
                asked = folder / "faq.md"
                pages |= {"faq.md": faq.refreshed(asked.read_text(), measured.cells())} if asked.exists() else {}
        else:
            pages = {"comparison.md": markdown(data), "comparison.html": html(data)}
        for name, text in pages.items():
            (folder / name).write_text(text)

    def dial(self, folder: Path | None, format: str) -> None:
        """Some minutes. With `--docs`, dial.* there and what the lab shows; else the table, or the facts as JSON."""
        console = Console(stderr=True)
        with console.status("starting servers") as status:
            data = dial.measure(progress=status.update)
        if folder:
            dial.write(data, folder)
        else:
            self.stdout.write(as_json(data) if format == "json" else dial.markdown(data))

    def show(self, data: dict[str, Any], format: str) -> None:
        if format != "table":
            self.stdout.write(FORMATS[format](data))
            return
        out = StringIO()
        table(data, Console(file=out, width=max(100, Console().width), force_terminal=self.stdout.isatty()))
        self.stdout.write(out.getvalue())

    @staticmethod
    def keep(data: dict[str, Any], path: Path, run: str) -> None:
        old = json.loads(path.read_text()) if path.exists() else None
        part = path.with_suffix(".part")
        part.write_text(as_json({**merged(old, data), "run": run}))
        part.replace(path)

    @staticmethod
    def columns(others: str | None, url: str | None) -> list[Column]:
        """The slides' modes, and what was asked for beside them."""
        if others and url:
            raise CommandError("--with starts servers of its own; --url asks a running one.")
        try:
            return shown() + asked_for([name.strip() for name in others.split(",")] if others else [])
        except LookupError as fault:
            raise CommandError(str(fault.args[0])) from fault

    def ask(
        self, only: list[str] | None, columns: list[Column], url: str | None, servers: int, store: str
    ) -> dict[str, Any]:
        names = only or list(QUESTIONS)
        bar = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        console = Console(stderr=True)
        with Progress(*bar, console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task("starting servers", total=len(names) * len(columns))

            def tell(text: str) -> None:
                progress.update(task, description=text)
                progress.advance(task, 1)

            try:
                return compare(names, columns, url, servers, tell, SESSION_STORE=store)
            except (RuntimeError, OSError) as fault:
                raise CommandError(str(fault)) from fault
