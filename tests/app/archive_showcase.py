"""Archives to look at: disks that are there and away, a bucket, repos in every tier, plans, findings."""

from __future__ import annotations

from typing import Any, Final

from hubkeep.link.messages import (
    ArchivePlan,
    ArchiveView,
    Finding,
    InUse,
    JobView,
    KeepBucketKeys,
    KeptRepo,
    KnownArchive,
    ListArchives,
    Moving,
    Nothing,
    PlanArchive,
    PlanPolicy,
    Policy,
    Problem,
    Progress,
    RevealArchive,
    SetPinned,
    SetPolicies,
    Volume,
)

GB: Final = 1_000_000_000
DAY: Final = 86_400
VAULT: Final = "/mnt/vault/models"
DRAWER: Final = "/media/drawer/hf"
BUCKET: Final = "s3://lab-models/archive"
HERMES: Final = "models--NousResearch--Hermes-3-Llama-3.1-405B"
BIG: Final = (
    "models--mistralai--Mixtral-8x7B-Instruct-v0.1",
    "models--meta-llama--Llama-3.1-70B-Instruct",
    "models--openai--whisper-large-v3",
)


def said(code: str, **params: str | int) -> Problem:
    """What an engine says, whether or not it is this one's sentence."""
    return Problem(code=code, params=dict(params))


def archives(now: float) -> tuple[KnownArchive, ...]:
    """One that is there, one in a drawer, a bucket."""
    return (
        KnownArchive(
            id="a1",
            path=VAULT,
            name="Vault",
            bytes=412 * GB,
            repos=5,
            frozen=61 * GB,
            volume=Volume("/mnt/vault", "sda1", "ext4", 8_000 * GB, 2_900 * GB, False, "coarse"),
            seen=now,
        ),
        KnownArchive(
            id="a2", path=DRAWER, name="Drawer", connected=False, bytes=811 * GB, repos=1, seen=now - 9 * DAY
        ),
        KnownArchive(id="a3", path="/home/me/.hubkeep/buckets/a3", bucket=BUCKET, bytes=73 * GB, repos=1),
    )


def kept(now: float) -> tuple[KeptRepo, ...]:
    """Repos in every tier."""
    lines: tuple[tuple[str, str, str, float, float, int], ...] = (
        ("models--tiiuae--falcon-180B", "archived", "a1", 358.0, 358.0, 230),
        ("models--bigcode--starcoder2-15b", "frozen", "a1", 63.9, 41.8, 310),
        ("models--stabilityai--stable-diffusion-2-1", "archived", "a1", 15.5, 15.5, 190),
        ("datasets--allenai--c4", "partly", "a1", 21.4, 21.4, 120),
        ("models--EleutherAI--gpt-neox-20b", "frozen", "a1", 41.0, 19.2, 400),
        (HERMES, "offline", "a2", 811.0, 811.0, 210),
        ("models--bigscience--bloomz-7b1", "bucket", "a3", 73.0, 73.0, 410),
        ("models--gpt2--gpt2-xl", "orphan", "a1", 6.4, 6.4, 0),
    )
    return tuple(
        KeptRepo(
            key=key,
            repo=key.partition("--")[2].replace("--", "/"),
            tier=tier,  # type: ignore[arg-type]
            archive=archive,
            bytes=round(size * GB),
            takes=round(takes * GB),
            last_access=now - days * DAY if days else None,
        )
        for key, tier, archive, size, takes, days in lines
    )


def policies() -> tuple[Policy, ...]:
    """One that sweeps, one that waits for the disk to fill, one that is switched off."""
    return (
        Policy(name="Not read for long", to=VAULT, unread_days=90, larger_than=5 * GB),
        Policy(
            name="When it gets tight",
            to=VAULT,
            unread_days=30,
            only_below_free=100 * GB,
            except_matching=("Qwen/*",),
        ),
        Policy(
            name="Last year's datasets", to=BUCKET, unread_days=365, matching=("dataset/*",), enabled=False
        ),
    )


def findings() -> tuple[Finding, ...]:
    """One of each kind."""
    return (
        Finding(kind="moved", archive=VAULT, keys=BIG[:2]),
        Finding(kind="refetched", archive=VAULT, keys=BIG[2:], bytes=6 * GB),
        Finding(kind="orphan", archive=VAULT, keys=("models--gpt2--gpt2-xl",), bytes=round(6.4 * GB)),
    )


def view(now: float) -> ArchiveView:
    """All of it, nothing found."""
    return ArchiveView(
        archives=archives(now),
        kept=kept(now),
        policies=policies(),
        pinned=("models--facebook--sam-vit-huge",),
        volume=Volume("/home", "nvme0n1p2", "ext4", 2_000 * GB, 186 * GB, False, "coarse"),
    )


def empty() -> ArchiveView:
    """As it is on the first day."""
    return ArchiveView(volume=view(0).volume)


def plan(request: PlanArchive) -> ArchivePlan:
    """Everything that was asked for moves, but for a few small files."""
    each = {
        "models--mistralai--Mixtral-8x7B-Instruct-v0.1": 93.4,
        "models--meta-llama--Llama-3.1-70B-Instruct": 141.1,
    }
    moves = tuple(
        Moving(
            key=key,
            repo=key.partition("--")[2].replace("--", "/"),
            bytes=round(each.get(key, 6.2) * GB),
            frees=round(each.get(key, 6.2) * GB),
            files=12,
            stays=3_100_000,
        )
        for key in request.keys
    )
    total = sum(moving.bytes for moving in moves)
    return ArchivePlan(
        to=request.to, moves=moves, bytes=total, frees=total, free=2_900 * GB, free_here=186 * GB
    )


def used(request: PlanArchive) -> ArchivePlan:
    """The first of them is loaded by a program."""
    from msgspec.structs import replace

    made = plan(request)
    use = InUse(pid=4711, command="python serve.py --model Mixtral", repo=made.moves[0].repo, path="")
    return replace(made, in_use=(use,))


def full(request: PlanArchive) -> ArchivePlan:
    """There is no room."""
    from msgspec.structs import replace

    return replace(plan(request), problems=(said("disk-full", path=request.to),))


def jobs(now: float) -> tuple[JobView, ...]:
    """One that runs, one that failed."""
    return (
        JobView(
            id=71,
            kind="archive",
            count=3,
            state="running",
            progress=Progress(done=88 * GB, total=241 * GB, note="mistralai/Mixtral-8x7B-Instruct-v0.1"),
            rate=0.42 * GB,
            eta=364,
            created=now - 200,
        ),
        JobView(
            id=70,
            kind="freeze",
            subject="bigcode/starcoder2-15b",
            count=1,
            state="failed",
            problem=said("disk-full", path=VAULT),
            created=now - 4000,
            finished=now - 3000,
        ),
    )


def answers(now: float) -> dict[type, Any]:
    """What the engine says to what the page asks."""
    return {
        ListArchives: view(now),
        PlanArchive: plan,
        PlanPolicy: lambda request: plan(PlanArchive(BIG, request.policy.to)),
        SetPolicies: Nothing(),
        SetPinned: Nothing(),
        KeepBucketKeys: Nothing(),
        RevealArchive: Nothing(),
    }


def data() -> set[str]:
    """What all this itself puts on the window."""
    found = {VAULT, DRAWER, BUCKET, BUCKET.removeprefix("s3://")}
    found |= {archive.name for archive in archives(0) if archive.name}
    found |= {part for each in kept(0) for part in (each.repo, *each.repo.split("/"))}
    for policy in policies():
        found |= {policy.name, *policy.matching, *policy.except_matching}
    return found
