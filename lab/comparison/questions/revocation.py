"""Something happens to a login or an account: how many seconds until a credential from before opens nothing?

Each question copies the credential first: the headers that let anybody in, and the whole client for whoever could also
renew; with the key, where the credential is bound to one. Then it happens, then the copies are tried with the clock
moved on.
"""

from collections.abc import Callable
from typing import Any

from .clients import end_login, logins, renew, succeeded
from .question import Facts, question
from .spans import span
from .stage import Stage

NEW_PASSWORD = "quite-another-phrase"  # noqa: S105  (of an account that lives for seconds)


def copied(stage: Stage, client: Any, happens: Callable[[], Any], path: str = "me") -> Facts:
    """What a copy of this client is worth once it has happened."""
    credential, key, holder = client.credential(), client.http.auth, stage.twin(client, "holder of a copy")
    happens()
    seconds = stage.seconds_accepted(credential, path, key)
    status, code = stage.last.status, stage.last.code
    proof = stage.last.number
    renewal = renew(holder)
    cell = span(seconds) + (f", by a {status}" if status >= 500 else "")
    found: dict[str, Any] = {"seconds": seconds, "status": status, "code": code}
    if renewal is not None:
        later = holder.send("GET", path).status_code if renewal.is_success else None
        found |= {"renewal": renewal.status_code, "renewed": later}
        cell += f"; a renewal gets {renewal.status_code}" + (f", and then {later}" if later else "")
    return stage.facts(cell, proof, **found)


@question("Logout: what the old credential is still worth", "revocation")
def logout(stage: Stage) -> Facts:
    client = stage.sign_in(stage.account())
    answers: list[Any] = []
    facts = copied(stage, client, lambda: answers.append(client.logout()))
    if answers == [None]:
        facts.cell += "; there is no call for it"
    return facts


@question("Logout everywhere: the other login", "revocation")
def logout_everywhere(stage: Stage) -> Facts:
    account = stage.account()
    here, there = stage.sign_in(account, "here"), stage.sign_in(account, "there")
    return copied(stage, there, lambda: here.send("POST", "logout-all"))


@question("Ending one login from a list", "revocation")
def ending_one_login(stage: Stage) -> Facts:
    """Sign in twice, list the logins, end the one that isn't this."""
    account = stage.account()
    there, here = stage.sign_in(account, "there"), stage.sign_in(account, "here")

    def end() -> None:
        for login in logins(here) or []:
            if not login["current"]:
                end_login(here, login)

    facts = copied(stage, there, end)
    facts.found["listed"] = len(logins(here) or [])
    return facts


@question("Role taken away", "revocation")
def role_change(stage: Stage) -> Facts:
    account = stage.account(role="admin")
    client = stage.sign_in(account)
    return copied(stage, client, lambda: stage.operator("change", email=account["email"], role="user"), "report")


@question("Account deactivated", "revocation")
def deactivation(stage: Stage) -> Facts:
    account = stage.account(own=True)
    client = stage.sign_in(account)
    return copied(stage, client, lambda: stage.operator("change", email=account["email"], is_active=False))


@question("Account deleted", "revocation")
def deletion(stage: Stage) -> Facts:
    account = stage.account(own=True)
    client = stage.sign_in(account)
    return copied(stage, client, lambda: stage.operator("delete", email=account["email"]))


@question("Password changed, by its owner at another login", "revocation")
def password_change(stage: Stage) -> Facts:
    account = stage.account(own=True)
    there, here = stage.sign_in(account, "there"), stage.sign_in(account, "here")
    change = {"currentPassword": account["password"], "newPassword": NEW_PASSWORD}
    return copied(stage, there, lambda: succeeded(here.send("POST", "password", change)))


@question("Password changed behind the application's back", "revocation")
def password_set(stage: Stage) -> Facts:
    """By a command, the shell, another application: nobody told the modes."""
    account = stage.account(own=True)
    client = stage.sign_in(account)
    return copied(stage, client, lambda: stage.operator("change", email=account["email"], password=NEW_PASSWORD))
