"""A room's mirror, written into a folder and checked there; what is typed can't get out of its place."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.mirrors.nginx_config import MARKER, Here, checked, config_text
from hubkeep.engine.mirrors.nginx_program import described, name_servers
from hubkeep.engine.mirrors.password_hash import sha512_crypt
from hubkeep.engine.mirrors.room_mirror import check, draft, write
from hubkeep.engine.mirrors.room_trial import try_out
from hubkeep.engine.mirrors.values import RoomMirror
from hubkeep.engine.net.client import Client
from hubkeep.engine.net.dialer import Dialer, Pool
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust
from hubkeep.engine.problems import Failure, Problem
from hypothesis import given
from hypothesis import strategies as st

from tests.hub import faults
from tests.hub.asking import ask
from tests.hub.content import About
from tests.hub.server import Hub
from tests.peers.nginx import CacheMirror
from tests.peers.room_mirror import RunningMirror

OFFICIAL = "https://huggingface.co"
UNIT = "hubkeep-mirror-8090.service"


def wish(folder: Path | str = "/srv/models", **values: object) -> RoomMirror:
    mirror = RoomMirror(upstream=OFFICIAL, folder=str(folder), max_size=1 << 30)
    return msgspec.structs.replace(mirror, **values)


def refused(mirror: RoomMirror, password: str = "") -> str:
    with pytest.raises(Failure) as caught:
        draft(mirror, password)
    return caught.value.problem.code


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [each.code for each in problems]


# --- what it says -------------------------------------------------------------------------------


def test_a_mirror_of_huggingface_co_is_taken_by_nginx(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    files = write(wish(kept), "", tmp_path / "mirror")
    assert files.endpoint == "http://127.0.0.1:8090"
    assert "listen 127.0.0.1:8090;" in files.config
    assert codes(files.notes) == ["mirror-room-alone", "mirror-room-large"]
    found = check(tmp_path / "mirror", environ={})
    assert (found.ok, found.said, found.problems) == (True, "", ())
    # Looking makes nothing: neither sockets nor a cache.
    assert sorted(each.name for each in kept.rglob("*")) == ["private", "tmp"]


@pytest.mark.parametrize(
    ("values", "password", "endpoint", "notes"),
    [
        ({"listen": "0.0.0.0", "server_name": "mirror.lan"}, "", "http://mirror.lan:8090",
         ["mirror-room-open", "mirror-room-plain", "mirror-room-large"]),
        ({"listen": "192.168.1.5", "allow": ("192.168.1.0/24",)}, "", "http://192.168.1.5:8090",
         ["mirror-room-plain", "mirror-room-large"]),
        ({"listen": "[fd00::5]", "port": 80, "user": "ada"}, "pw", "http://[fd00::5]",
         ["mirror-room-login", "mirror-room-plain-login", "mirror-room-large"]),
        ({"listen": "::", "server_name": "fd00::7", "certificate": "/c.pem", "key": "/k.pem", "user": "ada"},
         "pw", "https://[fd00::7]:8090", ["mirror-room-login", "mirror-room-large"]),
        ({"resolvers": ("fd00::1", "192.168.1.1")}, "", "http://127.0.0.1:8090",
         ["mirror-room-alone", "mirror-room-large"]),
    ],
)  # fmt: skip
def test_where_it_is_and_what_to_know(
    values: dict[str, object], password: str, endpoint: str, notes: list[str]
) -> None:
    files = draft(wish(**values), password)
    assert files.endpoint == endpoint
    assert codes(files.notes) == notes
    assert bool(files.passwords) == bool(password)


def test_an_older_nginx_is_asked_for_what_it_knows() -> None:
    mirror = wish()
    for version, knows in (((1, 18, 0), False), ((1, 22, 1), True), ((), True)):
        here = Here(version=version)
        assert ("min_free" in config_text(mirror, checked(mirror, here), here, "secret")) == knows


def test_a_password_is_nowhere_to_be_read(tmp_path: Path) -> None:
    into = tmp_path / "mirror"
    write(wish(tmp_path / "kept", user="ada"), "open sesame", into)
    for each in into.iterdir():
        assert b"sesame" not in each.read_bytes()
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    salt = re.search(r"^ada:\$6\$([^$]+)\$", (into / "passwords").read_text(), re.MULTILINE)
    assert salt
    assert (into / "passwords").read_text().endswith(f"ada:{sha512_crypt('open sesame', salt[1])}\n")


@pytest.mark.parametrize(
    ("password", "salt"), [("pw", "abcdefgh"), ("芝麻 开门 $;" * 9, "./ab"), ("x" * 64, "a" * 16)]
)
def test_the_hash_is_the_one_that_the_system_makes(password: str, salt: str) -> None:
    command = ["openssl", "passwd", "-6", "-salt", salt, "-stdin"]
    made = subprocess.run(command, input=password, capture_output=True, text=True, check=True)
    assert sha512_crypt(password, salt) == made.stdout.strip()


# --- what can't be ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"upstream": "https://user:pw@huggingface.co"}, "endpoint-login"),
        ({"upstream": "http://huggingface.co"}, "endpoint-plain"),
        ({"upstream": "https://h.co/'; return 200 'x"}, "mirror-room-unsafe"),
        ({"upstream": "https://h.co/$remote_user"}, "mirror-room-unsafe"),
        ({"upstream": "http://127.0.0.1:8090"}, "mirror-room-itself"),
        ({"listen": "80; } http {"}, "mirror-room-listen"),
        ({"listen": "localhost"}, "mirror-room-listen"),
        ({"listen": "fe80::1%eth0"}, "mirror-room-listen"),
        ({"port": 0}, "mirror-room-port"),
        ({"port": 65536}, "mirror-room-port"),
        ({"max_size": 1000}, "mirror-room-size"),
        ({"keep_days": 0}, "mirror-room-size"),
        ({"folder": "models"}, "mirror-room-folder"),
        ({"folder": ""}, "mirror-room-folder"),
        ({"folder": "/srv/$HOME"}, "mirror-room-unsafe"),
        ({"folder": "/srv/a\nb"}, "mirror-room-unsafe"),
        ({"folder": "/srv/" + "a" * 90}, "mirror-room-folder-long"),
        ({"allow": ("10.0.0.0/8; allow all",)}, "mirror-room-network"),
        ({"allow": ("all",)}, "mirror-room-network"),
        ({"server_name": "a b"}, "mirror-room-name"),
        ({"server_name": "mirror:8090"}, "mirror-room-name"),
        ({"server_name": "x\n# HF_ENDPOINT=y"}, "mirror-room-name"),
        ({"user": "ada:x"}, "mirror-room-user"),
        ({"user": "ada\nbob"}, "mirror-room-user"),
        ({"user": "#ada"}, "mirror-room-user"),
        ({"certificate": "/c.pem"}, "mirror-room-key-missing"),
        ({"certificate": "/c.pem\n", "key": "/k"}, "mirror-room-unsafe"),
        ({"ca_file": "/$x"}, "mirror-room-unsafe"),
        ({"resolvers": ("8.8.8.8 valid=1s",)}, "mirror-room-resolver"),
        ({"resolvers": ("dns.lan",)}, "mirror-room-resolver"),
    ],
)  # fmt: skip
def test_what_makes_no_mirror(values: dict[str, object], code: str) -> None:
    assert refused(wish(**values), "pw") == code


@pytest.mark.parametrize("password", ["", "a\nroot:x", "x" * 256])
def test_what_is_no_password(password: str) -> None:
    assert refused(wish(user="ada"), password) == "mirror-room-password"


_NASTY = st.text(st.sampled_from("/a.:;{}#\"'\\$\n\r\t ~%*()[]@é界"), max_size=12)


@given(_NASTY, st.sampled_from(["folder", "certificate", "key", "ca_file"]))
def test_no_path_says_more_than_itself(text: str, field: str) -> None:
    """In nginx's own reading: the words of the configuration are the same but for those with the path."""
    plain = {"certificate": "/c.pem", "key": "/k.pem", "ca_file": "/ca.pem", "folder": "/srv"}
    try:
        files = draft(wish(**{**plain, field: "/" + text}), "")
    except Failure:
        return
    path = os.path.normpath("/" + text) if field == "folder" else "/" + text
    expected = [word.replace(plain[field], path, 1) if word.startswith((plain[field], f"unix:{plain[field]}"))
                else word for word in _words(draft(wish(**plain), "").config)]  # fmt: skip
    assert _words(files.config) == expected


