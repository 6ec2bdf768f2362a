"""The demo for a room: how the others reach this machine, and what plain HTTP costs."""

import io
import socket

import segno

# A browser keeps a Secure cookie only over HTTPS, with one exception: this machine itself (W3C Secure Contexts §3.1).
WHY_NOT_SECURE = (
    "The room reaches this machine over plain HTTP. A browser drops every Secure cookie that comes that way, so with "
    "them nobody but you could sign in by cookie. For this demo COOKIE_SECURE=0: cookies travel without Secure, and "
    "whoever listens on the network can read them. In production: HTTPS, and COOKIE_SECURE stays 1."
)


def address() -> str | None:
    """This machine's address as its network sees it, or None without one. Connecting a UDP socket sends nothing; it
    only asks the routing table which address would be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: a documentation address, which nobody has
        except OSError:
            return None
        found: str = probe.getsockname()[0]
        return None if found.startswith("127.") else found


def environment(address: str) -> dict[str, str]:
    """What the server has to be told: for whom it answers, and that its cookies can't be Secure."""
    return {"ALLOWED_HOSTS": f"localhost,.localhost,127.0.0.1,[::1],{address}", "COOKIE_SECURE": "0"}


def qr_code(url: str) -> str:
    """The address as a QR code, drawn with block characters for a terminal."""
    drawn = io.StringIO()
    segno.make(url, error="m").terminal(out=drawn, compact=True)
    return drawn.getvalue()
