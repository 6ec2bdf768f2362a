"""The WSGI application, for any server behind a proxy that reads bodies first; `manage.py serve` needs no proxy."""

import os

from django.core.wsgi import get_wsgi_application

from .startup import refuse_misconfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
application = get_wsgi_application()
refuse_misconfiguration()
