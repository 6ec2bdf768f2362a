"""The project's own demo, with the lab in front of it; and, with --lan, for a room."""

from argparse import ArgumentParser
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import CommandError

from authdemo.management.commands import demo

from ...demo import lan as network
from ...trainer import key


class Command(demo.Command):
    links: ClassVar[list[tuple[str, str, str]]] = [("begin here", "/", "the front door")] if settings.LAB else []
    lan_address: str | None = None
    key = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--lan", action="store_true", help="for the room: listen on the network, show a QR code")

    def handle(self, *args: Any, host: str, lan: bool = False, **options: Any) -> None:
        if lan:
            self.lan_address = network.address()
            if self.lan_address is None:
                raise CommandError("This machine has no address on a network; without one, start without --lan.")
            host = "0.0.0.0"  # noqa: S104 (asked for)
        super().handle(*args, host=host, **options)

    def environment(self) -> tuple[dict[str, str], list[str]]:
        if not self.lan_address:
            key.forget()  # of a class that is over
            return {}, []
        self.key = key.make()
        return network.environment(self.lan_address), [network.WHY_NOT_SECURE]

    def address(self, host: str) -> str:
        return self.lan_address or super().address(host)

    def ready(self, url: str) -> None:
        if self.lan_address:
            mine = f"{url}/lab/trainer#{self.key}"
            self.stdout.write(f"{network.qr_code(mine)}\nThe trainer alone (admin, reset for all): {mine}\n")
            self.stdout.write(f"{network.qr_code(url)}\nEverybody in the room: {url}/")
            self.stdout.flush()  # into a pipe too, where nothing is shown before its buffer is full
