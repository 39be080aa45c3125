"""Rules that hold for whatever a probe may have seen."""

from __future__ import annotations

from typing import get_args

import pytest
from hubkeep.engine.cache.names import RepoId, RepoType
from hubkeep.engine.hub.tree import RemoteFile
from hubkeep.engine.mirrors.blame import OURS, troubles_here
from hubkeep.engine.mirrors.judge import LEVELS, PLAIN_LIMIT, judge, of_no_use
from hubkeep.engine.mirrors.reference import Reference, Right
from hubkeep.engine.mirrors.seen import (
    Asked,
    Flow,
    Gated,
    Headed,
    Piece,
    Reached,
    Refused,
    Seen,
    Small,
    Trouble,
    TroubleKind,
    Xet,
)
from hubkeep.engine.mirrors.values import Entry
from hubkeep.engine.problems import SENTENCES
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

ENTRY = Entry(url="https://mirror.example")
COMMIT, OLD = "a" * 40, "b" * 40
BIG = RemoteFile(path="model.bin", size=9 << 20, digest="d" * 64, lfs=True, oid="e" * 40)
TRUE = Reference(repo=RepoId(RepoType.MODEL, "org/name"), by="official", commit=COMMIT, files=(BIG,), big=BIG)
RIGHT = Right(piece="aaaa", opening="bbbb")
WELL = Seen(
    reached=Reached(connect=0.1),
    asked=Asked(commit=COMMIT, files=(BIG,), is_hub=True),
    head=Headed(path=BIG.path, commit_first=COMMIT, commit=COMMIT, etag=BIG.digest, size=BIG.size),
    small=Small(path="config.json", right=True),
    piece=Piece(path=BIG.path, size=BIG.size, ranges=True, digest="aaaa" + "0" * 60, rate=1e6),
    flow=Flow(rate=5e6),
    requests=20,
)


def code(seen: Seen, reference: Reference = TRUE, entry: Entry = ENTRY) -> str:
    return judge(entry, seen, reference, RIGHT).verdict.code


KINDS = [kind for part in get_args(TroubleKind) for kind in (get_args(part) or (part,))]
TEXT = st.text(max_size=12)
TROUBLES = st.builds(Trouble, kind=st.sampled_from(KINDS), host=TEXT, reason=TEXT)
REFUSALS = st.builds(
    Refused,
    status=st.integers(100, 599),
    host=TEXT,
    code=st.sampled_from(["", "GatedRepo", "RepoNotFound", "RevisionNotFound", "EntryNotFound", "Odd"]),
    page=st.booleans(),
    wait=st.none() | st.floats(0, 1e12),
)
BAD = st.none() | TROUBLES | REFUSALS
MAYBE = st.none() | st.booleans()
RATES = st.none() | st.floats(0, 1e10)
SEEN = st.builds(
    Seen,
    reached=st.none() | st.builds(Reached, bad=st.none() | TROUBLES),
    asked=st.none()
    | st.builds(
        Asked,
        commit=st.sampled_from(["", COMMIT, OLD]),
        bad=BAD,
        files=st.none() | st.just((BIG,)),
        unlisted=st.sampled_from(["", "hub-no-hub"]),
        pages_at=TEXT,
        routes_missing=st.sampled_from([(), ("treesize",)]),
        search=BAD,
        is_hub=st.booleans(),
    ),
    head=st.none()
    | st.builds(
        Headed,
        path=st.sampled_from([BIG.path, "other"]),
        bad=BAD,
        commit_first=st.sampled_from(["", COMMIT]),
        commit=st.sampled_from(["", COMMIT, OLD]),
        etag=st.sampled_from(["", BIG.digest, "0" * 64]),
        size=st.none() | st.integers(0, 1 << 40),
        secret_shown=st.booleans(),
    ),
    xet=st.none() | st.builds(Xet, bad=BAD),
    gated=st.none() | st.builds(Gated, said=st.sampled_from(["open", "login", "refused", "unknown"])),
    small=st.none()
    | st.builds(Small, path=TEXT, bad=BAD, right=MAYBE, pointer=st.booleans(), error=st.booleans()),
    piece=st.none()
    | st.builds(
        Piece,
        path=TEXT,
        hosts=st.sampled_from([(), ("a", "b")]),
        bad=BAD,
        at_mirror=st.booleans(),
        size=st.none() | st.integers(0, 1 << 40),
        ranges=MAYBE,
        wrong_range=st.booleans(),
        packed=st.booleans(),
        length=st.booleans(),
        digest=st.sampled_from(["", "aaaa", "cccc"]),
        begins=st.sampled_from(["", "bbbb", "cccc"]),
        pointer=st.booleans(),
        error=st.booleans(),
        stalled=st.booleans(),
        cut=st.booleans(),
        rate=RATES,
    ),
    flow=st.none()
    | st.builds(
        Flow,
        rate=RATES,
        burst=RATES,
        burst_bytes=st.integers(0, 1 << 30),
        stalled=st.booleans(),
        cuts=st.integers(0, 3),
        expired=st.booleans(),
        bad=BAD,
        at_mirror=st.booleans(),
    ),
    busy=st.none() | st.floats(0, 1e12),
    missing=st.sampled_from([(), ("a",), ("a", "b")]),
    requests=st.integers(0, 40),
    failures=st.integers(0, 40),
)
REFERENCES = st.sampled_from([TRUE, Reference(repo=TRUE.repo), replace(TRUE, by="one")])


