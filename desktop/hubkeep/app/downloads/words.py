"""What the Downloads page calls things: states, figures, sources, in the language of the window."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Final

from ...link.messages import (
    CELL_HERE,
    CELL_SOURCES,
    FINISHED,
    DownloadsChanged,
    DownloadView,
    FileView,
    Settings,
    SourceView,
    fill,
)
from ..formatting import NBSP, count, duration, moment, rate, size
from ..problems import sentence
from ..translated import Translated

DOT: Final = f"{NBSP}· "

TYPES: Final = ("model", "dataset", "space", "kernel")

STATE_TONES: Final = {
    "queued": "muted",
    "running": "accent",
    "paused": "muted",
    "failed": "bad",
    "cancelled": "muted",
    "done": "good",
}
SOURCE_TONES: Final = {
    "ok": "muted",
    "slow": "warn",
    "waiting": "muted",
    "barred": "bad",
    "unreachable": "bad",
}
FILE_TONES: Final = {"failed": "bad", "paused": "warn", "done": "good", "here": "muted", "fetching": "accent"}


def plain(text: str) -> str:
    """`text` on one line with control and direction characters made visible: names can be hostile."""
    return fill("{text}", {"text": text})


def tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt would take what looks like markup for markup."""
    return "<qt>" + "<br>".join(html.escape(line) for line in text.splitlines()) + "</qt>" if text else ""


def parted(repo: str) -> tuple[str, str, str]:
    """Type, organisation with its slash (empty where there is none) and name of `dataset/org/name`."""
    head, slash, rest = repo.partition("/")
    kind = head if slash and "/" in rest and head in TYPES else ""
    org, slash, name = (rest if kind else repo).rpartition("/")
    return kind or "model", plain(org + slash), plain(name)


