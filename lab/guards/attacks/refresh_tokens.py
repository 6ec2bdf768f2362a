"""Against rotation: copied refresh tokens."""

from .scene import Scene, attack


def trade_in(scene: Scene, token: str | None) -> bool:
    return scene.thief().post("/jwt-refresh/refresh-token", json={"refreshToken": token}).is_success


@attack("reuse")
def after_its_owner(scene: Scene) -> bool:
    """A copied refresh token, traded in a minute after its owner has traded it in."""
    victim = scene.sign_in("/jwt-refresh")
    copied = victim.refresh_token
    victim.refresh()
    scene.later(60)
    return trade_in(scene, copied)


@attack("logout-revokes")
def after_signing_out(scene: Scene) -> bool:
    """A copied refresh token, traded in after its owner has signed out."""
    victim = scene.sign_in("/jwt-refresh")
    copied = victim.refresh_token
    victim.logout()
    return trade_in(scene, copied)