def _words(config: str) -> list[str]:
    """As nginx takes a configuration apart: words, and the signs between them."""
    found, at = [], 0
    token = re.compile(r'\s+|#[^\n]*|"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|[;{}]|[^\s;{"\']+', re.DOTALL)
    while at < len(config):
        matched = token.match(config, at)
        assert matched, config[at : at + 40]
        at = matched.end()
        inside = next((each for each in matched.groups() if each is not None), None)
        if inside is not None:
            found.append(re.sub(r"\\([\"'\\])", r"\1", inside))
        elif matched[0].strip() and not matched[0].startswith("#"):
            found.append(matched[0])
    return found


@pytest.mark.parametrize(
    "name", ["a b", "a;b", "a}b{", "a#b", "it's", 'a"b', "a\\b", "a\\", "模型", "a:b", "100%", "~"]
)
def test_a_folder_with_an_odd_name(hub: Hub, tmp_path: Path, name: str) -> None:
    """nginx takes it, keeps its bytes there, and listens on its socket there."""
    hub.add("org/name", {"model.safetensors": b"weights" * 100})
    with RunningMirror(hub.endpoint, tmp_path / "m", folder=str(tmp_path / name)) as mirror:
        found = check(mirror.into, environ={})
        assert (found.ok, found.said) == (True, "")
        assert ask(mirror.endpoint, "/org/name/resolve/main/model.safetensors").body == b"weights" * 100
        assert mirror.kept() > 0
        assert not mirror.complaints()


