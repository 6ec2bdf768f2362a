"""What a question asks a client for, whoever wrote it: a reference client, a library's, somebody's adapter."""

from typing import Any

import httpx

from .exchanges import SECRET


def succeeded(answer: httpx.Response) -> httpx.Response:
    """The answer, unless it is an error: a redirect is how a form says yes. Raises: httpx.HTTPStatusError."""
    return answer.raise_for_status() if answer.is_error else answer


def lifetimes(client: Any) -> tuple[int, int]:
    """(seconds until the credential expires, seconds until it can't be renewed, or 0), as the login said.
    Raises: LookupError where it said nothing."""
    if said := getattr(client, "lifetimes", None):
        seconds: tuple[int, int] = said()
        return seconds
    try:
        answer = client.login_answer.json()
        return answer["expiresIn"], answer.get("refreshExpiresIn", 0)
    except (ValueError, KeyError, TypeError) as fault:
        raise LookupError("its login doesn't say for how long it counts") from fault


def logins(client: Any) -> list[dict[str, Any]] | None:
    """The account's logins, [{"id", "current"}], as this client can list them; None where nothing is listed.
    Raises: LookupError where there is no call for it."""
    if lists := getattr(client, "logins", None):
        listed: list[dict[str, Any]] = lists()
        return listed
    answer = client.send("GET", "logins").json()
    return answer["logins"] if answer["tracked"] else None


def tracked(client: Any) -> bool:
    try:
        return logins(client) is not None
    except LookupError:
        return False


def end_login(client: Any, login: dict[str, Any]) -> None:
    if end := getattr(client, "end", None):
        end(login["id"])
    else:
        client.send("DELETE", f"logins/{login['id']}")


def words_in(value: Any, name: str = "") -> dict[str, str]:
    """The long random words of a JSON value, by the names under which they stand."""
    if isinstance(value, dict):
        return {found: word for key, inner in value.items() for found, word in words_in(inner, key).items()}
    return {name: value} if isinstance(value, str) and SECRET.search(value) else {}


def secrets_of(client: Any) -> dict[str, str]:
    """Everything by which this client is known, as it is sent: {"credential" or a cookie's name, "refresh token"}; and
    what else its login's answer gave."""
    held = {c.name: c.value or "" for c in client.http.cookies.jar if not c.name.endswith("csrftoken")}
    for name, value in client.credential().items():
        if name != "Cookie":
            held["credential"] = value.split()[-1]
    if client.renewable and client.refresh_token:
        held["refresh token"] = client.refresh_token
    answer = client.login_answer
    given = words_in(answer.json()) if "json" in answer.headers.get("content-type", "") else {}
    return held | {name: word for name, word in given.items() if word not in held.values()}


def renew(client: Any) -> httpx.Response | None:
    """What the client can do to stay signed in without a password; None where its mode has nothing for it."""
    answer: httpx.Response | None = client.refresh() if client.renewable else None
    return answer
