from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from hubkeep.engine.net.dialer import Dialer
from hubkeep.engine.net.failure import NetFailure
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust, add_file, openssl_context, platform_context
from hubkeep.engine.problems import Failure

from .certificates import Authority
from .dialling import ask
from .hosts import Host, Script, answer

HELLO = Script(lambda asked: answer(b"hello"))


def trusts(trust: Trust, tls: ssl.SSLContext) -> bool:
    """Whether a host with this certificate is believed."""
    with Host(HELLO, tls=tls) as host:
        try:
            connection = Dialer(trust, Proxies("none", {})).connect(host.origin)
        except NetFailure as failure:
            if failure.kind != "tls":
                raise
            return False
        return ask(connection) == b"hello"


def test_the_file_of_the_settings(authority: Authority, tls: ssl.SSLContext) -> None:
    assert trusts(Trust(str(authority.file), {}), tls)
    assert not trusts(Trust("", {}), tls)


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_the_file_of_the_environment(name: str, authority: Authority, tls: ssl.SSLContext) -> None:
    assert trusts(Trust("", {name: str(authority.file)}), tls)


def test_the_setting_goes_before_the_environment(authority: Authority, tls: ssl.SSLContext) -> None:
    assert trusts(Trust(str(authority.file), {"REQUESTS_CA_BUNDLE": "/no/such/file"}), tls)
    assert not trusts(Trust("", {"REQUESTS_CA_BUNDLE": ""}), tls)


def test_a_folder_of_certificates(authority: Authority, tls: ssl.SSLContext, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.file.read_bytes())
    subprocess.run(["openssl", "rehash", tmp_path], check=True)

    assert trusts(Trust("", {"REQUESTS_CA_BUNDLE": str(tmp_path)}), tls)


def test_the_system_s_are_trusted_beside_the_file(authority: Authority) -> None:
    """Where this machine has any."""
    known = openssl_context().cert_store_stats()["x509_ca"]
    added = Trust(str(authority.file), {}).context().cert_store_stats()["x509_ca"]

    assert added == known + 1


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "ca-file-unreadable"), (b"", "ca-file-empty"), (b"no certificate", "ca-file-empty")],
)
def test_a_file_that_is_of_no_use(content: bytes | None, code: str, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    trust = Trust(str(file), {})  # nothing is read before it is needed

    with pytest.raises(Failure) as refused:
        trust.context()

    assert refused.value.problem.code == code
    assert refused.value.problem.params["path"] == str(file)


def test_the_context(authority: Authority) -> None:
    trust = Trust(str(authority.file), {})
    context = trust.context()

    assert context is trust.context()
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname


def test_http_1_1_is_agreed_on(authority: Authority, tls: ssl.SSLContext) -> None:
    agreed: list[str | None] = []
    both = authority.server("IP:127.0.0.1", "DNS:both")
    both.set_alpn_protocols(["h2", "http/1.1"])

    def talk(stream: object) -> None:
        assert isinstance(stream, ssl.SSLSocket)
        agreed.append(stream.selected_alpn_protocol())
        HELLO(stream)

    with Host(talk, tls=both) as host:
        ask(Dialer(Trust(str(authority.file), {}), Proxies("none", {})).connect(host.origin))
    assert agreed == ["http/1.1"]


def test_the_certificate_of_the_host_itself_may_be_named(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.server("IP:127.0.0.1")

    assert trusts(Trust(str(tmp_path / "IP_127.0.0.1.pem"), {}), context)


def test_as_windows_and_macos_do_it(authority: Authority, tls: ssl.SSLContext, tmp_path: Path) -> None:
    """truststore, whose context is not quite Python's own."""

    class Elsewhere(Trust):
        def context(self) -> ssl.SSLContext:
            return self._limited(platform_context())

    assert trusts(Elsewhere(str(authority.file), {}), tls)
    assert not trusts(Elsewhere(str(Authority(tmp_path, "Other").file), {}), tls)
    context = platform_context()
    add_file(context, str(authority.file))


def test_certificates_are_not_read_before_they_are_needed() -> None:
    """Nor is TLS loaded: the engine starts without."""
    code = (
        "import sys; from hubkeep.engine.net import address, proxies, trust, http, failure, retry; "
        "trust.Trust('', {}); print(*{'ssl', 'truststore', 'urllib.request'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == []
