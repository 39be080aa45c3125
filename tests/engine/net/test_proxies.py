from __future__ import annotations

import contextlib
import ipaddress
from collections.abc import Mapping

import pytest
from hubkeep.engine.net.address import split_url
from hubkeep.engine.net.proxies import (
    Proxies,
    Proxy,
    SystemProxies,
    excepted,
    exceptions_of,
    of_this_system,
    proxy_of,
)
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st


def chosen(url: str, setting: str = "", environ: Mapping[str, str] = {}, system: object = None) -> str:
    """Host and port of the proxy to `url`; empty for none."""
    assert system is None or isinstance(system, SystemProxies)
    proxy = Proxies(setting, environ, lambda: system).choose(split_url(url)[0])
    return proxy.netloc if proxy is not None else ""


@pytest.mark.parametrize(
    ("text", "proxy"),
    [
        ("http://host:3128", Proxy("http", "host", 3128)),
        ("host:3128", Proxy("http", "host", 3128)),
        ("  HTTP://Host/ ", Proxy("http", "host", 80)),
        ("https://host", Proxy("https", "host", 443)),
        ("socks5://127.0.0.1:7890", Proxy("socks5", "127.0.0.1", 7890)),
        ("socks5h://[::1]", Proxy("socks5h", "::1", 1080)),
        ("socks://host", Proxy("socks5h", "host", 1080)),
        ("http://me:se%40cr%3Aet@host:1", Proxy("http", "host", 1, "me", "se@cr:et")),
        ("http://me:se@cr:et@host:1", Proxy("http", "host", 1, "me", "se@cr:et")),
        ("http://me@host", Proxy("http", "host", 80, "me")),
        ("me:pä@host:1", Proxy("http", "host", 1, "me", "pä")),
    ],
)
def test_proxies_as_they_are_written(text: str, proxy: Proxy) -> None:
    assert proxy_of(text) == proxy


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("socks4://host", "proxy-scheme"),
        ("ftp://me:secret@host", "proxy-scheme"),
        ("http://", "proxy-no-address"),
        ("http://me:secret@", "proxy-no-address"),
        ("http://me:secret@host:x", "proxy-no-address"),
        ("http://ho st", "proxy-no-address"),
        (f"socks5://{'x' * 256}@host", "proxy-no-address"),
    ],
)
def test_what_is_no_proxy(text: str, code: str) -> None:
    with pytest.raises(Failure) as refused:
        proxy_of(text)
    assert refused.value.problem.code == code
    assert "secret" not in str(refused.value)

    with pytest.raises(Failure):
        Proxies(text, {})


def test_a_login_is_not_shown() -> None:
    shown = repr(proxy_of("http://me:secret@[::1]:1"))

    assert shown == "Proxy(http://…@[::1]:1)"
    assert "secret" not in f"{[proxy_of('http://me:secret@host')]}"


def test_the_environment_in_both_spellings() -> None:
    environ = {
        "http_proxy": "http://plain:1",
        "HTTP_PROXY": "http://not-this:1",
        "HTTPS_PROXY": "http://safe:2",
        "all_proxy": "http://all:3",
    }
    assert chosen("http://a.example", environ=environ) == "plain:1"
    assert chosen("https://a.example", environ=environ) == "safe:2"
    assert chosen("https://a.example", environ={"ALL_PROXY": "socks5://all:3"}) == "all:3"
    assert chosen("http://a.example", environ={"HTTPS_PROXY": "http://safe:2"}) == ""
    assert chosen("https://a.example", environ={**environ, "https_proxy": ""}) == "", "set to nothing is none"


def test_the_setting_comes_first() -> None:
    environ = {"http_proxy": "http://env:1", "https_proxy": "http://env:1", "no_proxy": "b.example"}

    assert chosen("https://a.example", "http://set:2", environ) == "set:2"
    assert chosen("https://b.example", "http://set:2", environ) == ""
    assert chosen("https://a.example", "none", environ) == ""
    assert chosen("https://a.example", " none ", environ) == ""


def test_the_system_comes_last() -> None:
    system = SystemProxies(
        {"http": "http://sys:1", "socks": "socks://sys:2"}, lambda host: host == "b.example"
    )

    assert chosen("http://a.example", system=system) == "sys:1"
    assert chosen("https://a.example", system=system) == "sys:2"
    assert chosen("http://b.example", system=system) == ""
    assert chosen("http://a.example", environ={"no_proxy": "a.example"}, system=system) == ""
    assert chosen("http://a.example", environ={"https_proxy": "http://env:1"}, system=system) == ""
    assert chosen("http://a.example", "none", system=system) == ""
    assert chosen("http://a.example", system=SystemProxies({}, lambda host: False)) == ""


