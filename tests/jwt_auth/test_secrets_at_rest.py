"""No store, event or log line holds a credential, or anything that one could be made from."""

import base64
import hashlib
from typing import Any

import pytest

from accounts.management.commands.seed_accounts import PASSWORD
from tests.stored import everything, in_database, in_redis

from .forging import claims_of


def spellings(secret: str) -> set[str]:
    """A secret, and the digests that somebody might think harmless: guessed at no cost if the secret were short."""
    raw = secret.encode()
    digests = [hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256", "sha512")]
    return {secret, raw.hex(), base64.b64encode(raw).decode(), *(d.hex() for d in digests)} | {
        base64.urlsafe_b64encode(d).decode().rstrip("=") for d in digests
    }


@pytest.mark.parametrize("denylist", [False, True], ids=["", "denylist"])
def test_nothing_stored_lets_anybody_in(
    variant: Any, open_browser: Any, accounts: Any, settings: Any, caplog: Any, denylist: bool
) -> None:
    """After two sign-ins, two rotations, a password change and a logout."""
    settings.JWT_DENYLIST = denylist
    caplog.set_level("DEBUG")
    callers = [variant.client(open_browser()) for _ in range(2)]
    credentials: set[str] = set()

    def note() -> None:
        for caller in callers:
            held = {getattr(caller, "access_token", None), getattr(caller, "refresh_token", None)}
            held |= {cookie.value for cookie in caller.http.cookies.jar}
            credentials.update(token for token in held if token)

    for caller in callers:
        assert caller.login("alice@example.com", PASSWORD).is_success
        note()
    for _ in range(2):
        if callers[0].renewable:
            assert callers[0].refresh().is_success
            note()
    assert (
        callers[0].send("POST", "password", {"currentPassword": PASSWORD, "newPassword": "a-new-sesame-1"}).is_success
    )
    note()
    stored = everything()
    assert callers[0].logout().is_success
    stored += everything()
    logged = "\n".join(record.getMessage() for record in caplog.records)

    signatures = {token.rpartition(".")[2] for token in credentials}
    secrets = credentials | signatures | {PASSWORD, "a-new-sesame-1"}
    assert len(credentials) >= (2 if variant.mode.name == "jwt" else 3)
    for secret in secrets:
        for spelling in spellings(secret):
            assert spelling not in stored
            assert spelling not in logged


def test_the_search_above_sees_what_is_there(open_browser: Any, accounts: Any, settings: Any) -> None:
    """Else it would prove nothing: a family's id is in the database, and a denied one in Redis."""
    settings.JWT_DENYLIST = True
    sent = {"email": "alice@example.com", "password": PASSWORD}
    pair = open_browser().post("/jwt-refresh/login", json=sent).json()
    open_browser().post("/jwt-refresh/logout", json={"refreshToken": pair["refreshToken"]})

    sid = claims_of(pair["accessToken"])["sid"]

    assert sid in in_database()
    assert sid in in_redis()
