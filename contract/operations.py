"""OpenAPI 3.1, drawn by drf-spectacular from the list of calls: every status and every code with its example."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from .bodies import examples_of, login_name, ref
from .calls import PROOF, Call, find_calls, takes
from .modes import Mode, mode_of
from .refusals import refusals
from .services import SERVICES, TAKES

# What carries a credential, by mode and by what a call needs.
SECURITY: dict[tuple[str, str], list[dict[str, list[str]]]] = {
    ("session", "login"): [{"sessionCookie": []}],
    ("session", "refresh"): [{"sessionCookie": []}, {}],
    ("jwt", "login"): [{"bearerToken": []}, {"accessTokenCookie": []}],
    ("jwt", "refresh"): [{"bearerToken": []}, {"accessTokenCookie": []}, {}],
    ("jwt-refresh", "login"): [{"bearerToken": []}, {"accessTokenCookie": []}],
    ("jwt-refresh", "refresh"): [{"refreshTokenCookie": []}, {}],
    ("opaque", "login"): [{"opaqueToken": []}],
    ("opaque", "refresh"): [{"opaqueToken": []}, {}],
    ("jwt-dpop", "login"): [{"boundToken": []}],
    ("jwt-dpop", "refresh"): [{"boundToken": []}, {}],
}
PUBLIC = {
    "/healthz": ("The process is up.", {200: "Health"}),
    "/readyz": ("Every store answers; else 503, naming which doesn't.", {200: "Readiness", 503: "ReadinessDown"}),
    "/.well-known/oauth-authorization-server": (
        "Who issues the tokens (RFC 8414), where JWT_ISSUER is a URL; else 404.",
        {200: "Issuer", 404: "Error"},
    ),
    "/.well-known/jwks.json": (
        "The public keys that verify tokens (RFC 7517); none with an HMAC key.",
        {200: "KeySet"},
    ),
}
OPEN = SERVICES | PUBLIC


class ContractSchema(AutoSchema):
    """One operation: a call of the list, or one of what needs no credential."""

    @property
    def mode(self) -> Mode | None:
        return mode_of(self.path)

    @property
    def call(self) -> Call | None:
        mode, path = self.mode, self.path
        found = find_calls(mode, path.removeprefix(mode.prefix).strip("/")) if mode else ()
        return next((call for call in found if call.method == self.method), None)

    def is_excluded(self) -> bool:
        return self.call is None and self.path not in OPEN

    def get_operation_id(self) -> str:
        words = (self.mode.name, self.method.lower(), self.path.rpartition("/")[2].strip("{}")) if self.mode else ()
        return "_".join(words).replace("-", "_") or self.path.strip("/.").replace("/", "_").replace(".", "_")

    def get_tags(self) -> list[str]:
        return [self.mode.title if self.mode else "Other services" if self.path in SERVICES else "Open to all"]

    def get_summary(self) -> str:
        return self.call.title if self.call else OPEN[self.path][0].partition(";")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular calls it
        return self.call.says if self.call else OPEN[self.path][0]

    def get_auth(self) -> list[dict[str, list[str]]]:
        if self.path in SERVICES:
            return [{"introspectionSecret": []}]
        return SECURITY.get((self.mode.name, self.call.needs), []) if self.mode and self.call else []

    def get_request_serializer(self) -> Any:
        if self.path in SERVICES:
            return TAKES[self.path]
        return takes(self.call, self.mode) if self.mode and self.call else None

    def get_override_parameters(self) -> list[Any]:
        parameters = []
        if self.call and self.call.unsafe:
            says = "Needed where a credential came by cookie: the value of the cookie `csrftoken`."
            if self.call.path == "login":
                says = "Not needed here; a login is refused to a page of another site instead."
            parameters.append(OpenApiParameter("X-CSRFToken", str, "header", description=says))
            if "{" in self.call.path:
                parameters.append(OpenApiParameter("login_id", str, "path", description="As `logins` lists it."))
        if self.mode and self.call and PROOF.keys() & self.call.proven_to(self.mode):
            says = "The proof: a JWT by the client's key for this one request (RFC 9449 §4)."
            parameters.append(OpenApiParameter("DPoP", str, "header", description=says))
            says = "With DPOP_NONCE=1: the nonce that the next proof has to contain."
            parameters.append(response_header("DPoP-Nonce", [401], says))
        if self.mode:
            challenge = self.mode.authentication().authenticate_header(None)
            parameters += [
                response_header("WWW-Authenticate", [401], f"`{challenge}`; with `error` where a token was offered."),
                response_header("Retry-After", [429, 503], "Seconds."),
            ]
        return parameters

    def get_serializer_name(self, serializer: Any, direction: str) -> str:
        """Serializers are for what is taken; what is given stands in contract.bodies, under names of its own."""
        return type(serializer).__name__.removesuffix("Serializer") + "Request"

    def get_response_serializers(self) -> Any:
        if self.mode is None or self.call is None:
            says, bodies = OPEN[self.path]
            return {status: OpenApiResponse(ref(name), says) for status, name in bodies.items()}
        call, mode = self.call, self.mode
        if call.gives is None:
            return {204: OpenApiResponse(None, "Done."), **refusals(call, mode)}
        name = login_name(mode.name) if call.gives == "Login" else call.gives
        if name == "Tokens" and mode.name in PROOF:
            name = "BoundTokens"
        examples = [OpenApiExample(title, body) for title, body in examples_of(call.gives, mode).items()]
        return {200: OpenApiResponse(ref(name), call.says, examples), **refusals(call, mode)}


def response_header(name: str, statuses: list[int], says: str) -> OpenApiParameter:
    kind = int if name == "Retry-After" else str
    return OpenApiParameter(name, kind, "header", description=says, response=statuses)
