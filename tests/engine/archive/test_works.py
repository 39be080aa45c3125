"""Which jobs of the archive may run beside which others."""

from __future__ import annotations

import pytest
from hubkeep.engine.archive.works import ARCHIVE_KINDS, ARCHIVE_LANES, archive_works
from hubkeep.engine.downloads.works import download_lanes
from hubkeep.engine.jobs.lanes import kinds_apart, lane_finder
from hubkeep.engine.library.works import LIBRARY_LANES

LANES = {
    **LIBRARY_LANES,
    **download_lanes(lambda: 3, lambda _job: None, lambda _job: False),
    **ARCHIVE_LANES,
}


@pytest.mark.parametrize("kind", [kind for kind in ARCHIVE_KINDS if kind != "export"])
def test_whoever_writes_to_a_cache_meets_no_other_writer(kind: str) -> None:
    assert LANES[kind].name == LANES["remove"].name == LANES["relocate"].name
    assert LANES[kind].per_cache


def test_an_export_holds_up_neither_writers_nor_a_verification() -> None:
    assert LANES["export"].name not in {LANES["remove"].name, LANES["verify"].name}


@pytest.mark.parametrize("kind", ["adopt", "import", "mend-archive"])
def test_what_enters_repos_never_meets_a_download(kind: str) -> None:
    assert kinds_apart(kind, "download", lane_finder(LANES))
    assert kinds_apart("repair", kind, lane_finder(LANES))


@pytest.mark.parametrize("kind", ["archive", "restore", "freeze", "thaw"])
def test_a_long_download_does_not_hold_up_what_goes_blob_by_blob(kind: str) -> None:
    assert not kinds_apart(kind, "download", lane_finder(LANES))


def test_every_kind_has_a_work_and_a_lane() -> None:
    def nowhere(root: str) -> None:
        raise AssertionError(root)

    assert set(archive_works(nowhere, lambda: None)) == set(ARCHIVE_LANES)  # type: ignore[arg-type]
