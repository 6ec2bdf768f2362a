"""Tokens: JWTs as RFC 9068 profiles them, issued and verified on SimpleJWT's Token class with our key set behind it.

`typ` and `aud` keep kinds and modes apart; `cnf` stands where a token is bound, and nowhere else.
Source: RFC 7519, 8725, 9068, 9449.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Self

from joserfc import jws
from rest_framework_simplejwt.tokens import Token as BaseToken

from accounts import clock
from accounts.claims import claims
from accounts.exceptions import InvalidToken, TokenExpired

from . import keys
from .algorithms import REGISTRIES
from .conf import conf
from .signatures import verify_signature
from .token_ids import MICRO, moment_of, new_id

LONGEST = 4096  # characters; ours have under 700
CLIENT_ID = "authdemo"  # RFC 9068 §2.2 requires one, and we know no other client


class Token(BaseToken):
    """A verified or new token; its claims by index. Raises: InvalidToken, TokenExpired.

    Subclasses say which kind: `token_type` (the header's `typ`), `audience`, and `lifetime()`.
    """

    audience: ClassVar[str]
    bound: ClassVar[bool] = False  # to a key, which must prove each request that brings the token
    payload: dict[str, Any]

    @staticmethod
    def seconds() -> int:
        """The lifetime of this kind, as the settings have it now."""
        raise NotImplementedError

    def __init__(self, token: str | None = None) -> None:
        self.current_time: datetime = clock.now()
        if token is None:
            issued = int(self.current_time.timestamp())
            times = {"iat": issued, "exp": issued + self.seconds()}
            self.payload = {"iss": conf.JWT_ISSUER, "aud": self.audience, **times}
        else:
            self.payload = self.read(token)
            self.verify()

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token that we signed as this kind."""
        if len(token) > LONGEST:
            raise InvalidToken("format")
        header, payload = verify_signature(token, keys.current().keys)
        if header.get("typ") != self.token_type:
            raise InvalidToken("typ")
        try:
            claims = json.loads(payload)
        except (ValueError, RecursionError) as fault:
            raise InvalidToken("claims") from fault
        if not isinstance(claims, dict):
            raise InvalidToken("claims")
        return claims

    def verify(self) -> None:
        """RFC 9068 §4: all of `exp iat sub jti aud iss`, of the right types, for this issuer and audience, in time.
        RFC 9449 §6: a bound token is no bearer token, and no bearer token is a bound one."""
        claims = self.payload
        if claims.get("iss") != conf.JWT_ISSUER or claims.get("aud") != self.audience:
            raise InvalidToken("aud")
        subject, jti = claims.get("sub"), claims.get("jti")
        if type(claims.get("exp")) is not int or type(claims.get("iat")) is not int or type(jti) is not str:
            raise InvalidToken("claims")
        if type(subject) is not str or not (subject.isascii() and subject.isdigit() and len(subject) < 19):
            raise InvalidToken("claims")
        if ("cnf" in claims) is not self.bound or (self.bound and type(self.thumbprint) is not str):
            raise InvalidToken("cnf")
        if claims["exp"] <= self.current_time.timestamp():
            raise TokenExpired
        if "nbf" in claims and not (type(claims["nbf"]) is int and claims["nbf"] <= self.current_time.timestamp()):
            raise InvalidToken("nbf")  # RFC 7519 §4.1.5; ours have none, and whoever shares the key may

    def __str__(self) -> str:
        """Sign and serialize: base64url(header).base64url(claims).base64url(signature)."""
        key = keys.current().signing
        header = {"alg": key.alg, "typ": self.token_type, "kid": key.kid}
        claims = json.dumps(self.payload, separators=(",", ":"), ensure_ascii=False)
        return jws.serialize_compact(header, claims, key, registry=REGISTRIES[key.alg])

    @classmethod
    def for_user(cls, user: Any) -> Self:
        """A new token that names this user; `sub` is a string (RFC 7519 §4.1.2)."""
        token = cls()
        token["sub"] = str(user.id)
        return token

    @property
    def thumbprint(self) -> str | None:
        """Which key the token is bound to: `cnf.jkt`, RFC 9449 §6.1. None for a token that whoever has it may use."""
        confirmation = self.get("cnf")
        found: str | None = confirmation.get("jkt") if isinstance(confirmation, dict) else None
        return found

    @property
    def expires_at(self) -> int:
        """Seconds since the epoch."""
        return int(self["exp"])

    @property
    def expires_in(self) -> int:
        """Seconds it has left, counted as `iat` and `exp` are: in whole ones."""
        return int(self["exp"]) - int(self.current_time.timestamp())


def account_claims(user: Any) -> dict[str, Any]:
    """What a token says of its user beside `sub`."""
    return {name: value for name, value in claims(user).items() if name != "id"}


class AccessToken(Token):
    """What travels with each request: who, as which role, until when. RFC 9068."""

    token_type = "at+jwt"  # noqa: S105 (a media type, not a secret)

    @classmethod
    def for_user(cls, user: Any) -> Self:
        token = super().for_user(user)
        token.payload |= account_claims(user)
        token["client_id"] = CLIENT_ID
        token["jti"] = cls.new_id(user)
        return token

    @classmethod
    def new_id(cls, user: Any) -> str:
        """The `jti`: unique, and when this user was read."""
        return new_id(user)

    def verify(self) -> None:
        super().verify()
        if type(self.get("email")) is not str or type(self.get("role")) is not str:
            raise InvalidToken("claims")

    @property
    def as_of(self) -> int:
        """The moment that this token's claims are true of: microseconds since the epoch, which `iat`, in whole seconds,
        is too coarse to say. Never after `iat`; of a `jti` that isn't ours, `iat` itself."""
        moment = moment_of(self["jti"])
        return moment if 0 < moment < (self["iat"] + 1) * MICRO else int(self["iat"]) * MICRO

    @property
    def login_id(self) -> str:
        """The public id of the login this token belongs to: `sid`, or `jti` where a login is nothing but its token."""
        found: str = self.get("sid") or self["jti"]
        return found


class Claimant:
    """Who a token says its bearer is. DRF's `request.user` in both JWT modes; nothing is looked up."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, token: AccessToken) -> None:
        self.token = token
        self.id = self.pk = int(token["sub"])
        self.email: str = token["email"]
        self.role: str = token["role"]

    @property
    def as_of(self) -> datetime:
        """When this was true."""
        return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=self.token.as_of)
