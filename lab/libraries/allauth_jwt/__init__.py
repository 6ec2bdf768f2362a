"""django-allauth headless, with its JWT: a short access token, a refresh token, and Django's session behind both."""
