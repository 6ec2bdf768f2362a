"""Sign in at this server, then take the same credential to a second one: which mode notices?"""

from typing import Any

import httpx

from accounts.management.commands.seed_accounts import PASSWORD
from contract.modes import SHOWN

from ..page.attacker import caller
from ..page.participants import address, copies
from .second_server import base_url


def answer_of(response: httpx.Response) -> dict[str, Any]:
    code = response.json().get("code", "") if response.status_code >= 400 else ""
    return {"status": response.status_code, "code": code}


def compare(run: str, shared: bool) -> list[dict[str, Any]]:
    """[{"mode", "here", "there", "refresh"}]: what `me` answers here and there, and there what refresh-token does."""
    copies(run)
    found = []
    with httpx.Client(base_url=base_url(shared), timeout=10, headers={"Host": "localhost"}) as there:
        for mode in SHOWN:
            client = mode.client(caller("127.0.0.1"))
            client.login(address(run, "alice"), PASSWORD)
            row = {"mode": mode.name, "here": answer_of(client.send("GET", "me"))}
            row["there"] = answer_of(there.get(f"{mode.prefix}/me", headers=client.credential()))
            if token := client.refresh_token:
                row["refresh"] = answer_of(there.post(f"{mode.prefix}/refresh-token", json={"refreshToken": token}))
            found.append(row)
            client.logout()
    return found
