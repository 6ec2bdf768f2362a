"""Behind the stage of a comparison: an operator makes, changes and deletes accounts, rotates the signing key, and looks
how much is stored. The comparison asks over HTTP; with LAB=1 alone.

POST /lab/backstage/<act>, JSON in and out. It takes no credential, so it takes the header `X-Lab-Run` instead: no page
of another origin can send that without asking first (Fetch, CORS-preflight).
"""

import json
import secrets
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError

from accounts.errors import answer
from accounts.exceptions import StoreUnavailable
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account

from ..libraries.backstage import CHANGEABLE, change, delete, hash_of
from ..libraries.storage import at_rest, stored


def make(fields: dict[str, Any]) -> dict[str, Any]:
    email = f"compare-{secrets.token_hex(6)}@example.com"
    account = Account.objects.create(email=email, password=hash_of(PASSWORD), role=fields.get("role", "user"))
    return {"id": account.pk, "email": email, "password": PASSWORD}


def save(fields: dict[str, Any]) -> dict[str, Any]:
    """As `change`, but by the model's own save(), as a form would: whoever listens is told."""
    account = Account.objects.get(email=fields["email"])
    for name in CHANGEABLE & fields.keys():
        setattr(account, name, hash_of(fields[name]) if name == "password" else fields[name])
    account.save()
    return {"changed": 1}


def rotate_signing_key(fields: dict[str, Any]) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_signing_key", retire=bool(fields.get("retire")), stdout=out)
    return {"said": out.getvalue()}


ACTS = {f.__name__: f for f in (make, change, save, delete, rotate_signing_key, stored, at_rest)}


@csrf_exempt
@require_POST
def backstage(request: HttpRequest, act: str) -> JsonResponse:
    if act not in ACTS or "HTTP_X_LAB_RUN" not in request.META:
        return JsonResponse({"detail": "There is no such act.", "code": "not_found"}, status=404)
    try:
        fields = json.loads(request.body or b"{}")
        return JsonResponse(ACTS[act](fields))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, DataError, Account.DoesNotExist) as fault:
        return JsonResponse({"detail": f"This makes no sense: {fault}", "code": "invalid"}, status=400)
    except (OperationalError, InterfaceError, RedisError) as fault:
        return answer(StoreUnavailable("Redis" if isinstance(fault, RedisError) else "database"))
