"""django-rest-knox: one random token a login, kept as a digest, sent as a header."""
