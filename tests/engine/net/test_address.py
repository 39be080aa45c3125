from __future__ import annotations

import ipaddress

import pytest
from hubkeep.engine.net.address import Origin, endpoint_of, follow, is_official, split_url
from hubkeep.engine.problems import Failure
from hypothesis import example, given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("https://huggingface.co", Origin("https", "huggingface.co", 443), "/"),
        ("HTTPS://HuggingFace.CO:443/A?B", Origin("https", "huggingface.co", 443), "/A?B"),
        ("https://huggingface.co./a", Origin("https", "huggingface.co", 443), "/a"),
        ("http://host:/x", Origin("http", "host", 80), "/x"),
        ("http://host:8090?a=b", Origin("http", "host", 8090), "/?a=b"),
        ("http://host/?", Origin("http", "host", 80), "/?"),
        ("http://host/a?b?c#d?e", Origin("http", "host", 80), "/a?b?c"),
        ("http://host/a#?b", Origin("http", "host", 80), "/a"),
        ("http://host/a b/ä?q=ü c", Origin("http", "host", 80), "/a%20b/%C3%A4?q=%C3%BC%20c"),
        ("http://host/a%2Fb%zz%", Origin("http", "host", 80), "/a%2Fb%25zz%25"),
        ('http://host/"<>\\^`{|}', Origin("http", "host", 80), "/%22%3C%3E%5C%5E%60%7B%7C%7D"),
        ("http://host/@a:b;c,d=e&f", Origin("http", "host", 80), "/@a:b;c,d=e&f"),
        ("https://bücher.example/", Origin("https", "xn--bcher-kva.example", 443), "/"),
        ("https://例え.jp/", Origin("https", "xn--r8jz45g.jp", 443), "/"),
        ("http://127.0.0.1:1/", Origin("http", "127.0.0.1", 1), "/"),
        ("http://[::1]/", Origin("http", "::1", 80), "/"),
        ("http://[2001:DB8:0::1]:65535/", Origin("http", "2001:db8::1", 65535), "/"),
        ("http://[fe80::1%25eth0]:80/", Origin("http", "fe80::1%eth0", 80), "/"),
        ("http://[fe80::1%eth0]/", Origin("http", "fe80::1%eth0", 80), "/"),
        ("http://under_score-/", Origin("http", "under_score-", 80), "/"),
    ],
)
def test_urls(url: str, origin: Origin, target: str) -> None:
    assert split_url(url) == (origin, target)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host",
        "host/path",
        "//host/path",
        "ftp://host/",
        "file:///etc/passwd",
        "javascript://host/",
        "https://",
        "https:///path",
        "https:/host",
        "https://:80/",
        "https://user@host/",
        "https://user:secret@host/",
        "https://@host/",
        "http://good.example\\@evil.example/",
        "http://good.example\\.evil.example/",
        "http://ho st/",
        "http://ho%73t/",
        "http://host\t/",
        "http://host/a\r\nX: y",
        "http://host/\0",
        "\nhttp://host/",
        "http://host:0/",
        "http://host:65536/",
        "http://host:8a/",
        "http://host:-1/",
        "http://host:80:80/",
        "http://host:８０/",
        "http://a..b/",
        "http://.a/",
        "http://./",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 200 + "b/",
        "http://[::1/",
        "http://::1/",
        "http://[::1]x/",
        "http://[host]/",
        "http://[127.0.0.1]/",
        "http://[fe80::1%25]/",
        "http://[fe80::1%25a/b]/",
        # What a resolver would read as an IPv4 address in disguise.
        "http://1.2.3/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://127.0.0.0x1/",
        "http://0177.0.0.1/",
        "http://256.1.1.1/",
        # What becomes a slash or a colon when the name is brought into its final form.
        "http://a℀b/",
        "http://a：80/",
    ],
)
def test_what_is_no_url(url: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        split_url(url)
    assert "secret" not in str(refused.value)


_HOSTS = st.sampled_from(["host", "Host.Example", "127.0.0.1", "[::1]", "bücher.de", "[fe80::1%25eth0]"])
_TEXT = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)


@given(st.sampled_from(["http", "https", "HTTP"]), _HOSTS, st.sampled_from(["", ":8090"]), _TEXT, _TEXT)
@example("http", "host", "", "%", "%zz")
def test_a_url_put_together_again_is_the_same(
    scheme: str, host: str, port: str, path: str, query: str
) -> None:
    url = f"{scheme}://{host}{port}/{path}?{query}"
    try:
        origin, target = split_url(url)
    except ValueError:
        assert any(ord(c) < 32 or ord(c) == 127 for c in url)
        return

    assert target.isascii()
    assert target.isprintable()
    assert not set(target) & set(' #"<>\\')
    assert split_url(origin.url + target) == (origin, target)


@given(st.text(max_size=40))
@example("http://[")
@example("http://a@b")
def test_any_text_is_a_url_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://host/{text}"):
        try:
            origin, target = split_url(url)
        except ValueError:
            continue
        assert (origin.host + target).isascii()
        assert origin.host
        assert origin.host == origin.host.lower()
        assert not set(origin.host) & set(" /@[]\\?#")
        assert split_url(origin.url)[0] == origin


@pytest.mark.parametrize(
    ("url", "netloc", "again"),
    [
        ("https://host:443", "host", "https://host"),
        ("https://host:80", "host:80", "https://host:80"),
        ("http://[::1]:80", "[::1]", "http://[::1]"),
        ("http://[::1]:81", "[::1]:81", "http://[::1]:81"),
        ("http://[fe80::1%25eth0]:81", "[fe80::1]:81", "http://[fe80::1%25eth0]:81"),
    ],
)
def test_the_host_header(url: str, netloc: str, again: str) -> None:
    origin, _ = split_url(url)

    assert origin.netloc == netloc
    assert origin.url == again


