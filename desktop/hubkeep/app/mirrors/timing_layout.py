"""Where a probe's time went, step by step, as parts of a strip. Pure; pixels from the left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ...link.messages import Measured

Step = Literal["resolve", "connect", "tls", "answer", "first_byte"]
STEPS: Final[tuple[Step, ...]] = ("resolve", "connect", "tls", "answer", "first_byte")
LEAST: Final = 3
"""A step that took no time to speak of is still there."""
GAP: Final = 2


@dataclass(frozen=True)
class Part:
    """One step: what it is, how many seconds it took, where it lies."""

    step: Step
    seconds: float
    x: int
    width: int


def steps_of(measured: Measured) -> tuple[tuple[Step, float], ...]:
    """The steps that were measured, in the order they happen, in seconds."""
    times = (
        measured.resolve,
        measured.connect,
        measured.tls,
        measured.answer,
        measured.first_byte,
    )
    return tuple((step, time) for step, time in zip(STEPS, times, strict=True) if time is not None)


def strip(steps: tuple[tuple[Step, float], ...], width: int) -> tuple[Part, ...]:
    """The steps side by side, as wide as they took long, over `width` together."""
    total = sum(seconds for _, seconds in steps)
    free = width - GAP * (len(steps) - 1) - LEAST * len(steps)
    if not steps or free < 0:
        return ()
    parts = []
    passed = 0.0
    begun = 0
    for place, (step, seconds) in enumerate(steps):
        passed += seconds
        last = place == len(steps) - 1
        # From the sum, so that what rounding takes from one the next one gets.
        end = free if last else round(free * passed / total) if total > 0 else 0
        parts.append(Part(step, seconds, begun + place * (GAP + LEAST), end - begun + LEAST))
        begun = end
    return tuple(parts)
