"""The lab's own entries in the bar above every page."""

from typing import Any

from django.http import HttpRequest

LINKS = (("/", "Lab"),)


def site_links(request: HttpRequest) -> dict[str, Any]:
    return {"site_links": LINKS}
