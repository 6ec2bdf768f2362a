"""Copies modes into a Django project with a user model of its own: `eject jwt --into ../shop`.

It writes the packages and nothing else, prints the lines for settings and urls, and says what `check` finds there.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from authdemo.eject.parts import chosen, code_lines, packages, parts, requirements
from authdemo.eject.project import Unfit, check, copy_into, settings_lines, urls_lines
from contract.modes import MODES


class Command(BaseCommand):
    help = "Copies modes, with what they stand on, into another Django project."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("modes", nargs="+", metavar="MODE", help=", ".join(mode.name for mode in MODES))
        parser.add_argument("--into", required=True, metavar="PROJECT", type=Path, help="the folder of its manage.py")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            modes = chosen(options["modes"])
            project = options["into"].resolve()
            console = Console(stderr=True)
            files = parts(modes)
            for _ in track(copy_into(project, modes), "copying", total=len(files), console=console):
                pass
        except (ValueError, OSError, Unfit) as fault:
            raise CommandError(str(fault)) from None
        names = ", ".join(packages(modes))
        self.stdout.write(f"# {len(files)} files, {code_lines(files)} lines of Python: {names}\n")
        self.stdout.write("# they import\n" + "\n".join(requirements(files)))
        self.stdout.write("\n\n# into its settings\n" + "\n".join(settings_lines(project, modes)))
        self.stdout.write("\n\n# into its urlpatterns\n" + "\n".join(urls_lines(modes)))
        self.stdout.write("\n\n# with these apps, and its settings as they are, check says:\n" + check(project, modes))
        self.stdout.write("\nNext: put the lines in, then `python manage.py check` and `python manage.py migrate`.")