# --- writing ------------------------------------------------------------------------------------


def test_what_is_written(tmp_path: Path) -> None:
    into, kept = tmp_path / "my mirror", tmp_path / "kept"
    write(wish(kept, user="ada"), "pw", into)
    assert sorted(os.listdir(into)) == ["README.txt", UNIT, "nginx.conf", "passwords"]
    assert all(each.read_text().startswith(f"{MARKER}\n") for each in into.iterdir())
    assert stat.S_IMODE((kept / "private").stat().st_mode) == 0o700
    said = (into / "README.txt").read_text()
    assert f"-c '{into}/nginx.conf'" in said
    assert f"systemctl --user enable --now '{into}/{UNIT}'" in said
    assert "export HF_ENDPOINT=http://USER:PASSWORD@127.0.0.1:8090" in said
    # Anew, and without a login.
    write(wish(kept), "", into)
    assert sorted(os.listdir(into)) == ["README.txt", UNIT, "nginx.conf"]


@pytest.mark.parametrize("name", ["nginx.conf", "passwords", UNIT, "README.txt"])
@pytest.mark.parametrize("kind", ["file", "link", "folder"])
def test_what_is_somebody_elses_is_left_alone(tmp_path: Path, name: str, kind: str) -> None:
    into, elsewhere = tmp_path / "mirror", tmp_path / "elsewhere"
    into.mkdir()
    elsewhere.write_text(f"{MARKER}\nours, but not here")
    if kind == "file":
        (into / name).write_text("mine")
    elif kind == "link":
        (into / name).symlink_to(elsewhere)
    else:
        (into / name).mkdir()
    with pytest.raises(Failure) as caught:
        write(wish(tmp_path / "kept"), "", into)
    assert (caught.value.problem.code, caught.value.refused) == ("mirror-room-foreign", True)
    assert os.listdir(into) == [name]
    assert elsewhere.read_text() == f"{MARKER}\nours, but not here"


def test_a_folder_that_can_not_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure) as caught:
        write(wish(tmp_path / "file" / "kept"), "", tmp_path / "mirror")
    assert str(tmp_path / "file") in str(caught.value.problem.params["path"])


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    into = tmp_path / 'odd "name" 100% $HOME \\ end'
    write(wish(tmp_path / "kept of 5%"), "", into)
    line = next(each for each in (into / UNIT).read_text().splitlines() if each.startswith("ExecStart="))
    assert _systemd_words(line.removeprefix("ExecStart=")) == [
        shutil.which("nginx", path="/usr/sbin:/usr/bin"),
        "-p", str(tmp_path / "kept of 5%"), "-c", str(into / "nginx.conf"),
        "-e", str(tmp_path / "kept of 5%" / "error.log"),
    ]  # fmt: skip


