"""All that is to be seen of archives: where they are, what lies in them, and what may be put right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from ..cache.away import archive_base, disk_of
from ..cache.names import repo_of_folder
from ..cache.scanned import BlobScan, Place
from ..cache.spelling import spelled
from ..problems import Failure
from ..system import volumes
from ..system.volumes import Volume, volume_of
from .findings import findings
from .ground import Ground
from .known import bucket_text
from .looking import Archive, Sight, look
from .manifest import KeptBlob
from .values import ArchiveView, KeptRepo, KnownArchive, Policy, Tier


def archive_view(
    ground: Ground,
    policies: Sequence[Policy],
    pinned: Iterable[str],
    *,
    also: Iterable[str] = (),
    places: Callable[[], Iterable[str]] = volumes.places,
) -> ArchiveView:
    """What there is now. Looks at the disk: not for every frame of a window. Raises `Failure`."""
    sight = look(ground, also=also, places=places)
    absent = tuple(_absent(sight))
    return ArchiveView(
        archives=(*(_present(each) for each in sight.archives), *absent),
        kept=tuple(sorted((*_kept(sight), *_on_absent(sight)), key=lambda kept: (kept.repo, kept.archive))),
        findings=findings(sight),
        policies=tuple(policies),
        pinned=tuple(sorted(pinned)),
        volume=_volume(ground.root),
    )


def _present(archive: Archive) -> KnownArchive:
    blobs = {blob.digest: blob for each in archive.manifests.values() for blob in each.blobs}
    mark = archive.reached.mark
    return KnownArchive(
        id=mark.id,
        path=spelled(archive.path),
        name=spelled(mark.name),
        bucket=bucket_text(mark.bucket),
        bytes=sum(blob.size for blob in blobs.values()),
        repos=len(archive.manifests),
        frozen=sum(archive.frozen.values()),
        volume=None if archive.is_bucket else _volume(archive.path),
        problems=archive.problems,
    )


def _absent(sight: Sight) -> Iterator[KnownArchive]:
    """Archives that are known and not connected, and those that links lead to and nobody ever met."""
    here = {archive.reached.mark.id for archive in sight.archives}
    met = [noted for noted in sight.known if noted.id not in here]
    for noted in met:
        yield KnownArchive(
            id=noted.id,
            path=noted.path,
            name=noted.name,
            connected=False,
            bucket=noted.bucket,
            bytes=sum(noted.repos.values()),
            repos=len(noted.repos),
            frozen=noted.frozen,
            seen=noted.seen,
        )
    for base, repos in _offline(sight).items():
        nowhere = any(not _is_elsewhere(sight, key, blob) for key, blobs in repos.items() for blob in blobs)
        if nowhere and not any(noted.was_at(base) for noted in met):
            yield KnownArchive(
                id=base,
                path=base,
                name=disk_of(base),
                connected=False,
                bytes=sum(blob.size for blobs in repos.values() for blob in blobs),
                repos=len(repos),
            )


def _offline(sight: Sight) -> dict[str, dict[str, list[BlobScan]]]:
    """Blobs behind links to where no archive is, by its folder and by key."""
    found: dict[str, dict[str, list[BlobScan]]] = {}
    for key, blob in sight.links():
        base = archive_base(blob.target)
        if blob.place is Place.OFFLINE and base is not None:
            found.setdefault(base, {}).setdefault(key, []).append(blob)
    return found


def _is_elsewhere(sight: Sight, key: str, blob: BlobScan) -> bool:
    """Whether an archive within reach has what a link that leads nowhere stands for: it was moved."""
    return any(archive.has(key, blob.name) for archive in sight.archives)


def _kept(sight: Sight) -> Iterator[KeptRepo]:
    """What the archives within reach have, repo by repo."""
    for archive in sight.archives:
        for key, manifest in archive.manifests.items():
            if manifest.blobs:
                yield KeptRepo(
                    key=key,
                    repo=_name(key),
                    tier=_tier(sight, archive, key, manifest.blobs),
                    archive=archive.reached.mark.id,
                    bytes=sum(blob.size for blob in manifest.blobs),
                    takes=0 if archive.is_bucket else sum(_takes(archive, blob) for blob in manifest.blobs),
                    last_access=_last_access(sight, key, manifest.blobs),
                )


def _takes(archive: Archive, blob: KeptBlob) -> int:
    return archive.plain.get(blob.digest, 0) or archive.frozen.get(blob.digest, 0)


def _tier(sight: Sight, archive: Archive, key: str, blobs: Sequence[KeptBlob]) -> Tier:
    here = [sight.here.get((key, blob.digest), "nothing") for blob in blobs]
    if all(each == "nothing" for each in here):
        return "orphan"
    scan = sight.scans.get(key)
    led = {blob.name: blob for blob in scan.blobs} if scan else {}
    places = {led[blob.digest].place for blob in blobs if blob.digest in led}
    if Place.OFFLINE in places:
        return "offline"  # its links lead elsewhere, where nothing is
    linked = [blob for blob, where in zip(blobs, here, strict=True) if where == "link"]
    if archive.is_bucket and linked:
        return "bucket"
    if any(_is_frozen(archive, blob) for blob in linked):
        return "frozen"
    return "archived" if all(each == "link" for each in here) else "partly"


def _is_frozen(archive: Archive, blob: KeptBlob) -> bool:
    return blob.digest in archive.frozen and blob.digest not in archive.plain


def _last_access(sight: Sight, key: str, blobs: Sequence[KeptBlob]) -> float | None:
    """The newest of what the manifest says and of what the files behind links do."""
    scan = sight.scans.get(key)
    ours = {blob.digest for blob in blobs}
    behind = [blob.accessed for blob in scan.blobs if blob.name in ours] if scan else []
    newest = max([*(blob.accessed_ns / 1e9 for blob in blobs), *behind])
    return newest or None


def _on_absent(sight: Sight) -> Iterator[KeptRepo]:
    """Repos with links to disks that are not connected, as far as no archive within reach has them."""
    for base, repos in _offline(sight).items():
        for key, blobs in repos.items():
            if any(key in archive.manifests for archive in sight.archives):
                continue  # it is told of there, and can be relinked
            size = sum(blob.size for blob in blobs)
            noted = next((noted for noted in sight.known if noted.was_at(base)), None)
            yield KeptRepo(
                key=key,
                repo=_name(key),
                tier="offline",
                archive=noted.id if noted else base,
                bytes=size or (noted.repos.get(key, 0) if noted else 0),
                last_access=max(blob.accessed for blob in blobs) or None,
            )


def _name(key: str) -> str:
    repo = repo_of_folder(key)
    return key if repo is None else str(repo)


def _volume(path: str) -> Volume | None:
    try:
        return volume_of(Path(path))
    except Failure:
        return None
