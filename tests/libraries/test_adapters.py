"""Each library's project answers as its documentation says, through its client: the adapters, before any comparison."""

from http import HTTPStatus

import pytest

from lab.libraries.catalogue import LIBRARIES, SETUPS, chosen

INSTALLED = [setup for setup in SETUPS if setup.library.installed]
PLACES = {  # where a credential stands as it is sent; all that isn't named here stands nowhere
    "django-sessions": {"credential": ["django_session.session_key"]},
    "django-sessions-best": {"credential": ["django_session.session_key", "Redis"]},
    "drf-token": {"credential": ["authtoken_token.key"]},
    "simplejwt-best": {"refresh": ["token_blacklist_outstandingtoken.token"]},
    "dj-rest-auth-best": {"refresh": ["token_blacklist_outstandingtoken.token"]},
    "allauth-session": {"credential": ["django_session.session_key"]},
    "allauth-session-best": {"credential": ["django_session.session_key", "usersessions_usersession.session_key"]},
}


def secrets_of(client):
    """What this client sends, without scheme and cookie's name: {"credential", "refresh"?}."""
    value = next(iter(client.credential().values())).replace("=", " ").split()[-1]
    refresh = getattr(client, "refresh_token", None) or client.http.cookies.get("refresh")
    return {"credential": value} | ({"refresh": refresh} if refresh else {})


@pytest.mark.parametrize("setup", INSTALLED, ids=lambda setup: setup.name)
def test_a_library_signs_in_answers_and_signs_out(setup, stage):
    with stage(setup) as on:
        account = on.account(role="admin")
        client = on.client()
        login = client.login(account["email"], account["password"])

        answers = [client.send("GET", "me"), client.send("PATCH", "profile", {"displayName": "A"})]
        answers.append(client.send("GET", "report"))
        if client.renewable:
            answers += [client.refresh(), client.send("GET", "me")]
        kept = on.operator("at_rest", texts=secrets_of(client))["places"]
        client.logout()

        assert not login.is_error
        assert {answer.status_code for answer in answers} == {HTTPStatus.OK}
        assert answers[0].json() == {"id": account["id"], "email": account["email"], "role": "admin"}
        assert {name: where for name, where in kept.items() if where} == PLACES.get(setup.name, {})


@pytest.mark.parametrize("setup", INSTALLED, ids=lambda setup: setup.name)
def test_a_credential_expires_when_the_clock_says_so(setup, stage):
    """Five seconds before the end that the login named it counts, five after it doesn't. DRF's token has no end."""
    with stage(setup) as on:
        account, statuses = on.account(), []
        for seconds in (-5, 5):
            client = on.client()  # another login: being looked at may keep one alive
            client.login(account["email"], account["password"])
            statuses.append(on.present(client.credential(), seconds=client.lifetimes()[0] + seconds))

        assert statuses[0] == HTTPStatus.OK
        assert (statuses[1] == HTTPStatus.OK) is (setup.library.name == "drf-token")


@pytest.mark.parametrize("setup", INSTALLED, ids=lambda setup: setup.name)
def test_nobody_is_let_in_by_a_wrong_password_or_by_nothing(setup, stage):
    with stage(setup) as on:
        account = on.account()

        client = on.client()
        client.login(account["email"], "wrong")

        assert client.http.get("/api/me").status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


def test_a_library_or_one_of_its_columns_is_chosen_by_name():
    assert [setup.name for setup in chosen(["simplejwt", "drf-token"])] == [
        "drf-token", "simplejwt", "simplejwt-best",
    ]  # fmt: skip
    assert [setup.name for setup in chosen(["simplejwt-best"])] == ["simplejwt-best"]
    assert chosen(["all"]) == INSTALLED
    with pytest.raises(LookupError, match="there is no library nonsense"):
        chosen(["nonsense"])


@pytest.mark.skipif(all(library.installed for library in LIBRARIES), reason="all are installed")
def test_what_is_not_installed_is_said():
    missing = next(library for library in LIBRARIES if not library.installed)

    with pytest.raises(LookupError, match=f"not installed: {missing.distribution}"):
        chosen([missing.name])


def test_the_members_migration_is_complete(fleet):
    """`makemigrations --check` of the project doesn't see it."""
    env = {"DJANGO_SETTINGS_MODULE": "lab.libraries.drf_token.settings"}

    assert "No changes" in fleet.manage("makemigrations", "members", "--check", "--dry-run", env=env)
