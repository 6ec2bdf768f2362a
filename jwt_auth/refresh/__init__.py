"""Mode 3: a short JWT, and a refresh token that rotates.

The client holds      an access token as in mode 2, for minutes; and a refresh token, best in the cookie `refreshToken`
                      (HttpOnly, Secure, SameSite=Strict, Path=/jwt-refresh).
The server remembers  one row a login: the token family, with the generation that is live. No token.
Each request costs    one signature check: no SQL, no Redis. Each rotation costs two SQL statements, every few minutes.
Logout means          the family is revoked: no new access token, and the last one ends within minutes.
The main risk         two credentials to keep, and a client that must refresh. Whoever steals the refresh token is in
                      until either side uses it a second time; then both are out. Where the owner never uses it
                      again, away or robbed of it by a script that stays in the page, nobody notices for 30 days.
Source: RFC 6749 §1.5, RFC 9700 §4.14 (rotation and reuse detection), RFC 10017 §5.1 (what defeats it).
"""

PREFIX = "/jwt-refresh"
CARRIERS = ("body", "cookie", "split")
