"""Who is sent a token: only whom it was kept for, huggingface.co, and those the user allowed."""

from __future__ import annotations

import base64
import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hubkeep.engine.hub import tokens as module
from hubkeep.engine.hub.keyring_access import SystemKeyring
from hubkeep.engine.hub.tokens import Login, Tokens
from hubkeep.engine.problems import Failure
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.hub.keyrings import Broken, Memory, using
from tests.hub.client import environment, hf
from tests.hub.server import Hub

OFFICIAL = "https://huggingface.co"
MIRROR = "https://hf-mirror.com"
LAN = "http://nas.local:8090/hf"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def safe() -> Iterator[Memory]:
    backend = Memory()
    with using(backend):
        yield backend


def tokens(environ: dict[str, str], home: Path = Path("/nowhere"), allowed: tuple[str, ...] = ()) -> Tokens:
    return Tokens(environ, home, lambda: allowed, Path("logins.json"))


def sent(found: Tokens, url: str) -> str | None:
    header = found.header_for(url)
    if header is None:
        return None
    assert header[0] == "Authorization"
    return header[1].removeprefix("Bearer ")


# --- who ----------------------------------------------------------------------------------------


def test_the_official_endpoint_gets_the_token_and_a_mirror_does_not(safe: Memory) -> None:
    found = tokens({"HF_TOKEN": "hf_env", "HF_ENDPOINT": MIRROR})
    assert sent(found, f"{OFFICIAL}/api/models/org/name") == "hf_env"
    assert sent(found, f"{MIRROR}/api/models/org/name") is None


def test_a_mirror_gets_it_when_it_is_allowed_and_no_longer_than_that(safe: Memory) -> None:
    allowed = [MIRROR]
    found = Tokens({"HF_TOKEN": "hf_env"}, Path("/nowhere"), lambda: allowed, Path("logins.json"))
    assert sent(found, f"{MIRROR}/api/models/org/name") == "hf_env"
    allowed.clear()
    assert sent(found, f"{MIRROR}/api/models/org/name") is None


@pytest.mark.parametrize(
    "url",
    [
        "http://huggingface.co/api/models",
        "https://huggingface.co:8443/api/models",
        "https://cdn-lfs.huggingface.co/file",
        "https://cas-bridge.xethub.hf.co/file",
        "https://hf.co/org/name",
        "https://huggingface.co.example/api",
        "https://huggingface.com/api",
        "https://huggingface.co@example.com/api",
        "https://user:word@huggingface.co/api",
        "https://example.com/https://huggingface.co/api",
        "https://example.com\\@huggingface.co/api",
        "https://huggingface.co\\.example.com/api",
        "//huggingface.co/api",
        "ftp://huggingface.co/api",
        "https:///huggingface.co/api",
        "https://huggingface.co\n.example.com/api",
        "",
    ],
)
def test_nobody_who_only_looks_like_it(safe: Memory, url: str) -> None:
    assert tokens({"HF_TOKEN": "hf_env"}).header_for(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://HuggingFace.co/api",
        "https://huggingface.co:443/api",
        "https://huggingface.co",
        "HTTPS://huggingface.co/?q",
    ],
)
def test_the_same_endpoint_in_another_spelling(safe: Memory, url: str) -> None:
    assert sent(tokens({"HF_TOKEN": "hf_env"}), url) == "hf_env"


@pytest.mark.parametrize(
    ("path", "gets"),
    [
        ("/hf", True),
        ("/hf?x", True),
        ("/hf/api/models/org/name", True),
        ("/hf/org/name/resolve/main/a..b", True),
        ("/hfx/api", False),
        ("/", False),
        ("/api", False),
        ("/hf/../api", False),
        ("/hf/%2e%2e/api", False),
        ("/hf/..%2fapi", False),
        ("/hf/..\\api", False),
        ("/HF/api", False),
    ],
)
def test_an_endpoint_below_a_path_ends_where_the_path_does(safe: Memory, path: str, gets: bool) -> None:
    found = tokens({"HF_TOKEN": "hf_env"}, allowed=(LAN,))
    assert (found.header_for(f"http://nas.local:8090{path}") is not None) == gets


LABELS = [
    "huggingface.co",
    "hf-mirror.com",
    "nas.local",
    "127.0.0.1",
    "[::1]",
    "example.com",
    "a.huggingface.co",
]
URLS = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://", "https:/", "//"]),
    st.sampled_from(["", "", "huggingface.co@", "x:y@"]),
    st.sampled_from(LABELS),
    st.sampled_from(["", "", ".", ".example.com", "\\", "#", "?", "\t", "%2e"]),
    st.sampled_from(["", "", ":443", ":80", ":8090", ":", ":0443", ":x"]),
    st.sampled_from(
        ["", "/", "/hf", "/hf/api", "/hf/../x", "/@huggingface.co/", "\\@huggingface.co", "?@huggingface.co"]
    ),
)


