"""The requirements that remain: a line goes when somebody imported it and nobody does any more."""

import re
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

LINE = re.compile(r"^([A-Za-z0-9][\w.-]*)(\[[\w,-]+\])?==")
NEEDED = re.compile(r"^([A-Za-z0-9][\w.-]*)\s*(?:\[([\w,\s-]+)\])?")
EXTRA = re.compile(r"""extra\s*==\s*["']([\w-]+)["']""")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def import_names() -> dict[str, set[str]]:
    """By distribution: the names that it is imported by, and its own."""
    names: dict[str, set[str]] = {}
    for name, distributions in packages_distributions().items():
        for distribution in distributions:
            names.setdefault(canonical(distribution), {distribution, canonical(distribution)}).add(name)
    return names


def remaining(text: str, served: set[str], run: set[str], after: set[str]) -> str:
    """The requirements file without what only the files that are gone named, and what was there for that alone.

    Names in use: by what is `served`, by all that was `run`, and `after`. What production never named, such as a
    database's driver, stays.
    """
    known = import_names()
    lines = [line for line in text.splitlines() if LINE.match(line)]
    names = {line: known.get(name_of(line), {name_of(line)}) for line in lines}
    production = {line for line in text.partition("# == demo")[0].splitlines()}
    gone = [line for line in lines if names[line] & (served if line in production else run) and not names[line] & after]
    theirs = closure(gone) - closure(line for line in lines if names[line] & after)
    gone += [line for line in lines if not names[line] & after and (name_of(line) in theirs or belongs(line, gone))]
    text = "\n".join(line for line in text.splitlines() if line not in gone)
    return re.sub(r"(?m)^# --[^\n]*\n(?=\n|\Z)", "", text) + "\n"  # a heading with nothing below it


def name_of(line: str) -> str:
    match = LINE.match(line)
    return canonical(match[1]) if match else ""


def belongs(line: str, gone: list[str]) -> bool:
    """By its name, to one of those: `ua-parser-builtins` to `ua-parser`."""
    return any(name_of(line).startswith(f"{name_of(each)}-") for each in gone)


def closure(lines: Iterable[str]) -> set[str]:
    """The distributions that these requirements bring, themselves included, whatever the platform."""
    todo = [(canonical(match[1]), match[2] or "") for line in lines if (match := LINE.match(line))]
    seen: set[tuple[str, str]] = set()
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for need in requirements_of(name):
            wanted = EXTRA.search(need)
            match = NEEDED.match(need)
            if match and (not wanted or canonical(wanted[1]) in map(canonical, re.findall(r"[\w-]+", extras))):
                todo.append((canonical(match[1]), match[2] or ""))
    return {name for name, _ in seen}


def requirements_of(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:  # of another platform
        return []


def locked(lock: str, names: set[str]) -> str:
    """The lock with these distributions alone, each with its hashes as they were tested."""
    head, *entries = re.split(r"(?m)^(?=[A-Za-z0-9][\w.-]*==)", lock)
    return head + "".join(entry for entry in entries if canonical(entry.partition("==")[0]) in names)


def locks(texts: Mapping[str, str], requirements: str) -> dict[str, str]:
    """Each lock file, cut to the groups that it locks."""
    groups = re.split(r"(?m)^(?=# ==)", requirements)[1:]
    held = {"requirements-production.lock": 2, "requirements-demo.lock": 3, "requirements.lock": len(groups)}
    return {name: locked(texts[name], closure("".join(groups[:number]).splitlines())) for name, number in held.items()}
