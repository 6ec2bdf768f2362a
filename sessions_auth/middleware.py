"""Gives each request the session of its own path, by a cookie or a bearer header of that path alone (CARRIERS); every
other path has none. So signing in to one never disturbs the other."""

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.exceptions import RedisError

from accounts import clock
from accounts.bearer import bearer_token
from accounts.cookies import sole_cookie
from accounts.paths import prefix_of

from . import PREFIX, bearer
from .conf import conf
from .stores import engine

logger = logging.getLogger("authdemo.sessions")


@dataclass(frozen=True)
class Carrier:
    """How the sessions of a scope travel, below a path."""

    scope: str
    path: str

    def offered(self, request: HttpRequest) -> str | None:
        raise NotImplementedError

    def deliver(self, session: Any, response: HttpResponse) -> None:
        raise NotImplementedError


@dataclass(frozen=True)
class SessionCookie(Carrier):
    """HttpOnly: no script reads it. Lax: no foreign form sends it."""

    name: str

    @property
    def full_name(self) -> str:
        """The API's is Django's own SESSION_COOKIE_NAME, so that its test client signs in here too."""
        return settings.SESSION_COOKIE_NAME if self.scope == "session" else conf.COOKIE_PREFIX + self.name

    def offered(self, request: HttpRequest) -> str | None:
        return sole_cookie(request, self.full_name)

    def deliver(self, session: Any, response: HttpResponse) -> None:
        """Set the cookie of a new id; clear that of a session that ended."""
        if session.key_is_new and session.stored:
            response.set_cookie(
                self.full_name,
                session.session_key,
                max_age=round((session.stored.absolute_expires_at - clock.now()).total_seconds()),
                path=self.path,
                secure=conf.COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        elif session.ended and session.offered:
            response.delete_cookie(self.full_name, path=self.path, samesite="Lax")


class BearerHeader(Carrier):
    """A bearer token. Nothing is delivered: the login's answer has it, once."""

    def offered(self, request: HttpRequest) -> str | None:
        return bearer_token(request)

    def deliver(self, session: Any, response: HttpResponse) -> None: ...


API = SessionCookie("session", PREFIX, "sessionId")
ADMIN = SessionCookie("admin", "/admin", "adminSessionId")
OPAQUE = BearerHeader("opaque", bearer.PREFIX)
CARRIERS: dict[str, Carrier] = {carrier.path: carrier for carrier in (API, ADMIN, OPAQUE)}


class SessionMiddleware(DjangoSessionMiddleware):
    async_capable = False  # under ASGI, Django itself takes it to a thread

    def __call__(self, request: HttpRequest) -> Any:
        carrier = CARRIERS.get(prefix_of(request.path_info))
        if carrier is None:
            return self.get_response(request)
        request.session = engine()(carrier.offered(request), carrier.scope, request)
        response: Any = self.get_response(request)
        return self.finish(request.session, carrier, response)

    @staticmethod
    def finish(session: Any, carrier: Carrier, response: HttpResponse) -> HttpResponse:
        """Save what changed, note the use, and deliver what is new."""
        try:
            if session.refused:
                session.end_refused()
            elif session.modified and response.status_code < 500 and not session.is_empty():
                session.save()
            elif not session.ended:
                session.touch()
        except UpdateError:  # ended by another request meanwhile: there is nothing to write to, and nothing to revive
            return response
        except (RedisError, DatabaseError) as fault:
            logger.warning("a session was not written: %s", fault)
            if session.modified or session.refused:  # what the answer promises would not be true
                body = {"detail": "The session's store does not answer.", "code": "store_unavailable"}
                response = JsonResponse(body, status=503, headers={"Retry-After": "5"})
                response.refusal = fault  # type: ignore[attr-defined]  # as accounts.errors says it
                return response
        carrier.deliver(session, response)
        return response
