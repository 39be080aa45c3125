"""huggingface.co as a machine sees it that reaches the Internet through a proxy: a hub under that very name,
with TLS, that may be blocked on the way."""

from __future__ import annotations

import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.engine.net.certificates import Authority
from tests.engine.net.gateways import Socks
from tests.engine.net.hosts import Host, silent
from tests.hub.server import Hub
from tests.peers.nginx import Nginx

NAME, CDN = "huggingface.co", "cdn-lfs.huggingface.co"
ENDPOINT = f"https://{NAME}"


class Official:
    """`hub` as huggingface.co, for programs that have `environ`; everything on this machine they reach
    without the proxy. Used as a context manager."""

    def __init__(self, hub: Hub, folder: Path, *, blocked: bool = False) -> None:
        """`blocked`: who connects hears nothing; may be changed while it runs."""
        authority = Authority(folder / "authority")
        certificate, key = authority.files(f"DNS:{NAME}", f"DNS:{CDN}")
        self.blocked = blocked
        self.asked = 0
        """How often somebody wanted to connect."""
        self._hub = hub
        self._tls = (certificate, key)
        self._nginx = Nginx(self._server, listen="ssl")
        self._way = Socks(leads_to=("127.0.0.1", self._nginx.port))
        self._host = Host(self._talk)
        self.environ = {
            "ALL_PROXY": f"socks5h://127.0.0.1:{self._host.port}",
            "REQUESTS_CA_BUNDLE": str(authority.file),
        }

    def __enter__(self) -> Self:
        self._host.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._host.__exit__(kind, error, trace)
        self._nginx.close()

    def _talk(self, stream: socket.socket) -> None:
        self.asked += 1
        (silent if self.blocked else self._way)(stream)

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
                proxy_redirect http://{there}/ https://{CDN}/;
            }}
        """
