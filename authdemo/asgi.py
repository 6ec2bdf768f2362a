"""The ASGI application, for a project that lives on an ASGI server. It answers as the WSGI one does and costs more:
Django hands each request to a thread of its own (docs/adr). `manage.py serve` is the recommended way."""

import os

from django.core.asgi import get_asgi_application

from .startup import refuse_misconfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
application = get_asgi_application()
refuse_misconfiguration()
