"""Where things lie, and what is said of them: rules without a window."""

from __future__ import annotations

import itertools

import pytest
from hubkeep.app.mirrors.asked_repo import repo_in
from hubkeep.app.mirrors.bar_layout import HEADROOM, SEEN, bar_of, fastest
from hubkeep.app.mirrors.calm import arranged
from hubkeep.app.mirrors.card_line import fitted
from hubkeep.app.mirrors.diff import changes
from hubkeep.app.mirrors.history_layout import (
    DAY,
    DAYS,
    MOST,
    at_moment,
    moments,
    nearest,
    shown,
    trace,
    x_of,
)
from hubkeep.app.mirrors.outlook import outlook
from hubkeep.app.mirrors.room_next import commands
from hubkeep.app.mirrors.timing_layout import GAP, STEPS, steps_of, strip
from hubkeep.link.messages import Entry, History, Measured, MirrorsView, MirrorView, Point, RoomMirror
from hypothesis import given
from hypothesis import strategies as st

from tests.app import mirrors_showcase as showcase

NOW = 1_780_000_000.0
rates = st.floats(0, 1e10)


def mirror(url: str = "https://a", **last: object) -> MirrorView:
    told = {"grade": "good", **last}
    return MirrorView(entry=Entry(url=url), last=Measured(url=url, at=NOW, **told))  # type: ignore[arg-type]


# --- bars


@given(st.lists(st.tuples(rates, rates), min_size=1, max_size=12))
def test_bars_are_drawn_to_one_scale(pairs: list[tuple[float, float]]) -> None:
    views = [mirror(f"https://{place}", rate=rate, burst=burst) for place, (rate, burst) in enumerate(pairs)]
    scale = fastest(views)
    bars = [bar_of(view, scale) for view in views]
    for (rate, burst), bar in zip(pairs, bars, strict=True):
        assert 0 <= bar.rate <= 1
        assert bar.rate > 0 or rate == 0 or scale == 0
        # What was faster before a throttle reaches further than what came after.
        assert bar.burst == 0 or (bar.burst > bar.rate and burst > rate)
    if scale > 0:
        assert max(max(bar.rate, bar.burst) for bar in bars) == pytest.approx(max(HEADROOM, SEEN))


@pytest.mark.parametrize("grade", ["bad", "unknown"])
def test_what_is_of_no_use_has_an_empty_bar(grade: str) -> None:
    view = mirror(grade=grade, rate=5e6)
    assert bar_of(view, 5e6) == bar_of(MirrorView(entry=Entry(url="https://a")), 5e6)
    assert bar_of(view, 5e6).rate == 0
    assert fastest([view]) == 0


def test_a_probe_under_way_shows_what_it_gets_now() -> None:
    receiving = showcase.measuring(NOW).mirrors[0]
    bar = bar_of(receiving, 41.2e6)
    assert bar.live
    assert bar.rate == pytest.approx(36.4 / 41.2 * HEADROOM)


widths = st.integers(0, 500)


@given(st.integers(-20, 1200), widths, widths, widths, widths, widths)
def test_a_name_is_whole_before_anything_is_said_beside_it(
    room: int, verdict: int, name: int, place: int, marks: int, beside: int
) -> None:
    given_ = fitted(room, verdict, name, place, marks, beside)
    assert sum(given_) <= max(room, 0)
    wanted = (verdict, name, place, marks, beside)
    assert all(0 <= got <= want for got, want in zip(given_, wanted, strict=True))
    if given_[3] or given_[4]:
        assert given_[:3] == wanted[:3]
    if sum(wanted) <= room:
        assert given_ == wanted


# --- the strip


@given(st.lists(st.one_of(st.none(), st.floats(0, 30)), min_size=5, max_size=5), st.integers(0, 900))
def test_the_strip_fills_its_width_in_order(times: list[float | None], width: int) -> None:
    measured = Measured(url="https://a", at=0, **dict(zip(STEPS, times, strict=True)))
    steps = steps_of(measured)
    parts = strip(steps, width)
    assert [step for step, _ in steps] == [
        step for step, time in zip(STEPS, times, strict=True) if time is not None
    ]
    if not parts:
        return
    assert [part.step for part in parts] == [step for step, _ in steps]
    assert parts[0].x == 0
    assert parts[-1].x + parts[-1].width == width
    for one, other in itertools.pairwise(parts):
        assert one.x + one.width + GAP == other.x
        assert one.width >= 1


def test_the_longest_step_is_the_widest() -> None:
    parts = strip((("connect", 0.02), ("answer", 0.4), ("first_byte", 0.1)), 300)
    assert max(parts, key=lambda part: part.width).step == "answer"


# --- the chart


@given(st.lists(st.tuples(st.floats(0, 30 * DAY), st.one_of(st.none(), rates)), max_size=60))
def test_lines_stay_within_the_chart(measured: list[tuple[float, float | None]]) -> None:
    oldest_first = sorted(measured, key=lambda each: -each[0])
    points = tuple(Point(at=NOW - back, rate=rate) for back, rate in oldest_first)
    made = trace("https://a", points, NOW, 700, 100, 1e10)
    drawn = [at for line in made.lines for at in line] + list(made.failed)
    assert len(drawn) == sum(back <= DAYS * DAY for back, _ in measured)
    for x, y in drawn:
        assert -1e-6 <= x <= 700 + 1e-6
        assert -1e-6 <= y <= 100 + 1e-6


