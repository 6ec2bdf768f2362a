"""SimpleJWT as the verifier of another Django project, by our public keys. Usage: simplejwt.py BASE TOKEN SETTINGS

SETTINGS is JSON, beside what any token of others needs. Prints who it says it is, or why not.
"""

import json
import sys

import django
from django.conf import settings

base, token, more = sys.argv[1:]
settings.configure(
    SECRET_KEY="of this other project, and of no use to us",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework"],
    SIMPLE_JWT={
        "ALGORITHM": "RS256",
        "JWK_URL": f"{base}/.well-known/jwks.json",
        "AUDIENCE": "authdemo/jwt",
        "ISSUER": "authdemo",
        **json.loads(more),
    },
)
django.setup()

from rest_framework.exceptions import APIException  # noqa: E402  (both read the settings when they are imported)
from rest_framework.test import APIRequestFactory  # noqa: E402
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication  # noqa: E402

request = APIRequestFactory().get("/", headers={"Authorization": f"Bearer {token}"})
try:
    user, claims = JWTStatelessUserAuthentication().authenticate(request)
    sys.stdout.write(f"{user.id} {claims.get('email')}")
except APIException as fault:
    detail = fault.detail  # of each kind of token that was tried, or of the token
    sys.stdout.write(detail["messages"][0]["message"] if "messages" in detail else detail["detail"])
