"""Why a request was refused: the questions that were asked of it, and the line of source that said no.

Neither is a guess: the exception carries its reason, and its traceback the line.
"""

import inspect
import linecache
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from rest_framework.response import Response

from .reasons import NEVER_ASKED, QUESTIONS, STORED, WORDS, asked

OURS = ("accounts", "sessions_auth", "jwt_auth")
CONTEXT = 3  # lines shown on each side of the one that decided


@dataclass
class Frame:
    file: str
    line: int
    function: str


def frames_of(fault: BaseException) -> list[Frame]:
    """The frames of this project that led to where it was raised, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(fault.__traceback__):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(settings.BASE_DIR) and file.relative_to(settings.BASE_DIR).parts[0] in OURS:
            frames.append(Frame(str(file.relative_to(settings.BASE_DIR)), line, frame.f_code.co_name))
    return frames


def source_around(file: str, line: int) -> list[dict[str, Any]]:
    path = str(settings.BASE_DIR / file)
    numbers = range(max(1, line - CONTEXT), line + CONTEXT)
    return [{"line": n, "text": linecache.getline(path, n).rstrip("\n"), "decided": n == line} for n in numbers]


def return_in(method: Any, text: str) -> Frame:
    """The line of a method that begins with this text."""
    lines, first = inspect.getsourcelines(method)
    file = str(Path(inspect.getsourcefile(method) or "").relative_to(settings.BASE_DIR))
    number = next((n for n, line in enumerate(lines, first) if line.strip().startswith(text)), first)
    return Frame(file, number, method.__name__)


def without_exception(response: HttpResponse, code: str) -> list[Frame]:
    """What decided when no line of ours raised: the authenticator's `return None`, or the permission's answer."""
    view: Any = getattr(response, "renderer_context", {}).get("view")
    if code == "not_authenticated" and getattr(view, "authentication_classes", []):
        return [return_in(view.authentication_classes[0].authenticate, "return None")]
    if code == "permission_denied" and getattr(view, "permission_classes", []):
        return [return_in(view.permission_classes[-1].has_permission, "return")]
    return []


def explained(mode: str, seen: dict[str, Any], response: HttpResponse) -> dict[str, Any]:
    """{"checks": [{"words", "state"}], "reason", "decided": {"file", "line", "function", "source"} or None, "path",
    "note"}. `reason` is the question that was answered no; "" where none was."""
    sent = {name.lower() for name, _ in seen["headers"]}
    by_cookie = "cookie" in sent and "authorization" not in sent
    questions = asked(mode, seen["method"], seen["path"], by_cookie)
    code = response.data.get("code", "") if isinstance(response, Response) and isinstance(response.data, dict) else ""
    refused = response.status_code in (401, 403, 429)
    refusal = getattr(response, "refusal", None)
    frames = (frames_of(refusal) if refusal else []) or without_exception(response, code)
    last = frames[-1] if frames and refused else None
    reason = (QUESTIONS.get(code, "") or getattr(refusal, "reason", "")) if refused else ""
    if reason in WORDS and reason not in questions:
        questions.append(reason)
    checks, state = [], "passed"
    for question in questions:
        state = "failed" if question == reason else "unasked" if state != "passed" else "passed"
        checks.append({"words": WORDS[question], "state": state})
    stateless = mode not in STORED and not {"family", "account"} & {*questions} and response.status_code == 200
    return {
        "checks": checks,
        "reason": reason,
        "decided": last
        and {"file": last.file, "line": last.line, "function": last.function}
        | {"source": source_around(last.file, last.line)},
        "path": [f"{frame.file}:{frame.line} {frame.function}" for frame in frames],
        "note": NEVER_ASKED if stateless and questions[0] == "offered" and len(questions) > 2 else "",
    }
