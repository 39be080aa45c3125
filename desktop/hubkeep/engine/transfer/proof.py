"""Whether what came is right: digests of whole files, spot checks of sources, and who is barred for it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Final

from ..problems import Failure, Problem, problem
from .digest import SUM, RunningDigest
from .errand import FileUnderWay
from .intervals import Range
from .part import PartFile
from .shares import PIECE
from .source import Source
from .tasks import Check
from .under_way import UnderWay

_LOOK_SECONDS: Final = 0.1
_CHECK_EVERY: Final = 64 << 20
"""A source is compared with another one after its first bytes, and again each time it brought so many."""
_CHECK_SIZE: Final = 64 << 10
_QUESTIONS: Final = 2
"""Pieces of each source that are compared when the digest turns out to be wrong."""
_QUESTION_SECONDS: Final = 10.0
"""How long the answers are waited for."""


class Proof:
    """Finds out who lies. What is not marked otherwise takes the lock itself."""

    def __init__(self, under_way: UnderWay) -> None:
        self._at = under_way

    def follow(self, file: FileUnderWay, part: PartFile) -> threading.Thread:
        """A thread that hashes a large file as it grows, and ends it when it is whole; it is started."""
        thread = threading.Thread(target=self._follow, args=(file, part), name="transfer-digest")
        thread.start()
        return thread

    def _follow(self, file: FileUnderWay, part: PartFile) -> None:
        at = self._at
        digest = RunningDigest(part, file.goal.digest, file.fresh)
        held = True
        try:
            while not at.stopped.is_set() and not file.ended:
                file.landed.wait(_LOOK_SECONDS)
                file.landed.clear()
                with at.lock:
                    rewind, file.rewind = file.rewind, None
                if rewind is not None:
                    digest.rewind(rewind)
                digest.advance(at.stopped.is_set)
                if not digest.finished or file.rewind is not None or self._awaited(file):
                    continue
                if not digest.is_right():
                    self._doubt(file, part, digest)
                elif self._settled(file):
                    held = False
                    self._finish(file, part, digest)
                    return
        except OSError as error:
            at.stop_for_disk(error)
        except Failure as failure:
            at.stop_with(failure.problem)
        finally:
            file.fresh.close()
            if held:
                with at.lock:
                    file.part = None
                part.close()
                at.landing.end(file.goal)

    def _settled(self, file: FileUnderWay) -> bool:
        """Whether nothing of it was thrown away since it was hashed; from now on nothing is."""
        with self._at.lock:
            if file.rewind is not None:
                return False
            file.status = "checking"
            return True

    def _finish(self, file: FileUnderWay, part: PartFile, digest: RunningDigest) -> None:
        try:
            part.finish()
            self._at.landing.publish(file.goal, digest.sums())
        finally:
            self._at.landing.end(file.goal)
        with self._at.lock:
            self._convict(file, digest)
            self._at.end(file, "done")

    def _doubt(self, file: FileUnderWay, part: PartFile, digest: RunningDigest) -> None:
        """The digest is wrong: the bytes of one source after the other are fetched again from others,
        the least trusted first, until it is right."""
        at = self._at
        with at.news:
            brought = part.sources()
            if not file.suspects and not file.alone and self._question(file, brought):
                return
            ranks = {source.endpoint: index for index, source in enumerate(at.sources)}
            trusted = {source.endpoint for source in at.sources if source.trusted}
            suspects = sorted(
                (name for name in brought if name not in file.suspects),
                key=lambda name: (name in trusted, -ranks.get(name, len(ranks))),
            )
            if file.alone or not suspects:
                self._try_alone(file, part, digest)
                return
            self._ask_no_more(file)
            suspect = suspects[0]
            file.suspects.append(suspect)
            source = next((one for one in at.sources if one.endpoint == suspect), None)
            for one in _doubted(file):
                del file.excluded[one]  # without its bytes it was as wrong
            others = [one for one in at.sources if one is not source and one not in file.excluded]
            if source is not None and any(not one.barred for one in others):
                file.excluded[source] = problem("source-doubted", host=source.host, path=file.goal.path)
            file.old_sums = digest.sums()
            self.forget(file, part, brought[suspect], suspect)
            at.news.notify_all()

    def _question(self, file: FileUnderWay, brought: Mapping[str, Sequence[Range]]) -> bool:
        """Has pieces of every source compared with another's before anything is thrown away, once for
        everyone who may answer. Whether answers are to be waited for. Under the lock."""
        at = self._at
        able = [one for one in at.sources if not one.barred and one not in file.excluded]
        if len(able) < 2 or file.questioned == len(able):
            return False
        file.questioned = len(able)
        file.answers_until = time.monotonic() + _QUESTION_SECONDS
        for one in able:
            ranges = [found for found in brought.get(one.endpoint, ()) if found[1] - found[0] >= _CHECK_SIZE]
            for start, end in random.sample(ranges, min(_QUESTIONS, len(ranges))):
                size = min(PIECE, end - start)
                low = random.randrange(start, end - size + 1)
                self._ask(Check(file, low, low + size, one))
        return bool(file.questions)

    def _awaited(self, file: FileUnderWay) -> bool:
        with self._at.lock:
            return bool(file.questions) and time.monotonic() < file.answers_until

    def _ask(self, check: Check) -> None:
        """Under the lock."""
        check.file.questions += 1
        self._at.checks.append(check)
        self._at.news.notify_all()

    def _ask_no_more(self, file: FileUnderWay) -> None:
        """What is still to be compared may be for nobody to answer. Under the lock."""
        for check in [one for one in self._at.checks if one.file is file]:
            self._at.checks.remove(check)
            file.questions -= 1

    def _try_alone(self, file: FileUnderWay, part: PartFile, digest: RunningDigest) -> None:
        """Whoever is doubted or accused, perhaps by a liar, is given the whole file once. Under the lock."""
        at = self._at
        self._ask_no_more(file)
        if not file.alone:
            file.old_sums, file.old_brought = digest.sums(), part.sources()
        for one in at.sources:
            if file.alone and one.endpoint == file.alone[-1]:
                self.bar(one, _lied(one, file))
        doubted = _doubted(file)
        able = [
            one
            for one in at.sources
            if (one not in file.excluded or one in doubted)
            and (not one.barred or (one.problem is not None and one.problem.code == "source-lied"))
        ]
        left = [one for one in able if one.endpoint not in file.alone]
        if len(able) < 2 or not left:
            for name, ranges in part.sources().items():
                self.forget(file, part, ranges, name)
            at.end(file, "failed", problem("file-wrong", path=file.goal.path))
            return
        chosen = min(left, key=lambda one: one.trusted)
        file.alone.append(chosen.endpoint)
        chosen.pardon()
        for one in able:
            file.excluded[one] = problem("source-doubted", host=one.host, path=file.goal.path)
        del file.excluded[chosen]
        for name, ranges in part.sources().items():
            self.forget(file, part, ranges, name)
        at.news.notify_all()

    def forget(self, file: FileUnderWay, part: PartFile, ranges: Sequence[Range], endpoint: str) -> None:
        """Bytes that `endpoint` brought are to be fetched again. Under the lock; raises OSError."""
        if not ranges:
            return
        index = self._at.index(endpoint)
        for start, end in ranges:
            self._at.cells.remove(file.offset + start, file.offset + end, index)
            file.left.add(start, end)
        dropped = part.drop(ranges)
        file.fresh.forget()
        file.brought -= dropped
        if index >= 0:
            self._at.sources[index].bytes -= dropped
        first = min(start for start, _ in ranges)
        file.rewind = first if file.rewind is None else min(first, file.rewind)
        file.landed.set()

    def _convict(self, file: FileUnderWay, digest: RunningDigest) -> None:
        """The digest is right at last: whoever's bytes had to be replaced lied. Under the lock."""
        if not file.suspects or digest.sums() == file.old_sums:
            return
        wrong = _wrong_pieces(file.old_sums, digest.sums())
        for source in self._at.sources:
            if file.alone:
                lied = _within(wrong, file.old_brought.get(source.endpoint, []))
            else:
                lied = source.endpoint == file.suspects[-1] and source in file.excluded
            if lied:
                self.bar(source, problem("source-lied", host=source.host, path=file.goal.path))

    def bar(self, source: Source, told: Problem) -> None:
        """Nothing more from this source, and nothing that it brought stays unproven. The last one that is
        left is not barred: the others may have been by liars. Under the lock."""
        if source.barred or not self._at.alternatives(source):
            return
        source.bar(told)
        for file in self._at.large:
            if file.status == "fetching" and file.part is not None:
                brought = file.part.sources().get(source.endpoint, [])
                self.forget(file, file.part, brought, source.endpoint)
        for check in [one for one in self._at.checks if not self._can_be_answered(one)]:
            self._at.checks.remove(check)
            check.file.questions -= 1
        self._at.news.notify_all()

    def _can_be_answered(self, check: Check) -> bool:
        """Whether anybody is left whose word may be asked for. Under the lock."""
        return any(
            not one.barred
            and one is not check.of
            and check.by in {None, one}
            and one not in check.file.excluded
            for one in self._at.sources
        )

    # --- spot checks ----------------------------------------------------------------------------

    def came(self, file: FileUnderWay, start: int, length: int, source: Source) -> None:
        """Bytes of a source were written: now and then some are compared with another's, the first ones as
        a whole piece. Under the lock."""
        others = (one for one in self._at.sources if one is not source and one not in file.excluded)
        if file.alone or all(one.barred for one in others):
            return
        if source.checked:
            if source.unchecked < _CHECK_EVERY or length < _CHECK_SIZE:
                return
            size = _CHECK_SIZE
            low = start + random.randrange(length - size + 1)
        else:
            # No more than a second's worth, where a piece takes longer.
            size = min(PIECE, max(_CHECK_SIZE, int(source.each)))
            if file.part is None or source.unchecked < size:
                return
            brought = file.part.sources().get(source.endpoint, [])
            found = next((first for first, last in brought if last - first >= size), None)
            if found is None:
                return
            low = found
        source.unchecked, source.checked = 0, True
        self._ask(Check(file, low, low + size, source))

    def checked(self, check: Check, data: bytes, by: Source) -> None:
        """What `by` says that the bytes of a check are. Raises OSError."""
        at = self._at
        with at.news:
            file, part = check.file, check.file.part
            file.questions -= 1
            file.landed.set()
            if part is None or file.alone or not part.covers(check.start, check.end):
                return
            brought = part.sources().get(check.of.endpoint, [])
            if not any(start <= check.start and check.end <= end for start, end in brought):
                return
            there = memoryview(bytearray(len(data)))
            part.read_into(there, check.start)
            if there == data:
                if check.accuser is not None:
                    self.bar(check.accuser, _lied(check.accuser, file))
                return
            if check.accuser is not None:  # two against one
                self.bar(check.of, _lied(check.of, file))
                return
            # One of the two lies, and a third decides; where there is none, whoever told what the files are
            # is believed. That may be the liar: then the digest will be wrong, and everybody is tried.
            third = [
                one
                for one in at.sources
                if one is not by and one is not check.of and not one.barred and one not in file.excluded
            ]
            if third:
                judge = min(third, key=lambda one: not one.trusted)
                self._ask(Check(file, check.start, check.end, check.of, by=judge, accuser=by))
            elif by.trusted or check.of.trusted:
                liar = check.of if by.trusted else by
                self.bar(liar, _lied(liar, file))


def _wrong_pieces(sums: bytes, right: bytes) -> list[Range]:
    """The pieces in which two files of one size differ."""
    return [
        (index * PIECE, (index + 1) * PIECE)
        for index in range(len(right) // SUM)
        if sums[index * SUM : (index + 1) * SUM] != right[index * SUM : (index + 1) * SUM]
    ]


def _within(pieces: list[Range], ranges: list[Range]) -> bool:
    """Whether any of `pieces` lies in one of `ranges` from end to end."""
    return any(low <= start and end <= high for start, end in pieces for low, high in ranges)


def _doubted(file: FileUnderWay) -> list[Source]:
    """Sources that a file does not come from only because it was wrong."""
    return [one for one, told in file.excluded.items() if told.code == "source-doubted"]


def _lied(source: Source, file: FileUnderWay) -> Problem:
    return problem("source-lied", host=source.host, path=file.goal.path)
