"""The operator of a library's project: the acts that the comparison asks of ours, on the members here.

POST /lab/backstage/<act>, JSON in and out, with the header `X-Lab-Run`; mounted with LAB=1 alone.
"""

import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .storage import at_rest, stored

PASSWORD = "open-sesame"  # noqa: S105  (of members that live for seconds)
CHANGEABLE = {"role", "is_active", "password"}


@cache
def hash_of(password: str) -> str:
    """One hash for all members made here: a comparison makes hundreds, and everybody knows the password."""
    return make_password(password)


def make(fields: dict[str, Any]) -> dict[str, Any]:
    email = f"compare-{secrets.token_hex(6)}@example.com"
    names = {"username": email, "email": email, "role": fields.get("role", "user")}
    member = get_user_model().objects.create(password=hash_of(PASSWORD), **names)
    return {"id": member.pk, "email": email, "password": PASSWORD}


def change(fields: dict[str, Any]) -> dict[str, Any]:
    changes = {name: fields[name] for name in CHANGEABLE & fields.keys()}
    if "password" in changes:
        changes["password"] = make_password(changes["password"])
    return {"changed": get_user_model().objects.filter(email=fields["email"]).update(**changes)}


def delete(fields: dict[str, Any]) -> dict[str, Any]:
    get_user_model().objects.filter(email=fields["email"]).delete()
    return {}


def rotate_signing_key(fields: dict[str, Any]) -> dict[str, Any]:
    """A key of the library's own is made anew at the next start; SECRET_KEY is what that start is told."""
    if key := getattr(settings, "SIGNING_KEY_FILE", None):
        Path(key).unlink(missing_ok=True)
    return {}


ACTS = {act.__name__: act for act in (make, change, delete, rotate_signing_key, stored, at_rest)}


@csrf_exempt
@require_POST
def backstage(request: HttpRequest, act: str) -> JsonResponse:
    if act not in ACTS or "HTTP_X_LAB_RUN" not in request.META:
        return JsonResponse({"detail": "There is no such act.", "code": "not_found"}, status=404)
    return JsonResponse(ACTS[act](json.loads(request.body or b"{}")))


def operator() -> list[URLPattern]:
    return [path("lab/backstage/<str:act>", backstage)] if settings.LAB else []
