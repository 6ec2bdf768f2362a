"""The application as `manage.py serve` starts it: `granian --interface rsgi authdemo.rsgi:application`."""

from django.conf import settings

from .front import Front
from .wsgi import application as wsgi

application = Front(wsgi, settings.THREADS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
