"""What a verification found stays known over restarts, and goes when the file is mended."""

from __future__ import annotations

import sys
from pathlib import Path

from hubkeep.engine.engine import Engine, Surroundings
from hubkeep.engine.library.orders import Verify

from tests.benchmarks.synthetic_cache import build


def open_engine(tmp_path: Path, cache: Path) -> Engine:
    worker = (sys.executable, "-m", "hubkeep", "scan-worker")
    at = Surroundings(
        home=tmp_path / "home", environ={}, user_home=tmp_path, worker=worker, cores=2, cache=str(cache)
    )
    return Engine(at)


def states(engine: Engine) -> list[str]:
    return [row.state for row in engine.look().inventory.rows()]


def test_a_corrupt_file_is_known_after_a_restart_until_it_is_mended(tmp_path: Path) -> None:
    cache = tmp_path / "hub"
    build(cache, 1)
    blob = next(path for path in cache.glob("*/blobs/*") if len(path.name) == 64)
    good = blob.read_bytes()
    blob.write_bytes(b"x" + good[1:])

    engine = open_engine(tmp_path, cache)
    assert states(engine) == ["ok"]
    engine.wait(engine.start(Verify(cache=str(cache))))
    assert states(engine) == ["broken"]
    engine.close()

    engine = open_engine(tmp_path, cache)
    assert states(engine) == ["broken"]
    row = engine.look().inventory.rows()[0]
    assert [problem.code for problem in row.problems] == ["corrupt"]

    def found() -> dict[str, tuple[str, bool]]:
        """By blob: the state of its files and whether they were verified as they are."""
        revisions = engine.describe(row.key).revisions
        return {f.blob: (f.state, f.verified is not None) for r in revisions for f in r.files}

    assert found().pop(blob.name) == ("corrupt", True)
    assert {verdict for name, verdict in found().items() if name != blob.name} == {("ok", True)}

    blob.write_bytes(good)
    assert states(engine) == ["ok"]
    assert found()[blob.name] == ("ok", False)
    engine.close()

    engine = open_engine(tmp_path, cache)
    assert states(engine) == ["ok"]
    engine.close()
