from __future__ import annotations

import ssl

import pytest

from .certificates import Authority


@pytest.fixture(scope="package")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="package")
def tls(authority: Authority) -> ssl.SSLContext:
    """For hosts on this machine."""
    return authority.server("IP:127.0.0.1", "IP:::1", "DNS:localhost")
