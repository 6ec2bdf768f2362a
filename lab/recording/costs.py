"""What a request costs the stores: each SQL statement and each Redis command, with its time, as they were sent.

Counting is on only inside `counted()`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections
from django.http import HttpRequest, HttpResponse

from .ears import install, watch
from .ledger import Costs, current


@contextmanager
def counted() -> Iterator[Costs]:
    """Everything this thread asks of the stores inside the block."""
    costs = Costs()
    token = current.set(costs)
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(watch))
        try:
            yield costs
        finally:
            current.reset(token)


class CostsMiddleware:
    """Tells a request that carries `X-Lab-Run` what it cost, in `Server-Timing`; installed with LAB=1 alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        install()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_LAB_RUN" not in request.META:
            return self.get_response(request)
        began = time.perf_counter()
        with counted() as costs:
            response = self.get_response(request)
        response.costs = costs  # type: ignore[attr-defined]  # for the recorder
        response.headers["Server-Timing"] = costs.server_timing(time.perf_counter() - began)
        return response
