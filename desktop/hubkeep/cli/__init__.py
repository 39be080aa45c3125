"""The command line: parse, ask the engine in process, print. The keys it prints are a contract.

Exit: 0 done, 1 failed (one line on stderr per problem), 2 usage, 3 refused because it would be
unsafe, 130 interrupted with the state kept.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from ..engine.cache.refusal import InUseFailure
from ..engine.engine import Engine
from ..engine.problems import Failure, Problem, from_os_error, printable
from ..options import Options, UsageError, split
from .answer import DONE, INTERRUPTED, REFUSED, USAGE, Answer, show
from .parser import parser
from .refusals import status_of
from .services import surroundings
from .words import in_use_data, problem_data


def main(argv: Sequence[str]) -> int:
    """Runs one command; the exit status."""
    try:
        options, rest = split(argv)
        arguments = parser(rest).parse_args(rest)
    except UsageError as error:
        sys.stderr.write(f"hubkeep: {printable(str(error))} See hubkeep --help.\n")
        return USAGE
    except SystemExit as end:
        return int(end.code or 0)
    if arguments.run is None:
        sys.stderr.write("hubkeep: no command given. See hubkeep --help.\n")
        return USAGE
    run: Callable[[Engine, argparse.Namespace, Options], Answer] = arguments.run
    if arguments.plain is not None:
        plain: Callable[[argparse.Namespace, Options], int] = arguments.plain
        return plain(arguments, options)
    try:
        return show(answer(run, arguments, options), options)
    except BrokenPipeError:
        # Whoever read us has enough; Python would complain once more while it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def answer(
    run: Callable[[Engine, argparse.Namespace, Options], Answer],
    arguments: argparse.Namespace,
    options: Options,
) -> Answer:
    """What a command found, or why it did not."""
    try:
        with _engine(options) as engine:
            return run(engine, arguments, options)
    except InUseFailure as failure:
        data = {"frees": 0, "repos": 0, "revisions": 0, "in_use": in_use_data(failure.in_use)}
        return Answer(data, problems=[str(failure)], status=REFUSED)
    except Failure as failure:
        return failed(failure.problem)
    except OSError as error:
        return failed(from_os_error(error, str(error.filename or "hubkeep")).problem)
    except KeyboardInterrupt:
        return Answer({"interrupted": True}, problems=["interrupted; the state is kept."], status=INTERRUPTED)


def failed(problem: Problem) -> Answer:
    sentence = problem.sentence()
    if problem.code == "system-no-trash":
        sentence += " That is hubkeep rm --permanent."
    return Answer({"error": problem_data(problem)}, problems=[sentence], status=status_of([problem]))


@contextlib.contextmanager
def _engine(options: Options) -> Iterator[Engine]:
    engine = Engine(surroundings(options))
    try:
        yield engine
    finally:
        engine.close()
