"""A mirror's verdict in two or three words, for the pill in front of its name."""

from __future__ import annotations

from typing import Final

from ...link.messages import Measured, MirrorView
from ..formatting import size
from ..translated import Translated
from .words import GRADE_TONES

_JOINT: Final = " · "


class Verdicts(Translated):
    """Codes of an engine newer than the window fall back to the word of the grade."""

    def pill(self, view: MirrorView) -> tuple[str, str]:
        """The word, and the token of its colour."""
        last = view.last
        if last is not None and (ours := self._ours().get(_code(last))):
            return ours, "warn"
        if last is None or last.grade == "unknown":
            if view.entry.dead:
                return self.tr("given up"), "bad"
            return self.tr("not measured"), "muted"
        word = self._word(view, last) or self.grade_word(last.grade)
        if view.local and last.grade == "good":
            word += _JOINT + self.tr("LAN")
        return word, GRADE_TONES[last.grade]

    def grade_word(self, grade: str) -> str:
        """What a grade means."""
        words = {
            "good": self.tr("serves you"),
            "fair": self.tr("serves, with a catch"),
            "bad": self.tr("of no use"),
        }
        return words.get(grade, self.tr("not measured"))

    def _word(self, view: MirrorView, last: Measured) -> str:
        """The word for a verdict; empty for one that is not known here, and where all is well."""
        code = _code(last)
        if last.grade == "good":
            return ""
        if code == "mirror-dead":
            return self.tr("given up")
        if code == "mirror-throttled" and last.burst_bytes:
            return self.tr("throttled after {size}").format(size=size(last.burst_bytes))
        if code in {"mirror-slow", "mirror-flaky"} and last.failures and last.requests:
            one_in = max(2, round(last.requests / last.failures))
            slow = self.tr("slow, 1 in {n} fails") if code == "mirror-slow" else self.tr("1 in {n} fails")
            return slow.format(n=one_in)
        if code == "mirror-behind" and last.behind_by:
            return self.tr("%n commit(s) behind", "", last.behind_by)
        if code == "mirror-lacks-files":
            return self.tr("%n file(s) missing", "", len(last.missing))
        return self._no_use().get(code) or self._catches().get(code, "")

    def _ours(self) -> dict[str, str]:
        return {
            "mirror-proxy": self.tr("proxy refuses"),
            "mirror-offline": self.tr("no internet"),
            "mirror-insecure": self.tr("encryption fails here"),
        }

    def _no_use(self) -> dict[str, str]:
        return {
            "mirror-token-kept": self.tr("leaks your token"),
            "mirror-no-name": self.tr("no such host"),
            "mirror-other-certificate": self.tr("someone else's certificate"),
            "mirror-tls": self.tr("encryption fails"),
            "mirror-refused": self.tr("refuses to connect"),
            "mirror-unreachable": self.tr("not reachable"),
            "mirror-silent": self.tr("does not answer"),
            "mirror-no-http": self.tr("no web server"),
            "mirror-closes": self.tr("hangs up"),
            "mirror-redirect": self.tr("leads nowhere"),
            "mirror-busy": self.tr("asks to wait"),
            "mirror-page": self.tr("a page instead of files"),
            "mirror-login": self.tr("wants a login"),
            "mirror-forbidden": self.tr("access denied"),
            "mirror-failing": self.tr("failing"),
            "mirror-lacks-repo": self.tr("lacks the repo"),
            "mirror-other-api": self.tr("no Hub there"),
            "mirror-wrong-bytes": self.tr("wrong bytes"),
            "mirror-pointer": self.tr("pointers, no files"),
            "mirror-error-as-file": self.tr("errors sent as files"),
            "mirror-part-file": self.tr("files cut short"),
            "mirror-wrong-size": self.tr("wrong sizes"),
            "mirror-other-file": self.tr("other files"),
            "mirror-packed": self.tr("packed parts"),
            "mirror-wrong-range": self.tr("wrong parts"),
            "mirror-bytes-blocked": self.tr("bytes blocked"),
            "mirror-lacks-file": self.tr("file missing"),
            "mirror-stalls": self.tr("stalls"),
        }

    def _catches(self) -> dict[str, str]:
        return {
            "mirror-gated": self.tr("wants your consent"),
            "mirror-token-dropped": self.tr("drops your token"),
            "mirror-no-commit": self.tr("names no commit"),
            "mirror-header-lost": self.tr("loses the commit"),
            "mirror-no-ranges": self.tr("can't resume"),
            "mirror-throttled": self.tr("throttled"),
            "mirror-slow": self.tr("slow"),
            "mirror-expires": self.tr("links expire"),
            "mirror-breaks-off": self.tr("breaks off"),
            "mirror-stale": self.tr("behind"),
            "mirror-behind": self.tr("behind"),
            "mirror-xet-broken": self.tr("Xet is broken"),
            "mirror-flaky": self.tr("flaky"),
            "mirror-no-length": self.tr("hides sizes"),
            "mirror-unlisted": self.tr("lists no files"),
            "mirror-pages-elsewhere": self.tr("lists elsewhere"),
            "mirror-too-large": self.tr("not above 50 GB"),
        }


def _code(measured: Measured) -> str:
    return measured.verdict.code if measured.verdict is not None else ""


_verdicts = Verdicts()
pill = _verdicts.pill
grade_word = _verdicts.grade_word
