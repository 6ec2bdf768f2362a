"""Gives each request the session of its own path: /session has the cookie `sessionId`, /admin has `adminSessionId`, and
every other path has none, so that signing in to one never disturbs the other."""

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
from accounts.cookies import sole_cookie
from accounts.paths import prefix_of

from . import PREFIX
from .conf import conf
from .stores import engine

logger = logging.getLogger("authdemo.sessions")


@dataclass(frozen=True)
class Cookie:
    """Where a session cookie belongs. HttpOnly: no script reads it. Lax: no foreign form sends it."""

    scope: str
    name: str
    path: str

    @property
    def full_name(self) -> str:
        """The API's is Django's own SESSION_COOKIE_NAME, so that its test client signs in here too."""
        return settings.SESSION_COOKIE_NAME if self.scope == "session" else conf.COOKIE_PREFIX + self.name


API = Cookie("session", "sessionId", PREFIX)
ADMIN = Cookie("admin", "adminSessionId", "/admin")
COOKIES = {cookie.path: cookie for cookie in (API, ADMIN)}


class SessionMiddleware(DjangoSessionMiddleware):
    async_capable = False  # under ASGI, Django itself takes it to a thread

    def __call__(self, request: HttpRequest) -> Any:
        cookie = COOKIES.get(prefix_of(request.path_info))
        if cookie is None:
            return self.get_response(request)
        request.session = engine()(sole_cookie(request, cookie.full_name), cookie.scope, request)
        response: Any = self.get_response(request)
        return self.finish(request.session, cookie, response)

    @staticmethod
    def finish(session: Any, cookie: Cookie, response: HttpResponse) -> HttpResponse:
        """Save what changed, note the use, and set or clear the cookie."""
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
                return JsonResponse(body, status=503, headers={"Retry-After": "5"})
        if session.key_is_new and session.stored:
            response.set_cookie(
                cookie.full_name,
                session.session_key,
                max_age=round((session.stored.absolute_expires_at - clock.now()).total_seconds()),
                path=cookie.path,
                secure=conf.COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        elif session.ended and session.offered:
            response.delete_cookie(cookie.full_name, path=cookie.path, samesite="Lax")
        return response
