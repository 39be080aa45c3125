"""The options that window and command line share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hubkeep.options import Options, UsageError, split

HERE = {"HUBKEEP_HOME": "/state"}


def test_nothing_given() -> None:
    assert split([], HERE) == (Options(home=Path("/state")), [])


def test_options_before_and_after_the_command() -> None:
    options, rest = split(
        ["--json", "ls", "--cache", "/c", "--sort", "size", "--endpoint=http://a", "--endpoint", "http://b"],
        HERE,
    )
    assert rest == ["ls", "--sort", "size"]
    assert options == Options(
        home=Path("/state"), cache=Path("/c"), endpoints=("http://a", "http://b"), json=True
    )


def test_the_last_folder_counts_and_becomes_absolute() -> None:
    options, _ = split(["--home", "one", "--home=two"], HERE)
    assert options.home == Path.cwd() / "two"


@pytest.mark.parametrize(
    "link", ["hf://org/name", "https://huggingface.co/org/name", "http://mirror/org/name"]
)
def test_a_lone_link_is_a_repo_to_show(link: str) -> None:
    assert split(["--hidden", link], HERE) == (Options(home=Path("/state"), hidden=True, link=link), [])


def test_a_link_behind_a_command_is_the_commands() -> None:
    assert split(["get", "hf://org/name"], HERE)[1] == ["get", "hf://org/name"]


def test_what_stands_behind_two_dashes_is_left_alone() -> None:
    options, rest = split(["rm", "--", "--json"], HERE)
    assert rest == ["rm", "--", "--json"]
    assert not options.json


@pytest.mark.parametrize("argv", [["--cache"], ["ls", "--home"], ["--endpoint="], ["--cache", ""]])
def test_an_option_without_its_value_is_an_error(argv: list[str]) -> None:
    with pytest.raises(UsageError, match=r"^--\w+ needs a value\.$"):
        split(argv, HERE)


def test_without_the_variable_the_platform_says_where() -> None:
    assert split([], {})[0].home.name == "hubkeep"


def test_an_engine_is_given_the_same_options() -> None:
    options = Options(home=Path("/state"), cache=Path("/c"), endpoints=("http://a",), json=True, hidden=True)
    again, rest = split([*options.arguments(), "engine"], {})
    assert rest == ["engine"]
    assert (again.home, again.cache, again.endpoints) == (options.home, options.cache, options.endpoints)


def test_wrong_use_is_one_line_and_status_two() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "hubkeep", "--cache"], capture_output=True, encoding="utf-8", check=False
    )
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "hubkeep: --cache needs a value. See hubkeep --help.\n"