def test_a_login_is_called_one() -> None:
    for url in ("https://me:secret@host/", "https://me@host", "https://@host"):
        with pytest.raises(ValueError, match=r"^a login in an address$"):
            split_url(url)


@pytest.mark.parametrize(
    ("host", "loopback", "local"),
    [
        ("localhost", True, True),
        ("hub.localhost", True, True),
        ("127.9.9.9", True, True),
        ("::1", True, True),
        ("::ffff:127.0.0.1", True, True),
        ("192.168.1.4", False, True),
        ("10.0.0.1", False, True),
        ("172.31.0.1", False, True),
        ("169.254.1.1", False, True),
        ("100.64.0.1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("fe80::1", False, True),
        ("fd00::1", False, True),
        ("nas", False, True),
        ("nas.local", False, True),
        ("nas.home.arpa", False, True),
        ("hub.internal", False, True),
        ("8.8.8.8", False, False),
        ("172.32.0.1", False, False),
        ("100.128.0.1", False, False),
        ("::ffff:8.8.8.8", False, False),
        ("2606:4700::1", False, False),
        ("hf-mirror.com", False, False),
        ("local", False, True),
        ("notlocalhost.com", False, False),
        ("local.example", False, False),
    ],
)
def test_whose_network_a_host_is_in(host: str, loopback: bool, local: bool) -> None:
    origin, _ = split_url(f"http://[{host}]/" if ":" in host else f"http://{host}/")

    assert origin.is_loopback is loopback
    assert origin.is_local is local


@given(st.ip_addresses())
def test_addresses_keep_what_they_are(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    origin, _ = split_url(f"http://{host}/")

    assert ipaddress.ip_address(origin.host) == address
    assert not origin.is_loopback or origin.is_local


@pytest.mark.parametrize(
    ("typed", "endpoint"),
    [
        ("huggingface.co", "https://huggingface.co"),
        ("  https://hf-mirror.com//  ", "https://hf-mirror.com"),
        ("HTTPS://HF-Mirror.com/", "https://hf-mirror.com"),
        ("https://hub.opencsg.com/hf/", "https://hub.opencsg.com/hf"),
        ("http://192.168.1.4:8090", "http://192.168.1.4:8090"),
        ("http://nas.local/hf mirror/", "http://nas.local/hf%20mirror"),
        ("http://[::1]:80/", "http://[::1]"),
        ("localhost:8443", "https://localhost:8443"),
        ("例え.jp", "https://xn--r8jz45g.jp"),
    ],
)
def test_endpoints(typed: str, endpoint: str) -> None:
    assert endpoint_of(typed) == endpoint
    assert endpoint_of(endpoint) == endpoint


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://hf-mirror.com", "endpoint-plain"),
        ("http://8.8.8.8", "endpoint-plain"),
        ("http://0x08080808", "endpoint-no-address"),
        ("https://me:secret@host.example", "endpoint-login"),
        ("me:secret@host.example", "endpoint-login"),
        ("https://me:sec/ret@host.example", "endpoint-login"),
        ("ftp://me:secret@host.example", "endpoint-login"),
        ("https://me:secret@[host", "endpoint-login"),
        ("https://host.example/?token=secret", "endpoint-query"),
        ("https://host.example/?", "endpoint-query"),
        ("https://host.example/#secret", "endpoint-query"),
        ("https://[host/?token=secret", "endpoint-no-address"),
        ("ftp://host.example", "endpoint-no-address"),
        ("https://", "endpoint-no-address"),
        ("", "endpoint-no-address"),
        ("two words", "endpoint-no-address"),
        ("https://host\n.example", "endpoint-no-address"),
    ],
)
def test_what_is_no_endpoint(typed: str, code: str) -> None:
    with pytest.raises(Failure) as refused:
        endpoint_of(typed)

    assert refused.value.problem.code == code
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "official"),
    [
        ("https://huggingface.co/a/b", True),
        ("https://HUGGINGFACE.CO./", True),
        ("https://cdn-lfs.huggingface.co/x", True),
        ("https://hf.co/x", True),
        ("http://huggingface.co/", False),
        ("https://huggingface.co:8443/", False),
        ("https://huggingface.co@evil.example/", False),
        ("https://huggingface.co.evil.example/", False),
        ("https://nothuggingface.co/", False),
        ("https://xhf.co/", False),
        ("https://evil.example/huggingface.co", False),
        ("https://evil.example\\.huggingface.co/", False),
        ("https://hf-mirror.com/", False),
        ("huggingface.co", False),
    ],
)
def test_who_is_hugging_face(url: str, official: bool) -> None:
    assert is_official(url) is official


@pytest.mark.parametrize(
    ("url", "location", "following"),
    [
        ("https://a/b/c?d", "/e", "https://a/e"),
        ("https://a/b/c?d", "e?f", "https://a/b/e?f"),
        ("https://a/b/c?d", "../e", "https://a/e"),
        ("https://a/b", "//c/d", "https://c/d"),
        ("https://a/b", "http://c/d", "http://c/d"),
        ("https://a/b", "?c", "https://a/b?c"),
        ("https://a/b", "/c d/%C3%A4", "https://a/c%20d/%C3%A4"),
        # UTF-8, read as Latin-1 like every header.
        ("https://a/b", "/ä".encode().decode("latin-1"), "https://a/%C3%A4"),
    ],
)
def test_where_a_redirect_leads(url: str, location: str, following: str) -> None:
    leads_to = follow(url, location)

    assert split_url(leads_to) == split_url(following)
