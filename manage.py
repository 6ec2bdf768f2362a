#!/usr/bin/env python3
"""Django's command line. `manage.py demo` is where to begin: it means a developer's machine, so DEBUG=1 unless told."""

import os
import sys

DEVELOPER_COMMANDS = {"demo", "compare", "benchmark"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
    if DEVELOPER_COMMANDS.intersection(sys.argv[1:2]):
        os.environ.setdefault("DEBUG", "1")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        sys.exit(f"Refusing to start: {fault}")


if __name__ == "__main__":
    main()
