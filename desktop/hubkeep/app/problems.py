"""What the engine says is wrong, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ..link.messages import SENTENCES, Problem, fill


def sentence(problem: Problem) -> str:
    """The translated sentence, its values put in. An engine newer than the window may know more codes."""
    english = SENTENCES.get(problem.code)
    if english is None:
        values = ", ".join(str(value) for value in problem.params.values())
        return fill("{code}: {values}", {"code": problem.code, "values": values})
    return fill(QCoreApplication.translate("Problem", english), problem.params)


def details(problem: Problem) -> str:
    """The problem for a bug report: its code and values, not translated."""
    lines = [problem.code, *(f"{name}: {value}" for name, value in sorted(problem.params.items()))]
    return "\n".join(lines)