@given(url=st.one_of(URLS, st.text()))
def test_the_host_that_would_be_connected_to_is_always_one_of_them(url: str) -> None:
    with using(Memory()):
        found = tokens({"HF_TOKEN": "hf_env"}, allowed=(MIRROR, LAN))
        if found.header_for(url) is None:
            return
    # As the standard library, which decides otherwise than we do in many a strange case, would do it.
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    assert (parts.scheme, connection.host.lower().rstrip("."), port) in {
        ("https", "huggingface.co", 443),
        ("https", "hf-mirror.com", 443),
        ("http", "nas.local", 8090),
    }


# --- in clear -----------------------------------------------------------------------------------


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8090", "http://localhost", "http://[::1]:1"])
def test_this_machine_may_be_sent_it_in_clear(safe: Memory, endpoint: str) -> None:
    found = tokens({})
    found.keep(endpoint, "hf_own")
    assert sent(found, f"{endpoint}/api/models") == "hf_own"


def test_another_machine_only_where_that_was_allowed(safe: Memory) -> None:
    found = tokens({})
    found.keep(LAN, "hf_own")
    assert found.header_for(f"{LAN}/api/models") is None
    assert found.listed() == (Login(endpoint=LAN, kept="keyring", sent=False),)
    assert sent(tokens({}, allowed=(LAN,)), f"{LAN}/api/models") == "hf_own"


# --- which --------------------------------------------------------------------------------------


