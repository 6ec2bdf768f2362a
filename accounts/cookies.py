"""A credential cookie, read so that nobody can put a second one of its name before or behind it."""

from django.http import HttpRequest

AMBIGUOUS = "two cookies of one name"  # no session id, no token


def sole_cookie(request: HttpRequest, name: str) -> str | None:
    """The cookie of this name; AMBIGUOUS, which is worth nothing, where two differ; None where there is none.

    A page on a sibling host can set a cookie for the whole domain, and by a longer path have it sent first, or last.
    Which of two is ours no server can tell (RFC 6265 §5.4, §8.6), and Django would take the last.
    """
    value = request.COOKIES.get(name)
    if value is None:
        return None
    header: str = request.META.get("HTTP_COOKIE", "")
    if header.count(f"{name}=") > 1:
        pairs = (pair.strip().partition("=") for pair in header.split(";"))
        if len({content for cookie, _, content in pairs if cookie.strip() == name}) > 1:
            return AMBIGUOUS
    return value
