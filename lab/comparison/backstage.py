"""Behind the stage of a comparison: an operator makes, changes and deletes accounts, rotates the signing key, and looks
how much is stored. The comparison asks over HTTP; with LAB=1 alone, and only for whoever owns the lab.

POST /lab/backstage/<act>, JSON in and out. It takes the header `X-Lab-Run`: no page of another origin can send that
without asking first (Fetch, CORS-preflight). It changes and deletes the accounts that it made, and no others.
"""

import json
import re
import secrets
from io import StringIO
from typing import Any, ClassVar

from django.core.management import call_command
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.exceptions import APIException, NotFound, ParseError

from accounts.errors import answer
from accounts.exceptions import StoreUnavailable
from accounts.management.commands.seed_accounts import PASSWORD
from accounts.models import Account

from ..libraries.backstage import CHANGEABLE, change, delete, hash_of
from ..libraries.storage import at_rest, stored
from ..trainer.key import require

MADE = re.compile(r"compare-[0-9a-f]{12}@example\.com")


def address(value: str) -> None:
    if not MADE.fullmatch(value):
        raise serializers.ValidationError("This is no account that was made here.")


class Fields(serializers.Serializer[Any]):
    """What an act may be told; each act names what it has to be."""

    email = serializers.CharField(required=False, validators=[address])
    role = serializers.ChoiceField(["user", "admin"], required=False)
    is_active = serializers.BooleanField(required=False)
    password = serializers.CharField(required=False, max_length=128)
    retire = serializers.BooleanField(required=False)
    texts = serializers.DictField(child=serializers.CharField(min_length=16, max_length=8192), required=False)
    needed: ClassVar[dict[str, str]] = {"change": "email", "save": "email", "delete": "email", "at_rest": "texts"}

    @classmethod
    def read(cls, act: str, body: bytes) -> dict[str, Any]:
        """Raises: ParseError, ValidationError, 400."""
        try:
            sent = json.loads(body or b"{}")
        except (ValueError, RecursionError) as fault:
            raise ParseError("This is no JSON.") from fault
        read: dict[str, Any] = cls().run_validation(sent)
        if cls.needed.get(act, "") not in ("", *read):
            raise serializers.ValidationError({cls.needed[act]: ["This is needed."]})
        return read


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
    call_command("rotate_signing_key", retire=fields.get("retire", False), stdout=out)
    return {"said": out.getvalue()}


ACTS = {f.__name__: f for f in (make, change, save, delete, rotate_signing_key, stored, at_rest)}


@csrf_exempt
@require_POST
def backstage(request: HttpRequest, act: str) -> JsonResponse:
    if act not in ACTS or "HTTP_X_LAB_RUN" not in request.META:
        return answer(NotFound("There is no such act."))
    try:
        require(request)
        return JsonResponse(ACTS[act](Fields.read(act, request.body)))
    except Account.DoesNotExist:
        return answer(NotFound("There is no such account."))
    except APIException as fault:
        return answer(fault)
    except DataError:
        return answer(ParseError("The database can't hold that."))
    except (OperationalError, InterfaceError, RedisError) as fault:
        return answer(StoreUnavailable("Redis" if isinstance(fault, RedisError) else "database"))
