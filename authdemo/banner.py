"""What `manage.py demo` prints when it is up."""

from django.conf import settings
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, PASSWORD
from contract.modes import SHOWN


def banner(url: str, workers: int, notes: list[str], links: list[tuple[str, str, str]]) -> None:
    """`links`: (name, path, note) of what a project adds, above the modes."""
    page = "" if "pages" in settings.INSTALLED_APPS else "/login"  # what is there for a mode
    rows = [
        *((f"[bold]{name}[/]", path, note) for name, path, note in links),
        *((mode.title, mode.prefix + page, "") for mode in SHOWN),
        ("admin", "/admin/", "admin@example.com" if settings.DEMO else ""),
        ("API", "/api/docs", ""),
        ("schema", "/api/schema", ""),
    ]
    longest = max(len(url + path) for _, path, _ in rows)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, min_width=longest)  # an address that is cut is none
    table.add_column()
    for name, path, note in rows:
        table.add_row(name, url + path, note)
    table.add_row("", "", "")
    for email, fields in DEMO_ACCOUNTS.items() if settings.DEMO else ():
        kind = "inactive" if not fields.get("is_active", True) else fields.get("role", "user")
        table.add_row("sign in", email, f"{PASSWORD}  [dim]({kind})[/]")
    subtitle = f"{workers} worker{'s' * (workers > 1)} · Ctrl-C ends everything"
    Console().print(Panel(table, title="Sessions or tokens?", subtitle=subtitle, expand=False))
    for note in notes:
        Console().print(f"[yellow]{note}[/]")