def test_the_order(safe: Memory, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_file\n", encoding="utf-8")
    login = {"HF_HOME": str(tmp_path)}
    variable = {**login, "HF_TOKEN": "hf_env"}
    older = {**login, "HUGGING_FACE_HUB_TOKEN": "hf_older"}

    def both(environ: dict[str, str]) -> list[str | None]:
        return [sent(tokens(environ, allowed=(MIRROR,)), url) for url in (f"{OFFICIAL}/api", f"{MIRROR}/api")]

    assert both({}) == [None, None]
    assert both(login) == ["hf_file", "hf_file"]
    assert both(older) == ["hf_older", "hf_older"]
    assert both({**older, "HF_TOKEN": "hf_env"}) == ["hf_env", "hf_env"]
    tokens({}).keep(OFFICIAL, "hf_general")
    assert both(login) == ["hf_general", "hf_general"]
    # What a person sets for one program goes before what is kept for all, save for the endpoint's own.
    assert both(variable) == ["hf_general", "hf_env"]
    tokens({}).keep(MIRROR, "hf_own")
    assert both(variable) == ["hf_general", "hf_own"]


def test_a_kept_token_goes_to_its_endpoint_though_nothing_else_was_allowed(safe: Memory) -> None:
    found = tokens({"HF_TOKEN": "hf_env"})
    found.keep(MIRROR, "  hf_own\n")
    assert sent(found, f"{MIRROR}/api") == "hf_own"
    assert sent(found, f"{OFFICIAL}/api") == "hf_env"
    found.forget(MIRROR)
    assert sent(found, f"{MIRROR}/api") is None
    assert safe.held == {}
    with pytest.raises(Failure, match="keeps no token"):
        found.forget(MIRROR)


def test_implicit_tokens_can_be_switched_off_as_in_huggingface_hub(safe: Memory, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_file", encoding="utf-8")
    for value, off in (("1", True), ("true", True), ("ON", True), ("0", False), ("", False)):
        environ = {"HF_HOME": str(tmp_path), "HF_HUB_DISABLE_IMPLICIT_TOKEN": value}
        found = tokens(environ)
        assert (found.header_for(f"{OFFICIAL}/api") is None) == off
        assert found.listed() == (Login(endpoint=OFFICIAL, kept="huggingface_hub", sent=not off),)
    found = tokens({"HF_TOKEN": "hf_env", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"})
    found.keep(OFFICIAL, "hf_kept")
    assert sent(found, f"{OFFICIAL}/api") == "hf_kept"


def test_what_there_is(safe: Memory, tmp_path: Path) -> None:
    found = tokens({"HF_TOKEN": "hf_env"}, allowed=(MIRROR, "no address at all"))
    found.keep(LAN, "hf_own")
    assert found.listed() == (
        Login(endpoint=OFFICIAL, kept="environment", sent=True),
        Login(endpoint=LAN, kept="keyring", sent=False),
        Login(endpoint=MIRROR, kept="environment", sent=True),
    )
    assert tokens({}, allowed=(MIRROR,)).listed() == (Login(endpoint=LAN, kept="keyring", sent=False),)


@pytest.mark.parametrize(
    "text", ["", " ", "hf a", "hf_\r\nX-Other: y", "hf_\0", "hf_é", "h" * 9000, "hf_\x7f"]
)
def test_what_is_no_token_becomes_no_header(safe: Memory, text: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(text.encode())
    safe.held["hubkeep", OFFICIAL] = text
    for environ in ({"HF_TOKEN": text}, {"HF_HOME": str(tmp_path)}):
        found = tokens(environ)
        assert found.header_for(f"{OFFICIAL}/api") is None
    with pytest.raises(Failure) as caught:
        found.keep(OFFICIAL, text)
    assert caught.value.problem.code == "hub-token-malformed"
    assert caught.value.problem.params == {}


@pytest.mark.parametrize("login", ["ada:open sesame", "ada:pass:word", "小明:芝麻开门"])
def test_a_mirror_with_a_login_of_its_own(safe: Memory, login: str) -> None:
    found = tokens({"HF_TOKEN": "hf_env"}, allowed=(LAN,))
    found.keep(LAN, f" {login}\n")
    header = found.header_for(f"{LAN}/api/models/org/name")
    assert header == ("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    assert sent(found, f"{OFFICIAL}/api") == "hf_env"
    assert found.header_for("http://nas.local:8091/hf/api") is None


def test_what_stands_in_the_environment_is_a_token_whatever_it_looks_like(safe: Memory) -> None:
    assert tokens({"HF_TOKEN": "ada:pw"}).header_for(f"{OFFICIAL}/api") == ("Authorization", "Bearer ada:pw")
    assert tokens({"HF_TOKEN": "ada:p w"}).header_for(f"{OFFICIAL}/api") is None


def test_without_a_keyring_the_rest_goes_on() -> None:
    with using(Broken()):
        found = tokens({"HF_TOKEN": "hf_env"})
        assert not found.keyring_works()
        assert sent(found, f"{OFFICIAL}/api") == "hf_env"
        with pytest.raises(Failure) as caught:
            found.keep(OFFICIAL, "hf_secret")
        assert caught.value.problem.code == "hub-no-keyring"
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        with pytest.raises(Failure) as caught:
            found.forget(OFFICIAL)
        assert caught.value.problem.code == "hub-no-token-kept"


def test_tokens_are_not_shown(safe: Memory) -> None:
    found = tokens({"HF_TOKEN": "hf_env"})
    found.keep(MIRROR, "hf_own")
    assert sent(found, f"{MIRROR}/api") == "hf_own"
    shown = repr(found) + repr(vars(found)["_known"]) + repr(found.listed())
    assert "hf_own" not in shown
    assert "hf_env" not in shown


def test_the_keyring_is_asked_once_for_many_requests(safe: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    found = tokens({}, allowed=(MIRROR,))
    found.keep(MIRROR, "hf_own")
    assert sent(found, f"{MIRROR}/api") == "hf_own"
    before = safe.reads
    for _ in range(100):
        found.header_for(f"{MIRROR}/api")
    assert safe.reads == before
    # Another Hubkeep forgets it; that is noticed after a while.
    tokens({}).forget(MIRROR)
    monkeypatch.setattr(module, "_FRESH_SECONDS", 0.0)
    assert sent(found, f"{MIRROR}/api") is None


def test_a_damaged_list_of_endpoints_is_none(safe: Memory) -> None:
    for text in ("{", "[1]", '["not an address"]', "null"):
        safe.held["hubkeep", "endpoints"] = text
        assert tokens({}).listed() == ()
    found = tokens({})
    found.keep(MIRROR, "hf_own")
    assert [each.endpoint for each in found.listed()] == [MIRROR]


# --- as huggingface_hub does --------------------------------------------------------------------


def test_a_real_login_is_used(hub: Hub, hf_home: Path, safe: Memory) -> None:
    hub.content.token("hf_good", "ada")
    login = "import sys; from huggingface_hub import login; login(token='hf_good')"
    hf(hub, hf_home, login)
    assert sent(tokens(environment(hub, hf_home), hf_home), f"{OFFICIAL}/api") == "hf_good"
    hf(hub, hf_home, "from huggingface_hub import logout; logout()")
    assert tokens(environment(hub, hf_home), hf_home).header_for(f"{OFFICIAL}/api") is None


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"HF_HOME": "~/elsewhere"},
        {"HF_HOME": "$HOME/elsewhere"},
        {"HF_TOKEN_PATH": "~/elsewhere/token"},
        {"HF_TOKEN_PATH": "${HOME}/elsewhere/token", "HF_HOME": "/nowhere"},
        {"XDG_CACHE_HOME": "$HOME/elsewhere"},
        {"HF_TOKEN": " hf_env\n"},
        {"HUGGING_FACE_HUB_TOKEN": "hf_env", "HF_TOKEN": ""},
    ],
)
def test_the_same_token_as_huggingface_hub(tmp_path: Path, safe: Memory, variables: dict[str, str]) -> None:
    for place in (".cache/huggingface", "elsewhere", "elsewhere/huggingface"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "token").write_text(f" hf_{place.replace('/', '_')}\n", encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environ = {**kept, "HOME": str(tmp_path), "USERPROFILE": str(tmp_path), **variables}
    theirs = subprocess.run(
        [sys.executable, "-c", "from huggingface_hub import get_token; print(get_token())"],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert theirs.stdout.strip() not in {"", "None"}
    assert sent(tokens(environ, tmp_path), f"{OFFICIAL}/api") == theirs.stdout.strip()


def test_the_systems_keyring_is_the_one_that_is_used() -> None:
    assert isinstance(vars(tokens({}))["_keyring"], SystemKeyring)
