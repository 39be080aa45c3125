"""Which repos move by themselves: the rules, pure, and where a person's choices are kept.

A repo that somebody pinned never moves, nor one that a policy excepts. Whether a repo was read long enough
ago is only asked of times that can be believed: on a volume that notes no reading at all nothing moves for
its age. Where a policy waits for a disk to fill up, what takes most room for longest goes first (bytes times
days unread), and no more than brings the free space back.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from ..problems import Problem, from_os_error, problem
from ..sizes import DAY
from ..system.atomic import write_atomically
from ..system.volumes import COARSE, NONE, volume_of
from .ground import Ground
from .orders import Archive, ArchiveOrder, Freeze
from .values import ArchivePlan, Moving, Policy, Stored

_COARSENESS: Final = DAY
"""Seconds by which a repo may have been read later than a coarse time says: a reading is noted only where the
last one that was is a day old."""
_FILE: Final = "archive-policies.json"


class Left(Struct, frozen=True):
    """A repo that a policy would move but for one reason."""

    stored: Stored
    why: Problem


class Judgement(Struct, frozen=True):
    """What a policy says of the repos of a cache."""

    due: tuple[Stored, ...] = ()
    """In the order in which they are to go."""
    left: tuple[Left, ...] = ()


def due(
    stored: Sequence[Stored], policy: Policy, pinned: Sequence[str], free: int, now: float
) -> tuple[Stored, ...]:
    """The repos that `policy` moves, the first of them first. `free`: on the volume of the cache."""
    return judge(stored, policy, pinned, free, now).due


def judge(
    stored: Sequence[Stored], policy: Policy, pinned: Sequence[str], free: int, now: float
) -> Judgement:
    """As `due`, with what stays although size and age would have it go, and why."""
    candidates: list[Stored] = []
    left: list[Left] = []
    for each in stored:
        if not each.bytes or each.bytes < policy.larger_than or not _concerns(policy, each):
            continue
        if _read_lately(each, policy, now):
            continue
        why = _reason_to_stay(each, policy, pinned)
        if why is None:
            candidates.append(each)
        else:
            left.append(Left(each, why))
    candidates.sort(key=lambda each: (-_weight(each, now), each.key))
    if policy.only_below_free:
        candidates = _as_needed(candidates, policy.only_below_free - free)
    return Judgement(tuple(candidates), tuple(sorted(left, key=lambda one: one.stored.key)))


def _concerns(policy: Policy, each: Stored) -> bool:
    return not policy.matching or any(_matches(pattern, each) for pattern in policy.matching)


def _matches(pattern: str, each: Stored) -> bool:
    """By the name as the command line writes it, in any case: `org/*`, `dataset/*`, `*-gguf`."""
    return fnmatchcase(each.repo.casefold(), pattern.casefold())


def _read_lately(each: Stored, policy: Policy, now: float) -> bool:
    """Whether it is known that a repo was, or may have been, read within the policy's days."""
    if policy.unread_days <= 0 or each.trust == NONE or each.last_access is None:
        return False
    doubt = _COARSENESS if each.trust == COARSE else 0.0
    return now - each.last_access - doubt < policy.unread_days * DAY


def _reason_to_stay(each: Stored, policy: Policy, pinned: Sequence[str]) -> Problem | None:
    if each.key in pinned:
        return problem("policy-pinned", repo=each.repo)
    if any(_matches(pattern, each) for pattern in policy.except_matching):
        return problem("policy-excepted", repo=each.repo)
    if policy.unread_days > 0 and (each.trust == NONE or each.last_access is None):
        return problem("policy-no-access", repo=each.repo)
    return None


def _weight(each: Stored, now: float) -> float:
    """How much room for how long. What nobody knows the last reading of counts as read today."""
    known = each.last_access if each.trust != NONE else None
    return each.bytes * max(1.0, (now - known) / DAY if known is not None else 0.0)


