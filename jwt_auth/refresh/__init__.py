"""Mode 3: a short JWT, and a refresh token that rotates.

The client holds      an access token as in mode 2, for minutes; and a refresh token, best in the cookie `refreshToken`
                      (HttpOnly, Secure, SameSite=Strict, Path=/jwt-refresh).
The server remembers  one row a login: the token family, with the generation that is live. No token.
Each request costs    one signature check: no SQL, no Redis. Each rotation costs two SQL statements, every few minutes.
Logout means          the family is revoked: no new access token, and the last one ends within minutes.
The main risk         two credentials to keep, and a client that must refresh. Whoever steals the refresh token is in
                      until either side uses it a second time; then both are out.
Source: RFC 6749 §1.5, RFC 9700 §4.14 (rotation and reuse detection).
"""

PREFIX = "/jwt-refresh"
CARRIERS = ("body", "cookie", "split")
