from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from .claims import claims


class HasRoleAdmin(BasePermission):
    """The role as the mode knows it: read from the database, or claimed by a token that may be out of date."""

    message = "This needs the role admin."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.is_authenticated and claims(request.user)["role"] == "admin")