def _as_needed(candidates: Sequence[Stored], missing: int) -> list[Stored]:
    """As many from the front as free `missing` bytes, without those that the later ones made superfluous."""
    chosen: list[Stored] = []
    freed = 0
    for each in candidates:
        if freed >= missing:
            break
        chosen.append(each)
        freed += each.bytes
    for each in reversed(chosen[:]):
        if freed - each.bytes >= missing:
            chosen.remove(each)
            freed -= each.bytes
    return chosen


# --- against the disk ---------------------------------------------------------------------------


def plan_policy(
    ground: Ground, policy: Policy, pinned: Sequence[str], now: float | None = None
) -> ArchivePlan:
    """What `policy` would do now; nothing is changed. What stays all the same (`judge`) stands among the
    moves with no bytes to copy and the reason. Raises `Failure`."""
    from .plan import plan_archive

    judged = judge(ground.stored(), policy, pinned, _free(ground), time.time() if now is None else now)
    plan = plan_archive(ground, tuple(each.key for each in judged.due), policy.to)
    stays = (
        Moving(
            key=one.stored.key,
            repo=one.stored.repo,
            bytes=0,
            frees=0,
            stays=one.stored.bytes,
            reasons=(one.why,),
        )
        for one in judged.left
    )
    return msgspec.structs.replace(plan, moves=(*plan.moves, *stays))


def run_policies(
    ground: Ground, policies: Sequence[Policy], pinned: Sequence[str], now: float | None = None
) -> tuple[ArchiveOrder, ...]:
    """The orders that the enabled policies come to now, for whoever starts them: a person, or a schedule. A
    repo goes by the first policy that moves it, and what that frees counts for the next. Raises `Failure`."""
    moment = time.time() if now is None else now
    free = _free(ground)
    left = list(ground.stored())
    orders: list[ArchiveOrder] = []
    for policy in policies:
        if not policy.enabled or policy.cache not in {"", ground.root}:
            continue
        going = due(left, policy, pinned, free, moment)
        if going:
            keys = tuple(each.key for each in going)
            kind = Freeze if policy.freeze else Archive
            orders.append(kind(cache=ground.root, keys=keys, to=policy.to))
            free += sum(each.bytes for each in going)
            left = [each for each in left if each.key not in keys]
    return tuple(orders)


def _free(ground: Ground) -> int:
    return volume_of(Path(ground.root)).free


# --- what a person chose ------------------------------------------------------------------------


class _Chosen(Struct, frozen=True, omit_defaults=True):
    policies: tuple[Policy, ...] = ()
    pinned: tuple[str, ...] = ()


class Policies:
    """The policies and pins of a home. They have a file of their own: the window writes its settings as a
    whole, from what it read of them before, and would put back what was chosen elsewhere meanwhile."""

    def __init__(self, home: Path) -> None:
        self._file = home / _FILE

    def policies(self) -> tuple[Policy, ...]:
        return self._read().policies

    def pinned(self) -> tuple[str, ...]:
        """Keys of repos that no policy moves, in whichever cache they lie."""
        return self._read().pinned

    def set_policies(self, policies: Sequence[Policy]) -> None:
        """Raises `Failure`."""
        self._write(msgspec.structs.replace(self._read(), policies=tuple(policies)))

    def set_pinned(self, keys: Sequence[str], pinned: bool) -> None:
        """Pins `keys`, or takes their pins away. Raises `Failure`."""
        chosen = self._read()
        others = [key for key in chosen.pinned if key not in keys]
        kept = sorted({*others, *keys} if pinned else others)
        self._write(msgspec.structs.replace(chosen, pinned=tuple(kept)))

    def _read(self) -> _Chosen:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Chosen)
        except (OSError, msgspec.DecodeError):
            return _Chosen()  # choices can be made again; without them nothing moves by itself

    def _write(self, chosen: _Chosen) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, str(self._file)) from error
        write_atomically(self._file, msgspec.json.format(msgspec.json.encode(chosen)))
