"""What the project says of itself: its README, the decisions that are still its own, and where it comes from."""

import re
import subprocess
import tomllib
from collections.abc import Iterable
from textwrap import fill
from typing import Any

from contract.calls import PROOF
from contract.modes import Mode

from .house import House
from .parts import ROOT

WIDTH = 120
ADR = re.compile(r"^(\d{4})-[\w-]+\.md$")


def docs(house: House, name: str) -> dict[str, str]:
    """README.md, EJECTED.md and docs/adr, by path."""
    return {**decisions(house), "README.md": readme(house, name), "EJECTED.md": ejected(house, name)}


def paragraphs(text: str, house: House) -> list[str]:
    """Those that name nothing that is gone."""
    return [each for each in text.strip().split("\n\n") if not names_gone(each, house)]


def names_gone(text: str, house: House) -> bool:
    """Whether prose speaks of a mode, a path or a file that isn't there."""
    titles = "|".join(re.escape(title) for title in house.gone_titles)
    files = "|".join(re.escape(file.rstrip("/")) for file in sorted(house.gone_files))
    return bool(
        house.absence.in_text(text)
        or house.absence.switches & {*re.findall(r"\w+", text)}
        or re.search(r"\blab\b", text)
        or (titles and re.search(rf"\b({titles})\b", text, re.I))
        or re.search(rf"(?<![\w/.-])({files})(?![\w-])", text)
    )


def decisions(house: House) -> dict[str, str]:
    """The ADRs that speak of what is here: one that names what is gone in its title, or in most of its text, stays."""
    kept, rows = {}, ["# Decisions\n", "They were taken in the project that this one was cut out of.\n"]
    for path in sorted((ROOT / "docs/adr").iterdir()):
        if not ADR.match(path.name):
            continue
        whole = path.read_text().strip().split("\n\n")
        left = paragraphs(path.read_text(), house)
        superseded = "superseded" in whole[1].lower() or (whole[1].startswith("About `") and whole[1] not in left)
        if superseded or whole[0] not in left or 2 * len(left) < len(whole):
            continue
        kept[f"docs/adr/{path.name}"] = "\n\n".join(left) + "\n"
        rows.append(f"- [{whole[0].lstrip('# ')}]({path.name})")
    for name, text in kept.items():  # what a link led to may have stayed behind: its words remain
        kept[name] = re.sub(
            r"\[([^\]]+)\]\((?!https?:|#)([^)#]+)[^)]*\)",
            lambda link: link[0] if f"docs/adr/{link[2]}" in kept else link[1],
            text,
        )
    return {**kept, "docs/adr/README.md": "\n".join(rows) + "\n"} if kept else {}


def readme(house: House, name: str) -> str:
    ours = (ROOT / "README.md").read_text()
    modes = " and ".join(mode.title for mode in house.modes)
    cards = "\n\n".join(f"    {mode.prefix}  {indented(mode.card)}" for mode in house.modes)
    tables = [rows(ours, "| command |", house), rows(ours, "| variable |", house)]
    says = (
        f"Sign-in by {modes}, over one account model, cut out of a larger project. EJECTED.md says which version of "
        "it, what is yours to look after now, and how to see what has changed there since."
    )
    return f"""# {name}

{fill(says, WIDTH)}

{cards}

## Two commands

    make demo     # stores, database, demo accounts, server, all on this machine; Ctrl-C ends everything
    make test     # lint, types, import rules, then every test against real stores

You need Python 3.11 or later, make, and a package index. In the demo alice@example.com, bob@example.com and
admin@example.com sign in with the password open-sesame.

## Ask it

{asked(house.modes)}
`/api/schema` (OpenAPI 3.1) has every call, what it takes and what it may refuse; `?format=json` for programs.

## Production

    SECRET_KEY=… ALLOWED_HOSTS=example.com DATABASE_URL=postgres://… REDIS_URL=redis://… \\
        python manage.py serve --workers 4 --threads 8

TLS ends at a proxy in front (`TRUSTED_PROXIES=1`). Behind it, once: `python manage.py migrate`; daily:
`python manage.py purge`. The commands:

{tables[0]}
## Switches

All are environment variables, and all are optional; `{name}/settings.py` is the only reader.

{tables[1]}"""


def asked(modes: Iterable[Mode]) -> str:
    """Signing in and asking who one is, as a shell would; by our own client where each request needs a proof."""
    post = """curl -s -H 'Content-Type: application/json' \\
        -d '{"email": "alice@example.com", "password": "open-sesame"}'"""
    told = ""
    for mode in modes:
        url = f"http://localhost:8000{mode.prefix}"
        if mode.name in PROOF:
            told += f"""{mode.title}: each request needs a proof by the client's key, which curl can't make.

    .venv/bin/python - <<'EOF'
    from contract.http_client import open_http
    from {mode.package}.client import Client
    client = Client(open_http("http://localhost:8000"))
    print(client.login("alice@example.com", "open-sesame").json())
    print(client.send("GET", "me").json())
    EOF

"""
        elif mode.carriers[0] == "cookie":
            told += f"""{mode.title}: the cookies go to a jar, and an unsafe call echoes one of them in a header.

    {post} -c jar {url}/login
    curl -s -b jar {url}/me
    curl -s -b jar -H "X-CSRFToken: $(awk '/csrftoken/ {{print $7}}' jar)" -X POST {url}/logout

"""
        else:
            told += f"""{mode.title}: the token goes into a header.

    {post} {url}/login
    TOKEN=…      # the answer's accessToken
    curl -s -H "Authorization: Bearer $TOKEN" {url}/me

"""
    return told.rstrip("\n") + "\n"


def indented(card: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in card.strip().splitlines()).strip()


def rows(text: str, head: str, house: House) -> str:
    """A table of our README: the rows of what is here. A row's first cell names commands or settings."""
    table = text[text.index(head) :].partition("\n\n")[0].splitlines()
    words = house.words()
    kept = table[:2]
    for row in table[2:]:
        named = re.findall(r"`(?:manage\.py )?(\w+)", row.split("|")[1])
        known = [name for name in named if name in words]
        cell = row.split("|")[1]
        for name in named:
            cell = cell if name in words else re.sub(rf",? ?`{name}[^`]*`", "", cell)
        if known and not names_gone(row.split("|", 2)[2], house):
            kept.append(f"| {cell.strip(' ,')} |{row.split('|', 2)[2]}")
    return "\n".join(kept) + "\n"


def version() -> str:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    git = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, capture_output=True, text=True, timeout=10, check=False).stdout.strip()  # noqa: S603
    return f"{project['version']} ({commit})" if commit else str(project["version"])


def ejected(house: House, name: str) -> str:
    names = " ".join(mode.name for mode in house.modes)
    flags = "".join(f" --without-{'admin' if each == 'operators' else each}" for each in house.without)
    files = "\n".join(f"- `{name}`" for name in sorted(house.texts) if not name.startswith("tests/"))
    says = (
        f"`manage.py eject {names}{flags}`, version {version()}. Everything here was read from code that runs and is "
        "tested there; what belongs to other modes was taken out, with what only they used."
    )
    return f"""# Where this comes from

{fill(says, WIDTH, break_on_hyphens=False)}

## What is yours now

- Upgrades: a fault that is found there is not mended here. Watch Django's and your other requirements' releases;
  `make lock` resolves them anew.
- Secrets: SECRET_KEY, and the signing keys where there are any: kept out of the repository, backed up, rotated.
- TLS, and the proxy that ends it: `TRUSTED_PROXIES`, `ALLOWED_HOSTS`; `manage.py check --deploy` names what weakens it.
- `manage.py purge`, daily: what has ended is deleted by nobody else.
- The logs and events: somebody has to look.

## What is not protected

- Sign-up, e-mail confirmation, password reset, a second factor: not here.
- A client that is itself taken over: whoever runs code in it is signed in as its user.
- The main risk of the way you chose: its card in README.md names it.
- Guessing from many addresses at once: attempts are counted by account and address.

## What has changed there since

In a newer copy of the project that this was cut out of, then here:

    DEBUG=1 .venv/bin/python manage.py eject {names}{flags} AGAIN --name {name}
    git diff --no-index AGAIN .

## What came along, beside the tests

{files}
"""
