"""Mirrors on this machine, each with one thing wrong, and the verdict that each must get."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from hubkeep.engine.mirrors.asking import GATED
from hubkeep.engine.mirrors.bench import Means
from hubkeep.engine.mirrors.values import Entry
from hubkeep.engine.net.dialer import Dialer
from hubkeep.engine.net.http import Header
from hubkeep.engine.net.proxies import Proxies
from hubkeep.engine.net.trust import Trust

from tests.engine.net.certificates import Authority
from tests.engine.net.hosts import Host, silent
from tests.hub import faults
from tests.hub.content import About
from tests.hub.faults import Effect, Fault
from tests.hub.messages import Route
from tests.hub.server import Hub
from tests.peers.nginx import CacheMirror, Nginx, Origin
from tests.peers.olah import Olah

MIB = 1 << 20
REPO = "org/name"
BIG = "model.safetensors"
SECRET = "hf_a_token_of_the_tests"
"""The login that one mirror may be sent."""
USER_AGENT: Header = ("User-Agent", "hubkeep/test")


def means(
    official: str, *, trust: str = "", login_for: str = "", seconds: float = 26.0, proxy: str = "none"
) -> Means:
    """`login_for`: the endpoint that may be sent `SECRET`."""

    def header_for(url: str) -> Header | None:
        return ("Authorization", f"Bearer {SECRET}") if login_for and url.startswith(login_for) else None

    dialer = Dialer(Trust(trust, {}), Proxies(proxy, {}))
    return Means(dialer, (USER_AGENT,), header_for, official, seconds)


def put_repo(hub: Hub, folder: Path, size: int = 48 * MIB) -> None:
    """A repo with a big file and small ones, at its second commit; and the one that everybody knows to be
    gated."""
    big = folder / "big.bin"
    big.write_bytes(os.urandom(size))
    repo = hub.add(REPO, {"config.json": b'{"model_type": "bert"}' * 20, BIG: big}, xet=True)
    repo.commit({"vocab.txt": b"word\n" * 900, "notes/read.md": b"# Notes\n" * 90})
    about = About(gated="manual", readers=frozenset({"ada"}))
    hub.add(GATED.name, {"config.json": b"{}"}, about=about)
    hub.content.token(SECRET, "ada")


@contextmanager
def deaf() -> Iterator[str]:
    """An endpoint whose machine drops every attempt to connect: its queue is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def banner(stream: socket.socket) -> None:
    """Speaks, though not HTTP."""
    stream.sendall(b"SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n\r\n")
    silent(stream)


class Odd(Nginx):
    """Mirrors in front of a hub that no hub would be, each below a path of its own: what it is called."""

    def __init__(self, hub: Hub) -> None:
        commit = hub.content.repo(REPO).head.id  # type: ignore[union-attr]
        passed = f"proxy_pass http://127.0.0.1:{hub.port}/; proxy_set_header Host 127.0.0.1:{hub.port};"

        def server(_: Path) -> str:
            mark = f"add_header X-Repo-Commit {commit};"
            blocks = {
                "= /circle/x": "return 404;",
                "/circle/": "return 302 $request_uri;",
                "/other-api/": """default_type application/json; return 200 '{"success":false,"code":4}';""",
                "~ ^/errors/.*/resolve/": f"""{mark} default_type application/json;
                    return 200 '{{"error":"Internal error, try again"}}';""",
                "/errors/": passed,
                "~ ^/kept/.*/resolve/": f"""{mark}
                    return 302 http://localhost:{hub.port}/files?auth=$http_authorization;""",
                "/kept/": passed,
                f"/opens/{GATED.name}/": f"{mark} return 200 '{{}}';",
                "/opens/": passed,
            }
            lines = [f"location {where} {{ {what} }}" for where, what in blocks.items()]
            return "\n".join(["absolute_redirect off; proxy_http_version 1.1;", *lines])

        super().__init__(server)

    def at(self, name: str) -> str:
        return f"{self.endpoint}/{name}"


