"""The limit: a DRF view that asks nothing of anybody, in the same project as the recipes."""

import httpx


class Empty:
    prefix = "/limit"
    renewable = revokes = login = False

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def credential(self) -> dict[str, str]:
        return {}
