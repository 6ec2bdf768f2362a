"""The bar above every page: the same page in the three modes, and who is signed in at each."""

from itertools import cycle
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from contract.modes import MODES, Mode
from operators.devices import device_of

from ..renderer import tabs_of

register = template.Library()
register.filter("device", device_of)


@register.filter
def code(text: str) -> SafeString:
    """`such words` as code."""
    parts = zip(text.split("`"), cycle(("{}", "<code>{}</code>")), strict=False)
    return mark_safe("".join(format_html(shape, part) for part, shape in parts))  # noqa: S308  (escaped one by one)


@register.inclusion_tag("pages/mode_bar.html")
def mode_bar(current: Mode | str | None, path: str = "", standing: Any = None) -> dict[str, Any]:
    """Another mode's cookie never reaches this path: the server knows this mode alone, a script asks the others."""
    here = next((mode for mode in MODES if current in (mode, mode.name)), None)
    return {"tabs": tabs_of(here, path), "standing": standing}
