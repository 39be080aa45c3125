"""Which certificates are trusted: the system's, and those of the file that was named."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from ..problems import Failure

if TYPE_CHECKING:
    import ssl

_VARIABLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""What other programs for the Hub go by, in the order in which they do."""
_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
"""Where distributions keep the system's: a bundled OpenSSL looks where its builder kept them."""


class Trust:
    """Makes the TLS context, once and not before it is needed: reading certificates takes a while."""

    def __init__(self, ca_file: str, environ: Mapping[str, str]) -> None:
        """`ca_file` is the settings'; empty: the file that the environment names, if it does."""
        self._ca_file = ca_file or named_file(environ)
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """For connections that speak HTTP/1.1. Raises `Failure` where the named file is of no use."""
        with self._lock:
            if self._context is None:
                context = platform_context() if sys.platform in {"win32", "darwin"} else openssl_context()
                self._context = self._limited(context)
            return self._context

    def _limited(self, context: ssl.SSLContext) -> ssl.SSLContext:
        import ssl

        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        # A company's own certificate may be named without the one that signed it.
        context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
        if self._ca_file:
            add_file(context, self._ca_file)
        return context


def platform_context() -> ssl.SSLContext:
    """The system itself judges certificates: Windows and macOS keep them where OpenSSL can't look."""
    import ssl

    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def openssl_context() -> ssl.SSLContext:
    """With the system's certificates, read once. truststore would read them anew for each connection,
    which takes longer than the rest of the handshake."""
    import ssl

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_default_verify_paths()
    if not context.cert_store_stats()["x509_ca"]:
        found = system_bundle()
        if found:
            context.load_verify_locations(cafile=found)
    return context


def named_file(environ: Mapping[str, str]) -> str:
    """The certificates that the environment names; empty: it names none."""
    return next((environ[name] for name in _VARIABLES if environ.get(name)), "")


def system_bundle() -> str:
    """The file with the system's certificates; empty where there is none."""
    return next((bundle for bundle in _BUNDLES if os.path.isfile(bundle)), "")


def add_file(context: ssl.SSLContext, path: str) -> None:
    """Trusts the certificates in a PEM file, or in a folder of them, as well. Raises `Failure`."""
    import ssl

    try:
        if os.path.isdir(path):
            context.load_verify_locations(capath=path)
            return
        with open(path, "rb") as file:
            file.read(1)
        context.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        raise Failure("ca-file-empty", path=path) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Failure("ca-file-unreadable", path=path, reason=reason) from error
