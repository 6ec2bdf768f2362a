"""What happens behind the stage of a comparison, and what is refused there."""

import pytest
from django.contrib.auth import authenticate

from accounts.models import Account
from jwt_auth import keys

RUN = {"X-Lab-Run": "test"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def act(client):
    """Asks for an act; the answer."""

    def asked(name, fields="{}", **headers):
        return client.post(f"/lab/backstage/{name}", fields, content_type="application/json", headers=headers or RUN)

    return asked


def test_an_account_is_made_changed_and_deleted(act):
    made = act("make", '{"role": "admin"}').json()
    account = Account.objects.get(pk=made["id"])
    assert (account.email, account.role, account.check_password(made["password"])) == (made["email"], "admin", True)

    act("change", f'{{"email": "{account.email}", "role": "user", "is_active": false, "password": "another-one"}}')
    account.refresh_from_db()
    assert (account.role, account.is_active, account.check_password("another-one")) == ("user", False, True)

    act("delete", f'{{"email": "{account.email}"}}')
    assert not Account.objects.filter(pk=account.pk).exists()


def test_nothing_but_role_activity_and_password_is_changed(act, accounts):
    email = act("make").json()["email"]

    act("change", f'{{"email": "{email}", "is_superuser": true, "is_staff": true}}')

    made = Account.objects.get(email=email)
    assert (made.is_superuser, made.is_staff) == (False, False)


@pytest.mark.parametrize("name", ["change", "delete"])
def test_an_account_that_was_not_made_here_is_left_alone(act, accounts, name):
    answer = act(name, '{"email": "alice@example.com", "is_active": false}')

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (400, "invalid", ["email"])
    assert Account.objects.get(email="alice@example.com").is_active


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("make", '{"role": []}', "role"),
        ("make", '{"role": "emperor"}', "role"),
        ("change", "{}", "email"),
        ("change", '{"email": "compare-000000000000@example.com", "is_active": "perhaps"}', "is_active"),
        ("delete", '{"email": null}', "email"),
        ("at_rest", '{"texts": {"a": "pbkdf2"}}', "texts"),
        ("at_rest", "{}", "texts"),
        ("rotate_signing_key", '{"retire": {}}', "retire"),
    ],
)
def test_a_wrong_type_is_400_in_the_one_shape(act, name, body, field):
    answer = act(name, body)

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (400, "invalid", [field])


def test_a_signing_key_is_added_and_the_old_ones_dropped(act):
    old = keys.current().signing.kid

    act("rotate_signing_key")
    assert keys.current().signing.kid != old and old in keys.current().keys
    act("rotate_signing_key", '{"retire": true}')

    assert old not in keys.current().keys


def test_what_is_stored_is_counted(act, accounts):
    before = act("stored").json()
    act("make")

    after = act("stored").json()

    assert after["rows"] == before["rows"] + 1
    assert 100 < after["bytes"] - before["bytes"] < 1000
    assert (after["keys"], after["events"]) == (before["keys"], before["events"])


@pytest.mark.parametrize("name", ["make", "change", "delete", "stored", "rotate_signing_key"])
def test_a_foreign_page_does_nothing(client, name):
    """It can't send X-Lab-Run without asking first, and is not asked in."""
    assert client.post(f"/lab/backstage/{name}", "{}", content_type="text/plain").status_code == 404
    assert client.get(f"/lab/backstage/{name}", headers=RUN).status_code == 405
    preflight = client.options(f"/lab/backstage/{name}", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in preflight.headers


@pytest.mark.parametrize("name", ["make", "change", "delete"])
@pytest.mark.parametrize(
    "body",
    ["[]", "null", "1", "{", '{"email": []}', '{"email": "a\\u0000b"}', "[" * 10_000, '{"email": {"x": 1}}', "é"],
)
def test_rubbish_is_no_fault_of_the_server(act, name, body):
    answer = act(name, body)

    assert answer.status_code == 200 or (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_an_unknown_act_is_not_found(act):
    assert act("hash_of").status_code == act("nonsense").status_code == 404


def test_the_account_made_can_sign_in(act, rf):
    made = act("make").json()

    assert authenticate(rf.post("/"), username=made["email"], password=made["password"])
