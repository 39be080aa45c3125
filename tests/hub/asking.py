"""One request by hand, and exactly what came back: for tests that look at a hub from the socket."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.hub.server import Hub


@dataclass(frozen=True)
class Reply:
    """What came back. `broken` says how it ended where it did not end as announced."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    broken: str = ""
    first_byte: float = 0.0
    """Seconds until the head was there."""
    seconds: float = 0.0
    """Seconds until the end."""


def ask(
    where: Hub | str,
    path: str = "",
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
) -> Reply:
    """Send one request on a connection of its own; redirects are not followed.

    `where` is a hub or a whole URL. Raises an OSError where there is no answer at all.
    """
    parts = urlsplit((where if isinstance(where, str) else where.endpoint) + path)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    began = time.monotonic()
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {
            **({"Content-Length": str(len(body))} if body else {}),
            **(headers or {}),
        }.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        response = connection.getresponse()
        first_byte = time.monotonic() - began
        data, broken = _read(response)
        said = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, said, data, broken, first_byte, time.monotonic() - began)
    finally:
        connection.close()


def follow(where: Hub | str, path: str = "", **how: object) -> Reply:
    """The same to the end of all redirects, without the token where the host changes."""
    base = where if isinstance(where, str) else where.endpoint
    url = base + path
    for _ in range(5):
        reply = ask(url, **how)  # type: ignore[arg-type]
        location = reply.headers.get("location")
        if reply.status // 100 != 3 or location is None:
            return reply
        if location.startswith("/"):
            parts = urlsplit(url)
            url = f"{parts.scheme}://{parts.netloc}{location}"
        else:
            url = location
            kept = dict(how.get("headers") or {})  # type: ignore[call-overload]
            kept.pop("Authorization", None)
            how = {**how, "headers": kept}
    raise AssertionError(f"too many redirects from {base}{path}")


def _read(response: http.client.HTTPResponse) -> tuple[bytes, str]:
    """The body as far as it came."""
    pieces = []
    try:
        while piece := response.read1(1 << 16):
            pieces.append(piece)
    except http.client.IncompleteRead as error:
        return b"".join([*pieces, error.partial]), "cut short"
    except TimeoutError:
        return b"".join(pieces), "timed out"
    except ConnectionResetError:
        return b"".join(pieces), "reset"
    data = b"".join(pieces)
    announced = response.getheader("Content-Length")
    head = response.status in (204, 304) or response._method == "HEAD"  # type: ignore[attr-defined]
    if announced and not head and len(data) < int(announced):
        return data, "cut short"
    return data, ""