def _systemd_words(line: str) -> list[str]:
    """By systemd.service(5): quotes and backslashes, then `$$`, with `%%` first of all."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"', line.replace("%%", "%"))
    return [re.sub(r"\\(.)", r"\1", word).replace("$$", "$") for word in words]


# --- checking -----------------------------------------------------------------------------------


def test_a_configuration_that_nginx_does_not_take(tmp_path: Path) -> None:
    write(wish(tmp_path / "kept"), "", tmp_path / "m")
    config = tmp_path / "m" / "nginx.conf"
    config.write_text(config.read_text().replace("sendfile on;", "sendfile perhaps;"))
    found = check(tmp_path / "m", lambda _: pytest.fail("nothing to try"), environ={})
    assert not found.ok
    assert 'invalid value "perhaps"' in found.said
    assert found.problems[0].code == "mirror-room-refused"


def test_a_certificate_that_is_not_there(tmp_path: Path) -> None:
    write(
        wish(tmp_path / "kept", certificate=str(tmp_path / "c"), key=str(tmp_path / "k")), "", tmp_path / "m"
    )
    found = check(tmp_path / "m", environ={})
    assert not found.ok
    assert "cannot load certificate" in found.said


def test_a_folder_with_no_mirror(tmp_path: Path) -> None:
    for text in (None, "events {}"):
        if text:
            (tmp_path / "nginx.conf").write_text(text)
        with pytest.raises(Failure) as caught:
            check(tmp_path)
        assert caught.value.problem.code == "mirror-room-none"


def test_what_the_machine_makes_of_it(tmp_path: Path) -> None:
    write(wish(tmp_path / "kept", max_size=1 << 60), "", tmp_path / "m")
    found = check(tmp_path / "m", environ={"https_proxy": "http://proxy:3128"})
    assert (found.ok, codes(found.problems)) == (True, ["mirror-room-space", "mirror-room-proxy"])


def test_an_nginx_without_what_is_needed(tmp_path: Path) -> None:
    words = "nginx version: nginx/1.18.0 (Ubuntu)\nconfigure arguments: "
    words += "--with-http_ssl_module --with-http_sub_module"
    assert described("/nginx", words).lacking == ("http_slice",)
    assert described("/nginx", words).version == (1, 18, 0)
    assert described("/nginx", f"{words} --with-http_slice_module").lacking == ()
    write(wish(tmp_path / "kept"), "", tmp_path / "m")
    nginx = tmp_path / "bin" / "nginx"
    nginx.parent.mkdir()
    for said, code in ((words, "mirror-room-lacks"), ("nginx version: nginx/1.10.3", "mirror-room-old")):
        nginx.write_text(f"#!/bin/sh\necho '{said}' >&2\n")
        nginx.chmod(0o755)
        found = check(tmp_path / "m", environ={"PATH": str(nginx.parent)})
        assert (found.ok, codes(found.problems)) == (False, [code])


def test_name_servers() -> None:
    text = "# nameserver 9.9.9.9\nsearch lan\nnameserver 127.0.0.53\n nameserver\tfd00::1\n"
    text += "nameserver fe80::1%eth0\n"
    assert name_servers(text) == ("127.0.0.53", "fd00::1")
    assert name_servers("nonsense") == ()


# --- using it -----------------------------------------------------------------------------------


@pytest.fixture
def client() -> Iterator[Client]:
    pool = Pool(Dialer(Trust("", {}), Proxies("none", {})))
    yield Client(pool, pause_after=lambda _: 0.01)
    pool.close()


REPO = RepoId(RepoType.MODEL, "org/name")
FILES = {"model.safetensors": bytes(range(256)) * 4096, "config.json": b"{}", "empty.txt": b""}


def test_a_mirror_that_works_says_so(hub: Hub, tmp_path: Path, client: Client) -> None:
    hub.add("org/name", FILES)
    with RunningMirror(hub.endpoint, tmp_path / "m") as mirror:
        found = check(mirror.into, lambda url: try_out(client, url, REPO, lambda _: None), environ={})
        assert (found.ok, codes(found.problems)) == (True, ["mirror-room-works"])
        assert found.problems[0].params["endpoint"] == mirror.endpoint
        mirror.close()
        assert codes(try_out(client, mirror.endpoint, REPO, lambda _: None)) == ["mirror-room-unreached"]


def test_a_mirror_that_does_not(hub: Hub, tmp_path: Path, client: Client) -> None:
    hub.add("org/name", FILES)
    hub.add("org/empty", {"empty.txt": b""})
    hub.add("org/private", FILES, about=About(private=True, readers=frozenset({"ada"})))
    hub.add("org/gated", FILES, about=About(gated="manual", readers=frozenset({"ada"})))

    def said(endpoint: str, repo: RepoId = REPO) -> list[str]:
        return codes(try_out(client, endpoint, repo, lambda _: None))

    # The hub itself sends its clients to its CDN, and a mirror that is told to keep nothing keeps nothing.
    assert said(hub.endpoint) == ["mirror-room-forgets", "mirror-room-wrong"]
    never = lambda config: config.replace("proxy_cache_valid 206 3650d;", "")  # noqa: E731
    with RunningMirror(hub.endpoint, tmp_path / "m", change=never) as mirror:
        assert said(mirror.endpoint) == ["mirror-room-forgets"]
        assert said(mirror.endpoint, RepoId(RepoType.MODEL, "org/empty")) == ["mirror-room-no-repo"]
        for name in ("org/private", "org/gated", "org/misspelt"):
            assert said(mirror.endpoint, RepoId(RepoType.MODEL, name)) == ["mirror-room-not-given"]
    with CacheMirror(hub) as plain:
        assert said(plain.endpoint) == ["mirror-room-forgets", "mirror-room-forgets"]
    hub.faults.add(faults.NoCommit())
    with RunningMirror(hub.endpoint, tmp_path / "n") as mirror:
        assert said(mirror.endpoint) == ["mirror-room-wrong", "mirror-room-wrong"]
