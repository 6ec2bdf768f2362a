"""Which device a user agent names, for the operator: "Chrome on Linux". A hint, since anybody can send anything."""

from functools import lru_cache

from ua_parser import parse

LONGEST = 40  # characters of what no rule knows


@lru_cache(maxsize=4096)  # parsing takes over a millisecond, and most logins share a few agents
def device_of(user_agent: str) -> str:
    """Browser, system and device as far as uap-core's rules know them; else the agent's own beginning."""
    found = parse(user_agent)
    browser = found.user_agent and found.user_agent.family
    system = found.os and found.os.family
    model = found.device and found.device.family
    names = " on ".join(name for name in (browser, system) if name)
    if names and model and model not in names:
        names += f" ({model})"
    return names or user_agent[:LONGEST] or "unknown"
