"""What the engine offers of archives: what lies where, what would move, policies and pins.

An engine must answer at once, so rooms that only a job or a page needs are imported when they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from ..jobs.job import Work
from ..jobs.store import JobStore
from ..problems import Failure
from .ground import Ground
from .lookout import Lookout
from .orders import ArchiveOrder
from .subjects import BUCKET, place, taking_back
from .values import ArchivePlan, ArchiveView, KnownArchive, Policy
from .works import ARCHIVE_KINDS, ARCHIVE_LANES, archive_works


class Archives:
    """Everything of archives that one engine has. Methods raise `Failure`."""

    def __init__(
        self,
        home: Path,
        store: JobStore,
        ground_of: Callable[[str], Ground],
        current: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        """`current` is the cache that is looked at; `changed` is told that `glance` says something new."""
        self._home = home
        self._store = store
        self._ground_of = ground_of
        self._current = current
        self._lookout = Lookout(self._look, changed)
        self.lanes = ARCHIVE_LANES
        self.works: Mapping[str, Work] = archive_works(ground_of, self._lookout.again)

    def close(self) -> None:
        self._lookout.close()

    # --- what there is --------------------------------------------------------------------------

    def view(self) -> ArchiveView:
        """All of them, looked at now: that can take as long as a disk takes to wake up."""
        view = self._look()
        self._lookout.keep(view)
        return view

    def glance(self) -> ArchiveView | None:
        """What was seen last, at once; None where nobody has looked yet. To be called now and then, which
        has a thread look again."""
        return self._lookout.glance()

    def again(self) -> None:
        """What was seen may be wrong by now."""
        self._lookout.again()

    def known(self, id: str) -> KnownArchive:
        """An archive by its id, its name or its place, which may be a new one. Raises `Failure` where there
        is none."""
        folder = place(id)
        for one in self._look(folder).archives:
            if id and {id, folder} & {one.id, one.name, one.path, one.bucket}:
                return one
        raise Failure("archive-unknown", what=id)

    def reveal(self, id: str) -> None:
        """Shows the folder of an archive in the file manager."""
        from ..system.reveal import reveal

        known = self.known(id)
        if known.bucket:
            raise Failure("archive-bucket-no-folder", what=known.bucket)
        reveal(Path(known.path))

    def keep_bucket_keys(self, to: str, key_id: str, secret: str) -> None:
        """Keeps the keys that open a bucket in the keyring; an empty `key_id` forgets them."""
        from .bucket_address import bucket_of
        from .bucket_keys import BucketKeys

        bucket = bucket_of(to)
        if key_id:
            BucketKeys().keep(bucket, key_id, secret)
        else:
            BucketKeys().forget(bucket)

    # --- plans ----------------------------------------------------------------------------------

    def plan(self, keys: Sequence[str], to: str) -> ArchivePlan:
        """What moving `keys` to the archive at `to` would do."""
        from .plan import plan_archive

        return plan_archive(self._ground(), keys, place(to))

    def plan_restore(self, keys: Sequence[str]) -> ArchivePlan:
        """What bringing `keys` back would do."""
        from .plan import plan_restore

        return plan_restore(self._ground(), keys)

    # --- policies -------------------------------------------------------------------------------

    def plan_policy(self, policy: Policy) -> ArchivePlan:
        """What a policy would move now."""
        from .policies import plan_policy

        return plan_policy(self._ground(), policy, self.pinned())

    def policies(self) -> tuple[Policy, ...]:
        """Those that are kept."""
        from .policies import Policies

        return Policies(self._home).policies()

    def set_policies(self, policies: Sequence[Policy]) -> None:
        """Keeps these in place of those there are."""
        from .policies import Policies

        Policies(self._home).set_policies(tuple(policies))
        self._anew()

    def pinned(self) -> tuple[str, ...]:
        """Keys of repos that no policy moves."""
        from .policies import Policies

        return Policies(self._home).pinned()

    def set_pinned(self, keys: Sequence[str], *, pinned: bool) -> None:
        """Whether policies leave `keys` where they are."""
        from .policies import Policies

        Policies(self._home).set_pinned(tuple(keys), pinned)
        self._anew()

    def due(self, policies: Sequence[Policy]) -> tuple[ArchiveOrder, ...]:
        """The orders that these policies come to now."""
        from .policies import run_policies

        return run_policies(self._ground(), policies, self.pinned())

    # --- undo -----------------------------------------------------------------------------------

    def taking_back(self, job: int) -> ArchiveOrder | None:
        """The order that takes back what a job of the archive did; None where the job is none of these.
        Raises `Failure` where there is nothing to take back."""
        stored = self._store.get(job)
        if stored is None or stored.view.kind not in ARCHIVE_KINDS:
            return None
        order = None
        if stored.view.undoable:
            order = taking_back(stored.view.kind, stored.order, self._store.result(job) or b"{}")
        if order is None:
            raise Failure("nothing-to-undo", job=job)
        self._store.set_undoable(job, False)  # the other order can be taken back, and tried again
        return order

    # --- within ---------------------------------------------------------------------------------

    def _ground(self) -> Ground:
        return self._ground_of(self._current())

    def _look(self, *also: str) -> ArchiveView:
        from .view import archive_view

        policies = self.policies()
        named = tuple(policy.to for policy in policies if not policy.to.startswith(BUCKET))
        view = archive_view(self._ground(), policies, self.pinned(), also=(*also, *named))
        # That what is there was seen just now makes no view a new one.
        archives = tuple(
            msgspec.structs.replace(one, seen=0.0) if one.connected else one for one in view.archives
        )
        return msgspec.structs.replace(view, archives=archives)

    def _anew(self) -> None:
        """What was kept is seen at once, without a look at the disks."""
        seen = self._lookout.glance()
        if seen is not None:
            kept = msgspec.structs.replace(seen, policies=self.policies(), pinned=self.pinned())
            self._lookout.keep(kept)
        self._lookout.again()