def test_this_system_can_be_asked() -> None:
    system = of_this_system()

    assert system is None or system.bypass("host") in {True, False}


@pytest.mark.parametrize("host", ["localhost", "x.localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_this_machine_is_reached_without(host: str) -> None:
    assert chosen(f"http://{host}:8090", "http://set:2", {"http_proxy": "http://env:1"}) == ""


@pytest.mark.parametrize(
    ("no_proxy", "url", "without"),
    [
        ("*", "http://a.example", True),
        ("a.example", "http://a.example", True),
        ("A.Example", "http://a.example", True),
        ("a.example.", "http://a.example", True),
        ("a.example", "http://x.y.a.example", True),
        (".a.example", "http://x.a.example", True),
        (".a.example", "http://a.example", True),
        ("*.a.example", "http://x.a.example", True),
        ("a.example", "http://ba.example", False),
        ("a.example", "http://a.example.org", False),
        ("bücher.de", "http://xn--bcher-kva.de", True),
        ("b.example , a.example", "http://a.example", True),
        ("b.example a.example", "http://a.example", True),
        (",,", "http://a.example", False),
        ("a.example:81", "http://a.example:81", True),
        ("a.example:81", "http://x.a.example:81", True),
        ("a.example:81", "http://a.example", False),
        ("a.example:80", "http://a.example", True),
        ("a.example:443", "https://a.example", True),
        ("10.0.0.1", "http://10.0.0.1", True),
        ("10.0.0.1", "http://10.0.0.11", False),
        ("0.0.1", "http://10.0.0.1", False),
        ("10.0.0.0/8", "http://10.9.9.9", True),
        ("10.0.0.1/8", "http://10.9.9.9", True),
        ("10.0.0.0/8", "http://11.0.0.1", False),
        ("10.0.0.0/8", "http://[::ffff:10.0.0.1]", True),
        ("10.0.0.0/8", "http://a.example", False),
        ("10.0.0.1:81", "http://10.0.0.1:81", True),
        ("10.0.0.1:81", "http://10.0.0.1", False),
        ("fd00::/8", "http://[fd12::1]", True),
        ("[fd00::]/8", "http://[fd12::1]", True),
        ("fd00::/8", "http://[fe80::1]", False),
        ("fd00::1", "http://[fd00::1]:81", True),
        ("[fd00::1]:81", "http://[fd00::1]:81", True),
        ("[fd00::1]:81", "http://[fd00::1]", False),
        ("10.0.0.0/99, a b/c, :80, [x, http://a.example, a.example", "http://a.example", True),
        ("10.0.0.0/99, a b/c, :80, [x, http://b.example", "http://b.example", False),
    ],
)
def test_exceptions(no_proxy: str, url: str, without: bool) -> None:
    origin, _ = split_url(url)

    assert excepted(origin, exceptions_of(no_proxy)) is without
    assert (chosen(url, environ={"ALL_PROXY": "http://env:1", "NO_PROXY": no_proxy}) == "") is without


_LABELS = st.lists(st.sampled_from(["a", "b", "ab", "example"]), min_size=1, max_size=4).map(tuple)


@given(_LABELS, st.lists(_LABELS, max_size=4), st.sampled_from(["", ".", "*."]))
def test_names_are_excepted_label_by_label(
    host: tuple[str, ...], names: list[tuple[str, ...]], prefix: str
) -> None:
    origin, _ = split_url(f"http://{'.'.join(host)}/")
    no_proxy = ",".join(prefix + ".".join(name) for name in names)

    assert excepted(origin, exceptions_of(no_proxy)) is any(host[-len(name) :] == name for name in names)


@given(st.ip_addresses(v=4), st.ip_addresses(v=4), st.integers(0, 32))
def test_networks(host: ipaddress.IPv4Address, base: ipaddress.IPv4Address, bits: int) -> None:
    origin, _ = split_url(f"http://{host}/")
    expected = int(host) >> (32 - bits) == int(base) >> (32 - bits)

    assert excepted(origin, exceptions_of(f"{base}/{bits}")) is expected


@given(st.text(max_size=40))
def test_any_text_is_a_list_of_exceptions(text: str) -> None:
    exceptions_of(text)


@given(st.text(max_size=40))
def test_any_text_is_a_proxy_or_refused(text: str) -> None:
    proxy = None
    with contextlib.suppress(Failure):
        proxy = proxy_of(text)
    if proxy is not None:
        assert proxy.host
        assert 0 < proxy.port < 1 << 16
        assert proxy_of(f"{proxy.scheme}://{proxy.netloc}").netloc == proxy.netloc
