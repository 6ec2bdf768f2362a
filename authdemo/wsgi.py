"""The WSGI application, for granian or any other server: `granian --interface wsgi authdemo.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "authdemo.settings")
application = get_wsgi_application()
