"""Django's own tests of what a session engine is, run on each of ours. `make test-sessions` fetches them."""

from typing import Any
from unittest import mock, skip

from django.test import TestCase, override_settings
from sessions_tests import tests as django_tests

from sessions_auth.stores import NAMES, engine

by_design = skip("By design: our row knows a session by the digest of its id (docs/adr/0017).")


def engine_tests(name: str) -> type:
    """SessionBase's contract, on this store."""
    return type(f"{name.title()}Engine", (django_tests.SessionTestsMixin, TestCase), {"backend": engine(name)})


def middleware_tests(name: str) -> type:
    """Django's own SessionMiddleware, on this store."""

    class Tests(django_tests.SessionMiddlewareTests):
        def run(self, result: Any = None) -> Any:
            ours = override_settings(SESSION_ENGINE=engine(name).__module__)
            with ours, mock.patch.object(django_tests, "DatabaseSession", engine(name)):
                return super().run(result)

        test_empty_session_saved = by_design(django_tests.SessionMiddlewareTests.test_empty_session_saved)

    return type(f"{name.title()}Middleware", (Tests,), {})


for _name in NAMES:
    globals()[f"{_name.title()}Engine"] = engine_tests(_name)
    globals()[f"{_name.title()}Middleware"] = middleware_tests(_name)