def percent(view: DownloadView) -> int:
    """How far, in whole percent; 100 is for what is done, -1 while nobody knows."""
    if view.state == "done":
        return 100
    if view.total <= 0:
        return -1
    return max(0, min(99, view.done * 100 // view.total))


def left(view: DownloadView) -> int:
    """Bytes still to come."""
    return max(0, view.total - view.done) if view.state not in FINISHED else 0


def _untouched(view: DownloadView) -> bool:
    """Whether nothing of it is here and nothing moves: then its size says it all."""
    return view.state != "running" and not view.done


def host(source: SourceView) -> str:
    """What a source is called."""
    return plain(source.host or source.endpoint.partition("://")[2].strip("/") or source.endpoint)


def licence(view: DownloadView) -> bool:
    """Whether the page that helps is one on which a licence is accepted."""
    code = view.problem.code if view.problem is not None else ""
    return "gated" in code or "licence" in code or "accept" in code


class DownloadsWords(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    def state_word(self, view: DownloadView) -> str:
        """The state for a pill; empty where all is well."""
        if view.state == "failed":
            return self.tr("needs your consent") if view.link and licence(view) else self.tr("failed")
        if view.state == "paused":
            return self.tr("paused")
        if view.state == "cancelled":
            return self.tr("cancelled")
        if view.state == "queued" and view.retry_in is not None:
            return self.tr("again in {time}").format(time=duration(view.retry_in))
        if view.state == "queued":
            return self.tr("waiting")
        if view.state == "running" and view.waiting is not None:
            return self.tr("at rest")
        return ""

    def state_tone(self, view: DownloadView) -> str:
        """The token of the pill."""
        if view.state == "failed" and view.link and licence(view):
            return "warn"
        if view.state == "paused" and view.problem is not None:
            return "warn"
        if view.state == "running" and view.waiting is not None:
            return "warn"
        return STATE_TONES[view.state]

    def what(self, view: DownloadView) -> str:
        """Revision and files: `main @ 4f1c2e8 · 6 of 14 files`."""
        parts = []
        if view.kind == "repair":
            parts.append(self.tr("repair"))
        asked = plain(view.revision)
        if view.commit and view.commit.startswith(view.revision):
            asked = ""
        commit = plain(view.commit[:7])
        if asked and commit:
            parts.append(f"{asked}{NBSP}@{NBSP}{commit}")
        elif asked or commit:
            parts.append(asked or commit)
        if view.files:
            under_way = view.state in {"running", "paused"} or view.files_done
            if under_way and view.state != "done":
                told = self.tr("{done} of %n file(s)", "", view.files).format(done=count(view.files_done))
            else:
                told = self.tr("%n file(s)", "", view.files)
            parts.append(told)
        if view.files_failed:
            parts.append(self.tr("%n failed", "", view.files_failed))
        if view.limit_rate and view.state not in FINISHED:
            parts.append(self.tr("at most {rate}").format(rate=rate(view.limit_rate)))
        if view.connections and view.state not in FINISHED:
            parts.append(self.tr("at most %n connection(s)", "", view.connections))
        if view.local_dir:
            parts.append(self.tr("into {folder}").format(folder=plain(view.local_dir)))
        return DOT.join(parts)

    def note(self, view: DownloadView) -> str:
        """What stands behind the pill of a card that does not move: why, in a sentence."""
        if view.state in FINISHED or (view.state == "paused" and view.problem is not None):
            return ""
        if view.waiting is not None:
            return sentence(view.waiting)
        if view.state == "running" and not view.total:
            return self.tr("Looking up what it holds…")
        return ""

    def percent_word(self, view: DownloadView) -> str:
        """`61%`, where that is news."""
        known = percent(view)
        if known < 0 or view.state in {"done", "cancelled"} or _untouched(view):
            return ""
        return f"{known}%"

    def figures(self, view: DownloadView) -> str:
        """How much of how much, how fast, how long still: what of it is known."""
        if view.state == "done":
            return size(view.total)
        if view.total <= 0:
            return ""
        if _untouched(view):
            return size(view.total)
        parts = [self.tr("{done} of {total}").format(done=size(view.done), total=size(view.total))]
        if view.state == "running" and view.waiting is None:
            if view.rate is not None:
                parts.append(rate(view.rate))
            if view.eta is not None:
                parts.append(self.tr("{time} left").format(time=duration(view.eta)))
        return DOT.join(parts)

    def ending(self, view: DownloadView) -> str:
        """What is said of one that is over."""
        if view.state == "done":
            told = self.tr("mended and verified") if view.kind == "repair" else self.tr("here and verified")
            return told if view.finished is None else f"{told}{DOT}{moment(view.finished)}"
        return ""

    def spoken(self, view: DownloadView) -> str:
        """A card's name for readers of the screen."""
        word = self.state_word(view) or (
            self.tr("downloading") if view.state == "running" else self.ending(view)
        )
        return f"{plain(view.repo)}, {word}"

    # --- sources

    def source_word(self, source: SourceView) -> str:
        """A source's rate, or why it has none."""
        if source.state == "slow":
            if source.rate < 1:
                return self.tr("slow")
            return self.tr("{rate}, slow").format(rate=rate(source.rate))
        if source.state == "waiting":
            return self.tr("waiting")
        if source.state == "barred":
            return self.tr("barred")
        if source.state == "unreachable":
            return self.tr("unreachable")
        return rate(source.rate)

    def source_tip(self, source: SourceView) -> str:
        """All about a source, line by line."""
        lines = [plain(source.endpoint), self.tr("{size} came from here").format(size=size(source.bytes))]
        if source.connections:
            lines.append(self.tr("%n connection(s)", "", source.connections))
        if source.problem is not None:
            lines.append(sentence(source.problem))
        return "\n".join(lines)

    def here_word(self) -> str:
        """What was here before."""
        return self.tr("here before")

    def cell_tip(self, mark: str, sources: tuple[SourceView, ...]) -> str:
        """Where the bytes of a cell came from."""
        if mark == CELL_HERE:
            return self.tr("here before this download")
        place = CELL_SOURCES.find(mark) if mark else -1
        if 0 <= place < len(sources):
            return host(sources[place])
        return self.tr("still to come")

    def landing(self) -> str:
        """What is done with every byte."""
        return self.tr("verified as it lands")

    # --- files

    def file_word(self, file: FileView) -> str:
        """A file's state."""
        if file.state == "fetching":
            return self.tr("fetching")
        if file.state == "checking":
            return self.tr("checking")
        if file.state == "done":
            return self.tr("verified")
        if file.state == "here":
            return self.tr("here before")
        if file.state == "paused":
            return self.tr("paused")
        if file.state == "failed":
            return sentence(file.problem) if file.problem is not None else self.tr("failed")
        return self.tr("waiting")

    # --- the whole queue

    def summary(self, queue: DownloadsChanged, free: int | None, cache: str) -> str:
        """One sentence in numbers: how fast, from how many, how long still, what is left of the disk."""
        unfinished = [view for view in queue.downloads if view.state not in FINISHED]
        failed = sum(view.state == "failed" for view in queue.downloads)
        parts = []
        if queue.paused and unfinished:
            parts.append(self.tr("All paused"))
        elif queue.waiting is not None and unfinished:
            parts.append(sentence(queue.waiting).rstrip("."))
        elif any(view.state == "running" for view in unfinished):
            parts.append(self._pace(queue, unfinished))
        elif unfinished:
            parts.append(self.tr("%n waiting", "", len(unfinished)))
        remaining = sum(left(view) for view in unfinished)
        if remaining and (queue.paused or not any(view.state == "running" for view in unfinished)):
            parts.append(self.tr("{size} to go").format(size=size(remaining)))
        elif queue.waiting is None and (eta := time_left(queue)) is not None:
            parts.append(self.tr("{time} left").format(time=duration(eta)))
        if failed:
            parts.append(self.tr("%n failed", "", failed))
        here = sum(left(view) for view in unfinished if not view.local_dir and view.cache in {"", cache})
        if free is not None and here:
            after = free - here
            told = self.tr("{size} free after") if after >= 0 else self.tr("{size} too little space")
            parts.append(told.format(size=size(abs(after))))
        return DOT.join(parts) or self.tr("Nothing to fetch")

    def _pace(self, queue: DownloadsChanged, unfinished: Iterable[DownloadView]) -> str:
        givers = {
            source.endpoint
            for view in unfinished
            if view.state == "running"
            for source in view.sources
            if source.rate >= 1
        }
        if not givers:
            return rate(queue.rate)
        return self.tr("{rate} from %n source(s)", "", len(givers)).format(rate=rate(queue.rate))

    def limits(self, settings: Settings) -> str:
        """What holds the queue back by the user's wish."""
        limit = rate(settings.download_rate) if settings.download_rate else self.tr("none")
        parts = [
            self.tr("Limit: {rate}").format(rate=limit),
            self.tr("%n at once", "", settings.downloads_at_once),
        ]
        if settings.full_speed_from and settings.full_speed_to:
            hours = f"{settings.full_speed_from}–{settings.full_speed_to}"
            if settings.other_hours_rate:
                told = self.tr("{hours} full speed, else {rate}")
                parts.append(told.format(hours=hours, rate=rate(settings.other_hours_rate)))
            else:
                parts.append(self.tr("{hours} only").format(hours=hours))
        return DOT.join(parts)

    def kept(self, views: list[DownloadView]) -> str:
        """What cancelling leaves."""
        done = sum(view.done for view in views)
        if not done:
            return self.tr("Nothing was fetched yet.")
        return self.tr(
            "Files that are complete stay where they are. What was fetched of the others stays too: the "
            "same download, started again, goes on from there. “Free space…” in the Library clears it away."
        )


def time_left(queue: DownloadsChanged) -> float | None:
    """Seconds until everything that may run is here; None while nobody can know."""
    unfinished = [view for view in queue.downloads if view.state in {"running", "queued"}]
    running = [view for view in unfinished if view.state == "running"]
    if not running or queue.paused or any(view.total <= 0 for view in running):
        return None
    known = [view.eta for view in running if view.eta is not None]
    if len(running) == len(unfinished):
        # The engine's own estimates are calmer than a quotient of the moment.
        return max(known) if len(known) == len(running) else None
    if queue.rate < 1:
        return None
    return max([sum(left(view) for view in unfinished) / queue.rate, *known])


_words = DownloadsWords()
state_word = _words.state_word
state_tone = _words.state_tone
what = _words.what
note = _words.note
percent_word = _words.percent_word
figures = _words.figures
ending = _words.ending
spoken = _words.spoken
source_word = _words.source_word
source_tip = _words.source_tip
here_word = _words.here_word
cell_tip = _words.cell_tip
landing = _words.landing
file_word = _words.file_word
summary = _words.summary
limits = _words.limits
kept = _words.kept
