"""Measurements, as a probe would bring them."""

from __future__ import annotations

from hubkeep.engine.mirrors.values import Measured
from hubkeep.engine.problems import Problem, problem

NOW = 1_700_000_000.0
HOUR = 3600.0
DAY = 24 * HOUR
A, B, C, D = (f"https://{name}.example" for name in "abcd")
OFFICIAL = "https://huggingface.co"


def good(url: str, rate: float | None = 10e6, at: float = NOW, **more: object) -> Measured:
    """One with which all is well."""
    values: dict[str, object] = {"grade": "good", "answer": 0.05, "first_byte": 0.1, "requests": 20, **more}
    return Measured(url=url, at=at, rate=rate, **values)  # type: ignore[arg-type]


def fair(url: str, rate: float | None = 10e6, at: float = NOW, **more: object) -> Measured:
    return good(url, rate, at, grade="fair", **more)


def bad(url: str, at: float = NOW, verdict: Problem | None = None) -> Measured:
    told = verdict or problem("source-timeout", host=url.removeprefix("https://"))
    return Measured(url=url, at=at, grade="bad", verdict=told, requests=2, failures=2)
