"""The notes on surprising cells of docs/libraries.md, in the order of their numbers."""

from .footnotes import Footnote


def both(question: str, *libraries: str) -> tuple[str, ...]:
    return tuple(f"{question}.{library}{end}" for library in libraries for end in ("", "-best"))


SIMPLEJWT = "rest_framework_simplejwt"
ALLAUTH = "allauth.headless.tokens.strategies.jwt"
FOOTNOTES: tuple[Footnote, ...] = (
    Footnote(
        ("logout.drf-token", "password-change.drf-token", "password-set.drf-token", "stolen-credential.drf-token"),
        "One token an account, without an end, and no call that deletes it: a project deletes the row itself.",
        "rest_framework.authtoken.models",
        "class Token(models.Model):",
    ),
    Footnote(
        ("raw-tokens-at-rest.drf-token",),
        "The token is the table's key, as it is sent.",
        "rest_framework.authtoken.models",
        'key = models.CharField(_("Key"), max_length=40, primary_key=True)',
    ),
    Footnote(
        both("raw-tokens-at-rest", "django-sessions", "allauth-session", "allauth-jwt"),
        "Django's session key is the table's key, as it is sent; allauth's session token is that key.",
        "django.contrib.sessions.base_session",
        'session_key = models.CharField(_("session key"), max_length=40, primary_key=True)',
    ),
    Footnote(
        ("redis-outage.django-sessions-best",),
        "A read that fails is caught and the database asked, but then the session is put into the cache, unguarded.",
        "django.contrib.sessions.backends.cached_db",
        "self._cache.set(",
    ),
    Footnote(
        both("password-change", "knox") + both("password-set", "knox"),
        "What is looked at is whether the account is active; a password change ends no token.",
        "knox.auth",
        "if not auth_token.user.is_active:",
    ),
    Footnote(
        both("deletion", "simplejwt", "dj-rest-auth"),
        "The account is fetched by `get()`, and nobody catches that there is none: a renewal is a 500.",
        f"{SIMPLEJWT}.serializers",
        "user := get_user_model().objects.get(",
    ),
    Footnote(
        ("raw-tokens-at-rest.simplejwt-best", "raw-tokens-at-rest.dj-rest-auth-best"),
        "With the blacklist app every refresh token given out is kept whole.",
        f"{SIMPLEJWT}.token_blacklist.models",
        "token = models.TextField()",
    ),
    Footnote(
        ("bytes-stored.simplejwt-best", "bytes-stored.dj-rest-auth-best"),
        "Each rotation adds a row for the new token and one for the old one's end; `flushexpiredtokens` deletes what"
        " has expired.",
        f"{SIMPLEJWT}.tokens",
        "return BlacklistedToken.objects.get_or_create(token=token)",
    ),
    Footnote(
        ("refresh-race.simplejwt-best", "refresh-race.dj-rest-auth-best"),
        "Whether it is blacklisted is read first and written later: of two requests between the two, both get a token.",
        f"{SIMPLEJWT}.tokens",
        "if BlacklistedToken.objects.filter(token__jti=jti).exists():",
    ),
    Footnote(
        tuple(
            f"{question}.{setup}"
            for question in ("replayed-refresh-token", "lost-answer", "two-tabs")
            for setup in ("simplejwt-best", "dj-rest-auth-best")
        ),
        "A used token is refused, at once and whoever asks; what was made from it lives on.",
        f"{SIMPLEJWT}.tokens",
        'raise TokenError(_("Token is blacklisted"))',
    ),
    Footnote(
        ("password-change.simplejwt-best", "password-set.simplejwt-best"),
        "CHECK_REVOKE_TOKEN is asked of access tokens. A renewal copies the old claim, so what it gives opens nothing.",
        f"{SIMPLEJWT}.tokens",
        "for claim, value in self.payload.items():",
    ),
    Footnote(
        both("key-rotation", "simplejwt", "dj-rest-auth"),
        "There is one key; SECRET_KEY_FALLBACKS isn't asked.",
        f"{SIMPLEJWT}.settings",
        '"SIGNING_KEY": settings.SECRET_KEY,',
    ),
    Footnote(
        ("csrf.dj-rest-auth",),
        "Its defence is SameSite=Lax, which this question takes away; the token is asked for when this is True.",
        "dj_rest_auth.app_settings",
        "'JWT_AUTH_COOKIE_USE_CSRF': False,",
    ),
    Footnote(
        ("raw-tokens-at-rest.dj-rest-auth", "bytes-stored.dj-rest-auth"),
        "A login is one of Django's sessions besides, unless this is False.",
        "dj_rest_auth.app_settings",
        "'SESSION_LOGIN': True,",
    ),
    Footnote(
        both("script-readable", "dj-rest-auth"),
        "The access token is in the answer too, HttpOnly cookie or not; the refresh token isn't.",
        "dj_rest_auth.views",
        "'access': self.access_token,",
    ),
    Footnote(
        ("logout.dj-rest-auth",),
        "Without the blacklist app a logout deletes the cookies, in this browser alone.",
        "dj_rest_auth.views",
        "if 'rest_framework_simplejwt.token_blacklist' in settings.INSTALLED_APPS:",
    ),
    Footnote(
        ("deactivation.allauth-jwt", "deletion.allauth-jwt"),
        "Without stateful validation the account is fetched late and its `is_active` never looked at; that there is"
        " none is nobody's to catch.",
        f"{ALLAUTH}.internal",
        "lazy_user = SimpleLazyObject(lambda: get_user_model().objects.get(pk=pk))",
    ),
    Footnote(
        both("refresh-race", "allauth-jwt"),
        "The live tokens stand in the session, which each request reads and saves whole: the later one wins.",
        f"{ALLAUTH}.strategy",
        "session.save()",
    ),
    Footnote(
        both("lost-answer", "allauth-jwt")
        + both("two-tabs", "allauth-jwt")
        + both("replayed-refresh-token", "allauth-jwt"),
        "A used token is forgotten at once; that it comes back ends nothing.",
        f"{ALLAUTH}.internal",
        "refresh_token_jti_to_exp.pop(jti, None)",
    ),
)


def notes_of(cell: str) -> list[int]:
    """The numbers, from 1, of the notes on a cell."""
    return [number for number, note in enumerate(FOOTNOTES, 1) if cell in note.cells]
