from __future__ import annotations

import pytest
from hubkeep.engine.mirrors.sniffing import kind_of
from hubkeep.engine.net.http import Headers

SIZE = 5000
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 5000\n"


def kind(body: bytes, *headers: tuple[str, str], path: str = "a.json", size: int = SIZE) -> str:
    return kind_of(Headers([("Content-Length", str(len(body))), *headers]), body, path=path, size=size)


@pytest.mark.parametrize(
    "body",
    [
        b'{"error":"x"}',
        b' { "message" : "no"}',
        b'<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>',
        b"Entry not found",
        b"Internal Server Error",
        b"403 Forbidden"[4:],
    ],
)
def test_errors(body: bytes) -> None:
    assert kind(body) == "error"


def test_a_file_that_looks_like_an_error_is_a_file() -> None:
    body = b'{"error": "message", "padding": "' + b"x" * 100 + b'"}'
    assert kind(body, size=len(body)) == "bytes"
    assert kind(POINTER, size=len(POINTER)) == "bytes"


def test_pointers_pages_and_bytes() -> None:
    assert kind(POINTER) == "pointer"
    assert kind(b"<!DOCTYPE html><html>", path="model.bin") == "page"
    assert kind(b"x", ("Content-Type", "text/html"), path="model.bin") == "page"
    assert kind(b"<!DOCTYPE html><html>", path="index.html") == "bytes"
    assert kind(bytes(200)) == "bytes"
    assert kind(b'{"model_type": "bert"}') == "bytes"
