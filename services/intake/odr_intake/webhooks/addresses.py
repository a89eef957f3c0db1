"""Where webhooks may go: URLs as they are given, and the addresses that their hosts turn out to be.

Both are judged twice, when an endpoint is made and before each attempt: a name may mean another
machine by then. `ipaddress.is_global` does not do: it takes multicast, site-local, 6to4 and
NAT64 addresses for global ones (CPython 3.11).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from odr_intake.domain.unsendable import (
    UrlHostNotAllowed,
    UrlMalformed,
    UrlNotHttps,
    UrlPortNotAllowed,
)

Address = IPv4Address | IPv6Address

LONGEST: Final = 2048
PORTS: Final = frozenset({443, 8443})
LOCAL_PORTS: Final = range(1024, 65536)
NOT_LOCAL_PORTS: Final = frozenset(
    {2375, 2376, 2379, 3306, 5432, 6379, 6443, 9092, 9200, 10250, 11211, 27017}
)
"""Of databases, brokers and control planes: no receiver listens there."""
NOT_PUBLIC_NAMES: Final = frozenset(
    {"alt", "arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local"}
    | {"localdomain", "localhost", "onion", "private"}
)
"""Last labels that mean something inside a network only (RFC 6761, RFC 9476, ICANN)."""

# IANA IPv4 Special-Purpose Address Registry, and multicast (RFC 5771).
V4_REFUSED: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carriers' translators
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 only what is handed out to networks (RFC 4291, 2.4), without what leads elsewhere.
V6_GLOBAL: Final = IPv6Network("2000::/3")
V6_REFUSED: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*", re.ASCII)
# An authority ends at the first of / ? #, and so does every parser's; @ and \ stand in none.
_URL = re.compile(
    r"(?P<scheme>https?)://(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+))"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?",
    re.ASCII,
)
_ENCODED_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
# What a resolver would read as an IPv4 address: 2130706433, 127.1, 0x7f.1, 0177.0.0.1.
_NUMBER = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was judged, in the parts that it is called by."""

    scheme: str
    host: str
    port: int
    path: str
    """With the query."""
    address: Address | None
    """Where the host is an address and no name."""
    is_local: bool
    """It says itself that it is this machine."""

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == {"https": 443, "http": 80}[self.scheme]
        return host if usual else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"


def vet_url(url: str, mode: str, *, local: bool = False) -> Target:
    """The URL in its one spelling; refused if webhooks must not go there.

    Where `local` ones are allowed at all, a test endpoint may be this machine, by plain http too,
    and must say so by its host.
    """
    found = _URL.fullmatch(url) if len(url) <= LONGEST and url.isascii() else None
    if found is None or not url.isprintable() or set(url) & set(' "<>\\^`{|}'):
        raise UrlMalformed("/url")
    if _ENCODED_CONTROL.search(url):
        raise UrlMalformed("/url")
    host, address = _host(found)
    is_local = host == "localhost" or (address is not None and is_loopback(address))
    if is_local and not (local and mode == "test"):
        raise UrlHostNotAllowed("/url")
    if not is_local:
        if address is not None and not is_public(address):
            raise UrlHostNotAllowed("/url")
        if address is None and (
            "." not in host or host.rpartition(".")[2].lower() in NOT_PUBLIC_NAMES
        ):
            raise UrlHostNotAllowed("/url")
        if found["scheme"] != "https":
            raise UrlNotHttps("/url")
    usual = 443 if found["scheme"] == "https" else 80
    port = int(found["port"]) if found["port"] else usual
    allowed = port in LOCAL_PORTS and port not in NOT_LOCAL_PORTS if is_local else port in PORTS
    if not allowed:
        raise UrlPortNotAllowed("/url")
    path = (found["path"] or "/") + (found["query"] or "")
    return Target(found["scheme"], host, port, path, address, is_local)


def _host(found: re.Match[str]) -> tuple[str, Address | None]:
    try:
        if found["v6"] is not None:
            v6 = IPv6Address(found["v6"])
            return str(v6), v6
        host = found["host"].lower()
        if _NUMBER.match(host.rpartition(".")[2]):
            # Four decimal numbers without leading zeros, or nothing.
            v4 = IPv4Address(host)
            return str(v4), v4
    except ValueError as error:
        raise UrlHostNotAllowed("/url") from error
    if _NAME.fullmatch(host) is None:
        raise UrlHostNotAllowed("/url")
    return host, None


def vet_addresses(target: Target, addresses: Iterable[Address]) -> Sequence[Address]:
    """All that the host means now; one that is not allowed is enough to refuse."""
    allowed = is_loopback if target.is_local else is_public
    found = list(dict.fromkeys(addresses))
    if not found or not all(map(allowed, found)):
        raise UrlHostNotAllowed("/url")
    return found


def is_loopback(address: Address) -> bool:
    # Not ::ffff:127.0.0.1, which is another way to write what can be written plainly.
    return address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def is_public(address: Address) -> bool:
    """A global unicast address, which means the same machine to everybody."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in V4_REFUSED)
    if address not in V6_GLOBAL or address.scope_id is not None:
        return False
    return not any(address in network for network in V6_REFUSED)
