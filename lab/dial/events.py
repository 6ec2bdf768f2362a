"""What can end a login or change an account, each asked for real: how many seconds until a token from before opens
nothing? The comparison's own questions, and three that happen by the application's own `save()`."""

from collections.abc import Callable

from ..comparison.questions import Facts, Question, Stage, revocation
from ..comparison.questions.cost import stores_asked
from ..comparison.questions.outages import database_outage, redis_outage


def role_saved(stage: Stage) -> Facts:
    account = stage.account(role="admin")
    client = stage.sign_in(account)
    return revocation.copied(
        stage, client, lambda: stage.operator("save", email=account["email"], role="user"), "report"
    )


def deactivation_saved(stage: Stage) -> Facts:
    account = stage.account(own=True)
    client = stage.sign_in(account)
    return revocation.copied(stage, client, lambda: stage.operator("save", email=account["email"], is_active=False))


# By what the tables call them. "behind its back": no signal is sent, as by another program or by SQL.
EVENTS: dict[str, Callable[[Stage], Facts]] = {
    "logout": revocation.logout,
    "logout everywhere": revocation.logout_everywhere,
    "new password": revocation.password_change,
    "role taken away": role_saved,
    "deactivated": deactivation_saved,
    "deleted": revocation.deletion,
    "behind its back": revocation.deactivation,
}
BEHIND = "behind its back"
OUTAGES: dict[str, Callable[[Stage], Facts]] = {"Redis down": redis_outage, "database down": database_outage}
LOOK_UPS = "look-ups"


def questions() -> list[Question]:
    asked = {LOOK_UPS: stores_asked, **EVENTS, **OUTAGES}
    return [Question(name, name, "dial", ask, name in OUTAGES) for name, ask in asked.items()]
