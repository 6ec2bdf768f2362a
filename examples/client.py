"""The three modes from Python, with nothing but an HTTP client: what a service or a script has to do in each.

python examples/client.py http://localhost:8000
"""

import sys

import httpx

SIGN_IN = {"email": "alice@example.com", "password": "open-sesame"}


def by_session(base: str) -> str:
    """A cookie jar, and the CSRF token with everything that changes something."""
    with httpx.Client(base_url=base) as http:
        http.post("/session/login", json=SIGN_IN).raise_for_status()
        cookies = {cookie.name: cookie.value for cookie in http.cookies.jar}
        # Secure cookies stay at home on plain HTTP; a browser makes an exception for localhost, this client doesn't.
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        email = http.get("/session/me", headers=headers).raise_for_status().json()["email"]
        headers |= {"X-CSRFToken": cookies["csrftoken"], "Origin": base}
        http.patch("/session/profile", json={"displayName": "Alice"}, headers=headers).raise_for_status()
        http.post("/session/logout", headers=headers).raise_for_status()
        return email


def by_jwt(base: str) -> str:
    """One header. After an hour: sign in again."""
    with httpx.Client(base_url=base) as http:
        token = http.post("/jwt/login", json=SIGN_IN).raise_for_status().json()["accessToken"]
        headers = {"Authorization": f"Bearer {token}"}
        email = http.get("/jwt/me", headers=headers).raise_for_status().json()["email"]
        http.patch("/jwt/profile", json={"displayName": "Alice"}, headers=headers).raise_for_status()
        http.post("/jwt/logout", headers=headers).raise_for_status()  # the token stays good; forget it
        return email


def by_jwt_with_refresh(base: str) -> str:
    """One header, and a second token to keep: every quarter of an hour trade it, and keep what comes back at once."""
    with httpx.Client(base_url=base) as http:
        tokens = http.post("/jwt-refresh/login", json=SIGN_IN).raise_for_status().json()
        sent = {"refreshToken": tokens["refreshToken"]}
        tokens = http.post("/jwt-refresh/refresh-token", json=sent).raise_for_status().json()
        headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
        email = http.get("/jwt-refresh/me", headers=headers).raise_for_status().json()["email"]
        http.patch("/jwt-refresh/profile", json={"displayName": "Alice"}, headers=headers).raise_for_status()
        http.post("/jwt-refresh/logout", json={"refreshToken": tokens["refreshToken"]}).raise_for_status()
        return email


if __name__ == "__main__":
    base = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    for sign_in in (by_session, by_jwt, by_jwt_with_refresh):
        sys.stdout.write(f"{sign_in.__name__}: {sign_in(base)}\n")
