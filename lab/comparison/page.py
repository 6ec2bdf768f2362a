"""The page `/compare`: the last comparison made on this machine, and any row of it asked again.

Asking is left to a `manage.py compare` with servers of its own: a worker that asked itself would wait for itself. One
at a time: the child inherits a lock and holds it as long as it lives. What it finds it merges into the file that the
page shows.
"""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import locks
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from ..trainer.key import is_trainer
from .questions import QUESTIONS
from .report import context

_children: dict[str, subprocess.Popen[bytes]] = {}  # so that an ended one is reaped by the worker that started it


def file(suffix: str) -> Path:
    return Path(settings.DATA_DIR) / f"comparison.{suffix}"


def kept() -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(file("json").read_text())
    except (OSError, ValueError):
        return None
    return found


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    data = kept()
    return render(request, "lab/compare.html", {**(context(data) if data else {}), "live": True})


def refused(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"detail": detail, "code": code}, status=status)


@csrf_exempt
@require_POST
def start(request: HttpRequest) -> JsonResponse:
    """POST {"only": [question, …]}; [] is all. 202 {"run"}; 409 while another runs. Needs the header `X-Lab-Run`, which
    no page of another origin can send without asking."""
    if "HTTP_X_LAB_RUN" not in request.META:
        return refused(403, "permission_denied", "This needs the header X-Lab-Run.")
    if not is_trainer(request):
        return refused(403, "permission_denied", "Only the trainer asks again: see /lab/trainer.")
    try:
        only = json.loads(request.body)["only"]
        unknown = [name for name in only if not isinstance(name, str) or name not in QUESTIONS]
    except (ValueError, KeyError, TypeError):
        return refused(400, "invalid", 'This takes {"only": [question, …]}.')
    if unknown or not isinstance(only, list):
        return refused(400, "invalid", "There is no such question.")
    with open(file("lock"), "a") as lock, open(file("log"), "ab") as log:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            return refused(409, "busy", "A comparison is running already.")
        log.truncate(0)
        run = secrets.token_hex(8)
        command = [sys.executable, "manage.py", "compare", "--into", str(file("json")), "--run", run]
        command += ["--only", *only] if only else []
        _children[run] = subprocess.Popen(  # noqa: S603  (names from our own list)
            command, cwd=settings.BASE_DIR, stdout=log, stderr=log, pass_fds=[lock.fileno()], start_new_session=True
        )
    return JsonResponse({"run": run}, status=202)


@require_GET
def state(request: HttpRequest, run: str) -> JsonResponse:
    """{"state": "running" | "done" | "failed"}."""
    child = _children.get(run)
    if child and child.poll() is not None:
        del _children[run]
    if (data := kept()) and data.get("run") == run:
        return JsonResponse({"state": "done"})
    with open(file("lock"), "a") as lock:
        if not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB):
            return JsonResponse({"state": "running"})
    return JsonResponse({"state": "failed", "detail": f"It ended without a result; see {file('log').name}."})
