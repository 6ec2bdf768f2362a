"""Whose key proves this request."""

from urllib.parse import quote

from rest_framework.request import Request

from accounts.exceptions import NonceNeeded

from . import nonces
from .proof import verify
from .replay import refuse_replay

PROVEN = "jwt_auth.proofs"  # no header can be called so


def proven(request: Request, access_token: str | None = None) -> str:
    """The thumbprint of the key that proves this very request, and for the first time.

    Raises: InvalidProof, NonceNeeded, 401; a RedisError, which becomes 503. `scheme` and `get_host` are what the client
    sees, behind trusted proxies too: SECURE_PROXY_SSL_HEADER, and a Host that is passed on.
    """
    url = f"{request.scheme}://{request.get_host()}{quote(request.path)}"  # Django has unescaped it
    proof = verify(request.headers.get("DPoP"), str(request.method), url, access_token)
    if nonces.required() and not nonces.is_current(proof.nonce):
        raise NonceNeeded(nonces.nonce())
    if request.META.get(PROVEN) != proof:  # whoever asks again during this request, as a page does, may know
        refuse_replay(proof)
        request.META[PROVEN] = proof
    return proof.thumbprint
