"""What no single operation of the schema says: their order, the bodies, the ways to carry a credential, the tags."""

from typing import Any

from django.conf import settings

from .bodies import EXCHANGES, SCHEMAS, TAKEN
from .calls import calls_of
from .modes import MODES
from .operations import SECURITY

# What DRF's text fields refuse beyond their lengths: NUL; and nothing but blanks, where those are trimmed.
NO_NUL, NOT_BLANK = r"^[^\u0000]*$", r"^[^\u0000]*[^\u0000\s][^\u0000]*$"


def in_order(endpoint: tuple[str, str, str, Any]) -> tuple[int, int]:
    """Mode by mode, each one's calls as the list has them; then what is open to all."""
    path, _, method, _ = endpoint
    for place, mode in enumerate(MODES):
        for rank, call in enumerate(calls_of(mode)):
            if (f"{mode.prefix}/{call.path}".rstrip("/"), call.method) == (path, method):
                return place, rank
    return len(MODES), 0


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """What no single operation says: the bodies, the ways to carry a credential, one tag a mode."""
    prefix = settings.COOKIE_PREFIX
    components = result.setdefault("components", {})
    taken = components.get("schemas", {})
    for name, drawn in [pair for request in taken.values() for pair in request["properties"].items()]:
        if drawn.keys() <= {"type", "minLength", "maxLength"}:
            drawn["pattern"] = NOT_BLANK if name == "refreshToken" else NO_NUL
        if name in TAKEN:
            drawn["examples"] = [TAKEN[name]]
    components["schemas"] = {**taken, **SCHEMAS}
    if settings.EXCHANGE:
        components["schemas"] |= EXCHANGES
    for path, operations in result["paths"].items():
        if path.endswith("/refresh-token"):  # where the cookie is the credential there is no body
            operations["post"]["requestBody"].pop("required")
    schemes = {
        "sessionCookie": carried_by_cookie(f"{prefix}sessionId", "Set by the login."),
        "bearerToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token; it counts under the prefix of its login alone.",
        },
        "opaqueToken": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "ses_…",
            "description": "A token that means nothing to anybody but the store.",
        },
        "introspectionSecret": {
            "type": "http",
            "scheme": "basic",
            "description": "Any name, and INTROSPECTION_SECRET: for other services (`POST /introspect`).",
        },
        "boundToken": {
            "type": "http",
            "scheme": "DPoP",
            "description": "The access token of `/jwt-dpop`, worth nothing without the proof in the header `DPoP`.",
        },
        "accessTokenCookie": carried_by_cookie(f"{prefix}accessToken", "The same, with carrier `cookie`."),
        "refreshTokenCookie": carried_by_cookie(f"{prefix}refreshToken", "With carrier `cookie` or `split`."),
    }
    asked = {name for ways in SECURITY.values() for way in ways for name in way} | {"introspectionSecret"}
    components["securitySchemes"] = {name: scheme for name, scheme in schemes.items() if name in asked}
    cards = [{"name": mode.title, "description": mode.card.partition("\n")[0]} for mode in MODES]
    cards.append({"name": "Other services", "description": "What services ask, with a secret of theirs."})
    result["tags"] = [*cards, {"name": "Open to all", "description": "What needs no credential."}]
    return result


def carried_by_cookie(name: str, says: str) -> dict[str, str]:
    return {"type": "apiKey", "in": "cookie", "name": name, "description": f"{says} HttpOnly; the browser sends it."}
