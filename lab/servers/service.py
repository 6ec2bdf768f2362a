"""Another service, as the slides' microservices are: it has this server's public keys and nothing else, no store, no
secret, no look-up. Whom does it recognise by a credential?
"""

import json
from typing import Any

import httpx
from joserfc import jwk, jws
from joserfc.errors import JoseError

from accounts import clock
from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import SHOWN, Mode

from ..page.attacker import caller
from ..page.participants import address, copies

ALGORITHMS = ["RS256", "ES256", "EdDSA"]  # those with a public half


def published(http: httpx.Client) -> dict[str, Any]:
    """The server's public keys by their `kid`, fetched as anybody can."""
    keys = http.get("/.well-known/jwks.json").json()["keys"]
    return {each["kid"]: jwk.import_key(each) for each in keys}


def recognised(token: str, keys: dict[str, Any], audience: str) -> dict[str, Any]:
    """{"sub", "role", "why"}: who the token says, if a published key verifies it, it is meant for this and not over."""
    nobody = {"sub": None, "role": None}
    try:
        found = jws.extract_compact(token.encode("ascii"))
        key = keys.get(found.headers().get("kid", ""))
        if key is None:
            return {**nobody, "why": "no published key has made this"}
        registry = jws.JWSRegistry(algorithms=[key.alg], strict_check_header=False)
        if not jws.validate_compact(found, key, registry=registry):
            return {**nobody, "why": "the signature does not verify"}
        claims = json.loads(found.payload)
    except (JoseError, ValueError):
        return {**nobody, "why": "it is no token: it means nothing to who can't look it up"}
    if claims["aud"] != audience or claims["exp"] <= clock.timestamp():
        return {**nobody, "why": "it is over, or meant for somebody else"}
    return {"sub": claims["sub"], "role": claims["role"], "why": "the signature verifies, by arithmetic alone"}


def asked(run: str) -> dict[str, Any]:
    """{"keys": how many are published, "modes": [{"mode", "before", "after"}]}, before and after signing out here."""
    copies(run)
    lab = {"X-Lab-Run": run, "X-Lab-Actor": "client"}
    rows = [presented(mode, run, lab) for mode in SHOWN]
    with caller("127.0.0.1", **lab) as http:
        return {"keys": len(published(http)), "modes": rows}


def presented(mode: Mode, run: str, lab: dict[str, str]) -> dict[str, Any]:
    client = mode.client(caller("127.0.0.1", **lab), mode.carriers[0])
    client.login(address(run, "alice"), PASSWORD)
    credential = next(iter(client.credential().values()))
    token = credential.removeprefix("Bearer ").partition("=")[2] or credential.removeprefix("Bearer ")
    keys, audience = published(client.http), f"authdemo{mode.prefix}"
    before = recognised(token, keys, audience)
    client.logout()
    return {"mode": mode.name, "before": before, "after": recognised(token, keys, audience)}
