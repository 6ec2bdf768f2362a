"""Clients of the recipes, with the same verbs as our reference clients."""

from typing import Any

import httpx


class Empty:
    prefix = "/empty"
    renewable = False

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def credential(self) -> dict[str, str]:
        return {}


class Session(Empty):
    prefix = "/session"

    def login(self, email: str, password: str) -> httpx.Response:
        return self.http.post(f"{self.prefix}/login", json={"username": email, "password": password})

    def logout(self) -> httpx.Response:
        headers = {"X-CSRFToken": self.http.cookies.get("csrftoken") or ""}
        return self.http.post(f"{self.prefix}/logout", headers=headers)

    def credential(self) -> dict[str, str]:
        return {"Cookie": f"sessionid={self.http.cookies.get('sessionid', '')}"}


class SimpleJwt(Empty):
    prefix = "/simplejwt"
    renewable = True
    tokens: dict[str, Any]

    def login(self, email: str, password: str) -> httpx.Response:
        answer = self.http.post(f"{self.prefix}/login", json={"username": email, "password": password})
        self.tokens = answer.json()
        return answer

    def refresh(self) -> httpx.Response:
        answer = self.http.post(f"{self.prefix}/refresh", json={"refresh": self.tokens["refresh"]})
        self.tokens |= answer.json()
        return answer

    def logout(self) -> httpx.Response:
        return self.http.post(f"{self.prefix}/logout", json={"refresh": self.tokens["refresh"]})

    def credential(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access']}"}
