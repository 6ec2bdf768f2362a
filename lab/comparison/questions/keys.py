"""Keys: what others can verify with the public half, and what a rotation costs. Asked last, since keys change."""

import secrets
import sys
from typing import Any

from django.conf import settings

from ...servers.processes import Process, free_port
from .clients import renew
from .question import Facts, question
from .stage import Stage


@question("What another service can verify, knowing only the public key", "keys", own_servers=True)
def resource_server(stage: Stage) -> Facts:
    """`examples/resource_server.py`: a process without database, Redis or secret, that reads the JWKS. Tokens are
    signed with ES256 here, since an HMAC key has no public half. Asked again after logout."""
    issuer = stage.other("es256", {"JWT_ALGORITHM": "ES256"})
    port = free_port()
    script = str(settings.BASE_DIR / "examples" / "resource_server.py")
    jwks = f"{issuer.url}/.well-known/jwks.json"
    with stage.caller("another service", issuer.url) as http:
        if (published := http.get("/.well-known/jwks.json").status_code) != 200:
            return stage.facts(f"nothing: no key is published ({published})", status=None, published=published)
    command = [sys.executable, script, "--jwks", jwks, "--port", str(port)]
    service = Process(command, port, {"PATH": ""}, stage.fleet.folder / "resource-server.log")
    service.start()
    stage.callback(service.stop)
    client = stage.client("client", url=issuer.url)
    account = stage.account()
    client.login(account["email"], account["password"])
    credential = client.credential()

    def asked() -> int:
        with stage.caller("client", service.url) as http:
            return http.get("/whoami", headers=credential).status_code

    before, answer, proof = asked(), stage.last.answer, stage.last.number
    client.logout()
    after = asked()
    knows = account["email"] in answer
    cell = f"{before}" + (": who it is, and their role" if knows else ": nothing") + f"; after logout {after}"
    return stage.facts(cell, proof, status=before, knows=knows, after_logout=after)


@question("Every signing key replaced", "keys", own_servers=True)
def key_rotation(stage: Stage) -> Facts:
    """Twice: the old keys kept for verifying (JWKS; SECRET_KEY_FALLBACKS), then dropped, as after a leak."""
    account, fleet = stage.account(), stage.fleet
    found: dict[str, Any] = {}
    for name, retire in (("kept", False), ("dropped", True)):
        client = stage.sign_in(account)
        stage.operator("rotate_signing_key", retire=retire)
        old, new = fleet.extra["SECRET_KEY"], secrets.token_urlsafe(50)
        fleet.restart(stage.server, SECRET_KEY=new, SECRET_KEY_FALLBACKS="" if retire else old)
        me = stage.present(client.credential(), key=client.http.auth)
        proof = stage.last.number
        renewal = renew(stage.twin(client, "the same client"))
        found[name] = {"me": me, "renewal": renewal.status_code if renewal is not None else None}
    cell = "; ".join(f"old keys {name}: {answer['me']}" for name, answer in found.items())
    return stage.facts(cell, proof, **found)
