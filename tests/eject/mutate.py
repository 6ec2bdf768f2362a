"""Runs in a project that was carried away: takes each line out of its settings, by itself, and says what notices.

Usage: python mutate.py PACKAGE PREFIX. Prints, for each setting, `check` where it is named before anything is served,
`served` where all is as well without it, and `request` where only somebody's request finds out: a fault.
"""

import ast
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path

package, prefix = sys.argv[1:]
sys.path.insert(0, os.getcwd())
path = Path(package, "settings.py").resolve()
source = path.read_text()
lines = source.splitlines(keepends=True)


def serve(left: str) -> str:
    import django
    from django.core.management import call_command

    module = types.ModuleType(f"{package}.settings")
    module.__file__ = str(path)
    try:
        exec(compile(left, path, "exec"), module.__dict__)  # noqa: S102 (the project's own)
        sys.modules[module.__name__] = module
        os.environ["DJANGO_SETTINGS_MODULE"] = module.__name__
        django.setup()
        call_command("check")
    except (Exception, SystemExit) as fault:
        return f"check {type(fault).__name__}"
    try:
        call_command("migrate", verbosity=0)
        from accounts.management.commands.seed_accounts import PASSWORD, seed

        seed("alice@example.com", {})
        from django.test import Client

        client, more = Client(headers={"host": "localhost"}), {"content_type": "application/json"}
        login = client.post(f"{prefix}/login", {"email": "alice@example.com", "password": PASSWORD}, **more)
        token = login.json().get("accessToken")
        bearer = {"headers": {"authorization": f"Bearer {token}", "host": "localhost"}} if token else {}
        answers = [
            client.get(f"{prefix}/profile").status_code if not token else 200,
            client.get(f"{prefix}/me", **bearer).status_code,
            Client(headers={"host": "localhost"}).get(f"{prefix}/logins").status_code,
            client.get("/nowhere").status_code,
            client.post(f"{prefix}/logout-all", **more, **bearer).status_code,
        ]
        return "served" if (login.status_code, answers) == (200, [200, 200, 401, 404, 200]) else f"request {answers}"
    except Exception as fault:
        return f"request {type(fault).__name__}: {fault}"


def cuts() -> Iterator[tuple[str, str]]:
    """(name, the settings without it), the whole first."""
    yield "nothing", source
    for node in ast.parse(source).body:
        name = ast.unparse(node.targets[0]).lstrip("(").partition(",")[0] if isinstance(node, ast.Assign) else ""
        if name.isupper() and node.end_lineno:
            yield name, "".join(lines[: node.lineno - 1] + lines[node.end_lineno :])


for name, left in cuts():
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(silence, stream)
        says = serve(left)
        os.write(writer, says.encode()[:4000])
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    print(f"{name} {os.read(reader, 4000).decode()}", flush=True)  # noqa: T201
    os.close(reader)
