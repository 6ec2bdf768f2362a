"""What went over the wire, kept as evidence: a hook on an `httpx.Client` notes each exchange as it ends."""

import re
from dataclasses import asdict, dataclass
from typing import Any

import httpx

SECRET = re.compile(r"(?<![\w.-])([\w-]{12})[\w-]{16,}(?:\.[\w-]+)*(?:\.[\w-]+)?")


def shortened(text: str) -> str:
    """The text with every long random word cut: enough to tell two credentials apart, too little to use one."""
    return SECRET.sub(r"\1…", text)


@dataclass
class Exchange:
    """One request and its answer. Sizes are bytes on the wire, head and body, as HTTP/1.1 writes them."""

    number: int
    who: str
    method: str
    url: str
    clock: int
    sent: list[tuple[str, str]]
    body: str
    status: int
    received: list[tuple[str, str]]
    answer: str
    seconds: float
    bytes_sent: int
    bytes_received: int

    @property
    def code(self) -> str:
        """The contract's word for an error; "" for a success."""
        found = re.search(r'"code":"(\w+)"', self.answer)
        return found[1] if found and self.status >= 400 else ""

    def cost(self, store: str) -> int | None:
        """How many statements ("sql") or commands ("redis") the server says it took; None if it doesn't say."""
        timing = dict(self.received).get("server-timing", "")
        found = re.search(rf'\b{store};desc="(\d+)"', timing)
        return int(found[1]) if found else None

    def as_dict(self) -> dict[str, Any]:
        kept = asdict(self) | {"code": self.code, "seconds": round(self.seconds, 4)}
        for part in ("sent", "received"):
            kept[part] = [[name, shortened(value)] for name, value in kept[part]]
        return kept | {"body": shortened(self.body), "answer": shortened(self.answer)}


def head_size(first_line: str, headers: httpx.Headers) -> int:
    return len(first_line) + 2 + sum(len(name) + len(value) + 4 for name, value in headers.raw) + 2


def exchange_of(response: httpx.Response, number: int, who: str) -> Exchange:
    """Raises nothing: what can't be decoded is replaced."""
    request, sent = response.request, response.request.content.decode("utf-8", "replace")
    answer = response.read()
    line = f"{request.method} {request.url.raw_path.decode()} HTTP/1.1"
    return Exchange(
        number=number,
        who=who,
        method=request.method,
        url=request.url.raw_path.decode(),
        clock=int(request.headers.get("X-Lab-Clock", "0")),
        sent=[(name, value) for name, value in request.headers.items() if name != "x-lab-run"],
        body=sent,
        status=response.status_code,
        received=list(response.headers.multi_items()),
        answer=answer.decode("utf-8", "replace"),
        seconds=response.elapsed.total_seconds(),
        bytes_sent=head_size(line, request.headers) + len(request.content),
        bytes_received=head_size(f"HTTP/1.1 {response.status_code} OK", response.headers) + len(answer),
    )
