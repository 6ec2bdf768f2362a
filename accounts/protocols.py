"""What a mode hands to the protected resources: who is asking, and by which login."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class Principal(Protocol):
    """Who a credential names: an Account, or what a token claims."""

    id: int
    email: str
    role: str


class Login(Protocol):
    """The session or the access token that came with the request. `login_id` is public, never the credential."""

    @property
    def login_id(self) -> str: ...


class LoginRow(Protocol):
    """What a mode that remembers logins remembers of one."""

    public_id: str
    created_at: datetime
    expires_at: datetime
    ip_address: str | None
    user_agent: str


class ModeAuthentication(Protocol):
    mode: str
    ended: Callable[[str], AuthenticationFailed]  # what this mode says of a login that is over


class SignedInRequest(Request):
    """REST framework's request, once a mode has authenticated it."""

    user: Principal  # type: ignore[assignment]
    auth: Login
    successful_authenticator: ModeAuthentication  # type: ignore[assignment]