def test_a_line_breaks_where_nothing_was_measured_or_nothing_came() -> None:
    days = (13, 12, 11, 7, 6)
    points = tuple(Point(at=NOW - back * DAY, rate=1e6) for back in days)
    assert [len(line) for line in trace("https://a", points, NOW, 700, 100, 2e6).lines] == [3, 2]
    failing = (*points[:2], Point(at=points[2].at), *points[3:])
    made = trace("https://a", failing, NOW, 700, 100, 2e6)
    assert [len(line) for line in made.lines] == [2, 2]
    assert made.failed == ((pytest.approx(x_of(points[2].at, NOW, 700)), 100),)


def test_only_lines_that_can_be_told_apart_are_drawn() -> None:
    points = {f"https://{n}": (Point(at=NOW, rate=1e6),) for n in range(20)}
    points["https://dead"] = (Point(at=NOW),)
    order = ["https://dead", *reversed(points)]
    drawn = shown(History(points=points), order)
    assert len(drawn) == MOST
    assert "https://dead" not in drawn
    assert list(drawn) == [url for url in order if url in drawn]


def test_what_one_probe_measured_is_one_moment() -> None:
    history = showcase.history(NOW)
    urls = (showcase.MIRROR, showcase.LAB, showcase.SUFY)
    told = moments(history, urls, NOW)
    assert len(told) == 27
    assert list(told) == sorted(told)
    last = told[-1]
    seen = {url: at_moment(history.points, url, last) for url in urls}
    assert all(point is not None for point in seen.values())
    # The lab's machine was away in the middle of it.
    assert at_moment(history.points, showcase.LAB, told[10]) is None
    assert nearest(told, 0, NOW, 700) == 0
    assert nearest(told, 700, NOW, 700) == 26
    assert nearest((), 3, NOW, 700) == -1


# --- what changes in a file


lines = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=14)


@given(lines, lines)
def test_the_difference_leads_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    told = changes("\n".join(before), "\n".join(after))
    old, new = "\n".join(before).splitlines(), "\n".join(after).splitlines()
    if "skipped" not in {line.what for line in told} and told:
        assert [line.text for line in told if line.what != "comes"] == old
        assert [line.text for line in told if line.what != "goes"] == new
    assert sum(line.what == "comes" for line in told) - sum(line.what == "goes" for line in told) == len(
        new
    ) - len(old)


def test_a_new_file_only_gains_and_one_that_goes_only_loses() -> None:
    assert [line.what for line in changes(None, "a\nb\n")] == ["comes", "comes"]
    assert [line.what for line in changes("a\nb\n", None)] == ["goes", "goes"]
    assert changes("a\n", "a\n") == ()


def test_far_from_the_change_lines_are_left_out() -> None:
    before = "\n".join(f"line {n}" for n in range(40))
    told = changes(before, before.replace("line 20", "other"))
    whats = [line.what for line in told]
    assert whats == ["skipped", "stays", "stays", "goes", "comes", "stays", "stays", "skipped"]


# --- small rules


@pytest.mark.parametrize(
    ("text", "repo"),
    [
        ("Qwen/Qwen3-32B", "Qwen/Qwen3-32B"),
        ("  org/name.v1_2 ", "org/name.v1_2"),
        ("https://huggingface.co/org/name/tree/main", "org/name"),
        ("hf://org/name", "org/name"),
        ("name", ""),
        ("a/b/c", ""),
        ("org/na me", ""),
        ("", ""),
    ],
)
def test_a_repo_is_understood_as_people_write_it(text: str, repo: str) -> None:
    assert repo_in(text) == repo


def test_cards_do_not_jump_while_measuring() -> None:
    view = showcase.view(NOW)
    before = tuple(each.entry.url for each in view.mirrors)
    jumbled = MirrorsView(mirrors=tuple(reversed(view.mirrors)), job=3)
    assert tuple(each.entry.url for each in arranged(jumbled, before)) == before
    # A new one goes to the end; without a probe the engine's order holds.
    assert arranged(jumbled, before[1:])[-1].entry.url == before[0]
    assert arranged(MirrorsView(mirrors=jumbled.mirrors), before) == jumbled.mirrors


def test_the_outlook_is_told_from_all_of_them() -> None:
    assert outlook(MirrorsView()) == "unmeasured"
    assert outlook(showcase.unmeasured(NOW)) == "unmeasured"
    assert outlook(showcase.view(NOW)) == "served"
    assert outlook(showcase.measuring(NOW)) == "served"
    assert outlook(showcase.offline(NOW)) == "offline"
    assert outlook(showcase.failed(NOW, showcase.said("mirror-no-name", reason="no answer"))) == "offline"
    assert outlook(showcase.insecure(NOW)) == "insecure"
    assert outlook(showcase.none_serve(NOW)) == "none"


def test_commands_can_be_pasted_whatever_the_folder_is_called() -> None:
    mirror = RoomMirror(upstream=showcase.MIRROR, folder="/srv/my bytes")
    start, use, try_ = commands(mirror, "/etc/my mirror/", "http://atelier:8090")
    assert start == "nginx -p '/srv/my bytes' -c '/etc/my mirror/nginx.conf'"
    assert use == "export HF_ENDPOINT=http://atelier:8090"
    assert try_ == "hubkeep mirrors bench http://atelier:8090"


def test_a_login_is_named_but_for_its_password() -> None:
    mirror = RoomMirror(upstream=showcase.MIRROR, folder="/srv/bytes", user="the lab")
    _, use, try_ = commands(mirror, "/etc/mirror", "http://atelier:8090")
    assert use == "export HF_ENDPOINT=http://the%20lab:PASSWORD@atelier:8090"
    assert "PASSWORD" not in try_
