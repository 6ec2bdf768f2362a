"""Who is calling: address and user agent, fit to be stored."""

import ipaddress

from django.http import HttpRequest

from .conf import conf


def ip_address_of(request: HttpRequest) -> str | None:
    """The client's address as far as it can be trusted: with TRUSTED_PROXIES=n, the n-th from the right of
    X-Forwarded-For, which our own proxy wrote; else the peer's. None for what is no address (a Unix socket)."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if conf.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= conf.TRUSTED_PROXIES:
            address = forwarded[-conf.TRUSTED_PROXIES].strip()
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return None


def network_of(address: str | None) -> str:
    """What attempts are counted by: the address, or its /64, since one subscriber commands a whole one (RFC 6177)."""
    if address is None or ":" not in address:
        return address or "unknown"
    parsed = ipaddress.IPv6Address(address)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def user_agent_of(request: HttpRequest) -> str:
    """At most 256 characters that every database stores."""
    agent: str = request.META.get("HTTP_USER_AGENT", "")
    return agent.encode("utf-8", "replace").decode().replace("\0", "")[:256]
