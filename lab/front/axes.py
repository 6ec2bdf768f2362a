"""The map's three axes, and each mode's place on them, as the running code has it: nothing here names a mode.

State: is the credential looked up, or judged by itself? A class of tokens behind the authenticator judges by itself.
Transport: does the browser send it, or the client? The carriers say. Binding: is a copy enough? Not where each request
brings a proof of its own. tests/lab/test_front.py holds every place against what was measured.
"""

from dataclasses import dataclass

from contract.modes import MODES, Mode

LOOKED_UP, BY_ITSELF = "looked up", "judged by itself"
BY_BROWSER, BY_CLIENT = "the browser sends it", "the client sends it"
COPY_IS_ENOUGH, BOUND = "a copy is enough", "bound to a key"


@dataclass(frozen=True)
class Place:
    """One mode by one transport; `aside` where that is not the mode's default carrier."""

    mode: Mode
    state: str
    transport: str
    binding: str
    aside: bool = False

    @property
    def title(self) -> str:
        return f"{self.mode.title}, in a cookie" if self.aside else self.mode.title


def state_of(mode: Mode) -> str:
    return BY_ITSELF if hasattr(mode.authentication, "token_class") else LOOKED_UP


def binding_of(mode: Mode) -> str:
    """As the challenge of its authenticator says: RFC 9449 has a scheme of its own."""
    return BOUND if mode.authentication().authenticate_header(None).startswith("DPoP") else COPY_IS_ENOUGH


def places() -> list[Place]:
    """Every mode where it belongs, once for each way in which its credential may travel whole."""
    found = []
    for mode in MODES:
        state, binding = state_of(mode), binding_of(mode)
        for carrier, transport in (("cookie", BY_BROWSER), ("body", BY_CLIENT)):
            if carrier in mode.carriers:
                found.append(Place(mode, state, transport, binding, aside=carrier != mode.carriers[0]))
    return found
