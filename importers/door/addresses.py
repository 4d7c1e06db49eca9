"""Decide which addresses may be asked, and where exactly they lead."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from importers.errors import FetchError

PORTS = {"http": 80, "https": 443}
SECRETS = ("key", "token", "secret", "password", "sig")
# Hosts on this machine or a private network that may be asked; tests put their own server here.
PRIVATE_HOSTS: set[str] = set()


@dataclass(frozen=True)
class Target:
    """An address that may be asked, and the numbers that its host's name stood for when checked.

    Whoever connects takes these numbers: looked up once more, the name could lead inside.
    """

    url: Url
    numbers: tuple[str, ...]

    @property
    def scheme(self) -> str:
        return str(self.url.scheme)

    @property
    def host(self) -> str:
        return str(self.url.host).strip("[]")

    @property
    def port(self) -> int:
        return self.url.port or PORTS[self.scheme]

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    def follow(self, location: str) -> Target:
        """Return where a redirect leads; raises FetchError when one may not go there."""
        try:
            address = urljoin(str(self.url), location)
        except ValueError as error:
            raise FetchError(f"{location!r} is no address ({error}).") from None
        target = check_address(address)
        if (self.scheme, target.scheme) == ("https", "http"):
            raise FetchError("it leads from https to http, which is not followed.")
        return target


def check_address(address: str) -> Target:
    """Refuse what is not http or https, and hosts that are not on the public internet."""
    try:
        url = parse_url(address)
    except LocationParseError as error:
        raise FetchError(f"{address!r} is no address ({error}).") from None
    if url.scheme not in PORTS or not url.host:
        raise FetchError(f"{address!r} is not an http or https address.")
    if url.auth:
        raise FetchError("An address with a name or password in it is not fetched.")
    host = url.host.strip("[]")
    numbers = tuple(_numbers(host))
    if host not in PRIVATE_HOSTS and not all(map(_is_public, numbers)):
        raise FetchError(f"{host} is not on the public internet; it is not fetched.")
    return Target(url, numbers)


def shown(address: str) -> str:
    """Return an address as it may be shown, without the keys in its query."""
    head, mark, query = address.partition("?")
    parts = (_shown_part(each) for each in query.split("&"))
    return head + mark + "&".join(parts)


def _shown_part(part: str) -> str:
    name, sign, _ = part.partition("=")
    is_secret = sign and any(each in name.lower() for each in SECRETS)
    return f"{name}=…" if is_secret else part


def _numbers(host: str) -> list[str]:
    """Look a host's name up; each number once, in the resolver's order."""
    with suppress(ValueError):
        return [str(ipaddress.ip_address(host))]
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host} cannot be found ({error}).") from None
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _is_public(number: str) -> bool:
    # The zone of a link-local IPv6 address ("%eth0") is not part of the number.
    address = ipaddress.ip_address(number.split("%")[0])
    return address.is_global and not address.is_multicast
