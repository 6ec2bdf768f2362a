"""The Django admin, above the modes: who is signed in, what happened, and how to end it."""
