"""Forms of addresses and tokens."""

from __future__ import annotations

import pytest
from hubkeep.app.settings.forms import endpoint_of, is_clear, is_proxy, is_token
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        (" https://HF-Mirror.com/ ", "https://hf-mirror.com"),
        ("hf-mirror.com", "https://hf-mirror.com"),
        ("http://lab-nas.local:8080", "http://lab-nas.local:8080"),
        ("https://nexus.corp/repository/hf/", "https://nexus.corp/repository/hf"),
        ("http://localhost:8090", "http://localhost:8090"),
        ("http://[::1]:8090", "http://[::1]:8090"),
        ("lab-nas", ""),
        ("ftp://a.b", ""),
        ("https://", ""),
        ("https://a.b:0", ""),
        ("https://a.b:99999", ""),
        ("https://a.b?x=1", ""),
        ("https://me:secret@a.b", ""),
        ("a b.c", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_an_endpoint_is_kept_in_one_form(text: str, endpoint: str) -> None:
    assert endpoint_of(text) == endpoint


@given(st.text())
def test_what_became_an_endpoint_stays_one(text: str) -> None:
    endpoint = endpoint_of(text)
    assert not endpoint or endpoint_of(endpoint) == endpoint


@pytest.mark.parametrize(
    "text",
    ["http://proxy:8080", "socks5://user:word@10.0.0.1:1080", "socks5h://[::1]:9050", "https://p.corp/"],
)
def test_a_proxy_has_a_scheme_and_a_host(text: str) -> None:
    assert is_proxy(text)


@pytest.mark.parametrize(
    "text", ["", "proxy:8080", "ftp://p", "http://", "http://p/path", "http://p:port", "http://a b"]
)
def test_what_has_not_is_none(text: str) -> None:
    assert not is_proxy(text)


def test_what_is_not_encrypted_is_known() -> None:
    assert is_clear("http://lab-nas.local:8080")
    assert not is_clear("https://hf-mirror.com")
    assert not is_clear("http://localhost:8090")


@pytest.mark.parametrize(
    ("text", "is_one"), [("hf_abc", True), ("", False), ("a b", False), ("a\nb", False), ("é", False)]
)
def test_a_token_is_one_printable_word(text: str, is_one: bool) -> None:
    assert is_token(text) == is_one
