"""Whose path it is: a mode's, the admin's, or nobody's. A name that only begins like one is nobody's."""

from http import HTTPStatus

import pytest

from contract.modes import MODES, mode_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/administrator", "/admin.php", "/adminx", "/admin-panel/login", "/ADMIN"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_only_begins_like_the_admin_is_not_found(open_browser, path, accept):
    response = open_browser().get(path, headers={"Accept": accept})

    assert response.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_path_belongs_to_one_mode_by_its_first_segment(mode):
    assert mode_of(mode.prefix) is mode_of(f"{mode.prefix}/me") is mode
    assert mode_of(f"{mode.prefix}x") is mode_of(f"/x{mode.prefix}") is None


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
def test_a_call_for_the_signed_in_says_so_itself(open_browser, accounts, settings, mode):
    """Not REST_FRAMEWORK, which a project that copies the mode may leave as it is."""
    protected = ["me", "profile", "report", "logins", "logout-all", "password"]

    answers = {path: open_browser().post(f"{mode.prefix}/{path}").status_code for path in protected}

    assert set(answers.values()) == {HTTPStatus.UNAUTHORIZED}
