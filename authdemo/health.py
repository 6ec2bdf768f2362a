"""What needs no credential: is the process up, do its stores answer."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django_redis import get_redis_connection
from redis.exceptions import RedisError
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class PublicView(APIView):
    authentication_classes = []
    permission_classes = []


class HealthView(PublicView):
    """The process is up."""

    def get(self, request: Request) -> Response:
        return Response({"status": "ok"})


class ReadyView(PublicView):
    """Every store answers: 200; else 503, naming which doesn't."""

    def get(self, request: Request) -> Response:
        stores = {"database": self.database_answers(), "redis": self.redis_answers()}
        down = [name for name, answers in stores.items() if not answers]
        if not down:
            return Response({"status": "ok", "stores": stores})
        body = {"detail": f"No answer from: {', '.join(down)}.", "code": "store_unavailable", "stores": stores}
        return Response(body, status=503, headers={"Retry-After": "5"})

    @staticmethod
    def database_answers() -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            return False
        return True

    @staticmethod
    def redis_answers() -> bool:
        try:
            return settings.REDIS_IN_PROCESS or bool(get_redis_connection("default").ping())
        except RedisError:
            return False


class NotFoundView(PublicView):
    """Any other path under a prefix: the one error shape, with DEBUG too."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound
