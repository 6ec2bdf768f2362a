"""What a mode needs of a user model, and what it hands to the protected resources: who is asking, by which login."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class UserModel(Protocol):
    """What AUTH_USER_MODEL must be: what Django's AbstractBaseUser has, with a whole number for its key, and two fields
    that AbstractUser adds. `accounts.E004` and `accounts.E005` name what is missing.

    What answers and tokens say of one is the hook CLAIMS: the dotted path of a function `(user) -> {"id", "email",
    "role", …}`, given a user, or a Principal. The default reads `role`, or else `is_staff`: staff is `admin`.
    """

    pk: int
    email: str
    is_active: bool
    password: str

    def get_username(self) -> str: ...
    def set_password(self, raw_password: str | None) -> None: ...
    def check_password(self, raw_password: str) -> bool: ...
    def get_session_auth_hash(self) -> str: ...
    def get_session_auth_fallback_hash(self) -> Iterable[str]: ...


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