@given(SEEN, REFERENCES, st.booleans(), st.sampled_from([RIGHT, Right()]))
def test_whatever_was_seen_there_is_a_verdict_with_a_sentence(
    seen: Seen, reference: Reference, dead: bool, right: Right
) -> None:
    found = judge(Entry(url=ENTRY.url, dead=dead), seen, reference, right)
    told = (found.verdict, *found.findings)
    for each in told:
        assert each.sentence()
    codes = [each.code for each in told]
    assert len(set(codes)) == len(codes)
    if seen.piece is None or "ours" in [LEVELS.get(each) for each in codes]:
        assert found.grade in {"bad", "unknown"}
    levels = [LEVELS[each] for each in codes if each in LEVELS]
    assert levels == sorted(levels, key=["bad", "ours", "fair", "note"].index)
    if found.grade == "bad":
        assert "bad" in levels
    if found.grade == "good":
        assert not {"bad", "fair"} & set(levels)
    if "bad" in levels:
        assert found.grade == "bad"
        assert (found.verdict.code == "mirror-dead") == dead


@given(SEEN)
def test_who_is_of_no_use_is_graded_so(seen: Seen) -> None:
    found = judge(ENTRY, seen, TRUE, RIGHT)
    bad = found.grade == "bad" or found.verdict.code in OURS
    assert of_no_use(seen, "mirror.example", TRUE, RIGHT) == bad


@given(SEEN)
def test_wrong_bytes_are_never_taken_for_good(seen: Seen) -> None:
    wrong = replace(WELL.piece, digest="cccc" + "0" * 60) if WELL.piece else None
    found = judge(ENTRY, replace(seen, piece=wrong), TRUE, RIGHT)
    assert found.intact is False
    reached = seen.reached is None or seen.reached.bad is None
    assert found.grade == "bad" or not reached


def test_all_is_well() -> None:
    found = judge(ENTRY, WELL, TRUE, RIGHT)
    assert (found.verdict.code, found.grade, found.findings) == ("mirror-good", "good", ())
    assert (found.intact, found.behind) == (True, False)


def test_nothing_was_found_out() -> None:
    found = judge(ENTRY, Seen(), TRUE, RIGHT)
    assert (found.verdict.code, found.grade, found.intact) == ("mirror-unfinished", "unknown", None)


def test_without_a_byte_nothing_is_good() -> None:
    lacking = replace(WELL, asked=replace(WELL.asked, routes_missing=("treesize",)), piece=None, flow=None)
    found = judge(ENTRY, lacking, TRUE, RIGHT)
    assert (found.verdict.code, found.grade) == ("mirror-unfinished", "unknown")
    assert [each.code for each in found.findings] == ["mirror-routes-missing"]


def test_a_mirror_that_was_given_up() -> None:
    given_up = replace(ENTRY, dead=True, since="2021")
    lost = replace(WELL, reached=Reached(bad=Trouble(kind="name", host="mirror.example")))
    found = judge(given_up, lost, TRUE, RIGHT)
    assert [each.code for each in (found.verdict, *found.findings)] == ["mirror-dead", "mirror-no-name"]
    assert code(WELL, entry=given_up) == "mirror-works-again"


def test_what_only_mirrors_lack_is_told() -> None:
    lacking = replace(WELL, asked=replace(WELL.asked, routes_missing=("treesize",)))
    assert code(lacking) == "mirror-routes-missing"
    assert code(lacking, replace(TRUE, routes_missing=("treesize",))) == "mirror-good"


def test_a_file_too_large_for_huggingface_hub() -> None:
    large = replace(BIG, path="huge.bin", size=PLAIN_LIMIT + 1)
    vast = replace(TRUE, files=(BIG, large))
    assert code(WELL, vast) == "mirror-too-large"
    assert code(replace(WELL, head=replace(WELL.head, xet_hash="f" * 64)), vast) == "mirror-good"


