"""What a log line says, by name. It imports nothing of Django's: logging is set up before any app."""

import json
from typing import Any


class Facts(dict[str, Any]):
    """The message of a log line; as text, JSON in one line. A formatter may take the names for its own."""

    def __str__(self) -> str:
        return json.dumps(self)
