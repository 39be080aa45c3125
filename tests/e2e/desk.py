"""A user's machine in front of local hubs: `hubkeep get` in real processes, and what must be true then."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from tests.e2e.command import Machine, Ran
from tests.hub.content import Commit, Repo
from tests.hub.messages import Route
from tests.hub.resident import Resident
from tests.hub.server import Hub

MIB = 1 << 20

Arrived = Callable[..., bool]
"""`has_arrived`, with the client given: the fixture `arrived`."""


class Desk(Machine):
    """A machine whose `HF_ENDPOINT` is `hub`."""

    def __init__(
        self,
        base: Path,
        hub: Hub | str,
        env: Mapping[str, str] | None = None,
        *,
        prefix: Sequence[str] = (),
    ) -> None:
        base.mkdir(exist_ok=True)
        super().__init__(base, prefix=prefix)
        self.endpoint = hub if isinstance(hub, str) else hub.endpoint
        self.extra = dict(env or {})

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, "HF_ENDPOINT": self.endpoint, **self.extra}

    def get(self, *arguments: str | Path, sources: Iterable[Hub | str] = ()) -> Ran:
        """`hubkeep get --json`, from these sources in order of preference."""
        return self.run("get", "--json", *asked_of(sources), *arguments)

    def begin(self, *arguments: str | Path, sources: Iterable[Hub | str] = ()) -> subprocess.Popen[bytes]:
        """The same, not waited for."""
        return self.start("get", "--json", *asked_of(sources), *arguments)

    def got(self, *arguments: str | Path, sources: Iterable[Hub | str] = ()) -> dict[str, Any]:
        """`get` that must succeed, and say nothing but its answer."""
        ran = self.get(*arguments, sources=sources)
        assert (ran.status, ran.err) == (0, ""), ran
        return ran.data

    def repo_folder(self, repo: Repo) -> Path:
        return self.cache / f"{repo.kind.plural}--{repo.id.replace('/', '--')}"


def asked_of(sources: Iterable[Hub | str]) -> list[str]:
    """The options that name endpoints."""
    return [f"--endpoint={each if isinstance(each, str) else each.endpoint}" for each in sources]


def ended(process: subprocess.Popen[bytes], *, within: float = 60.0) -> Ran:
    """Waits for one that was begun, for so many seconds."""
    out, err = process.communicate(timeout=within)
    said = err.decode()
    assert "Traceback" not in said, said
    return Ran(process.returncode, out.decode(), said)


def is_here(
    desk: Desk, repo: Repo, commit: Commit | None = None, *, paths: Iterable[str] | None = None
) -> bool:
    """Every byte of `paths` (None: all) of a commit, in the native layout, and nothing besides: an
    AssertionError says what is wrong."""
    commit = commit or repo.head
    folder = desk.repo_folder(repo)
    files = {path: commit.files[path] for path in (commit.files if paths is None else paths)}
    snapshot = folder / "snapshots" / commit.id
    linked = {each.relative_to(snapshot).as_posix() for each in snapshot.rglob("*") if not each.is_dir()}
    assert linked == set(files)
    for path, entry in files.items():
        link = snapshot / path
        assert link.is_symlink()
        assert os.readlink(link) == f"{'../' * (2 + path.count('/'))}blobs/{entry.etag}"
        assert digest(link) == source_digest(entry), path
    blobs = {each.name for each in (folder / "blobs").iterdir()}
    known = {entry.etag for one in repo.commits() for entry in one.files.values()}
    assert {entry.etag for entry in files.values()} <= blobs <= known
    return True


def hf_agrees(
    client: Resident,
    hub: Hub,
    desk: Desk,
    repo: Repo,
    *,
    revision: str = "main",
    paths: Iterable[str] | None = None,
) -> bool:
    """The real huggingface_hub lists it, loads it without a network, and finds every hash right.

    It asks an honest mirror of `hub`, whatever faults that one has, and leaves nothing in its log.
    """
    commit = repo.resolve(revision)
    assert commit is not None
    expected = sorted(commit.files if paths is None else paths)
    with hub.mirror() as honest:
        said = client.look(
            honest.endpoint,
            desk.cache,
            repo.id,
            repo.kind.value,
            revision,
            only=None if paths is None else expected,
        )
    assert said == {
        "warnings": [],
        "files": expected,
        "path": str(desk.repo_folder(repo) / "snapshots" / commit.id),
        "checked": len(expected),
        "wrong": [],
        "missing": sorted(set(commit.files) - set(expected)),
    }
    return True


def has_arrived(
    client: Resident,
    hub: Hub,
    desk: Desk,
    repo: Repo,
    commit: Commit | None = None,
    *,
    revision: str = "",
    paths: Sequence[str] | Set[str] | None = None,
) -> bool:
    """`is_here`, and `hf_agrees` by the name `revision` (default: the commit's id, or "main" without one)."""
    name = revision or (commit.id if commit else "main")
    return is_here(desk, repo, commit, paths=paths) and hf_agrees(
        client, hub, desk, repo, revision=name, paths=paths
    )


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def source_digest(entry: Any) -> str:
    if entry.sha256:
        return str(entry.sha256)
    with entry.source.open() as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sent(hub: Hub, path: str = "") -> int:
    """Bytes of files that the hub has given to the system so far."""
    routes = (Route.BYTES, Route.RESOLVE_CACHE)
    return sum(
        each.sent
        for each in hub.log.now()
        if each.route in routes and each.status in (200, 206) and path in ("", each.file)
    )


def weights(path: Path, size: int) -> Path:
    """A file of random bytes."""
    with path.open("wb") as file:
        for start in range(0, size, 16 * MIB):
            file.write(os.urandom(min(16 * MIB, size - start)))
    return path
