"""From a wish for a room's mirror to the text of nginx's configuration. Pure.

Nothing that a person typed gets into the text unless it was read as what it should be (an address, a
network, a number), or quoted as one word. nginx has no way to write a dollar in a word, so none may be in
one.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from typing import Final

from msgspec import Struct

from ..net.address import Origin, address_of, endpoint_of, split_host, split_url
from ..problems import Failure
from .nginx_text import BEHIND, FRONT, MAIN, MAPS
from .values import RoomMirror

MARKER: Final = "# hubkeep-room-mirror 1"
"""The first line of each file of ours, by which it may be replaced."""
PRIVATE: Final = "private"
"""The folder, in that of the mirror, with the socket: who can reach it needs no login."""
PASSWORDS: Final = "passwords"

SLICE: Final = 8 << 20
"""Bytes. Who wants the same file waits for a slice that is on its way, and huggingface_hub waits for ten
seconds; each slice costs a new connection to the CDN."""
_KEYS_IN_MIB: Final = 8000
_MOST_KEYS: Final = 512
"""MiB of memory, for about 30 TB of files; what does not fit goes early."""
_LONGEST_SOCKET: Final = 107
"""Bytes of a path that a socket may have."""
_SMALLEST: Final = 1 << 30
_LONGEST_KEPT: Final = 3650
_MIN_FREE_SINCE: Final = (1, 19, 1)
_MIN_FREE: Final = "2g"
_PLAIN_URL: Final = re.compile(r"[A-Za-z0-9._~/%:+\[\]-]+")
_NEXT_PAGE: Final = "next-page"
"""Whom a listing's next page is asked for as."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ELSEWHERE_PUBLIC: Final = r"https://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z][A-Za-z0-9-]+(?::\d+)?/"
"""Where a hub of the Internet may send nginx: never to an address in the room's own network."""
_ELSEWHERE_LOCAL: Final = r"https?://[^/@?#\s]+/"
_SOCKET: Final = f"{PRIVATE}/hub.sock"
_NOBODY: Final = f"{PRIVATE}/nobody.sock"
"""Nothing ever listens there."""


class Here(Struct, frozen=True, kw_only=True):
    """What the configuration needs to know of the machine it is for."""

    resolvers: tuple[str, ...] = ()
    """Name servers by address."""
    ipv6: bool = False
    """Whether hosts on the Internet can be reached that way."""
    ca_file: str = ""
    """Certificates of those who are trusted; empty: none was found."""
    root: bool = False
    """Whether nginx would be started by root."""
    name: str = "localhost"
    """What the machine calls itself."""
    version: tuple[int, ...] = ()
    """nginx's; empty: unknown, taken for a recent one."""


class Wish(Struct, frozen=True, kw_only=True):
    """A `RoomMirror` that was found to make sense, in the form that the configuration has it."""

    upstream: str
    hub: Origin
    path: str
    """Of the upstream, before the API's; without a slash at the end."""
    listen: str
    endpoint: str
    folder: str
    networks: tuple[str, ...]
    resolvers: tuple[str, ...]


def checked(mirror: RoomMirror, here: Here) -> Wish:
    """Raises `Failure` for what can't be, with a sentence of its own for each."""
    upstream = endpoint_of(mirror.upstream)
    hub, target = split_url(upstream)
    if not _PLAIN_URL.fullmatch(upstream):
        raise Failure("mirror-room-unsafe", what=upstream)
    listen = address_of(mirror.listen.strip().strip("[]"))
    if listen is None or "%" in mirror.listen:
        raise Failure("mirror-room-listen", what=mirror.listen)
    if not 0 < mirror.port < 1 << 16:
        raise Failure("mirror-room-port", port=mirror.port)
    if mirror.max_size < _SMALLEST or not 0 < mirror.keep_days <= _LONGEST_KEPT:
        raise Failure("mirror-room-size", days=_LONGEST_KEPT)
    if bool(mirror.certificate) != bool(mirror.key):
        raise Failure("mirror-room-key-missing")
    scheme = "https" if mirror.certificate else "http"
    host = _name_of(mirror, here, str(listen), wildcard=listen.is_unspecified)
    endpoint = Origin(scheme, host, mirror.port).url
    if endpoint == upstream or (hub.is_loopback and hub.port == mirror.port):
        raise Failure("mirror-room-itself", endpoint=upstream)
    folder = _folder(mirror.folder)
    for path in (mirror.certificate, mirror.key, mirror.ca_file):
        quoted(path)
    return Wish(
        upstream=upstream,
        hub=hub,
        path=target.rstrip("/"),
        listen=f"[{listen}]:{mirror.port}" if listen.version == 6 else f"{listen}:{mirror.port}",
        endpoint=endpoint,
        folder=folder,
        networks=tuple(_network(each) for each in mirror.allow),
        resolvers=tuple(_resolver(each) for each in mirror.resolvers or here.resolvers),
    )


