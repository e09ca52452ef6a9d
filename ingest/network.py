"""What counts as one client, for limits and for locked doors."""

from __future__ import annotations

import ipaddress


def network_of(client: str) -> str:
    """What counts as one client: an IPv4 address, or the /64 that an IPv6 client moves in as it likes."""
    try:
        address = ipaddress.ip_address(client.partition("%")[0])
    except ValueError:
        return client[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
