"""Takes modes out of this house: as a project of their own, or into one that is there."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from authdemo.eject import project, standalone
from authdemo.eject.parts import ROOT, chosen, code_lines, packages, parts, requirements
from contract.modes import MODES

EXAMPLES = f"""
The modes: {", ".join(mode.name for mode in MODES)}.

  manage.py eject jwt-refresh ../shop                a project of its own, with admin, pages, tests, docs, locks
  manage.py eject session jwt ../shop --name shop    with two modes, and a name that isn't the folder's
  manage.py eject jwt ../shop --without-admin --without-pages
  manage.py eject jwt-refresh --into ../shop         the packages alone, into the Django project in ../shop

The admin and the pages come along where what they stand on does: a session mode and a token mode.
A project of its own is written to a folder that is empty or not there yet. It has `make demo` and `make test`.
"""
WITHOUT = {"without_admin": "operators", "without_pages": "pages"}


class Command(BaseCommand):
    help = "Carry modes away: a project of their own in DEST, or their packages into another PROJECT."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]  # options before DEST, too
        parser.add_argument("words", nargs="+", metavar="MODE … [DEST]", help="modes by name; last, an empty folder")
        parser.add_argument("--into", metavar="PROJECT", type=Path, help="a Django project's folder, in place of DEST")
        parser.add_argument("--name", help="of the project and its package of settings; default: DEST's last part")
        parser.add_argument("--without-admin", action="store_true", help="leave the operators' admin behind")
        parser.add_argument("--without-pages", action="store_true", help="leave the calls as pages behind")

    def handle(self, *args: Any, words: list[str], into: Path | None, **options: Any) -> None:
        try:
            if into:
                self.copy_into(words, into.resolve())
            else:
                self.make(words, **options)
        except (ValueError, OSError, project.Unfit, standalone.Unfit) as fault:
            raise CommandError(str(fault)) from None

    def make(self, words: list[str], name: str | None, **options: Any) -> None:
        *names, last = words
        if not names:
            raise ValueError("This takes modes and a folder, as in `manage.py eject jwt ../shop`; or --into PROJECT.")
        modes, destination = chosen(names), Path(last).resolve()
        name = name or destination.name.replace("-", "_")
        standalone.fit(destination, name)
        left = {room: "" for option, room in WITHOUT.items() if options[option]}
        left |= {room: why for room, why in standalone.unable(modes, left).items() if room not in left}
        made = standalone.Project(modes, name, left)
        with Console(stderr=True).status("cutting …") as status:
            for step in made.make():
                status.update(f"cutting: {step}")
            status.update("writing …")
            made.write(destination)
        self.stdout.write(f"{destination}: {made.size()}\n")
        for room, why in left.items():
            self.stdout.write(f"{room} stays behind{why}.\n")
        self.stdout.write(f"Next: cd {last} && make test && make demo. EJECTED.md says what is yours now.")

    def copy_into(self, words: list[str], target: Path) -> None:
        modes = chosen(words)
        files = parts(modes)
        for _ in track(project.copy_into(target, modes), "copying", len(files), console=Console(stderr=True)):
            pass
        said = self.stdout.write
        lines = sum(code_lines((ROOT / file).read_text()) for file in files if file.suffix == ".py")
        said(f"# {len(files)} files, {lines} code lines: {', '.join(packages(modes))}\n")
        said("# they import\n" + "\n".join(requirements(files)))
        said("\n\n# into its settings\n" + "\n".join(project.settings_lines(target, modes)))
        said("\n\n# into its urlpatterns\n" + "\n".join(project.urls_lines(modes)))
        said("\n\n# with these apps, and its settings as they are, check says:\n" + project.check(target, modes))
        said("\nNext: put the lines in (urls need `from django.urls import include, path`), then", ending=" ")
        said("`python manage.py check` and `python manage.py migrate`.")
