"""Mode 5: JWT + refresh, bound to a key.

The client holds      both tokens as in mode 3, and a private key that never leaves it; each request carries a proof,
                      signed for that one request.
The server remembers  one row a login, as in mode 3, with the thumbprint of the key; and each proof's id, for the two
                      minutes in which it could be sent again.
Each request costs    two signature checks and one Redis command: no SQL.
Logout means          as in mode 3: the family is revoked, and the last access token ends within minutes.
The main risk         a copied token is worth nothing without the key; but whoever runs script in the page has the key
                      sign for as long as the page is open.
Source: RFC 9449 (DPoP), RFC 7638 (thumbprints), RFC 7800 (`cnf`).
"""

PREFIX = "/jwt-dpop"
CARRIERS = ("body",)
