"""What docs/moving.md says works."""

import re
from typing import Any

import pytest

from tests.servers import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def exchange_is_on(settings: Any) -> None:
    settings.EXCHANGE = True


def test_the_guides_code_moves_a_login(sign_in, variant):
    names: dict[str, Any] = {}
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "moving.md").read_text(), re.S)
    exec(block, names)  # noqa: S102 (our own guide)
    client, new = sign_in(), "jwt" if variant.mode.name != "jwt" else "opaque"
    csrf = {"X-CSRFToken": client.csrf_token()} if hasattr(client, "csrf_token") else {}

    held = {name: value for name, value in client.credential().items() if name != "Cookie"}
    told = names["move"](client.http, variant.mode.name, new, held | csrf)

    assert told["user"]["email"] == "alice@example.com"
    assert "accessToken" in told
