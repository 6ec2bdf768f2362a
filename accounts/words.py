"""Words that are easy to guess here and nowhere else: no password contains one. OWASP ASVS 5.0, 6.1.2 and 6.2.11."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError


class ContextWordsValidator:
    """One of AUTH_PASSWORD_VALIDATORS. `words`: names of the product, company, system; case doesn't count."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = tuple(sorted({word.casefold() for word in words if word}))

    def validate(self, password: str, user: Any = None) -> None:
        """Raises: ValidationError."""
        if found := next((word for word in self.words if word in password.casefold()), None):
            raise ValidationError(f"The password contains “{found}”, which is easy to guess here.", "context_word")

    def get_help_text(self) -> str:
        return f"Your password can’t contain {' or '.join(self.words)}." if self.words else ""
