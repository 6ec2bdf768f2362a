"""What happens here, counted for Prometheus: at /metrics, where METRICS_TOKEN is set, to whoever sends it as a bearer.

Nothing in the modes knows of it: events and refusals are read off the log's own lines, the rest is seen by a middleware
that stands before all others. Labels are names of ours (a route, a mode, an event, a code), never what a stranger sent,
so the number of series is bounded. Each worker counts in files of its own in PROMETHEUS_MULTIPROC_DIR, which
`authdemo.server` names, and whichever is asked adds all up, those that have ended too: counters never go back.
Source: https://prometheus.github.io/client_python/multiprocess/.
"""

import logging
import os
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from redis.exceptions import RedisError

from accounts.bearer import bearer_token
from accounts.errors import answer
from accounts.exceptions import Busy, InvalidToken
from accounts.facts import Facts
from accounts.hashing import turn_taken

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
requests = Counter("authdemo_requests", "Answers.", ["method", "route", "status"])
latency = Histogram("authdemo_request_seconds", "From a thread's turn to the answer.", ["route"], buckets=SECONDS)
waited = Histogram("authdemo_thread_wait_seconds", "Until a thread was free for a request.", buckets=SECONDS)
hash_waited = Histogram("authdemo_hash_wait_seconds", "Until a password's hash had its turn.", buckets=SECONDS)
events = Counter("authdemo_events", "Logins, failures, throttles, rotations, repeats, reuse, …", ["event", "mode"])
refusals = Counter("authdemo_refusals", "Answers from 400 on, by their code.", ["code"])
unavailable = Counter("authdemo_unavailable", "503 by what was missing: redis, database, a turn, other.", ["missing"])


class CountingHandler(logging.Handler):
    """Counts what the log says happened."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = record.msg
        if not isinstance(facts, Facts):
            return
        if record.name == "authdemo.refusals":
            refusals.labels(facts["code"]).inc()
        elif record.name == "authdemo.auth":
            events.labels(facts["event"], facts["mode"]).inc()


class MetricsMiddleware:
    sync_capable, async_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = monotonic()
        if since := request.META.get("authdemo.since"):
            waited.observe(began - since)
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else "none"
        method = request.method if request.method in METHODS else "other"
        requests.labels(method, route, response.status_code).inc()
        latency.labels(route).observe(monotonic() - began)
        if response.status_code == 503:
            unavailable.labels(missing(request, response)).inc()
        return response


def missing(request: HttpRequest, response: HttpResponse) -> str:
    fault = getattr(response, "refusal", None) or request.META.get("authdemo.refusal")
    match fault:
        case RedisError():
            return "redis"
        case DatabaseError():
            return "database"
        case Busy():
            return "turn"
    return "other"  # /readyz names it in its answer, a key file in the log


def metrics(request: HttpRequest) -> HttpResponse:
    if not constant_time_compare(bearer_token(request) or "", settings.METRICS_TOKEN):
        refusal = InvalidToken()
        refusal.auth_header = 'Bearer realm="metrics"'  # type: ignore[attr-defined]
        return answer(refusal)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _took_turn(seconds: float, **_: Any) -> None:
    hash_waited.observe(seconds)


turn_taken.connect(_took_turn, dispatch_uid="metrics")
