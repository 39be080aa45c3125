"""Where a URL leads, and whether that may be an endpoint. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Container
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from ..problems import Failure

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*")
_NUMERIC: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last label like this makes a resolver read the whole name as a number: 0x08080808 is 8.8.8.8."""
_PORT: Final = re.compile(r"[0-9]{1,5}")
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT: Final = "!$%&'()*+,/:;=?@[]~"
"""Of what is no letter, digit or `_.-`: kept in a path and a query."""
_ASCII: Final = bytes(range(128))
_PRIVATE_NAMES: Final = (".local", ".localhost", ".internal", ".home.arpa")
"""Reserved for networks of one's own."""
_SHARED: Final = ipaddress.ip_network("100.64.0.0/10")
"""Addresses of a provider's or an overlay's inside; never on the Internet."""
_LONGEST_NAME: Final = 253


class Origin(Struct, frozen=True):
    """Whom to talk to: what `split_url` gives."""

    scheme: str
    """`http` or `https`."""
    host: str
    """In lower case and ASCII; an IPv6 address without brackets."""
    port: int

    @property
    def netloc(self) -> str:
        """The Host header: with brackets where needed, the port where it is not the usual one."""
        # The zone of a link-local address means something on this machine only.
        host, _, _ = self.host.partition("%")
        return self._with_port(f"[{host}]" if ":" in host else host)

    @property
    def url(self) -> str:
        """`scheme://host`, without a slash behind it."""
        host = self.host.replace("%", "%25")
        return f"{self.scheme}://{self._with_port(f'[{host}]' if ':' in host else host)}"

    @property
    def address(self) -> Address | None:
        """The host where it is an address and no name; an IPv4 address in IPv6's clothes as IPv4."""
        return address_of(self.host)

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine."""
        address = self.address
        if address is not None:
            return address.is_loopback
        return self.host == "localhost" or self.host.endswith(".localhost")

    @property
    def is_local(self) -> bool:
        """Whether it is this machine or one of a network of one's own."""
        address = self.address
        if address is not None:
            return address.is_private or address.is_link_local or address.is_loopback or address in _SHARED
        return "." not in self.host or self.host.endswith(_PRIVATE_NAMES)

    def _with_port(self, host: str) -> str:
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def address_of(host: str) -> Address | None:
    """`host` as an address, None where it is a name; an IPv4 address in IPv6's clothes as IPv4."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def split_url(url: str) -> tuple[Origin, str]:
    """Whom to ask, and for what: path and query, in ASCII, without the fragment.

    Raises ValueError for other schemes than http and https, for credentials, control characters, and a
    host that is none.
    """
    if _CONTROL.search(url):
        raise ValueError("a control character in an address")
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ValueError("neither http nor https")
    if "@" in parts.netloc:
        raise ValueError("a login in an address")
    host, port = split_host(parts.netloc)
    target = _quoted(parts.path) or "/"
    if "?" in url.partition("#")[0]:
        target += "?" + _quoted(parts.query)
    return Origin(scheme, host, _DEFAULT_PORTS[scheme] if port is None else port), target


@lru_cache(256)
def split_host(netloc: str) -> tuple[str, int | None]:
    """Host and port of `host:port`, as `Origin` has them. Raises ValueError."""
    if netloc.startswith("["):
        inside, bracket, rest = netloc[1:].partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise ValueError("broken brackets in an address")
        host, port = _ipv6(inside), rest[1:]
    else:
        name, _, port = netloc.partition(":")
        host = _name(name)
    if not port:
        return host, None
    if not _PORT.fullmatch(port) or not 0 < int(port) < 1 << 16:
        raise ValueError("no valid port")
    return host, int(port)


def follow(url: str, location: str) -> str:
    """The URL that a `Location` header of an answer from `url` leads to; it may still be unfit for
    `split_url`. Raises ValueError where it can't be read at all."""
    # Headers are read as Latin-1; a host that writes what is no ASCII means its bytes.
    return urljoin(url, quote(location.encode("latin-1"), safe=_ASCII))


def endpoint_of(text: str, insisted: Container[str] = ()) -> str:
    """The endpoint that a person typed, in the form that is kept: scheme, host, at most a path, and no
    slash at the end. `insisted`: endpoints that the user wants although all on the way can read along.
    Raises `Failure`, with a sentence for each thing that an endpoint can't have."""
    typed = text.strip()
    url = typed if "://" in typed else f"https://{typed}"
    if "@" in url:
        # Not with what was typed: it holds a password.
        raise Failure("endpoint-login")
    try:
        origin, target = split_url(url)
    except ValueError as error:
        raise Failure("endpoint-no-address", what=typed.partition("?")[0]) from error
    if "?" in url or "#" in url:
        raise Failure("endpoint-query", what=origin.url + target.partition("?")[0])
    endpoint = origin.url + target.rstrip("/")
    if origin.scheme == "http" and not origin.is_local and endpoint not in insisted:
        raise Failure("endpoint-plain", host=endpoint.removeprefix("http://"))
    return endpoint


def is_official(url: str) -> bool:
    """Whether `url` belongs to Hugging Face itself, safe from anyone between."""
    try:
        origin, _ = split_url(url)
    except ValueError:
        return False
    if origin.scheme != "https" or origin.port != _DEFAULT_PORTS["https"]:
        return False
    return origin.host in {"huggingface.co", "hf.co"} or origin.host.endswith(".huggingface.co")


def _quoted(text: str) -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_KEPT)


def _name(text: str) -> str:
    """A host's name or IPv4 address in the form that DNS knows."""
    if not text:
        raise ValueError("no host")
    if len(text) > _LONGEST_NAME:
        raise ValueError("too long a host name")
    try:
        name = text if text.isascii() else text.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("no valid host name") from error
    name = name.lower().removesuffix(".")
    if not _NAME.fullmatch(name) or any(len(label) > 63 for label in name.split(".")):
        raise ValueError("no valid host name")
    if _NUMERIC.fullmatch(name.rpartition(".")[2]):
        return str(ipaddress.IPv4Address(name))
    return name


def _ipv6(text: str) -> str:
    address, percent, zone = text.partition("%")
    zone = zone.removeprefix("25")
    if percent and not re.fullmatch(r"[A-Za-z0-9_.-]+", zone):
        raise ValueError("no valid zone in an address")
    return str(ipaddress.IPv6Address(address)) + (f"%{zone}" if percent else "")
