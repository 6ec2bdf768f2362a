"""What every mode's reference client can do, and says that it can't: one protocol for whoever asks them all."""

from typing import Any, Protocol

import httpx


class Client(Protocol):
    """One login, over an `httpx.Client` whose cookies are this caller's own."""

    prefix: str
    carrier: str
    renewable: bool  # whether `refresh` gets a new credential without a password
    refresh_token: str | None  # where the client itself keeps one
    http: httpx.Client

    def __init__(self, http: httpx.Client, carrier: str = ...) -> None: ...

    def login(self, email: str, password: str) -> httpx.Response: ...

    def send(self, method: str, path: str, json: Any = None) -> httpx.Response:
        """One call under the prefix, with the credential; renewed first if it has expired and can be."""

    def refresh(self) -> httpx.Response:
        """Trade the refresh token for the next pair. Raises: NotImplementedError in a mode that has none."""

    def logout(self) -> httpx.Response: ...

    def credential(self) -> dict[str, str]:
        """The headers that would let anybody else in: what a thief takes."""
