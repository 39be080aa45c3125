"""A hub as it is on the Internet: https, a name of its own, and a CDN with another one."""

from __future__ import annotations

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.engine.net.certificates import Authority
from tests.hub.server import Hub
from tests.peers.nginx import Nginx

HUB, CDN = "hub.example.com", "cdn.example.org"
_LOOPBACK = struct.pack(">HHHIH4s", 0xC00C, 1, 1, 60, 4, bytes([127, 0, 0, 1]))
"""An answer: the name that was asked for is 127.0.0.1."""


class NameServer:
    """Says by UDP that every name is 127.0.0.1; once closed, nothing answers on its port any more."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._serve, name="name server")
        self._thread.start()

    def close(self) -> None:
        """Nothing where that has happened."""
        if not self._thread.is_alive():
            return
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stop:
            stop.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            asked, sender = self._socket.recvfrom(512)
            if not asked:
                return
            name, end = _name(asked)
            self.asked.append(name)
            kind = struct.unpack(">H", asked[end : end + 2])[0]
            answers = (
                struct.pack(">HHHIH4s", 0xC00C, 1, 1, 60, 4, bytes([127, 0, 0, 1])) if kind == 1 else b""
            )
            head = asked[:2] + struct.pack(">HHHHH", 0x8180, 1, 1 if answers else 0, 0, 0)
            self._socket.sendto(head + asked[12 : end + 4] + answers, sender)


class FarHub:
    """`hub` under `endpoint`, behind a real nginx that speaks TLS for both names."""

    def __init__(self, hub: Hub, authority: Authority, *, cdn: str = f"https://{CDN}") -> None:
        """`cdn`: the scheme and host that files are redirected to; the port is added."""
        certificate, key = authority.files(f"DNS:{HUB}", f"DNS:{CDN}")
        self._hub = hub
        self._cdn = cdn
        self._tls = (certificate, key)
        self.nginx = Nginx(self._server, listen="ssl")
        self.names = NameServer()

    @property
    def endpoint(self) -> str:
        return f"https://{HUB}:{self.nginx.port}"

    def found_by(self, config: str) -> str:
        """A mirror's configuration that asks the name server here, whose port is not the usual one, and
        believes it for a second."""
        at = f"resolver 127.0.0.1:{self.names.port} valid=1s"
        changed = config.replace("resolver 127.0.0.1 valid=60s", at)
        return changed.replace("resolver_timeout 5s;", "resolver_timeout 1s;")

    def close(self) -> None:
        self.nginx.close()
        self.names.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _server(self, _: Path) -> str:
        certificate, key = self._tls
        there = f"localhost:{self._hub.port}"
        return f"""
            ssl_certificate "{certificate}"; ssl_certificate_key "{key}";
            set $as 127.0.0.1:{self._hub.port};
            if ($host = {CDN}) {{ set $as {there}; }}
            location / {{
                proxy_pass http://127.0.0.1:{self._hub.port};
                proxy_http_version 1.1;
                proxy_set_header Host $as;
                proxy_set_header Connection "";
                proxy_redirect http://{there}/ {self._cdn}:$server_port/;
            }}
        """


def _name(message: bytes) -> tuple[str, int]:
    """The name that a message asks for, and where it ends."""
    at, labels = 12, []
    while message[at]:
        labels.append(message[at + 1 : at + 1 + message[at]].decode())
        at += message[at] + 1
    return ".".join(labels), at + 1
