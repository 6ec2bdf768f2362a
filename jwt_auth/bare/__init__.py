"""Mode 2: a bare JWT.

The client holds      one access token: in memory, in localStorage, or in the cookie `accessToken`.
The server remembers  nothing.
Each request costs    one signature check: no SQL, no Redis; one more look-up where the dial,
                      JWT_REVOCATION, asks for it.
Logout means          the client forgets its token, which stays good until it expires, and the answer says so.
The main risk         a stolen token can't be taken back for up to an hour; nor can a role, or an account.
Source: RFC 7519, 9068, 8725; OWASP JSON Web Token Cheat Sheet.
"""

PREFIX = "/jwt"
CARRIERS = ("body", "cookie")
