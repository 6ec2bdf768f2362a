"""The lab's own entries in the bar above every page: written once, shown by `pages/site_bar.html` everywhere."""

from typing import Any

from django.http import HttpRequest

LINKS = (
    ("/lab", "Lab"),
    ("/compare", "Comparison"),
    ("/choose", "Choose"),
    ("/room", "Room"),
    ("/lab/trainers", "For trainers"),
)


def site_links(request: HttpRequest) -> dict[str, Any]:
    return {"site_links": LINKS}
