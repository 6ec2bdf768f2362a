"""`/lab/trainer`: where a browser learns the key, by the link that the terminal shows, or typed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .key import COOKIE, is_key, is_trainer

KEPT_SECONDS = 12 * 3600


@csrf_exempt  # a foreign page that knew the key could as well use it itself
@require_http_methods(["GET", "HEAD", "POST"])
def trainer(request: HttpRequest) -> HttpResponse:
    """The key stands in the address behind #, which no browser sends and no log keeps; the page posts it."""
    if request.method != "POST":
        return render(request, "lab/trainer.html", {"known": is_trainer(request)})
    word = request.POST.get("key", "")
    if not is_key(word):
        return render(request, "lab/trainer.html", {"wrong": True}, status=403)
    response = HttpResponseRedirect("/lab/trainers")
    response.set_cookie(
        COOKIE, word, max_age=KEPT_SECONDS, httponly=True, samesite="Strict", secure=settings.COOKIE_SECURE
    )
    return response
