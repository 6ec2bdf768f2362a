"""The bar above every page: the same page in the three modes, and who is signed in at each."""

from typing import Any

from django import template

from ..browsable import tabs_of
from ..modes import Mode
from ..standing import Standing

register = template.Library()


@register.inclusion_tag("pages/mode_bar.html")
def mode_bar(current: Mode | None = None, path: str = "", standing: Standing | None = None) -> dict[str, Any]:
    """Another mode's cookie never reaches this path: the server knows this mode alone, a script asks the others."""
    return {"tabs": tabs_of(current, path), "standing": standing}
