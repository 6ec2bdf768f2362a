"""A setting that a project doesn't have is its default, never an AttributeError."""

from typing import Any

import pytest

from accounts import conf as accounts_conf
from jwt_auth import conf as jwt_conf
from sessions_auth import conf as sessions_conf

PACKAGES = (accounts_conf, sessions_conf, jwt_conf)
NAMES = [(module, name) for module in PACKAGES for name in vars(module.Settings) if name.isupper()]


@pytest.mark.parametrize(("module", "name"), NAMES, ids=[f"{m.__name__} {n}" for m, n in NAMES])
def test_a_missing_setting_is_its_default(settings: Any, module: Any, name: str) -> None:
    if hasattr(settings, name):
        delattr(settings, name)

    assert getattr(module.Settings(), name) == vars(module.Settings)[name]


def test_the_projects_own_setting_counts_as_it_is_now(settings: Any) -> None:
    settings.LOGIN_ATTEMPTS = 7
    assert (accounts_conf.conf.LOGIN_ATTEMPTS, jwt_conf.conf.LOGIN_ATTEMPTS) == (7, 7)

    settings.LOGIN_ATTEMPTS = 8
    assert accounts_conf.conf.LOGIN_ATTEMPTS == 8


def test_a_setting_that_nobody_declared_is_a_fault_of_ours() -> None:
    with pytest.raises(AttributeError):
        _ = accounts_conf.conf.LOGIN_ATEMPTS  # type: ignore[attr-defined]