def config_text(mirror: RoomMirror, wish: Wish, here: Here, secret: str) -> str:
    """The configuration, for `nginx -c`. `secret`: letters and digits that nobody can guess; by it who has
    logged in is let through to the next page of a listing."""
    answers = min(1 << 30, mirror.max_size // 16)
    slices = mirror.max_size // SLICE
    values = {
        "marker": MARKER,
        "upstream": wish.upstream,
        "endpoint": wish.endpoint,
        # Where root starts it, its workers become somebody who may not enter the mirror's folder.
        "as_root": "user root root;\n" if here.root else "",
        "folder": _escaped(wish.folder),
        "folder_socket": quoted(f"unix:{wish.folder}/{_SOCKET}"),
        "folder_nobody": quoted(f"unix:{wish.folder}/{_NOBODY}"),
        "resolver": _resolver_text(wish, here),
        "keys": str(min(max(16, slices * 5 // 4 // _KEYS_IN_MIB + 1), _MOST_KEYS)),
        "bytes_size": str(mirror.max_size - answers),
        "answers_size": str(answers),
        "days": str(mirror.keep_days),
        "min_free": f" min_free={_MIN_FREE}" if _at_least(here, _MIN_FREE_SINCE) else "",
        "ca_file": quoted(mirror.ca_file or here.ca_file or "/etc/ssl/cert.pem"),
        "slice": str(SLICE),
        "hub_block": _hub_block(wish),
        "hub": quoted(_hub(wish) + wish.path),
        "hub_url": wish.upstream,
        "hub_host": wish.hub.netloc,
        "hub_name": wish.hub.host,
        "hub_pattern": re.escape(wish.upstream),
        "path_pattern": re.escape(wish.path),
        "path_redirect": _path_redirect(wish),
        "elsewhere_pattern": _ELSEWHERE_LOCAL if wish.hub.is_local else _ELSEWHERE_PUBLIC,
        "listen": wish.listen,
        "ssl": " ssl" if mirror.certificate else "",
        "access": _access(mirror, wish),
        "login_map": _login_map(secret) if mirror.user else "",
        "realm": "            auth_basic $realm;\n" if mirror.user else "",
        "page_login": f"{_NEXT_PAGE}:{secret}@" if mirror.user else "",
    }
    parts = {
        name: _filled(text, values) for name, text in (("maps", MAPS), ("front", FRONT), ("behind", BEHIND))
    }
    return _filled(MAIN, {**values, **parts})


def quoted(text: str) -> str:
    """As one word of nginx's configuration. Raises `Failure` where it can't be one."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    if "$" in text or _CONTROL.search(text):
        raise Failure("mirror-room-unsafe", what=text)
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _filled(text: str, values: dict[str, str]) -> str:
    """`text` with each `@name@` replaced; what is put in is not looked at again."""
    return re.sub(r"@(\w+)@", lambda mark: values[mark[1]], text)


def _at_least(here: Here, version: tuple[int, ...]) -> bool:
    return not here.version or here.version >= version


def _folder(text: str) -> str:
    folder = os.path.normpath(text) if text else ""
    if not os.path.isabs(folder):
        raise Failure("mirror-room-folder", path=text)
    quoted(folder)
    if len(os.fsencode(f"{folder}/{_NOBODY}")) > _LONGEST_SOCKET:
        raise Failure("mirror-room-folder-long", path=folder, most=_LONGEST_SOCKET - len(_NOBODY) - 1)
    return folder


def _name_of(mirror: RoomMirror, here: Here, listen: str, *, wildcard: bool) -> str:
    """What others call it, in the form of a URL's host."""
    name = mirror.server_name.strip() or (here.name if wildcard else listen)
    try:
        host, port = split_host(f"[{name}]" if ":" in name else name)
    except ValueError as error:
        raise Failure("mirror-room-name", what=name) from error
    if port is not None:
        raise Failure("mirror-room-name", what=name)
    return host


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError as error:
        raise Failure("mirror-room-network", what=text) from error


def _resolver(text: str) -> str:
    address = address_of(text.strip().strip("[]"))
    if address is None or "%" in text:
        raise Failure("mirror-room-resolver", what=text)
    return f"[{address}]" if address.version == 6 else str(address)


def _resolver_text(wish: Wish, here: Here) -> str:
    if not wish.resolvers:
        return ""
    ipv6 = "on" if here.ipv6 else "off"
    return f"    resolver {' '.join(wish.resolvers)} valid=60s ipv6={ipv6};\n    resolver_timeout 5s;"


def _hub(wish: Wish) -> str:
    return f"{wish.hub.scheme}://room_hub" if wish.hub.is_local else wish.hub.url


def _hub_block(wish: Wish) -> str:
    """A hub of one's own network is looked up once, by the system, which knows names that no name server
    does; one of the Internet again and again, by nginx, for its addresses change."""
    if not wish.hub.is_local:
        return ""
    host = f"[{wish.hub.host}]" if ":" in wish.hub.host else wish.hub.host
    return f"    upstream room_hub {{ server {host}:{wish.hub.port}; keepalive 32; }}"


def _path_redirect(wish: Wish) -> str:
    if not wish.path:
        return ""
    return f'            proxy_redirect "~^{re.escape(wish.path)}(/.*)$" $1;\n'


def _access(mirror: RoomMirror, wish: Wish) -> str:
    lines = [f"allow {each};" for each in wish.networks]
    if lines:
        lines.append("deny all;")
    if mirror.user:
        lines += ['auth_basic "Hubkeep";', f"auth_basic_user_file {PASSWORDS};"]
    if mirror.certificate:
        lines += [
            f"ssl_certificate {quoted(mirror.certificate)};",
            f"ssl_certificate_key {quoted(mirror.key)};",
            "ssl_protocols TLSv1.2 TLSv1.3;",
            "ssl_session_cache shared:tls:4m;",
        ]
    return "".join(f"        {line}\n" for line in lines)


def _login_map(secret: str) -> str:
    sent = base64.b64encode(f"{_NEXT_PAGE}:{secret}".encode()).decode()
    return f"""
    # huggingface_hub sends its login to addresses that it makes itself. The next page's comes from here, and
    # so has a login in it that is good for listings alone.
    map $http_authorization $realm {{ "~^Basic {re.escape(sent)}$" off; default "Hubkeep"; }}
"""
