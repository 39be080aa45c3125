"""nginx, each with a folder and a port of its own: an origin that is as fast as it gets, and a mirror.

`Origin` answers for a hub: the API comes from the hub, the files straight from disk by sendfile.
`CacheMirror` keeps what passed through it (`proxy_cache`, in slices) and follows redirects itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.hub.content import Commit, Content, Repo
from tests.hub.server import Hub
from tests.hub.sources import OnDisk
from tests.peers.ports import answers, free_port
from tests.peers.tied import Tied

_ATTEMPTS = 5
"""To find a port that nobody takes before nginx does."""
_PATIENCE = 10.0


@dataclass(frozen=True)
class Served:
    """One request that is over, as nginx logged it."""

    method: str
    uri: str
    """Path and query as sent."""
    range: str
    """As asked for; empty without."""
    status: int
    sent: int
    """Bytes of the body that were given to the system."""
    connection: int
    cache: str
    """HIT, MISS…, empty where no cache was asked."""


class Nginx:
    """A running nginx with one server on 127.0.0.1.

    `server` makes the inside of the server block, `http` what stands beside it, both from the folder
    that nginx has for itself. Raises an AssertionError with nginx's own words where it does not start.
    """

    def __init__(
        self,
        server: Callable[[Path], str],
        http: Callable[[Path], str] = lambda _: "",
        *,
        workers: int = 1,
        listen: str = "",
    ) -> None:
        """`listen` holds options of that directive, such as `sndbuf=256k`."""
        self._folder = Path(tempfile.mkdtemp(prefix="hubkeep-nginx-"))
        try:
            parts = (server(self._folder), http(self._folder))
            for attempt in range(1, _ATTEMPTS + 1):
                self.port = free_port()
                config = _config(self._folder, f"127.0.0.1:{self.port} {listen}", *parts, workers=workers)
                (self._folder / "nginx.conf").write_text(config, "utf-8")
                command = [program(), "-p", self._folder, "-c", "nginx.conf", "-e", "error.log"]
                self._tied = Tied(command, self._folder)
                if self._comes_up():
                    break
                self._tied.close()
                words = self._tied.words()
                assert "Address already in use" in words, words
                assert attempt < _ATTEMPTS, words
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    @property
    def endpoint(self) -> str:
        """What `HF_ENDPOINT` is to be."""
        return f"http://127.0.0.1:{self.port}"

    def served(self) -> tuple[Served, ...]:
        """The requests that are over, in that order. A line is there a moment after the last byte."""
        lines = (self._folder / "access.log").read_text("utf-8").splitlines()
        return tuple(Served(**json.loads(line)) for line in lines)

    def complaints(self) -> str:
        """What stands in the error log."""
        return (self._folder / "error.log").read_text("utf-8", "replace")

    def close(self) -> None:
        """End it; its folder goes with it."""
        self._tied.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _comes_up(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        try:
            while self._tied.running:
                # The pid file is written once the sockets are open: nobody else's server is taken for ours.
                if (self._folder / "pid").exists() and answers(self.port):
                    return True
                assert time.monotonic() < deadline, f"nginx does not answer: {self._tied.words()}"
                time.sleep(0.005)
        except BaseException:
            self._tied.close()
            raise
        return False


class Origin(Nginx):
    """A hub whose files come straight from disk.

    Every file of every repo of `hub` at this moment is answered under its branches, tags and commits,
    directly or by redirect; all else the hub answers. What is committed later comes from the hub.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        each: int = 0,
        redirect: str | None = None,
        instead: Mapping[str, Path] | None = None,
        html: bool = False,
        workers: int = 1,
    ) -> None:
        """`each`: bytes a second a connection may have, 0 for no limit. `redirect`: files are answered by
        a redirect to this base address, such as `""` for the same host. `instead`: files by their path in
        the repo that another file's bytes are sent for, as a liar does. `html`: GET of a file brings a
        login page; HEAD is answered well.
        """

        def server(folder: Path) -> str:
            files = _lay(hub.content, folder / "files", instead or {})
            paced = f"limit_rate {each};" if each else ""
            return "\n".join(
                [
                    paced,
                    _PASSED_ON.format(hub=f"127.0.0.1:{hub.port}"),
                    f"location /files/ {{ etag off; alias {_quoted(f'{folder}/files/')}; }}",
                    *(_file(folder, uri, file, redirect, html) for uri, file in files.items()),
                ]
            )

        super().__init__(server, workers=workers)


class CacheMirror(Nginx):
    """A mirror as a team sets one up: what was fetched once stays, in slices of 1 MiB.

    Answers of the API are kept for `remember` seconds, so that the mirror is stale meanwhile; 0: not kept.
    """

    def __init__(self, hub: Hub, *, remember: int = 0) -> None:
        values = {"hub": f"127.0.0.1:{hub.port}", "cdn": f"localhost:{hub.port}", "port": str(hub.port)}

        def server(_: Path) -> str:
            kept = f"proxy_cache hub; proxy_cache_valid 200 {remember}s;" if remember else ""
            return _filled(_MIRROR, **values, kept=kept)

        def http(folder: Path) -> str:
            return _filled(_MIRROR_MAPS, **values, folder=str(folder))

        super().__init__(server, http)


@dataclass(frozen=True)
class _Laid:
    """A file as it is answered."""

    name: str
    """In the folder of files."""
    size: int
    etag: str
    commit: str


