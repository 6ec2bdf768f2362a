"""Every error of a call as the schema shows it: by status, each code with the body that the server makes of it."""

from collections import defaultdict
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework.exceptions import ValidationError

from accounts.errors import body_of

from .bodies import ref
from .calls import ERRORS, Call
from .modes import Mode


def refusals(call: Call, mode: Mode) -> dict[int, OpenApiResponse]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in call.refusals(mode):
        by_status[ERRORS[code].status_code].append(code)
    return {
        status: OpenApiResponse(
            {"allOf": [ref("Error"), {"properties": {"code": {"enum": codes}}}]},
            ", ".join(f"`{code}`" for code in codes),
            [OpenApiExample(code, example_of(code, call)) for code in codes],
        )
        for status, codes in sorted(by_status.items())
    }


def example_of(code: str, call: Call) -> dict[str, Any]:
    """An error's body, made as the server makes it."""
    if code == "invalid":
        field = next(iter(call.takes.fields)) if call.takes else "refreshToken"
        faults: Any = {field: ["This field is required."]}
        return body_of(ValidationError(faults))
    if code == "unsupported_media_type":
        return body_of(ERRORS[code]("text/plain"))
    return body_of(ERRORS[code]())
