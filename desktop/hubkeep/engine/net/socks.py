"""SOCKS5 (RFC 1928, RFC 1929): asks a proxy for a way to a host."""

from __future__ import annotations

import contextlib
from typing import Final

from .address import address_of
from .failure import FailureKind, NetFailure
from .http import Stream
from .patience import Patience
from .proxies import Proxy

_VERSION: Final = 5
_OPEN, _LOGIN = 0, 2
_ADDRESS_SIZES: Final = {1: 4, 4: 16}
_REPLIES: Final[dict[int, tuple[FailureKind, str]]] = {
    2: ("proxy", "the proxy's rules do not allow it"),
    3: ("unreachable", "the proxy says: network unreachable"),
    4: ("unreachable", "the proxy says: host unreachable"),
    5: ("refused", "the proxy says: connection refused"),
    6: ("unreachable", "the proxy says: too far away"),
    7: ("proxy", "the proxy does not connect for others"),
    8: ("proxy", "the proxy does not know this kind of address"),
}


def ask_socks(stream: Stream, proxy: Proxy, host: str, port: int, name: str, patience: Patience) -> None:
    """Afterwards `stream` leads to `host`, a name or an address. `name` is what a failure is said of.
    Raises `NetFailure`, OSError."""
    answers = _Answers(stream, name, patience)
    has_login = bool(proxy.username or proxy.password)
    stream.sendall(bytes([_VERSION, 2, _OPEN, _LOGIN] if has_login else [_VERSION, 1, _OPEN]))
    version, method = answers.read(2)
    if version != _VERSION:
        raise NetFailure("proxy", name, "the proxy does not speak SOCKS5")
    if method == _LOGIN and has_login:
        username, password = proxy.username.encode(), proxy.password.encode()
        stream.sendall(bytes([1, len(username)]) + username + bytes([len(password)]) + password)
        if answers.read(2)[1] != 0:
            raise NetFailure("proxy", name, "the proxy refuses the login")
    elif method != _OPEN:
        raise NetFailure("proxy", name, "the proxy asks for a login")
    address = address_of(host)
    if address is not None:
        target = bytes([1 if address.version == 4 else 4]) + address.packed
    else:
        target = bytes([3, len(host)]) + host.encode("ascii")
    stream.sendall(bytes([_VERSION, 1, 0]) + target + port.to_bytes(2, "big"))
    version, reply, _, kind = answers.read(4)
    if version != _VERSION:
        raise NetFailure("proxy", name, "the proxy does not speak SOCKS5")
    if reply:
        failure, reason = _REPLIES.get(reply, ("proxy", "the proxy can't connect"))
        raise NetFailure(failure, name, reason)
    # Where the proxy's own end lies; of no use, but it must be read.
    answers.read((answers.read(1)[0] if kind == 3 else _ADDRESS_SIZES.get(kind, 4)) + 2)


class _Answers:
    """What the proxy says, exactly so many bytes: those behind belong to the host."""

    def __init__(self, stream: Stream, name: str, patience: Patience) -> None:
        self._stream = stream
        self._name = name
        self._patience = patience

    def read(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            self._stream.settimeout(self._patience.slice())
            with contextlib.suppress(TimeoutError):
                got = self._stream.recv(size - len(data))
                if not got:
                    raise NetFailure("proxy", self._name, "the proxy ended the connection")
                data += got
        return data
