"""Asking before an action, and saying afterwards what became of it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from redis.exceptions import RedisError

SHOWN = 100  # of the selected rows
NO_ANSWER = (RedisError, OperationalError, InterfaceError)


def store_named(fault: Exception) -> str:
    """Which store didn't answer."""
    return "Redis" if isinstance(fault, RedisError) else "The database"


def say_unknown(request: HttpRequest, fault: Exception, what: str) -> None:
    """On the page at hand; a form's answer is followed by a page that says it itself."""
    if request.method == "GET":
        messages.warning(request, f"{store_named(fault)} does not answer: {what}.")


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def confirmed(request: HttpRequest) -> bool:
    return request.POST.get("confirmed") == "yes"


def write_down(request: HttpRequest, rows: Iterable[Any], what: str) -> None:
    """In the admin's own history: which operator did what to each of these."""
    operator: Any = request.user
    LogEntry.objects.log_actions(operator.pk, list(rows), CHANGE, what)


def ask(
    model_admin: Any, request: HttpRequest, rows: QuerySet[Any], question: str, lines: list[str], warning: str = ""
) -> HttpResponse:
    """The page that asks; its answer comes back as the same action, `confirmed`. `lines` describe the first rows."""
    across = request.POST.get("select_across") == "1"
    selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
    count = rows.count()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Are you sure?",
        "question": question,
        "warning": warning,
        "lines": lines,
        "count": count,
        "more": count - len(lines),
        "action": request.POST["action"],
        "select_across": across,
        "selected": selected[:1] if across else selected,  # Django asks for one even where all are meant
        "opts": model_admin.opts,
        "media": model_admin.media,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/confirm_action.html", context)
