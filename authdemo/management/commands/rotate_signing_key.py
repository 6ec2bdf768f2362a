"""Rotates the key that signs JWTs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from jwt_auth import keys


class Command(BaseCommand):
    help = (
        "Add a new signing key. Running servers sign with it from their next request on; what older keys signed stays "
        "valid until it expires. With --retire, older keys are dropped too: every token they signed is invalid at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--retire", action="store_true", help="drop all older keys: after a leak")

    def handle(self, *args: Any, retire: bool, **options: Any) -> None:
        keys.add_key(rotate=True)
        signing = keys.current().signing
        self.stdout.write(f"New tokens are signed with {signing.alg} key {signing.kid}.")
        if retire:
            self.stdout.write(f"{keys.retire_old_keys()} older key(s) retired; what they signed is invalid now.")
