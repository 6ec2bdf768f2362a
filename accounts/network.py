"""Who is calling: address and user agent, fit to be stored."""

import ipaddress
import re
from functools import lru_cache

from django.http import HttpRequest

from .conf import conf

PORT = re.compile(r"\[(.*)\](?::\d+)?$|([\d.]+):\d+$")  # [2001:db8::1]:443 and 192.0.2.1:443, as some proxies write it


def ip_address_of(request: HttpRequest) -> str | None:
    """The client's address as far as it can be trusted: with TRUSTED_PROXIES=n, the n-th from the right of
    X-Forwarded-For, which our own proxy wrote; else the peer's. None for what is no address (a Unix socket)."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if conf.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(forwarded) >= conf.TRUSTED_PROXIES:
            address = forwarded[-conf.TRUSTED_PROXIES].strip()
    return parsed(address) or parsed(PORT.sub(r"\1\2", address))


@lru_cache(maxsize=1024)  # an attempt and its event each ask
def parsed(address: str) -> str | None:
    """In the form that everything is counted by; a zone (fe80::1%eth0) is this machine's own affair."""
    try:
        return str(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return None


def network_of(address: str | None) -> str:
    """What attempts are counted by: the address, or its /64, since one subscriber commands a whole one (RFC 6177)."""
    if address is None or ":" not in address:
        return address or "unknown"
    ipv6 = ipaddress.IPv6Address(address)
    if ipv6.ipv4_mapped:
        return str(ipv6.ipv4_mapped)
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def site_of(network: str) -> str | None:
    """The /48 that a /64 lies in, which one customer may command whole (RFC 6177 §2); None for any other network."""
    if not network.endswith("/64"):
        return None
    return str(ipaddress.IPv6Network(network).supernet(new_prefix=48))


def user_agent_of(request: HttpRequest) -> str:
    """At most 256 characters that every database stores."""
    agent: str = request.META.get("HTTP_USER_AGENT", "")
    return agent.encode("utf-8", "replace").decode().replace("\0", "")[:256]
