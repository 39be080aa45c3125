"""Takes a plain folder into the cache: an export, an `hf download --local-dir`, a clone, or files with sums.

Every file is copied, or cloned where the volume can, beside the blobs and hashed in the same pass; what is
not what the folder (or the cache's own listing of the commit, which counts for more) says is not taken. Only
when all are there do they become blobs with their links, in one go that is always carried to its end. The
folder itself is left as it is. No network is asked.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..cache.layout import BLOBS
from ..cache.listing import Listed, read_listing
from ..cache.names import RepoId, is_commit, parse_repo
from ..cache.placing import check_path, check_revision
from ..cache.spelling import spelled
from ..cache.writing import RepoWriter
from ..jobs.runner import Cancelled, Job, Outcome
from ..problems import Failure, Problem, from_os_error, problem
from ..system import copying
from ..system.volumes import can_reflink_between, nearest_existing, volume_of
from .claims import Claim, Claims, by_listing, claims_of, files_in
from .gathering import Gathering, Sorted, Wanted, is_here, locked
from .ground import Ground
from .orders import Import
from .values import ArchiveResult

_SPARE: Final = 64 << 20


class Entering(Struct, frozen=True, kw_only=True):
    """An import as it was decided once."""

    folder: str
    repo: str
    commit: str
    files: tuple[Wanted, ...]
    refs: dict[str, float]
    listing: dict[str, Listed]
    missing: int
    """Files of the commit that the folder does not have."""
    left: tuple[Problem, ...]
    made: bool
    """Whether the cache had nothing of the repo."""


def take_in(ground: Ground, job: Job, order: Import) -> Outcome:
    """The work of an `Import` order."""
    noted = job.noted("import")
    if noted is None:
        entering = _decide(ground, order)
        job.note("import", entering)
    else:
        entering = msgspec.json.decode(noted, type=Entering)
    repo = parse_repo(entering.repo)
    assert repo is not None
    writer = RepoWriter(Path(os.path.realpath(ground.root)), repo)
    try:
        gathered = job.noted("gathered")
        if gathered is None:
            found = _gathered(writer, job, entering)
            job.note("gathered", found)
        else:
            found = msgspec.json.decode(gathered, type=Sorted)
            writer.prepare()
        _enter(writer, job, entering, found)
    except OSError as error:
        raise from_os_error(error, error.filename or entering.folder) from error
    finally:
        ground.changed((repo.folder,))
    size = sum(each.size for each in found.taken)
    job.audit("import", f"{entering.repo}@{entering.commit}", size, entering.folder)
    return Outcome(
        ArchiveResult(
            moved=size,
            repos=(str(repo),),
            archive=entering.folder,
            files=len(found.taken),
            commit=entering.commit,
            failed=len(found.refused),
            problems=(*found.refused, *entering.left),
        )
    )


# --- deciding -----------------------------------------------------------------------------------


def _decide(ground: Ground, order: Import) -> Entering:
    """What is to be taken, before anything is written. Raises `Failure`, refused."""
    folder = Path(os.path.realpath(os.path.abspath(os.path.expanduser(order.folder))))
    root = Path(os.path.realpath(ground.root))
    if folder == root or root in folder.parents or folder in root.parents:
        raise Failure("export-inside", refused=True, path=str(folder))
    try:
        with os.scandir(folder):
            claims = claims_of(folder)
        repo, commit = _identity(folder, order, claims)
        own = read_listing(str(root), repo.folder, commit)
        files = by_listing(own) or claims.files
        wanted, left, missing = _wanted(folder, files)
    except OSError as error:
        raise Failure("import-no-folder", refused=True, path=str(folder)) from error
    if not wanted:
        raise Failure("import-empty", refused=True, path=str(folder), repo=str(repo))
    writer = RepoWriter(root, repo)
    needed = sum(file.size for file in wanted if not is_here(writer, file))
    free = volume_of(root).free
    if needed and free < needed + _SPARE and not can_reflink_between(folder, Path(nearest_existing(root))):
        raise Failure("import-space", refused=True, path=str(root), needed=needed, free=free)
    return Entering(
        folder=str(folder),
        repo=str(repo),
        commit=commit,
        files=wanted,
        refs=_refs(claims),
        listing=own or _sound(claims.listing),
        missing=missing,
        left=left,
        made=not os.path.lexists(root / repo.folder),
    )


def _identity(folder: Path, order: Import, claims: Claims) -> tuple[RepoId, str]:
    """The repo and the commit, by the order and by what the folder says. Raises `Failure`."""
    said = parse_repo(claims.repo)
    if order.repo and parse_repo(order.repo) is None:
        raise Failure("not-a-repo-name", refused=True, what=order.repo)
    repo = parse_repo(order.repo) or said
    if repo is None:
        raise Failure("import-which-repo", refused=True, path=str(folder))
    if said is not None and said != repo:
        raise Failure("import-other-repo", refused=True, path=str(folder), said=str(said), repo=str(repo))
    commit = order.revision or claims.commit
    if not commit:
        raise Failure("import-which-commit", refused=True, path=str(folder))
    if not is_commit(commit):
        raise Failure("import-no-commit", refused=True, revision=commit)
    if claims.commit and claims.commit != commit:
        raise Failure(
            "import-other-commit", refused=True, path=str(folder), said=claims.commit, revision=commit
        )
    return repo, commit


def _wanted(folder: Path, claimed: dict[str, Claim]) -> tuple[tuple[Wanted, ...], tuple[Problem, ...], int]:
    """The files to take, what there is to say of the others, and how many claimed ones are not there. Raises
    OSError."""
    found = sorted(files_in(folder))
    extra = [path for path in found if claimed and path not in claimed]
    paths = [path for path in found if path in claimed] if claimed else found
    left = [problem("import-unclaimed", count=len(extra), path=spelled(extra[0]))] if extra else []
    if not claimed and paths:
        left.append(problem("import-unverified", count=len(paths)))
    wanted: list[Wanted] = []
    for path in paths:
        check_path(path)
        size = os.lstat(folder / path).st_size
        with contextlib.suppress(OSError):
            size = os.stat(folder / path).st_size
        wanted.append(Wanted(path, size, claimed.get(path, Claim())))
    return tuple(wanted), tuple(left), len(set(claimed) - set(found))


def _refs(claims: Claims) -> dict[str, float]:
    """The refs to write; `main` where the folder names none, since programs ask for it."""
    refs: dict[str, float] = {}
    for ref, told in (claims.refs or {"main": 0.0}).items():
        with contextlib.suppress(Failure):
            check_revision(ref)
            refs[ref] = told
    return refs


def _sound(listing: dict[str, Listed]) -> dict[str, Listed]:
    """`listing`, or nothing where it names what no repo can hold."""
    try:
        for path in listing:
            check_path(path)
    except Failure:
        return {}
    return listing


# --- doing --------------------------------------------------------------------------------------


def _gathered(writer: RepoWriter, job: Job, entering: Entering) -> Sorted:
    """Brings what is to be taken beside the blobs, whole and checked. What is not brought to an end leaves
    nothing. Raises `Failure`, OSError, and what `Job.check` raises."""
    gathering = Gathering(
        writer, job, Path(entering.folder), entering.commit, entering.files, made=entering.made
    )
    try:
        writer.prepare()
        for file in entering.files:
            gathering.take(file)
        gathering.drop_unused()
        copying.fsync_folder(writer.folder / BLOBS)
        if not gathering.taken:
            example = gathering.refused[0].sentence()
            raise Failure("import-nothing", path=entering.folder, example=example)
    except (Cancelled, Failure, OSError):
        gathering.give_up()
        raise
    return Sorted(taken=tuple(gathering.taken), refused=tuple(gathering.refused))


def _enter(writer: RepoWriter, job: Job, entering: Entering, found: Sorted) -> None:
    """Makes blobs, links and refs of what was brought; every step may have been done already."""
    for file in found.taken:
        job.check_open()
        if writer.is_linked(entering.commit, file.path, file.digest, file.size):
            continue
        with locked(writer, file.digest, file.path):
            if writer.standing(file.digest, file.size) == "absent":
                writer.publish(file.digest, durable=False)
            else:
                writer.discard(file.digest)
        writer.link(entering.commit, file.path, file.digest)
    writer.drop_asides()
    writer.settle()
    writer.write_listing(entering.commit, entering.listing)
    whole = not found.refused and not entering.missing
    for ref, told in entering.refs.items():
        if may_write_ref(writer.ref_written(ref), told, whole=whole, right=not found.refused):
            writer.write_ref(ref, entering.commit)


def may_write_ref(here: float | None, told: float, *, whole: bool, right: bool) -> bool:
    """Whether a ref may be written: never in the place of one that was noted later (`here`: when, None where
    there is none), nor for a commit of which less is there, nor where a file was wrong. Pure."""
    return right if here is None else whole and told > here
