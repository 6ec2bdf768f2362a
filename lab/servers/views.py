"""The page's calls for a service that has public keys alone, and for sessions in a process's memory."""

from rest_framework.request import Request
from rest_framework.response import Response

from ..page.calls import LabView
from .memory import STORES, sign_in_many
from .service import asked


class ServiceView(LabView):
    """Each mode's credential at another service, before and after signing out."""

    def post(self, request: Request) -> Response:
        return Response(asked(self.run))


class MemoryView(LabView):
    """Fifty sign-ins with sessions in `store`: what this process holds before and after."""

    def post(self, request: Request) -> Response:
        return Response(sign_in_many(self.run, self.chosen("store", STORES)))
