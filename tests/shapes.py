"""Values in an expected body that can't be known beforehand, so that whole bodies can be compared."""

import re
from typing import Any


class Shape:
    """Equal to any value of a type, whose text matches a pattern if one is given."""

    def __init__(self, kind: type, pattern: str = "") -> None:
        self.kind, self.pattern = kind, pattern

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, self.kind) and bool(re.search(self.pattern, str(other)))

    __hash__ = None  # type: ignore[assignment]  # equal to many, so equal hashes can't be had

    def __repr__(self) -> str:
        return f"<any {self.kind.__name__} {self.pattern}>"


ANY_ID = Shape(str, r"^[\w-]{22}$")
ANY_TIME = Shape(str, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
ANY_TEXT = Shape(str)
OPAQUE_TOKEN = Shape(str, r"^ses_[\w-]{43}$")
ANY_TOKEN = Shape(str, r"^[\w-]+\.[\w-]+\.[\w-]+$")
