"""Signed URLs of the CDN: whoever has one may read the file, until it expires or is called back."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets
import threading
import time
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from tests.hub.content import Entry, Repo

_SIGNATURE = "X-Amz-Signature"


@dataclass(frozen=True)
class Grant:
    """What a valid URL says."""

    sha256: str
    repo: str
    path: str
    disposition: str


class Signer:
    """Signs and checks the URLs of one hub."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._serial = itertools.count(1)
        self._lock = threading.Lock()
        self._revoked: set[str] = set()

    def sign(self, repo: Repo, entry: Entry, lifetime: float) -> str:
        """Path and query of a new URL, valid for `lifetime` seconds; no two are the same."""
        name = entry.path.rpartition("/")[2]
        disposition = f"inline; filename*=UTF-8''{quote(name)}; filename=\"{_ascii(name)}\";"
        expires = time.time() + lifetime
        query = {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Expires": f"{lifetime:.0f}",
            "X-Amz-SignedHeaders": "host",
            "X-Amz-Until": f"{expires:.3f}",
            "X-Amz-Serial": str(next(self._serial)),
            "response-content-disposition": disposition,
            "x-repo": repo.id,
            "x-path": entry.path,
            "x-id": "GetObject",
        }
        path = f"/xet-bridge-us/{entry.sha256}"
        unsigned = urlencode(query)
        return f"{path}?{unsigned}&{_SIGNATURE}={self._signature(path, unsigned)}"

    def check(self, path: str, query: str) -> Grant | str:
        """What the URL grants, or why it grants nothing, as S3 words it: `Code: sentence`."""
        unsigned, _, signature = query.rpartition(f"&{_SIGNATURE}=")
        if not hmac.compare_digest(signature, self._signature(path, unsigned)):
            return "SignatureDoesNotMatch: The request signature we calculated does not match."
        values = dict(parse_qsl(unsigned))
        with self._lock:
            revoked = signature in self._revoked
        if revoked or time.time() > float(values["X-Amz-Until"]):
            return "AccessDenied: Request has expired"
        return Grant(
            sha256=path.rpartition("/")[2],
            repo=values["x-repo"],
            path=values["x-path"],
            disposition=values["response-content-disposition"],
        )

    def revoke(self, query: str) -> None:
        """From now on the URL with this query grants nothing."""
        with self._lock:
            self._revoked.add(query.rpartition(f"&{_SIGNATURE}=")[2])

    def _signature(self, path: str, unsigned: str) -> str:
        return hmac.new(self._key, f"{path}?{unsigned}".encode(), hashlib.sha256).hexdigest()


def _ascii(name: str) -> str:
    """A name that may stand in a header."""
    return "".join(c if " " <= c <= "~" and c not in '"\\' else "_" for c in name)
