"""Runs in a project that was carried away: takes each line out of its settings, by itself, and says what notices.

Usage: python mutate.py PACKAGE PREFIX. Prints, for each setting, `check` where it is named before anything is served,
`served` where every answer is as good without it, and `request` where only somebody's request finds out: a fault.
As good: the same statuses, codes, names of headers, policies, and attributes of cookies; and a bad password is refused.
"""

import ast
import json
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
        production = not sys.modules[module.__name__].DEBUG
        call_command("check", deploy=production, fail_level="WARNING" if production else "ERROR")
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
        headers = {"host": "localhost"} | ({"authorization": f"Bearer {token}"} if token else {})
        weak = {"currentPassword": PASSWORD, "newPassword": f"{package}12345"}
        answers = [
            login,
            client.get(f"{prefix}/profile", headers=headers),
            client.get(f"{prefix}/me", headers=headers),
            Client(headers={"host": "localhost"}).get(f"{prefix}/logins"),
            Client(headers={"host": "elsewhere.example"}).get(f"{prefix}/me"),
            client.get("/nowhere"),
            client.get("/api/schema"),
            client.post(f"{prefix}/login", b"{", **more),
            client.post(f"{prefix}/password", weak, headers=headers, **more),
            client.post(f"{prefix}/logout-all", headers=headers, **more),
        ]
        return "served " + json.dumps([described(answer) for answer in answers])
    except Exception as fault:
        return f"request {type(fault).__name__}: {fault}"


def described(answer: Any) -> list[Any]:
    """What an answer promises, without what differs from one to the next."""
    loose = {"content-length", "set-cookie"}
    body = answer.json() if "json" in answer.headers["content-type"] else {}
    cookies = {name: {k: v for k, v in morsel.items() if k != "expires"} for name, morsel in answer.cookies.items()}
    told = {name.lower(): value for name, value in answer.headers.items() if name.lower() not in loose}
    return [answer.status_code, body.get("code", sorted(body)), told, cookies]


def cuts() -> Iterator[tuple[str, str]]:
    """(name, the settings without it), the whole first."""
    yield "nothing", source
    for node in ast.parse(source).body:
        name = ast.unparse(node.targets[0]).lstrip("(").partition(",")[0] if isinstance(node, ast.Assign) else ""
        if name.isupper() and node.end_lineno:
            yield name, "".join(lines[: node.lineno - 1] + lines[node.end_lineno :])


def differs(whole: str, says: str) -> Any:
    """Where two descriptions part: what was promised, and what is."""
    pairs = zip(*(json.loads(text.removeprefix("served ")) for text in (whole, says)), strict=True)
    return next(
        (at, sorted(a.items() ^ b.items()) if isinstance(a, dict) and str(a) != str(b) and at < 3 else (a, b))
        for one, other in pairs
        for at, (a, b) in enumerate(zip(one, other, strict=True))
        if a != b
    )


whole = ""
for name, left in cuts():
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(silence, stream)
        says = serve(left)
        os.write(writer, says.encode()[:60_000])
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    says = os.read(reader, 60_000).decode()
    whole = whole or says
    if says.startswith("served") and says != whole:
        says = f"request {differs(whole, says)}"
    print(f"{name} {says[:400].partition(' [')[0] if says == whole else says[:400]}", flush=True)  # noqa: T201
    os.close(reader)
