"""Which proxy a connection goes through, if any: by the setting, the environment, or the system."""

from __future__ import annotations

import ipaddress
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal, cast
from urllib.parse import unquote

from msgspec import Struct

from ..problems import Failure
from .address import Address, Origin, address_of, split_host

ProxyScheme = Literal["http", "https", "socks5", "socks5h"]

NO_PROXY: Final = "none"
"""As a setting: none, whatever environment and system say."""
_PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
_LONGEST_LOGIN: Final = 255
"""Bytes of a name or a password that SOCKS can carry."""


class Proxy(Struct, frozen=True):
    """A proxy. With `socks5` names are looked up here, with `socks5h` and the others there."""

    scheme: ProxyScheme
    host: str
    port: int
    username: str = ""
    password: str = ""

    @property
    def netloc(self) -> str:
        host = self.host.partition("%")[0]
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def __repr__(self) -> str:
        login = "…@" if self.username or self.password else ""
        return f"Proxy({self.scheme}://{login}{self.netloc})"


class SystemProxies(Struct, frozen=True):
    """What the desktop's network settings say, as `urllib.request.getproxies` gives it."""

    proxies: Mapping[str, str]
    """`http`, `https`, `all` or `socks` to a URL."""
    bypass: Callable[[str], bool]
    """Whether a host is reached without."""


class Proxies:
    """Chooses for each connection."""

    def __init__(
        self,
        setting: str,
        environ: Mapping[str, str],
        system: Callable[[], SystemProxies | None] | None = None,
    ) -> None:
        """`setting`: a URL; empty for the environment's and the system's; `none`. Raises `Failure` where
        it is no URL of a proxy."""
        self._setting = setting.strip()
        self._chosen = None if self._setting in {"", NO_PROXY} else proxy_of(self._setting)
        self._environ = environ
        self._system = of_this_system if system is None else system
        self._exceptions = exceptions_of(_variable(environ, "no_proxy") or "")

    def choose(self, origin: Origin) -> Proxy | None:
        """The proxy to `origin`; None for a straight connection. Raises `Failure` where environment or
        system name something else than a proxy."""
        if self._setting == NO_PROXY or origin.is_loopback or excepted(origin, self._exceptions):
            return None
        if self._chosen is not None:
            return self._chosen
        named = [_variable(self._environ, f"{kind}_proxy") for kind in ("http", "https", "all")]
        if any(text is not None for text in named):
            own = named[0] if origin.scheme == "http" else named[1]
            text = own if own is not None else named[2]
            return proxy_of(text) if text else None
        # Asked for each connection: a laptop comes into other networks.
        system = self._system()
        if system is None or system.bypass(origin.host):
            return None
        text = next(
            (system.proxies[kind] for kind in (origin.scheme, "all", "socks") if kind in system.proxies), ""
        )
        return proxy_of(text) if text else None


def proxy_of(text: str) -> Proxy:
    """The proxy that a URL names; without a scheme it is an HTTP proxy. Raises `Failure`, which never
    shows a login."""
    scheme, separator, rest = text.strip().partition("://")
    if not separator:
        scheme, rest = "http", scheme
    scheme = scheme.lower()
    authority = re.split(r"[/?#]", rest.rpartition("@")[2])[0]
    login, _, _ = rest.rpartition("@")
    if scheme == "socks":  # as desktops write it, and they mean names as well
        scheme = "socks5h"
    if scheme not in _PORTS:
        raise Failure("proxy-scheme", scheme=scheme)
    try:
        host, port = split_host(authority)
    except ValueError as error:
        raise Failure("proxy-no-address", what=authority) from error
    username, _, password = login.partition(":")
    username, password = unquote(username), unquote(password)
    if any(len(part.encode()) > _LONGEST_LOGIN for part in (username, password)):
        raise Failure("proxy-no-address", what=authority)
    return Proxy(cast(ProxyScheme, scheme), host, port or _PORTS[scheme], username, password)


class _Exception(Struct, frozen=True):
    """One entry of NO_PROXY."""

    name: str = ""
    """A host, and all below it; `*` for every one."""
    network: ipaddress.IPv4Network | ipaddress.IPv6Network | None = None
    port: int | None = None
    """None: whatever port."""


def exceptions_of(text: str) -> tuple[_Exception, ...]:
    """The entries of NO_PROXY: `*`, names (with or without a dot in front), addresses, networks, each
    with a port or without. What is none of these is passed over."""
    found = (_exception(entry) for entry in re.split(r"[,\s]+", text) if entry)
    return tuple(entry for entry in found if entry is not None)


def excepted(origin: Origin, exceptions: Iterable[_Exception]) -> bool:
    """Whether one of the entries of NO_PROXY names `origin`."""
    address = origin.address
    return any(
        (entry.port is None or entry.port == origin.port) and _names(entry, origin.host, address)
        for entry in exceptions
    )


def _names(entry: _Exception, host: str, address: Address | None) -> bool:
    if entry.network is not None:
        return address is not None and address in entry.network
    return entry.name == "*" or (address is None and (host == entry.name or host.endswith(f".{entry.name}")))


def _exception(entry: str) -> _Exception | None:
    if entry == "*":
        return _Exception("*")
    if "/" in entry:
        try:
            return _Exception(
                network=ipaddress.ip_network(entry.translate({91: None, 93: None}), strict=False)
            )
        except ValueError:
            return None
    bare = address_of(entry)  # an IPv6 address needs no brackets here
    port: int | None = None
    if bare is None:
        try:
            host, port = split_host(entry.removeprefix("*").lstrip("."))
        except ValueError:
            return None
        bare = address_of(host)
    if bare is not None:
        return _Exception(network=ipaddress.ip_network(bare.packed), port=port)
    return _Exception(host, port=port)


def _variable(environ: Mapping[str, str], name: str) -> str | None:
    """In lower case first, as all programs have it; set to nothing it counts as well."""
    return environ.get(name, environ.get(name.upper()))


def of_this_system() -> SystemProxies | None:
    """None on systems that have nothing but the environment."""
    readers = {
        "win32": ("getproxies_registry", "proxy_bypass_registry"),
        "darwin": ("getproxies_macosx_sysconf", "proxy_bypass_macosx_sysconf"),
    }
    if sys.platform not in readers:
        return None
    import urllib.request

    # By name: each system's module has only its own.
    proxies, bypass = (vars(urllib.request)[name] for name in readers[sys.platform])
    return SystemProxies(proxies(), lambda host: bool(bypass(host)))
