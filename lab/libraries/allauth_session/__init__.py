"""django-allauth headless, with its session token: Django's session key, sent as a header."""
