"""An authority of the tests' own, and what it signs."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path


class Authority:
    """Its certificate is `file`; made by the `openssl` command."""

    def __init__(self, folder: Path, name: str = "Tests' own") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.file = folder / "ca.pem"
        self._key = folder / "ca.key"
        _openssl(
            "req", "-x509", *_NEW_KEY, "-keyout", self._key, "-out", self.file, "-days", "2",
            "-subj", f"/CN={name}", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign",
        )  # fmt: skip

    def server(self, *names: str, days: int = 2) -> ssl.SSLContext:
        """For a host with these names, each `DNS:…` or `IP:…`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files(*names, days=days))
        return context

    def files(self, *names: str, days: int = 2) -> tuple[Path, Path]:
        """The same as files: the certificate and its key."""
        stem = self._folder / "-".join(names).replace(":", "_")
        key, request, signed, extensions = (
            stem.with_name(stem.name + suffix) for suffix in (".key", ".csr", ".pem", ".ext")
        )
        _openssl("req", "-new", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", "/CN=host")
        extensions.write_text(f"subjectAltName={','.join(names)}\n")
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._key, "-CAcreateserial",
            "-days", str(days), "-extfile", extensions, "-out", signed,
        )  # fmt: skip
        return signed, key


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def _openssl(*words: str | Path) -> None:
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
