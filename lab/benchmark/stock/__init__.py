"""What people would otherwise use: Django's sessions, SimpleJWT, and an empty DRF view as the limit."""
