"""Mode 4: opaque tokens.

The client holds      a random token, `ses_` and 256 bits, which it sends as `Authorization: Bearer` itself.
The server remembers  the session, in the same stores as mode 1, under a digest with a scope of its own; and one row
                      a login.
Each request costs    what a session costs: one SQL statement, and with the store redis one GET.
Logout means          the session is deleted: the token is worth nothing from that moment on.
The main risk         a token that scripts can read: whoever injects one, or copies the token, is in until the session
                      ends. No browser sends it by itself, so no foreign page can ride on it.
Source: RFC 6750 §2.1; OWASP Session Management Cheat Sheet.
"""

PREFIX = "/opaque"
CARRIERS = ("body",)
