"""What the Mirrors page calls things: mirrors, times, places in the order, in the language of the window."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QDateTime, QLocale

from ...link.messages import Measured, MirrorsView, MirrorView, Problem, RunningProgram
from ..downloads.words import plain
from ..formatting import NBSP, ago, count, duration, moment, rate
from ..problems import details, sentence
from ..translated import Translated
from .timing_layout import Step

DOT: Final = f"{NBSP}· "
ARROW: Final = " → "
OFFICIAL: Final = "https://huggingface.co"
GRADE_TONES: Final = {"good": "good", "fair": "warn", "bad": "bad", "unknown": "muted"}
FRESH_DAYS: Final = 1
_HOUR: Final = 3600


def host(url: str) -> str:
    """What an endpoint is called: without its scheme."""
    return plain(url.partition("://")[2].strip("/") or url)


def name(view: MirrorView) -> str:
    """What a mirror is called: one's own by the name it was given, the others by their address, by which
    everybody knows them."""
    own = view.entry.own and view.entry.name
    return plain(view.entry.name) if own else host(view.entry.url)


def chain(measured: Measured) -> str:
    """Who was asked on the way to the bytes."""
    return ARROW.join(plain(each) for each in measured.hosts)


def milliseconds(seconds: float | None) -> str:
    """`86 ms`, `1.2 s`; empty for None."""
    if seconds is None:
        return ""
    if seconds >= 0.9995:
        return f"{QLocale().toString(seconds, 'f', 1)}{NBSP}s"
    return f"{QLocale().toString(max(1, round(seconds * 1000)))}{NBSP}ms"


def serving(views: Iterable[MirrorView]) -> int:
    """How many serve."""
    return sum(view.last is not None and view.last.grade in {"good", "fair"} for view in views)


def measured(views: Iterable[MirrorView]) -> int:
    """Of how many that is known."""
    return sum(view.last is not None and view.last.grade != "unknown" for view in views)


def probed(view: MirrorView) -> bool:
    """Whether a probe is about it now."""
    return view.stage not in {"idle", "waiting"}


def is_deaf(program: RunningProgram) -> bool:
    """Whether it does not look at HF_ENDPOINT, so that to start it again changes nothing."""
    return program.note is not None and program.note.code == "program-deaf"


def outdated(programs: Iterable[RunningProgram]) -> int:
    """How many have another endpoint than the one in use, and would have it if they were started again."""
    return sum(each.readable and not each.current and not is_deaf(each) for each in programs)


def note_of(view: MirrorView) -> Problem | None:
    """What the catalogue knows of it."""
    return Problem(code=view.entry.note) if view.entry.note else None


def report(view: MirrorView) -> str:
    """All that is known of a mirror, for a bug report: not translated but for the verdict."""
    last = view.last
    lines = [view.entry.url]
    if last is not None:
        if last.verdict is not None:
            lines += [sentence(last.verdict), "", details(last.verdict)]
        lines += [f"{field}: {value}" for field in _FIELDS if (value := getattr(last, field)) not in _NOTHING]
        for finding in last.findings:
            lines += ["", sentence(finding), details(finding)]
    return plain_lines(lines)


def plain_lines(lines: Iterable[str]) -> str:
    """Lines of text, each with control characters made visible."""
    return "\n".join(plain(line) for text in lines for line in (text.splitlines() or [""]))


_FIELDS: Final = (
    "at",
    "repo",
    "grade",
    "resolve",
    "connect",
    "tls",
    "answer",
    "first_byte",
    "rate",
    "burst",
    "burst_bytes",
    "hosts",
    "commit",
    "behind",
    "ranges",
    "intact",
    "xet",
    "gated",
    "files",
    "missing",
    "requests",
    "failures",
    "fetched",
    "seconds",
)
_NOTHING: Final = (None, "", (), 0)


class MirrorsWords(Translated):
    """What takes words of a language. Its methods are functions of this module, below."""

    # --- the page

    def summary(self, view: MirrorsView, now: float) -> str:
        """Who serves, since when that is known, and who is used."""
        if not view.mirrors:
            return self.tr("No mirrors are known yet")
        if view.job:
            return self._measuring(view)
        parts = []
        if view.measured:
            parts.append(
                self.tr("{good} of %n serve(s) you", "", measured(view.mirrors)).format(
                    good=count(serving(view.mirrors))
                )
            )
            parts.append(self._when(view, now))
        else:
            parts.append(self.tr("%n mirror(s), none measured yet", "", len(view.mirrors)))
        parts.append(self.using(view))
        return DOT.join(part for part in parts if part)

    def _when(self, view: MirrorsView, now: float) -> str:
        when = self.since(view.measured, now)
        if view.repo:
            return self.tr("measured {when} with {repo}").format(when=when, repo=plain(view.repo))
        return self.tr("measured {when}").format(when=when)

    def _measuring(self, view: MirrorsView) -> str:
        asked = [each for each in view.mirrors if each.stage != "idle"]
        over = sum(each.stage == "idle" and each.last is not None for each in view.mirrors)
        now = [each for each in asked if probed(each)]
        parts = [self.tr("Measuring: %n to go", "", len(asked)) if asked else self.tr("Measuring")]
        if view.repo:
            parts.append(self.tr("with {repo}").format(repo=plain(view.repo)))
        moving = [each for each in now if each.stage == "receiving" and each.rate_now > 0]
        if moving:
            fastest = max(moving, key=lambda each: each.rate_now)
            parts.append(
                self.tr("{rate} from {name}").format(rate=rate(fastest.rate_now), name=name(fastest))
            )
        elif over and not now:
            parts.append(self.tr("working it out"))
        return DOT.join(parts)

    def since(self, at: float, now: float) -> str:
        """How long ago, to the minute within a day: `4 min ago`."""
        passed = max(0.0, now - at)
        if passed < 60:
            return self.tr("just now")
        if passed < 20 * _HOUR:
            return self.tr("{time} ago").format(time=duration(passed))
        return ago(at, now)

    def using(self, view: MirrorsView) -> str:
        """Who downloads ask first, and why."""
        if not view.endpoint:
            return ""
        if view.mode == "auto":
            return self.tr("automatic → {host}").format(host=host(view.endpoint))
        if view.mode == "fixed":
            return self.tr("always {host}").format(host=host(view.endpoint))
        return self.tr("using {host}").format(host=host(view.endpoint))

    def consequence(self, view: MirrorsView) -> str:
        """What the way of choosing that holds now means."""
        asked = host(view.endpoint) if view.endpoint else host(OFFICIAL)
        if view.mode == "auto":
            return self.tr(
                "Downloads ask whoever was measured best, now {host}. They change only where another one is "
                "clearly better or this one fails, and what a mirror lacks comes from the official one."
            ).format(host=asked)
        if view.mode == "fixed" and view.endpoint == OFFICIAL:
            return self.tr("Downloads ask huggingface.co alone, however slow it is.")
        if view.mode == "fixed":
            return self.tr(
                "Downloads ask {host} first even when another one is better. What it lacks comes from the "
                "official one."
            ).format(host=asked)
        if view.endpoint and view.endpoint != OFFICIAL:
            return self.tr(
                "Nothing was chosen here, so downloads ask {host}, as HF_ENDPOINT or the settings say."
            ).format(host=asked)
        return self.tr("Nothing was chosen yet, so downloads ask huggingface.co.")

    def status(self, exported: str, stale: int) -> str:
        """What of the machine has the endpoint that Hubkeep wrote."""
        if not exported:
            return ""
        told = self.tr("HF_ENDPOINT is written for your shells")
        if stale:
            return self.tr("{told}; %n running program(s) still use(s) the old value", "", stale).format(
                told=told
            )
        return f"{told}{DOT}{host(exported)}"

    # --- a mirror

    def stage_word(self, view: MirrorView) -> str:
        """What a probe is about with it."""
        words = {
            "waiting": self.tr("waiting"),
            "reaching": self.tr("reaching"),
            "asking": self.tr("asking"),
            "receiving": self.tr("receiving"),
            "comparing": self.tr("comparing"),
        }
        return words.get(view.stage, "")

    def freshness(self, view: MirrorView) -> str:
        """How new what it has is, in a word."""
        last = view.last
        if last is None or last.grade not in {"good", "fair"}:
            return ""
        if view.official:
            return self.tr("origin")
        if last.behind is None:
            return ""
        return self.tr("behind") if last.behind else self.tr("latest")

    def marks(self, view: MirrorView) -> str:
        """What sort of mirror it is: official, in one's own network, added by the user."""
        made = []
        if view.official:
            made.append(self.tr("official"))
        if view.local:
            made.append(self.tr("local"))
        if view.entry.own:
            made.append(self.tr("yours"))
        if view.token and not view.official:
            made.append(self.tr("gets your token"))
        return DOT.join(made)

    def place_word(self, view: MirrorView) -> str:
        """Whether downloads ask it."""
        if view.first:
            return self.tr("asked first")
        return self.tr("in use") if view.used else ""

    def beside(self, view: MirrorView) -> str:
        """What stands behind its name: what is wrong where it is of no use, else the way to its bytes."""
        last = view.last
        if last is not None and last.verdict is not None and last.grade in {"bad", "unknown"}:
            return sentence(last.verdict)
        if last is not None and len(last.hosts) > 1:
            return chain(last)
        if last is None and view.entry.dead:
            return self.given_up(view)
        if view.entry.own and view.entry.name:
            return host(view.entry.url)
        return plain(view.entry.operator)

    def given_up(self, view: MirrorView) -> str:
        """That it is dead, and when that was last known."""
        if not view.entry.dead:
            return ""
        if view.entry.since:
            return self.tr("given up, as was last known in {when}").format(when=plain(view.entry.since))
        return self.tr("given up")

    def spoken(self, view: MirrorView, verdict: str) -> str:
        """A card's name for readers of the screen."""
        parts = [name(view), verdict, self.place_word(view), self.marks(view)]
        return ", ".join(part for part in parts if part)

    def step(self, step: Step) -> str:
        """What took that time."""
        words = {
            "resolve": self.tr("name"),
            "connect": self.tr("connection"),
            "tls": self.tr("encryption"),
            "answer": self.tr("answer"),
            "first_byte": self.tr("first byte"),
        }
        return words[step]

    # --- its details

    def tokens(self, view: MirrorView) -> str:
        """What it does with a login, and whether it is sent the user's."""
        policies = {
            "never": self.tr("has no use for a token"),
            "own": self.tr("wants a token of its own"),
            "passes": self.tr("passes a token on to the Hub"),
        }
        told = policies[view.entry.tokens]
        if view.official:
            return self.tr("gets your token, as the one that gave it")
        allowed = self.tr("yours is sent to it") if view.token else self.tr("yours is never sent to it")
        return f"{told}{DOT}{allowed}"

    def standing(self, view: MirrorView, now: float) -> str:
        """How it did over the last days."""
        past = view.standing
        if not past.tries:
            return ""
        parts = [rate(past.rate)] if past.rate else []
        if past.failed:
            parts.append(self.tr("{failed} of %n failed", "", past.tries).format(failed=count(past.failed)))
        else:
            parts.append(self.tr("%n measured, none failed", "", past.tries))
        return DOT.join(parts)

    def breaker(self, view: MirrorView, now: float) -> str:
        """Whether downloads leave it alone for now, and for how long."""
        left = view.standing.broken_until - now
        if left <= 0:
            return ""
        return self.tr("left alone after failures, asked again in {time}").format(time=duration(left))

    def rank(self, view: MirrorView) -> str:
        """Its place in the order, and why."""
        verdict = view.last.verdict if view.last is not None else None
        told = (
            self.tr("place {n}").format(n=count(view.rank)) if view.rank else self.tr("not asked by itself")
        )
        # What the verdict says is not said twice.
        why = view.why if view.why != verdict else None
        return f"{told}{DOT}{sentence(why)}" if why is not None else told

    def content(self, last: Measured) -> str:
        """Whether what it gives is right and new."""
        parts = []
        if last.intact is not None:
            parts.append(self.tr("bytes are right") if last.intact else self.tr("bytes are wrong"))
        if last.commit:
            new = self.tr("an older one") if last.behind else self.tr("the newest")
            if last.behind_by:
                new = self.tr("%n commit(s) behind", "", last.behind_by)
            told = f"main{NBSP}@{NBSP}{plain(last.commit[:7])}"
            parts.append(f"{told}, {new}" if last.behind is not None else told)
        return DOT.join(parts)

    def abilities(self, last: Measured) -> str:
        """Ranges, Xet, gated repos: what was found out of them."""
        parts = []
        if last.ranges is not None:
            parts.append(self.tr("resumes") if last.ranges else self.tr("can't resume"))
        xet = {"works": self.tr("Xet works"), "broken": self.tr("Xet is broken"), "absent": self.tr("no Xet")}
        if last.xet is not None:
            parts.append(xet[last.xet])
        gated = {
            "open": self.tr("gives gated repos away"),
            "login": self.tr("asks for a login for gated repos"),
            "refused": self.tr("refuses gated repos"),
        }
        if last.gated is not None:
            parts.append(gated[last.gated])
        return DOT.join(parts)

    def effort(self, last: Measured, now: float) -> str:
        """What the probe took, and when that was."""
        parts = [self.since(last.at, now)]
        if last.requests:
            told = self.tr("%n request(s)", "", last.requests)
            if last.failures:
                told = self.tr("{failed} of %n request(s) failed", "", last.requests).format(
                    failed=count(last.failures)
                )
            parts.append(told)
        if last.seconds:
            parts.append(duration(last.seconds))
        return DOT.join(parts)

    def files(self, last: Measured) -> str:
        """How much of the repo it has."""
        if not last.files or (last.grade in {"bad", "unknown"} and not last.missing):
            return ""
        here = last.files - len(last.missing)
        if last.missing:
            return self.tr("{here} of %n file(s) of {repo}", "", last.files).format(
                here=count(max(0, here)), repo=plain(last.repo)
            )
        return self.tr("all %n file(s) of {repo}", "", last.files).format(repo=plain(last.repo))

    def known(self, view: MirrorView) -> str:
        """What the catalogue says of it."""
        note = note_of(view)
        return sentence(note) if note is not None else self.given_up(view)

    # --- the chart

    def when(self, at: float) -> str:
        """A moment of the chart: weekday, day and time."""
        return moment(at)

    def day(self, at: float) -> str:
        """A day under the chart."""
        date = QDateTime.fromSecsSinceEpoch(int(at)).date()
        return QLocale().toString(date, self.tr("d MMM", "a day of the year in Qt's letters"))


_words = MirrorsWords()
summary, consequence, status, since = _words.summary, _words.consequence, _words.status, _words.since
stage_word, freshness, marks, place_word = (
    _words.stage_word,
    _words.freshness,
    _words.marks,
    _words.place_word,
)
beside, spoken, step_word, given_up = _words.beside, _words.spoken, _words.step, _words.given_up
tokens, standing, breaker, rank = _words.tokens, _words.standing, _words.breaker, _words.rank
content, abilities, effort, files = _words.content, _words.abilities, _words.effort, _words.files
known, when, day = _words.known, _words.when, _words.day
