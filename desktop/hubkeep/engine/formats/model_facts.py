"""What a repo is, as a value: apart from what reads it, since rows and messages know it from the start."""

from __future__ import annotations

from msgspec import Struct

from hubkeep.engine.problems import Problem


class ModelFacts(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a repo is; None or empty where its files do not tell.

    `parameters` are logical ones, `context` is in tokens, `formats` has the main one first.
    """

    summary: str = ""
    architecture: str | None = None
    kind: str | None = None
    library: str | None = None
    formats: tuple[str, ...] = ()
    parameters: int | None = None
    dtype: str | None = None
    quantisation: str | None = None
    context: int | None = None
    licence: str | None = None
    base_model: str | None = None
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
