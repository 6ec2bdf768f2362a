"""Asks the comparison's questions of anybody's server, through an adapter: its column beside ours."""

import json
import os
import sys
from argparse import ArgumentParser
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from rich.console import Console

from ...comparison.ask import beside, compare
from ...comparison.columns import Column, of_adapter, shown
from ...comparison.questions import QUESTIONS
from ...comparison.report import as_json, html, markdown, table

FORMATS = {"json": as_json, "html": html, "markdown": markdown}
VERBS = ("prefix", "login", "send", "logout", "credential", "renewable")


class Command(BaseCommand):
    help = "Ask every question that can be asked of a server that is not ours; see docs/conform.md for the adapter."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", required=True, help="where it answers")
        parser.add_argument("--client", required=True, metavar="MODULE:CLASS", help="the adapter")
        parser.add_argument("--account", action="append", default=[], metavar="EMAIL:PASSWORD", help="who may sign in")
        parser.add_argument("--only", nargs="+", choices=sorted(QUESTIONS), metavar="QUESTION", help="these alone")
        parser.add_argument("--format", choices=["table", "facts", *FORMATS], default="table")
        parser.add_argument(
            "--expect", type=Path, metavar="FILE", help="facts, as --format facts has them; 1 if not so"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        column = of_adapter(adapter(options["client"]), tuple(map(account, options["account"])))
        names = options["only"] or list(QUESTIONS)
        theirs = compare(names, [column], options["url"])
        if options["expect"]:
            self.judge(theirs, column, options["expect"])
        elif options["format"] == "facts":
            self.stdout.write(json.dumps(facts(theirs, column), indent=1))
        else:
            self.show(beside(theirs, compare(names, shown())), options["format"])

    def show(self, data: dict[str, Any], format: str) -> None:
        if format in FORMATS:
            self.stdout.write(FORMATS[format](data))
            return
        out = StringIO()
        table(data, Console(file=out, width=max(100, Console().width), force_terminal=self.stdout.isatty()))
        self.stdout.write(out.getvalue())

    def judge(self, data: dict[str, Any], column: Column, file: Path) -> None:
        """Each expected fact, and what became of it. Raises: CommandError, exit status 1, where one is otherwise."""
        try:
            expected: dict[str, dict[str, Any]] = json.loads(file.read_text())
        except (OSError, ValueError) as fault:
            raise CommandError(f"{file}: {fault}") from fault
        asked, faults = facts(data, column), []
        for question, wanted in expected.items():
            for fact, value in wanted.items():
                there = asked.get(question, {}).get(fact, "not asked")
                if there != value:
                    faults.append(f"{question}: {fact} is {there!r}, {value!r} was expected")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{sum(map(len, expected.values()))} facts are as expected.")


def adapter(path: str) -> type[Any]:
    """The class of `module:Class`, looked for from here. Raises: CommandError."""
    sys.path.insert(0, os.getcwd())
    try:
        client: type[Any] = import_string(path.replace(":", "."))
    except ImportError as fault:
        raise CommandError(f"--client {path}: {fault}") from fault
    if missing := [verb for verb in VERBS if not hasattr(client, verb)]:
        raise CommandError(f"{path} has no {', '.join(missing)}; lab.libraries.client.Client has most of it.")
    return client


def account(text: str) -> dict[str, str]:
    email, colon, password = text.partition(":")
    if not (email and colon and password):
        raise CommandError(f"--account takes EMAIL:PASSWORD, not {text!r}.")
    return {"email": email, "password": password}


def facts(data: dict[str, Any], column: Column) -> dict[str, dict[str, Any]]:
    """{question: {fact: value}} of what was asked."""
    cells = {row["name"]: row["cells"][column.name] for row in data["rows"]}
    return {name: cell["found"] for name, cell in cells.items() if "found" in cell}
