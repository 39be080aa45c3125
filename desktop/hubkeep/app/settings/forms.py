"""Whether what is typed has the form of what is asked for. Pure; whether it works, the engine finds out."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

OFFICIAL: Final = "https://huggingface.co"
PROXY_SCHEMES: Final = frozenset({"http", "https", "socks5", "socks5h"})
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def endpoint_of(text: str) -> str:
    """The endpoint that `text` names, written as it is kept; empty where it is none."""
    text = text.strip()
    parts = _split(text if "://" in text else f"https://{text}")
    if parts is None or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        return ""
    if "@" in parts.netloc or ("." not in parts.netloc and ":" not in parts.netloc and "://" not in text):
        # One word alone is rather the beginning of a name than a host.
        return ""
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def is_proxy(text: str) -> bool:
    """Whether `text` is a proxy's address: `http://host:8080`, `socks5://user:word@host:1080`."""
    parts = _split(text.strip())
    return parts is not None and parts.scheme in PROXY_SCHEMES and parts.path in {"", "/"} and not parts.query


def is_clear(endpoint: str) -> bool:
    """Whether all between here and the endpoint can read along."""
    parts = _split(endpoint)
    return parts is not None and parts.scheme == "http" and parts.hostname not in _LOCAL


def is_token(text: str) -> bool:
    """Whether `text` could be a token: printable characters without spaces."""
    return bool(text) and text.isascii() and text.isprintable() and " " not in text


def _split(text: str) -> SplitResult | None:
    """The parts of a URL with a host; None where it has none."""
    if not text.isprintable() or any(letter.isspace() for letter in text):
        return None
    try:
        parts = urlsplit(text)
        # Asking is what finds a wrong one.
        known = parts.hostname and parts.port != 0 and not parts.netloc.endswith(":")
        return parts if known else None
    except ValueError:
        return None
