"""What the calls answer, as JSON Schema (2020-12, which OpenAPI 3.1 speaks), each with an example from the slides.

Nothing may stand in a body that doesn't stand here: a secret that slips into an answer is a test that fails.
"""

from typing import Any

from .modes import Mode

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
TIME: Schema = {"type": "string", "format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
TOKEN: Schema = {"type": "string", "pattern": r"^[\w-]+\.[\w-]+\.[\w-]+$"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def body(*optional: str, **properties: Schema) -> Schema:
    """An object of exactly these properties, all there but the `optional` ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


WHO: dict[str, Schema] = {
    "id": {"type": "integer"},
    "email": {"type": "string", "format": "email"},
    "role": {"type": "string", "enum": ["user", "admin"]},
}
ACCESS_IN_JSON: dict[str, Schema] = {"accessToken": TOKEN, "tokenType": {"const": "Bearer"}}
OPAQUE: Schema = {"type": "string", "pattern": r"^ses_[\w-]{43}$"}
IN_COOKIES: dict[str, Schema] = {"expiresIn": COUNT, "refreshExpiresIn": COUNT}
PAIR: dict[str, dict[str, Schema]] = {
    "Body": {**IN_COOKIES, **ACCESS_IN_JSON, "refreshToken": TOKEN},
    "Cookie": IN_COOKIES,
    "Split": {**IN_COOKIES, **ACCESS_IN_JSON},
}
BOUND: dict[str, Schema] = {**PAIR["Body"], "tokenType": {"const": "DPoP"}}
# What a login gives beside its user, by carrier: a token that travels in a cookie is not in the JSON.
LOGINS: dict[str, dict[str, dict[str, Schema]]] = {
    "session": {"": {"expiresIn": COUNT}},
    "jwt": {"Body": {"expiresIn": COUNT, **ACCESS_IN_JSON}, "Cookie": {"expiresIn": COUNT}},
    "jwt-refresh": PAIR,
    "opaque": {"": {"expiresIn": COUNT, **ACCESS_IN_JSON, "accessToken": OPAQUE}},
    "jwt-dpop": {"": BOUND},
}


def login_name(mode: str) -> str:
    return f"LoginBy{mode.title().replace('-', '')}"


def by_carrier(name: str, carriers: dict[str, dict[str, Schema]], **more: Schema) -> dict[str, Schema]:
    """One body a carrier, each with all that it has, and the one of them that the login chose."""
    if carriers.keys() == {""}:
        return {name: body(**more, **carriers[""])}
    bodies = {f"{name}{carrier}": body(**more, **properties) for carrier, properties in carriers.items()}
    return {name: {"oneOf": [ref(carried) for carried in bodies]}, **bodies}


LISTED = body(
    id=TEXT, createdAt=TIME, lastUsedAt=TIME, expiresAt=TIME, ipAddress=nullable(TEXT), userAgent=TEXT, current=FLAG
)
# RFC 7662 §2.2; `cnf` as in RFC 9449 §6.2. A refresh token is told by its `aud`, and has no `token_type`.
LIVE_TOKEN = body(
    *("iss", "iat", "jti", "client_id", "sid", "gen", "cnf", "token_type", "email", "role"),
    active={"const": True},
    **dict.fromkeys(("sub", "aud", "iss", "jti", "client_id", "sid"), TEXT),
    **dict.fromkeys(("exp", "iat", "gen"), COUNT),
    cnf=ref("Confirmation"),
    token_type={"enum": ["Bearer", "DPoP"]},
    email=WHO["email"],
    role=WHO["role"],
)
SCHEMAS: dict[str, Schema] = {
    "Confirmation": body(jkt=TEXT),
    "Error": body(
        "fields",
        detail=TEXT,
        code=TEXT,
        fields={"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
    ),
    "Identity": body(**WHO),
    "Profile": body(**WHO, displayName={"type": "string", "maxLength": 80}),
    "Report": body(accounts=COUNT, generatedFor={"type": "string", "format": "email"}),
    "LoginList": body(tracked=FLAG, logins={"type": "array", "items": LISTED}),
    "Logout": body(revoked=FLAG, accessUsableUntil=nullable(TIME)),
    "Revoked": body(revokedLogins=COUNT),
    "Overview": body(
        mode=TEXT,
        title=TEXT,
        signedIn=nullable(ref("Identity")),
        code=nullable(TEXT),
        expiresAt=nullable(TIME),
        renewableUntil=nullable(TIME),
        calls={"type": "array", "items": body(method=TEXT, url=TEXT, says=TEXT)},
    ),
    "Introspection": {"oneOf": [body(active={"const": False}), LIVE_TOKEN]},
    "Health": body(status={"const": "ok"}),
    "Readiness": body(status={"const": "ok"}, stores=body(database=FLAG, redis=FLAG)),
    "ReadinessDown": body(detail=TEXT, code={"const": "store_unavailable"}, stores=body(database=FLAG, redis=FLAG)),
    "Issuer": body(
        issuer=TEXT,
        jwks_uri=TEXT,
        response_types_supported={"type": "array", "items": TEXT},
        grant_types_supported={"type": "array", "items": TEXT},
    ),
    "KeySet": body(keys={"type": "array", "items": {"type": "object", "required": ["kty", "kid", "alg", "use"]}}),
}

for _mode, _login in LOGINS.items():
    SCHEMAS |= by_carrier(login_name(_mode), _login, user=ref("Identity"))

# What a refresh gives.
RENEWALS: dict[str, dict[str, Schema]] = {
    "jwt-refresh": by_carrier("Tokens", PAIR),
    "jwt-dpop": by_carrier("BoundTokens", {"": BOUND}),
}
for _renewal in RENEWALS.values():
    SCHEMAS |= _renewal

# What an exchange gives: the other mode's sign-in, and what is left of the login that was given up.
EXCHANGED = {
    name.replace("LoginBy", "ExchangeFor"): body(accessUsableUntil=nullable(TIME), **schema["properties"])
    for name, schema in SCHEMAS.items()
    if name.startswith("LoginBy") and "properties" in schema
}
EXCHANGES: dict[str, Schema] = {"Exchange": {"anyOf": [ref(name) for name in EXCHANGED]}, **EXCHANGED}

USER = {"id": 42, "email": "alice@example.com", "role": "user"}
ACCESS, REFRESH = "eyJhbGciOiJIUzI1NiIs.eyJzdWIiOiI0MiIs.c2lnbmF0dXJl", "eyJ0eXAiOiJydCtqd3Qi.eyJnZW4iOjAs.c2lnbmF0dXJl"
BEARER = {"accessToken": ACCESS, "tokenType": "Bearer"}
TIMES = {"createdAt": "2026-11-23T09:30:00Z", "lastUsedAt": "2026-11-23T09:31:00Z", "expiresAt": "2026-11-23T10:01:00Z"}
AGENT = {"ipAddress": "127.0.0.1", "userAgent": "Mozilla/5.0", "current": True}
# What a form begins with: the demo's alice, who exists with DEBUG=1.
TAKEN = {
    "email": "alice@example.com",
    "password": "open-sesame",
    "currentPassword": "open-sesame",
    "newPassword": "open-sesame-2",
    "displayName": "Alice",
    "refreshToken": REFRESH,
}
EXAMPLES: dict[str, Any] = {
    "Identity": USER,
    "Profile": {**USER, "displayName": "Alice"},
    "Report": {"accounts": 4, "generatedFor": "admin@example.com"},
    "LoginList": {"tracked": True, "logins": [{"id": "q3vK9xTfQ3vK9xTfQ3vK9w", **TIMES, **AGENT}]},
    "Logout": {"revoked": True, "accessUsableUntil": "2026-11-23T09:45:00Z"},
    "Revoked": {"revokedLogins": 2},
}


def lifetimes(mode: Mode) -> dict[str, int]:
    return {
        "session": {"expiresIn": 1800},
        "jwt": {"expiresIn": 3600},
        "jwt-refresh": {"expiresIn": 900, "refreshExpiresIn": 604800},
        "opaque": {"expiresIn": 1800},
        "jwt-dpop": {"expiresIn": 900, "refreshExpiresIn": 604800},
    }[mode.name]


def examples_of(name: str, mode: Mode) -> dict[str, Any]:
    """Example bodies by title: for tokens, one a carrier."""
    if name not in ("Login", "Tokens"):
        return {name: EXAMPLES[name]} if name in EXAMPLES else {}
    user = {"user": USER} if name == "Login" else {}
    split = user | lifetimes(mode) | BEARER
    bodies: dict[str, dict[str, Any]] = {"cookie": user | lifetimes(mode)}
    bodies |= {"body": split | {"refreshToken": REFRESH}, "split": split}
    if mode.name == "jwt":
        bodies["body"] = split
    elif mode.name == "opaque":
        bodies["body"] = split | {"accessToken": "ses_" + "q3vK9xTf" * 5 + "q3w"}
    elif mode.name == "jwt-dpop":
        bodies["body"] |= {"tokenType": "DPoP"}
    return {f"carrier {carrier}": bodies[carrier] for carrier in mode.carriers}
