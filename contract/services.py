"""What other services ask of this one, with a secret of their own: what is taken, and what may come back."""

from typing import Any

from rest_framework.serializers import CharField, Serializer


class IntrospectionSerializer(Serializer[Any]):
    token = CharField(max_length=4096)
    token_type_hint = CharField(
        max_length=64, required=False, allow_blank=True
    )  # RFC 7662 §2.1: a server may ignore it


TAKES: dict[str, Serializer[Any]] = {"/introspect": IntrospectionSerializer()}
SERVICES = {
    "/introspect": (
        "What a token of ours is worth right now (RFC 7662); without INTROSPECTION_SECRET there is no such path.",
        {200: "Introspection", **dict.fromkeys((400, 401, 404, 413, 415, 503), "Error")},
    ),
}
