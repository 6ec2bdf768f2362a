"""Mode 1: session cookies.

The client holds      a random session id in the cookie `sessionId` (HttpOnly, Secure, SameSite=Lax, Path=/session).
The server remembers  the session, in one store (database, Redis or memory), under a digest of the id; and one row a
                      login, which the admin and `GET logins` list.
Each request costs    one SQL statement (database), or one Redis GET and one SQL statement (redis).
Logout means          the session is deleted: the cookie is worth nothing from that moment on.
The main risk         the browser attaches the cookie by itself, so unsafe calls need a CSRF token; and whoever copies
                      the cookie is in until the session ends.
Source: OWASP Session Management Cheat Sheet; RFC 6265bis.
"""

PREFIX = "/session"
CARRIERS = ("cookie",)
