"""A hub that runs: `with Hub() as hub: hub.add("org/name", {...}); ... hub.endpoint ...`."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hub.content import About, Content, File, Kind, Repo
from tests.hub.faults import Delay, Effects, FaultBook, Hangup, Subject
from tests.hub.listener import Listener
from tests.hub.log import Log
from tests.hub.messages import Answer, Request, error_answer
from tests.hub.reading import BadRequest, Reader
from tests.hub.routes.context import Context, Settings
from tests.hub.routes.table import answer, dated
from tests.hub.routes.target import Target, locate
from tests.hub.sending import Flow, Gone, Sender, flow_of
from tests.hub.signing import Signer


class Hub:
    """One hub on 127.0.0.1, its CDN on the same port under the name localhost.

    `content` may be shared with other hubs; without it the hub has its own, in a folder that goes
    with it. `cdn` is another hub whose CDN the LFS files are redirected to, as a mirror does that
    keeps no files. `faults`, `log` and `settings` may be used and changed while the hub runs.
    """

    def __init__(
        self,
        content: Content | None = None,
        *,
        settings: Settings | None = None,
        cdn: Hub | None = None,
        port: int = 0,
    ) -> None:
        self._own_folder = None
        if content is None:
            self._own_folder = tempfile.TemporaryDirectory(prefix="local-hub-")
            content = Content(Path(self._own_folder.name))
        self.content = content
        self.settings = settings or Settings()
        self.faults = FaultBook()
        self.log = Log()
        self.signer = Signer()
        self._cdn_of = cdn or self
        self._closing = threading.Event()
        self._failures: list[Exception] = []
        # Bound and never listened on: whoever connects is refused for as long as the hub lives.
        self._dead = socket.socket()
        self._dead.bind(("127.0.0.1", 0))
        try:
            self._listener = Listener(self._talk, self._closing, port)
        except OSError:
            self._dead.close()
            self._remove_folder()
            raise

    @property
    def port(self) -> int:
        return self._listener.port

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to be."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def cdn(self) -> str:
        """Where this hub's LFS files are sent from."""
        return f"http://localhost:{self.port}"

    @property
    def dead(self) -> str:
        """A base address where every connection is refused."""
        return f"http://localhost:{self._dead.getsockname()[1]}"

    def add(
        self,
        repo_id: str,
        files: Mapping[str, bytes | Path | File] | None = None,
        *,
        kind: Kind | str = Kind.MODEL,
        about: About | None = None,
        xet: bool = False,
    ) -> Repo:
        """`Content.add`."""
        return self.content.add(repo_id, files, kind=kind, about=about, xet=xet)

    def mirror(self, *, settings: Settings | None = None, own_cdn: bool = True) -> Hub:
        """Another hub with the same content, and with faults and a log of its own.

        Its LFS files come from its own CDN, or, as mirrors without a store do it, from this hub's.
        """
        return Hub(self.content, settings=settings or self.settings, cdn=None if own_cdn else self._cdn_of)

    def close(self) -> None:
        """End all connections and threads. Raises what went wrong inside the hub meanwhile, if anything."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._listener.close()
        self._dead.close()
        self._remove_folder()
        if self._failures:
            raise ExceptionGroup("the local hub failed", self._failures)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _remove_folder(self) -> None:
        if self._own_folder is not None:
            self._own_folder.cleanup()

    def _talk(self, connection: socket.socket, number: int) -> None:
        """Answer one request after the other."""
        reader, sender = Reader(connection), Sender(connection, self._closing)
        try:
            while not self._closing.is_set():
                came = reader.next()
                if came is None:
                    return
                request, keep = came
                self._reply(request, sender, number)
                if not keep:
                    return
        except BadRequest:
            refusal = dated(error_answer(400, "Bad request"))
            with contextlib.suppress(Gone):
                sender.send(refusal, Flow(), with_body=True, on_sent=lambda _: None)
        except (Gone, OSError):
            pass

    def _reply(self, request: Request, sender: Sender, connection: int) -> None:
        target = locate(request)
        subject = Subject(request.host, target.route, request.method, target.repo_id, target.path)
        effects = self.faults.for_request(subject)
        number = self.log.begin(connection, request, subject)
        try:
            if delay := effects.take(Delay):
                sender.wait(delay.seconds)
            if effects.take(Hangup):
                sender.cut(reset=False)
            found = dated(self._answer(request, target, effects))
            with_body = request.method != "HEAD"
            flow = Flow()
            if with_body and found.status in (200, 206):
                flow = flow_of(effects, len(found.body), lambda: self.signer.revoke(request.query))
            self.log.update(number, status=found.status, faults=tuple(effects.taken))
            sender.send(
                found, flow, with_body=with_body, on_sent=lambda amount: self.log.update(number, sent=amount)
            )
        finally:
            self.log.update(number, faults=tuple(effects.taken), done=True)

    def _answer(self, request: Request, target: Target, effects: Effects) -> Answer:
        context = Context(
            request=request,
            target=target,
            content=self.content,
            settings=self.settings,
            effects=effects,
            endpoint=self.endpoint,
            cdn=self._cdn_of.cdn,
            dead=self.dead,
            signer=self._cdn_of.signer,
            own_signer=self.signer,
        )
        try:
            return answer(context)
        except Exception as error:  # noqa: BLE001 - a defect of the hub itself; told when it closes
            error.add_note(f"while answering {request.method} {request.url}")
            self._failures.append(error)
            return error_answer(500, "Internal error")