def test_a_login_that_is_not_passed_on() -> None:
    assert code(replace(WELL, gated=Gated(said="login", with_login=True))) == "mirror-token-dropped"
    assert code(replace(WELL, gated=Gated(said="login"))) == "mirror-good"
    assert code(replace(WELL, gated=Gated(said="open"))) == "mirror-gives-gated"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("timeout", "mirror-unreachable"), ("proxy", "mirror-proxy"), ("name", "mirror-no-name")],
)
def test_the_way_there(kind: TroubleKind, expected: str) -> None:
    assert code(replace(WELL, reached=Reached(bad=Trouble(kind=kind, host="x")))) == expected


@pytest.mark.parametrize(
    ("host", "status", "expected"),
    [
        ("mirror", 403, "mirror-forbidden"),
        ("other", 403, "mirror-bytes-blocked"),
        ("mirror", 404, "mirror-lacks-file"),
    ],
)
def test_whose_refusal_it_is(host: str, status: int, expected: str) -> None:
    bad = Refused(status=status, host=host)
    piece = replace(WELL.piece, bad=bad, at_mirror=host == "mirror")
    assert code(replace(WELL, piece=piece)) == expected


def test_a_refusal_in_the_middle_of_a_file() -> None:
    final = Flow(rate=1e6, bad=Refused(status=403, host="mirror.example"), at_mirror=True, cuts=1)
    assert code(replace(WELL, flow=final)) == "mirror-forbidden"
    assert code(replace(WELL, flow=Flow(rate=1e6, expired=True, cuts=1))) == "mirror-expires"


def test_every_level_has_a_sentence() -> None:
    said = {each for each in SENTENCES if each.startswith("mirror-")}
    assert set(LEVELS) <= said
    assert {"mirror-good", "mirror-dead", "mirror-unfinished"} <= said


def reached(kind: TroubleKind | None, resolve: float | None = None) -> Reached:
    return Reached(resolve=resolve, bad=None if kind is None else Trouble(kind=kind, host="x"))


@pytest.mark.parametrize(
    ("outside", "expected"),
    [
        ([reached("unreachable"), reached("timeout"), reached("refused")], "mirror-offline"),
        ([reached("name"), reached("unreachable")], "mirror-offline"),
        ([reached("tls"), reached("other-name")], "mirror-insecure"),
        # Where one is reached, the others are to blame themselves.
        ([reached("unreachable"), reached(None)], "mirror-unreachable"),
        ([reached("tls"), reached(None)], "mirror-tls"),
        # Of one alone nobody knows.
        ([reached("unreachable")], "mirror-unreachable"),
        # A name server answers, so this one has no such name.
        ([reached("name"), reached("timeout", 0.01), reached("timeout", 0.01)], "mirror-no-name"),
        # Different things fail, so that it is hardly one on this side.
        ([reached("tls"), reached("timeout")], "mirror-tls"),
    ],
)
def test_whose_fault_it_is_that_the_first_cannot_be_reached(outside: list[Reached], expected: str) -> None:
    told = {f"https://{place}.example": one for place, one in enumerate(outside)}
    # Who is in a network of one's own proves nothing.
    told["http://192.168.1.5:8090"] = Reached(connect=0.001)
    here = replace(TRUE, troubles_here=troubles_here(told))
    found = judge(ENTRY, replace(WELL, reached=outside[0]), here, RIGHT)
    assert found.verdict.code == expected
    assert found.grade == ("unknown" if expected in OURS else "bad")


def test_a_mirror_in_ones_own_network_is_to_blame_itself() -> None:
    offline = {f"https://{name}.example": reached("unreachable") for name in "ab"}
    here = replace(TRUE, troubles_here=troubles_here(offline))
    near = Entry(url="http://192.168.1.5:8090")
    assert code(replace(WELL, reached=reached("unreachable")), here, near) == "mirror-unreachable"


@pytest.mark.parametrize("dead", [False, True])
def test_what_fails_here_grades_nobody_and_what_was_seen_still_does(dead: bool) -> None:
    bad = Trouble(kind="proxy", host="cdn.example", reason="proxy:3128 refuses with status 403")
    through = replace(WELL, piece=replace(WELL.piece, bad=bad, at_mirror=False), flow=None)
    found = judge(replace(ENTRY, dead=dead), through, TRUE, RIGHT)
    assert (found.verdict.code, found.grade) == ("mirror-proxy", "unknown")
    assert found.verdict.params["host"] == "cdn.example"
    wrong = replace(through, small=Small(path="config.json", right=False))
    assert judge(ENTRY, wrong, TRUE, RIGHT).grade == "bad"
    asks = replace(WELL, asked=Asked(bad=Refused(status=407, host="mirror.example")))
    assert judge(ENTRY, asks, TRUE, RIGHT).verdict.code == "mirror-proxy"