def _lay(content: Content, folder: Path, instead: Mapping[str, Path]) -> dict[str, _Laid]:
    """Links to, or copies of, all files, and what is known of each by the address it is asked for."""
    folder.mkdir()
    laid = {}
    for repo in content.repos():
        for revision, commit in _revisions(repo).items():
            for path, entry in commit.files.items():
                name = f"{entry.etag}-{instead[path].name}" if path in instead else entry.etag
                place = folder / name
                if not place.is_symlink() and not place.exists():
                    if path in instead:
                        place.symlink_to(instead[path].absolute())
                    elif isinstance(entry.source, OnDisk):
                        place.symlink_to(entry.source.path.absolute())
                    else:
                        with entry.source.open() as source:
                            place.write_bytes(source.read())
                address = f"/{repo.kind.prefix}{repo.id}/resolve/{revision}/{path}"
                laid[address] = _Laid(name, entry.size, entry.etag, commit.id)
    return laid


def _revisions(repo: Repo) -> dict[str, Commit]:
    named = {}
    for ref, commit in repo.refs().items():
        _, space, name = ref.split("/", 2)
        named[name if space in {"heads", "tags"} else ref] = commit
    return {commit.id: commit for commit in repo.commits()} | named


def _file(folder: Path, uri: str, file: _Laid, redirect: str | None, html: bool) -> str:
    lines = [
        f"location = {_quoted(uri)} {{",
        f'add_header X-Repo-Commit "{file.commit}"; add_header X-Linked-Size "{file.size}";',
        f"add_header X-Linked-ETag '\"{file.etag}\"'; add_header ETag '\"{file.etag}\"'; etag off;",
    ]
    if html:
        lines.append(f"default_type text/html; if ($request_method = GET) {{ return 200 '{_PAGE}'; }}")
    if redirect is not None:
        lines.append(f"return 302 {_quoted(f'{redirect}/files/{file.name}')};")
    lines.append(f"alias {_quoted(f'{folder}/files/{file.name}')}; }}")
    return "\n".join(lines)


_PAGE = "<!doctype html><html><head><title>Please sign in</title></head><body></body></html>"

_PASSED_ON = """
absolute_redirect off;
location / {{
    proxy_pass http://{hub};
    proxy_http_version 1.1;
    proxy_set_header Host {hub};
    proxy_set_header Connection "";
}}
"""

_MIRROR_MAPS = """
proxy_cache_path @folder@/cache levels=1:2 keys_zone=hub:8m inactive=1d use_temp_path=off;
# Where a redirect of the hub's leads, by number, for no name is to be looked up.
map $upstream_http_location $leads_to {
    ~^(?<path>/.*)$                 http://@hub@$path;
    ~^http://@cdn@(?<path>/.*)$     http://127.0.0.1:@port@$path;
    default                          "";
}
map $upstream_http_location $leads_to_host {
    ~^/       @hub@;
    default   @cdn@;
}
# Signed addresses differ from one time to the next; the file is the same.
map $leads_to $leads_to_file { ~^(?<signed>[^?]*) $signed; }
"""

_MIRROR = """
proxy_http_version 1.1;
proxy_set_header Connection "";
proxy_set_header Accept-Encoding identity;
proxy_set_header Host @hub@;
location /api/ { @kept@ proxy_pass http://@hub@; }
location / {
    proxy_pass http://@hub@;
    proxy_intercept_errors on;
    error_page 301 302 307 = @follow;
}
location @follow {
    set $commit $upstream_http_x_repo_commit;
    set $linked_etag $upstream_http_x_linked_etag;
    set $linked_size $upstream_http_x_linked_size;
    set $host_there $leads_to_host;
    set $file $leads_to_file;
    set $there $leads_to;
    slice 1m;
    proxy_pass $there;
    proxy_set_header Host $host_there;
    proxy_set_header Connection "";
    proxy_set_header Accept-Encoding identity;
    proxy_set_header Authorization "";
    proxy_set_header Range $slice_range;
    proxy_cache hub;
    proxy_cache_key $file$slice_range;
    proxy_cache_valid 200 206 1d;
    proxy_cache_lock on;
    proxy_hide_header X-Repo-Commit;
    add_header X-Repo-Commit $commit;
    add_header X-Linked-ETag $linked_etag;
    add_header X-Linked-Size $linked_size;
}
"""


def _config(folder: Path, address: str, server: str, http: str, *, workers: int) -> str:
    temporary = "\n".join(
        f"{kind}_temp_path {_quoted(str(folder / 'tmp' / kind))};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "tmp").mkdir(exist_ok=True)
    return _filled(
        _CONFIG,
        # Where root starts it, its workers become somebody who may not read a test's folders.
        user="user root root;" if os.geteuid() == 0 else "",
        workers=str(workers),
        temporary=temporary,
        http=http,
        address=address,
        server=server,
    )


_CONFIG = """
@user@
daemon off;
worker_processes @workers@;
pid pid;
error_log error.log warn;
events { worker_connections 4096; }
http {
    @temporary@
    log_format lines escape=json '{"method":"$request_method","uri":"$request_uri","range":"$http_range",'
        '"status":$status,"sent":$body_bytes_sent,"connection":$connection,'
        '"cache":"$upstream_cache_status"}';
    access_log access.log lines;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    server_names_hash_bucket_size 128;
    @http@
    server {
        listen @address@;
        @server@
    }
}
"""


def _filled(text: str, **values: str) -> str:
    """`text` with each `@name@` replaced; what is put in is not looked at again."""
    return re.sub(r"@(\w+)@", lambda mark: values[mark[1]], text)


def _quoted(text: str) -> str:
    """As one word of nginx's configuration. nginx has no way to write a dollar; none of ours has one."""
    assert "$" not in text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def program() -> str:
    """nginx lies where an ordinary user's PATH does not lead."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
    found = shutil.which("nginx", path=path)
    assert found, "nginx is not installed: run make libraries-test"
    return found
