"""Before a class, what concerns everybody is the trainer's; a run is its own page's; and nobody rebinds a name."""

from pathlib import Path

import httpx
import pytest

from accounts.models import Account
from lab.page.participants import address, copies
from lab.page.runs import tag_of
from lab.trainer import key

RUN = "trainer0" * 4
PHONE = "192.0.2.7"  # RFC 5737
pytestmark = pytest.mark.django_db
EVERYBODYS = (
    ("POST", "/lab/reset", {"scope": "everything"}),
    ("POST", "/lab/backstage/stored", {}),
    ("POST", "/lab/backstage/rotate_signing_key", {"retire": True}),
    ("POST", "/compare/runs", {"only": ["stores-asked"]}),
    ("GET", "/admin/", None),
    ("POST", "/admin/login/", {}),
)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def phone(open_browser):
    return open_browser(PHONE, **{"X-Lab-Run": RUN})


@pytest.mark.parametrize("with_key", [False, True], ids=["no class", "a class"])
@pytest.mark.parametrize(("method", "path", "body"), EVERYBODYS)
def test_a_participant_does_nothing_that_concerns_everybody(folder, phone, accounts, with_key, method, path, body):
    if with_key:
        key.make()
    guesses = ({}, {"X-Lab-Trainer": "x" * 22}, {"Cookie": "trainerKey="}, {"Authorization": "Bearer x"})

    answers = {phone.request(method, path, json=body, headers=guess).status_code for guess in guesses}

    assert answers == {403}


def test_on_one_s_own_machine_everything_is_one_s_own(folder, open_browser, accounts):
    here = open_browser(**{"X-Lab-Run": RUN})

    assert here.post("/lab/reset", json={"scope": "everything"}).status_code == 200
    assert here.get("/admin/").status_code == 302


def test_with_a_class_here_the_own_machine_needs_the_key_too(folder, open_browser, accounts):
    key.make()

    assert open_browser(**{"X-Lab-Run": RUN}).get("/admin/").status_code == 403


def test_who_brings_the_key_is_the_trainer(folder, phone, accounts):
    word = key.make()
    wrong = phone.post("/lab/trainer", data={"key": "guessed"})

    answer = phone.post("/lab/trainer", data={"key": word})

    assert (wrong.status_code, answer.status_code, answer.headers["Location"]) == (403, 302, "/lab/trainers")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert phone.post("/lab/reset", json={"scope": "everything"}).status_code == 200
    assert phone.get("/admin/").status_code == 302
    assert phone.post("/lab/backstage/stored", json={}).status_code == 200


def test_a_key_is_a_secret_of_128_bits_in_a_private_file_and_ends_with_the_class(folder):
    first, second = key.make(), key.make()

    assert first != second and len(second) == 22
    assert (Path(folder) / "trainer-key").stat().st_mode & 0o777 == 0o600
    assert (key.is_key(first), key.is_key(second)) == (False, True)
    key.forget()
    assert not key.is_key(second)


def test_a_copy_s_admin_opens_no_admin():
    """Its password is everybody's; its role is what the report asks for."""
    admin = copies(RUN)["admin"]

    assert (admin.role, admin.is_staff, admin.is_superuser) == ("admin", False, False)


def test_what_everybody_sees_of_a_run_says_nothing_of_it(settings):
    """The tag stands in addresses. Another run has another, however alike; and without the key nobody finds one."""
    tag = tag_of(RUN)
    settings.SECRET_KEY = "another-secret-key-that-is-long-enough-to-be-one"

    assert len(tag) == 8
    assert tag not in RUN
    assert len({tag, tag_of(RUN), tag_of(RUN[:-1] + "x")}) == 3


def test_a_run_that_begins_as_another_owns_nothing_of_it(open_browser):
    copies(RUN)
    other = open_browser(**{"X-Lab-Run": RUN[:16] + "x" * 16})

    other.post("/lab/participants", json={})
    other.post("/lab/operator", json={"person": "alice", "change": "deactivate"})
    other.post("/lab/reset", json={"scope": "page"})

    assert Account.objects.get(email=address(RUN, "alice")).is_active


PATHS = ["/lab", "/lab/participants", "/lab/reset", "/lab/backstage/stored", "/lab/foreign", "/lab/trainer", "/room"]


@pytest.mark.parametrize("path", PATHS)
def test_a_name_that_was_rebound_to_this_machine_is_no_name_of_ours(open_browser, path):
    """DNS rebinding: a foreign page makes its own name point here, and is same-origin to itself. Its Host says so."""
    http: httpx.Client = open_browser(**{"X-Lab-Run": RUN, "Host": "evil.example:8000"})

    assert (http.get(path).status_code, http.post(path, json={}).status_code) == (400, 400)