BYTES = Route.BYTES
FAULTS: dict[str, tuple[Effect | Fault, ...]] = {
    "mirror-good": (),
    "mirror-closes": (faults.Hangup(),),
    "mirror-page": (faults.Html(),),
    "mirror-login": (faults.Refuse(401),),
    "mirror-forbidden": (faults.Refuse(403),),
    "mirror-failing": (faults.Refuse(500),),
    "mirror-busy": (faults.Refuse(429, retry_after=120),),
    "mirror-bytes-blocked": (faults.DeadHost(),),
    "mirror-pointer": (faults.Pointer(),),
    "mirror-wrong-bytes": (Fault(faults.Corrupt(0, 48 * MIB), path=BIG),),
    "mirror-other-file": (Fault(faults.WrongEtag(), path=BIG, route=Route.RESOLVE),),
    "mirror-packed": (Fault(faults.Gzip(), route=BYTES),),
    "mirror-wrong-range": (Fault(faults.WrongRange(), route=BYTES),),
    "mirror-no-commit": (faults.NoCommit(),),
    "mirror-no-ranges": (Fault(faults.IgnoreRange(), route=BYTES),),
    "mirror-no-length": (Fault(faults.NoLength(), route=BYTES),),
    "mirror-xet-broken": (faults.NoXetToken(),),
    "mirror-behind": (faults.StaleCommit(),),
    "mirror-pages-elsewhere": (faults.LinkElsewhere("https://huggingface.co"),),
    "mirror-routes-missing": (Fault(faults.Refuse(404), route=Route.TREESIZE),),
    "mirror-search-refused": (Fault(faults.Refuse(401), route=Route.SEARCH),),
    "mirror-unlisted": (Fault(faults.Refuse(404), route=Route.TREE),),
    "mirror-gated": (Fault(faults.Refuse(401, code="GatedRepo"), route=Route.RESOLVE),),
    "mirror-throttled": (Fault(faults.Slow(each=500_000, after=6 * MIB), route=BYTES),),
    "mirror-slow": (Fault(faults.Slow(each=150_000), route=BYTES),),
    "mirror-stalls": (Fault(faults.Stall(after=3 * MIB), route=BYTES),),
    "mirror-expires": (Fault(faults.Expire(after=3 * MIB), route=BYTES),),
    "mirror-breaks-off": (Fault(faults.Drop(after=3 * MIB), route=BYTES),),
    "mirror-flaky": (Fault(faults.Hangup(), skip=1, times=1), Fault(faults.Hangup(), skip=6, times=1)),
    "mirror-lacks-files": (Fault(faults.Missing(), path="vocab.txt"),),
    "mirror-lacks-file": (Fault(faults.Missing(), path=BIG),),
}
"""What hubs do wrong that are mirrors otherwise."""


@dataclass
class Places:
    """All of them, running."""

    hub: Hub
    """The official one."""
    authority: Authority
    expected: dict[str, str] = field(default_factory=dict)
    """URL to verdict; several where one thing may look like another."""
    hubs: dict[str, Hub] = field(default_factory=dict)
    """By verdict: those that are hubs themselves."""
    dead: set[str] = field(default_factory=set)
    login_for: str = ""
    _stack: ExitStack = field(default_factory=ExitStack)

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(url=url, dead=url in self.dead, since="2021" if url in self.dead else "")
            for url in self.expected
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def open_places(hub: Hub, folder: Path) -> Places:
    """`hub` has the repo of `put_repo`."""
    places = Places(hub, Authority(folder / "authority"))
    stack, expected = places._stack, places.expected
    try:
        for code, wrong in FAULTS.items():
            mirror = stack.enter_context(hub.mirror())
            mirror.faults.set(*wrong)
            expected[mirror.endpoint] = code
            places.hubs[code] = mirror
        expected[hub.endpoint] = "mirror-good"
        empty = stack.enter_context(Hub())
        empty.add("org/other", {"config.json": b"{}"})
        expected[empty.endpoint] = "mirror-lacks-repo"

        expected["http://no-such-host.invalid"] = "mirror-no-name"
        expected[hub.dead] = "mirror-refused"
        expected[stack.enter_context(deaf())] = "mirror-unreachable"
        theirs = places.authority.server("DNS:somebody-else.example")
        stranger = stack.enter_context(Host(silent, tls=theirs))
        expected[stranger.url] = "mirror-other-certificate"
        expected[stack.enter_context(Host(silent)).url] = "mirror-silent"
        expected[stack.enter_context(Host(banner)).url] = "mirror-no-http"
        given_up = stack.enter_context(hub.mirror())
        given_up.faults.set(faults.Html(404))
        expected[given_up.endpoint] = "mirror-dead"
        places.dead.add(given_up.endpoint)

        odd = stack.enter_context(Odd(hub))
        expected[f"https://127.0.0.1:{odd.port}"] = "mirror-tls"
        for name, code in (
            ("circle", "mirror-redirect"),
            ("other-api", "mirror-other-api"),
            ("errors", "mirror-error-as-file"),
            ("kept", "mirror-token-kept"),
        ):
            expected[odd.at(name)] = code
        places.login_for = odd.at("kept")

        big = folder / "big.bin"
        longer, shorter = folder / "longer.bin", folder / "shorter.bin"
        longer.write_bytes(os.urandom(big.stat().st_size + 4096))
        shorter.write_bytes(big.read_bytes()[: 300 << 10])
        for instead, code in ((longer, "mirror-wrong-size"), (shorter, "mirror-part-file")):
            expected[stack.enter_context(Origin(hub, instead={BIG: instead})).endpoint] = code
        expected[stack.enter_context(Origin(hub, redirect="")).endpoint] = "mirror-header-lost"
        expected[stack.enter_context(CacheMirror(hub)).endpoint] = "mirror-pages-elsewhere"
        expected[stack.enter_context(Olah(hub)).endpoint] = "mirror-search-refused"
    except BaseException:
        stack.close()
        raise
    return places
