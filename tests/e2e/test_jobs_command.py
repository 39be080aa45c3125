"""`hubkeep jobs`: the list, and steering what another process runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hubkeep.engine.jobs.store import JobStore
from hubkeep.engine.problems import problem

from tests.e2e.command import Machine
from tests.engine.cache.laid import digest_of, lay
from tests.waiting import wait_until


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@contextlib.contextmanager
def store(machine: Machine) -> Iterator[JobStore]:
    with contextlib.closing(JobStore(machine.home / "history.sqlite")) as opened:
        yield opened


def listed(machine: Machine, *arguments: str) -> list[dict[str, Any]]:
    ran = machine.run("jobs", "--json", *arguments)
    assert (ran.status, ran.err) == (0, "")
    found: list[dict[str, Any]] = ran.data["jobs"]
    return found


def test_the_keys_and_the_order(machine: Machine) -> None:
    assert machine.run("jobs").out == "No jobs.\n"
    with store(machine) as opened:
        done = opened.add("verify", "/c", "", 0, b"{}")
        first = opened.add("download", "/c", "acme/one", 1, b"1")
        failed = opened.add("download", "/c", "acme/two", 1, b"2")
        second = opened.add("download", "/c", "acme/\x1b[1m", 1, b"3")
        opened.finish(done, "done", result=None)
        opened.begin(failed)
        opened.finish(failed, "failed", problem=problem("disk-full", path="/c"))
        opened.arrange([second])
        opened.put_off(first, problem("source-slow", host="h"), 600)
    views = listed(machine)
    assert [view["id"] for view in views] == [second, first, failed, done]
    view = views[1]
    assert set(view) >= {"id", "kind", "state", "done", "total", "error", "repo", "subject", "waiting"}
    assert (view["kind"], view["state"], view["done"], view["total"]) == ("download", "queued", 0, 0)
    assert (view["repo"], view["error"]) == ("acme/one", None)
    assert view["waiting"].startswith("h is much slower")
    assert 500 < view["retry_in"] <= 600
    assert [view["retry_in"] for view in (views[0], *views[2:])] == [None] * 3
    assert views[2]["error"].startswith("/c: the disk is full.")
    assert views[3]["repo"] is None
    head, *lines = machine.run("jobs").out.splitlines()
    assert head.split() == ["ID", "KIND", "STATE", "DONE", "SUBJECT"]
    assert [line.split()[:3] for line in lines] == [
        ["4", "download", "queued"],
        ["2", "download", "queued"],
        ["3", "download", "failed"],
        ["1", "verify", "done"],
    ]
    assert "\\x1b[1m" in lines[0]
    assert lines[1].endswith(" Tried again in 10 min.")
    assert lines[2].endswith("try again; nothing was lost.")


def test_what_nobody_runs_is_steered_in_the_store(machine: Machine) -> None:
    with store(machine) as opened:
        one, two = (opened.add("download", "/c", name, 1, name.encode()) for name in ("a/b", "a/c"))
    ran = machine.run("jobs", "pause", str(one), str(two), str(one), "--json")
    assert [view["state"] for view in ran.data["jobs"]] == ["paused", "paused"]
    ran = machine.run("jobs", "resume", str(one), "--json")
    assert [(view["id"], view["state"]) for view in ran.data["jobs"]] == [(one, "queued")]
    ran = machine.run("jobs", "cancel", str(two), "--json")
    assert [(view["id"], view["state"]) for view in ran.data["jobs"]] == [(two, "cancelled")]
    assert machine.run("jobs", "dismiss", str(two)).status == 0
    assert [view["id"] for view in listed(machine)] == [one]
    assert [view["id"] for view in listed(machine, "--all")] == [one, two]
    assert machine.run("jobs", "retry", str(two)).status == 0
    assert [(view["id"], view["state"]) for view in listed(machine)] == [(one, "queued"), (two, "queued")]


def test_other_limits_are_written_down_for_whoever_runs_it(machine: Machine) -> None:
    data = b'{"type":"download","repo":"acme/one","cache":"/c","limit_rate":1000}'
    with store(machine) as opened:
        job = opened.add("download", "/c", "acme/one", 1, data)
        other = opened.add("verify", "/c", "", 0, b"{}")
    ran = machine.run("jobs", "limit", str(job), "--limit-rate", "20M", "--connections", "4", "--json")
    assert (ran.status, [view["id"] for view in ran.data["jobs"]]) == (0, [job])
    with store(machine) as opened:
        assert opened.noted(job, "limits") == b'{"rate":20971520,"connections":4}'
    ran = machine.run("jobs", "limit", str(other))
    assert (ran.status, ran.problems) == (
        1,
        [f"hubkeep: There is no job {other}. It may have been dismissed."],
    )


def test_what_cannot_be_is_one_line_each_and_stops_nothing_else(machine: Machine) -> None:
    with store(machine) as opened:
        done, queued, other = (opened.add("download", "/c", "", 1, bytes([n])) for n in range(3))
        opened.finish(done, "done", result=None)
    ran = machine.run("jobs", "pause", "77", str(done), str(queued))
    assert ran.status == 1
    assert ran.problems == [
        "hubkeep: There is no job 77. It may have been dismissed.",
        f"hubkeep: Job {done} is finished. Retry it to do it again.",
    ]
    assert [view["state"] for view in listed(machine)] == ["paused", "queued", "done"]
    ran = machine.run("jobs", "dismiss", str(other), "--json")
    assert (ran.status, len(ran.problems)) == (1, 1)
    for wrong in (["jobs", "pause"], ["jobs", "pause", "x"], ["jobs", "stop", "1"]):
        assert machine.run(*wrong).status == 2


def test_what_another_process_runs_is_paused_resumed_and_cancelled(machine: Machine) -> None:
    lay(machine.cache, "models--acme--huge", {"h.bin": b""})
    os.truncate(machine.cache / "models--acme--huge" / "blobs" / digest_of(b""), 60 << 30)
    process = machine.start("verify", "--json")

    def state() -> str:
        return next((view["state"] for view in listed(machine)), "")

    wait_until(lambda: state() == "running", 20)
    for action, then in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        assert machine.run("jobs", action, "1").status == 0
        wait_until(lambda then=then: state() == then)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (130, b'{"interrupted":true}\n')
    assert err == b"hubkeep: interrupted; the state is kept.\n"
