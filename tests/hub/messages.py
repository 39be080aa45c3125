"""A request and an answer, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from tests.hub.sources import InMemory, Source

REASONS = {
    200: "OK",
    206: "Partial Content",
    302: "Found",
    307: "Temporary Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    416: "Range Not Satisfiable",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


class Host(StrEnum):
    """The two names a hub answers to, told apart by the `Host` header."""

    HUB = "hub"
    CDN = "cdn"


class Route(StrEnum):
    """What a request is for."""

    INFO = "info"
    TREE = "tree"
    TREESIZE = "treesize"
    PATHS_INFO = "paths-info"
    REFS = "refs"
    COMMITS = "commits"
    AUTH_CHECK = "auth-check"
    XET_TOKEN = "xet-read-token"
    SAFETENSORS = "safetensors-metadata"
    SEARCH = "search"
    WHOAMI = "whoami"
    RESOLVE = "resolve"
    RESOLVE_CACHE = "resolve-cache"
    RAW = "raw"
    BYTES = "bytes"
    """A signed URL of the CDN."""
    PAGE = "page"
    """Everything that is meant for a browser, and every address that does not exist."""


@dataclass(frozen=True)
class Request:
    """One request. `path` is as sent (percent-encoded), header names are lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    host: Host

    def parameters(self) -> dict[str, str]:
        """The query, the last value of each name."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def flag(self, name: str) -> bool:
        """Whether a parameter is set to something that means yes."""
        return self.parameters().get(name, "").lower() in {"true", "1", "yes"}

    @property
    def token(self) -> str | None:
        """The bearer token that was sent."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        return value if scheme.lower() == "bearer" and value else None

    @property
    def url(self) -> str:
        """Path and query, as in the request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True)
class Body:
    """Bytes `start` to `stop` (exclusive) of a source."""

    source: Source
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Answer:
    """One answer. Its length is announced unless `chunked`."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: Body = Body(InMemory(b""), 0, 0)
    chunked: bool = False

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_header(self, name: str, value: str) -> Answer:
        """The same with a header set in place of all of that name."""
        return replace(self, headers=(*self.without_header(name).headers, (name, value)))

    def without_header(self, name: str) -> Answer:
        """The same without the headers of that name."""
        kept = tuple(pair for pair in self.headers if pair[0].lower() != name.lower())
        return replace(self, headers=kept)

    def with_bytes(self, data: bytes) -> Answer:
        """The same with other bytes in it."""
        return replace(self, body=Body(InMemory(data), 0, len(data)))


def data_answer(status: int, data: bytes, content_type: str, *headers: tuple[str, str]) -> Answer:
    """An answer that holds bytes of a type."""
    return Answer(status, (("Content-Type", content_type), *headers), Body(InMemory(data), 0, len(data)))


def json_answer(value: Any, *headers: tuple[str, str], status: int = 200) -> Answer:
    """An answer in JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return data_answer(status, text.encode(), "application/json; charset=utf-8", *headers)


def html_answer(status: int, title: str, *headers: tuple[str, str]) -> Answer:
    """A page for a browser."""
    page = f"<!doctype html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return data_answer(status, page.encode(), "text/html; charset=utf-8", *headers)


def error_answer(status: int, message: str, code: str = "", *headers: tuple[str, str]) -> Answer:
    """A refusal as the Hub words it: two headers, and the message in JSON."""
    named = (("X-Error-Code", code),) if code else ()
    return json_answer({"error": message}, *named, ("X-Error-Message", message), *headers, status=status)


def redirect_answer(status: int, location: str, *headers: tuple[str, str]) -> Answer:
    """A redirect with the sentence that the Hub puts in its body."""
    text = f"{REASONS[status]}. Redirecting to {location}".encode()
    return data_answer(status, text, "text/plain; charset=utf-8", ("Location", location), *headers)
