"""Two recorded exchanges compared: header by header, cookie by cookie, field by field, claim by claim.

An exchange is {"request": {"method", "path", "headers": [[name, value]], "body"}, "response": {"status", "headers",
"body"}}, as the recorder keeps it. Nothing is verified here: a token is read as anybody can read it.
"""

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

Exchange = dict[str, Any]
Facts = dict[tuple[str, ...], str]

TOKEN = re.compile(r"eyJ[\w-]*\.[\w-]*\.[\w-]*")
TEXT = "text"  # the one fact of a body that isn't JSON
SECTIONS = ("line", "headers", "cookies", "body", "claims")


def diff(left: Exchange, right: Exchange) -> list[dict[str, Any]]:
    """Every fact of either exchange, in the order of the wire: [{"side": "request" | "response", "section", "name",
    "left", "right", "change"}]. `change` is "same", "changed", "left" or "right", the last two for what one side alone
    has, where the other is None. Sections: line, headers, cookies, body, claims.
    """
    found = []
    for side in ("request", "response"):
        ours, theirs = facts_of(left[side]), facts_of(right[side])
        for key in sorted(dict.fromkeys([*ours, *theirs]), key=lambda key: SECTIONS.index(key[0])):
            section, *name = key
            pair = {"left": ours.get(key), "right": theirs.get(key)}
            found.append({"side": side, "section": section, "name": " ".join(name), **pair, "change": change(**pair)})
    return found


def change(left: str | None, right: str | None) -> str:
    if left == right:
        return "same"
    return "left" if right is None else "right" if left is None else "changed"


def facts_of(message: dict[str, Any]) -> Facts:
    """A request or an answer as single facts, each under a name that the same fact of another one has too."""
    facts: Facts = {("line", name): str(message[name]) for name in ("method", "path", "status") if name in message}
    tokens: dict[str, str] = {}
    for name, value in message["headers"]:
        if name.lower() == "cookie":
            facts |= {("cookies", cookie): sent for cookie, sent in pairs_of(value)}
            tokens |= {cookie: sent for cookie, sent in pairs_of(value) if TOKEN.fullmatch(sent)}
        elif name.lower() == "set-cookie":
            for cookie, sent in pairs_of(value)[:1]:
                facts |= {("cookies", cookie): sent}
                facts |= {("cookies", cookie, key): text for key, text in pairs_of(value)[1:]}
                tokens |= {cookie: sent} if TOKEN.fullmatch(sent) else {}
        else:
            key = ("headers", name)
            facts[key] = f"{facts[key]}, {value}" if key in facts else value  # RFC 9110 §5.3
            tokens |= {name: found[0]} if (found := TOKEN.search(value)) else {}
    for name, value in leaves_of(message["body"]):
        facts[("body", name)] = value if name == TEXT else json.dumps(value, ensure_ascii=False)
        tokens |= {name: value} if isinstance(value, str) and TOKEN.fullmatch(value) else {}
    for name, token in tokens.items():
        facts |= {("claims", name, claim): value for claim, value in claims_of(token)}
    return facts


def pairs_of(value: str) -> list[tuple[str, str]]:
    """`a=1; b=2; HttpOnly` as pairs, as cookies travel in either direction (RFC 6265 §4)."""
    parts = (part.strip().partition("=") for part in value.split(";"))
    return [(name, text.strip('"')) for name, _, text in parts if name]


def leaves_of(body: str) -> list[tuple[str, Any]]:
    """The values of a JSON body by their paths (`logins.0.id`); of any other, the text itself."""
    try:
        return list(_leaves(json.loads(body))) if body else []
    except (ValueError, RecursionError):
        return [(TEXT, body)]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not below:
        yield path, value
    for name, inner in below:
        yield from _leaves(inner, f"{path}.{name}" if path else str(name))


def claims_of(token: str) -> Iterator[tuple[str, str]]:
    """The header's fields and the claims of a JWT, as far as they can be read."""
    for part, prefix in zip(token.split(".")[:2], ("header ", ""), strict=True):
        try:
            held = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (ValueError, RecursionError):
            continue
        if isinstance(held, dict):
            yield from ((prefix + name, json.dumps(value, ensure_ascii=False)) for name, value in held.items())
