"""The four algorithms: what a key of each is made from, and what signs and verifies with it. RFC 7518, RFC 8037."""

import time
from typing import Any

from joserfc import jwk
from joserfc.jws import JWSRegistry

# RFC 7518 §3.1, RFC 8037 §3.1; sizes as NIST SP 800-57 has them past 2030.
GENERATORS: dict[str, tuple[Any, Any]] = {
    "HS256": ("oct", 256),
    "RS256": ("RSA", 3072),
    "ES256": ("EC", "P-256"),
    "EdDSA": ("OKP", "Ed25519"),
}


class Registry(JWSRegistry):
    """One algorithm and no other. joserfc's own look-up warns at each signature that the name EdDSA tells no curve
    (RFC 9864); here the key tells it."""

    def get_alg(self, name: str) -> Any:
        if [name] != self.allowed:
            raise ValueError(f"{name} is not {self.allowed}")
        return self.algorithms[name]


REGISTRIES = {name: Registry(algorithms=[name], strict_check_header=False) for name in GENERATORS}


def new_key(algorithm: str) -> dict[str, Any]:
    """A private JWK, its `kid` the thumbprint of RFC 7638."""
    kind, size = GENERATORS[algorithm]
    key: Any = jwk.generate_key(kind, size, {"alg": algorithm, "use": "sig"}, private=True, auto_kid=True)
    return {**key.as_dict(private=True), "iat": int(time.time())}
