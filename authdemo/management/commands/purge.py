"""Deletes what has come to its end: expired sessions and token families, old events.

Every app that keeps something says in its `purge.py` what of it may go. Rows go in chunks, each one DELETE between two
primary keys and its own transaction: memory stays constant, and a server that runs meanwhile waits for one chunk at
most. It can be stopped at any time, and run twice at once.

Chunks are large, since the ids of logins are random: ten thousand rows touch nearly every page of their indexes, and
fifty such chunks write each index fifty times. 150,000 sessions in SQLite: 3.2 GB written, and 0.8 GB by 50,000 rows.
"""

import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import QuerySet
from django.utils.module_loading import module_has_submodule
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

CACHE_KIB = 48_000  # for SQLite's pages, which a chunk dirties by the thousand; by 2 MB they are written over and over
REST = 0.1  # of a chunk's own time, so that waiting writers get in between two chunks


def chunk_size(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise ArgumentTypeError("a whole number from 1 to 100000")
    return int(text)


def purgeable() -> dict[str, QuerySet[Any]]:
    """What may go, by the name of its model, as the apps' `purge` modules say."""
    found = (
        import_module(f"{app.name}.purge").purgeable()
        for app in apps.get_app_configs()
        if app.module and module_has_submodule(app.module, "purge")
    )
    return {str(rows.model._meta.verbose_name_plural): rows for rows in found}


def delete_in_chunks(rows: QuerySet[Any], size: int) -> Iterator[int]:
    """Delete these rows; yields how many each chunk held. A row that stopped matching meanwhile stays."""
    after: Any = 0
    while True:
        ahead = rows.filter(pk__gt=after).order_by("pk")
        upto = ahead.values_list("pk", flat=True)[size - 1 : size].first()
        began = time.perf_counter()
        deleted, _ = (ahead if upto is None else ahead.filter(pk__lte=upto)).order_by().delete()
        yield deleted
        if upto is None:
            return
        after = upto
        time.sleep(REST * (time.perf_counter() - began))


class Command(BaseCommand):
    help = "Delete expired sessions and token families, and old events. Safe to run while serving."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, delete nothing")
        parser.add_argument(
            "--batch", type=chunk_size, default=50_000, metavar="N", help="rows a chunk; default: 50000"
        )

    def handle(self, *args: Any, dry_run: bool, batch: int, **options: Any) -> None:
        console = Console(stderr=True)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as progress:
            for name, rows in purgeable().items():
                total = rows.count()
                if dry_run:
                    self.stdout.write(f"{name}: {total} would go")
                    continue
                task, deleted = progress.add_task(name, total=total), 0
                for count in delete_in_chunks(rows, batch):
                    deleted += count
                    progress.update(task, completed=deleted)
                self.stdout.write(f"{name}: {deleted} deleted")
