"""What `manage.py demo` prints when it is up."""

from django.conf import settings
from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from accounts.management.commands.seed_accounts import DEMO_ACCOUNTS, PASSWORD
from contract.modes import MODES


def banner(url: str, workers: int, notes: list[str]) -> None:
    table = Table.grid(padding=(0, 2))
    if settings.LAB:
        table.add_row("[bold]the lab[/]", f"{url}/", "all three, side by side")
    for mode in MODES:
        table.add_row(mode.title, f"{url}{mode.prefix}", "")
    table.add_row("admin", f"{url}/admin/", "admin@example.com" if settings.LAB else "")
    table.add_row("API", f"{url}/api/docs", "")
    table.add_row("", "", "")
    for email, fields in DEMO_ACCOUNTS.items() if settings.LAB else ():
        kind = "inactive" if not fields.get("is_active", True) else fields.get("role", "user")
        table.add_row("sign in", email, f"{PASSWORD}  [dim]({kind})[/]")
    subtitle = f"{workers} worker{'s' * (workers > 1)} · Ctrl-C ends everything"
    Console().print(Panel(table, title="Sessions or tokens?", subtitle=subtitle, expand=False))
    for note in notes:
        Console().print(f"[yellow]{note}[/]")
