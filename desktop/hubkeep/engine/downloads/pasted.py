"""Command lines and pieces of code that name a repo, as people copy them from pages and notes. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct


class Mention(Struct, frozen=True):
    """A repo that a text speaks of. Nothing of it is checked yet."""

    name: str
    """A name or an address."""
    type: str = ""
    """`dataset`, …; empty where the name has to say it."""
    revision: str = ""
    endpoint: str = ""
    files: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


_CONTINUED: Final = re.compile(r"[\\^`][ \t]*\r?\n")
_PROMPT: Final = re.compile(r"\s*(?:(?:[$%!>#]|PS [^>]*>|\([\w.-]+\)\s*\$)\s*)?")
_VARIABLE: Final = re.compile(r"([A-Za-z_]\w*)=(.*)")
_PROGRAM: Final = re.compile(
    r"(?:.*[/\\])?(hf|huggingface-cli|hubkeep|git|ollama|hfd|llama-\w+|vllm)(?:\.exe|\.sh)?"
)
_VERBS: Final[Mapping[str, tuple[str, ...]]] = {
    "hf": ("download",),
    "huggingface-cli": ("download",),
    "hubkeep": ("get",),
    "git": ("clone", "lfs clone"),
    "ollama": ("run", "pull"),
    "vllm": ("serve",),
    "hfd": ("",),
}
_TAKE_FILES: Final = frozenset({"hf", "huggingface-cli"})
_FLAGS: Final = frozenset(
    {
        *("--quiet", "-q", "--force-download", "--no-force-download", "--resume-download", "--dry-run"),
        *("--no-dry-run", "--json", "--no-truncate", "--recursive", "--recurse-submodules", "--dataset"),
        *("--single-branch", "--no-checkout", "--bare", "--mirror", "--progress", "-v", "--verbose"),
    }
)
"""Options without a value; any other takes one."""
_ENDS: Final = frozenset({"&&", "||", "|", ";", "#", ">", "2>&1", "&"})

_CALL: Final = re.compile(
    r"\b(from_pretrained|from_single_file|snapshot_download|hf_hub_download|load_dataset(?:_builder)?"
    r"|SentenceTransformer|CrossEncoder|StaticModel|pipeline|LLM|get_kernel|load_tool)\s*\("
)
_STRING: Final = r"""[rRuU]?(?:"([^"\n]*)"|'([^'\n]*)')"""
_KEYWORD: Final = re.compile(rf"(\w+)\s*=\s*(?:{_STRING}|(\[[^\]]*\]))")
_FIRST: Final = re.compile(rf"\s*{_STRING}")
_NAMES: Final = (
    "repo_id",
    "pretrained_model_name_or_path",
    "model_name_or_path",
    "model",
    "model_id",
    "path",
)
_LONGEST_CALL: Final = 600
"""Characters behind the bracket that may belong to a call."""


def mentions(text: str) -> Iterator[Mention]:
    """The repos that the command lines in `text` ask for, then those of its calls of Python."""
    environment: dict[str, str] = {}
    for line in _CONTINUED.sub(" ", text).splitlines():
        words = _words(line[_PROMPT.match(line).end() :])  # type: ignore[union-attr]
        while words and (words[0] in {"export", "set", "env"} or _VARIABLE.fullmatch(words[0])):
            if assigned := _VARIABLE.fullmatch(words[0]):
                environment[assigned[1]] = assigned[2]
            words = words[1:]
        for at, word in enumerate(words):
            if program := _PROGRAM.fullmatch(word):
                yield from _command(program[1], words[at + 1 :], environment.get("HF_ENDPOINT", ""))
    for call in _CALL.finditer(text):
        yield from _call(call[1], text[call.end() : call.end() + _LONGEST_CALL])


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quote that is not closed, as in any sentence with an apostrophe
        return line.split()


def _command(program: str, words: Sequence[str], endpoint: str) -> Iterator[Mention]:
    if program.startswith("llama-"):
        for option, name in pairwise(words):
            if option in {"-hf", "-hfr", "--hf-repo"}:
                yield Mention(f"hf.co/{name}" if ":" in name else name, endpoint=endpoint)
        return
    for verb in _VERBS[program]:
        before = verb.split()
        if list(words[: len(before)]) == before:
            plain, options = _arguments(words[len(before) :])
            if plain:
                yield _asked(plain, options, endpoint, takes_files=program in _TAKE_FILES)


def _arguments(words: Sequence[str]) -> tuple[list[str], dict[str, list[str]]]:
    plain: list[str] = []
    options: dict[str, list[str]] = {}
    left = list(words)
    while left and left[0] not in _ENDS:
        word = left.pop(0)
        if not word.startswith("-"):
            plain.append(word)
            continue
        option, equals, value = word.partition("=")
        values = options.setdefault(option, [])
        if equals:
            values.append(value)
        elif option not in _FLAGS:
            # Older versions took several globs behind one option.
            several = option in {"--include", "--exclude"} and plain
            while left and left[0] not in _ENDS and not left[0].startswith("-"):
                values.append(left.pop(0))
                if not several:
                    break
    return plain, options


def _asked(plain: list[str], options: dict[str, list[str]], endpoint: str, *, takes_files: bool) -> Mention:
    def last(*names: str) -> str:
        return next((options[name][-1] for name in names if options.get(name)), "")

    kind = last("--repo-type", "--type") or ("dataset" if "--dataset" in options else "")
    return Mention(
        plain[0],
        type=kind,
        revision=last("--revision", "--branch", "-b"),
        endpoint=last("--endpoint") or endpoint,
        files=tuple(plain[1:]) if takes_files else (),
        include=tuple(options.get("--include", ())),
        exclude=tuple(options.get("--exclude", ())),
    )


def _call(function: str, arguments: str) -> Iterator[Mention]:
    arguments = _up_to_bracket(arguments)
    named: dict[str, tuple[str, ...]] = {}
    for key, double, single, several in _KEYWORD.findall(arguments):
        strings = tuple(a or b for a, b in re.findall(_STRING, several)) if several else (double or single,)
        named.setdefault(key, strings)
    first = _FIRST.match(arguments)
    name = next((named[key][0] for key in _NAMES if named.get(key)), "")
    if not name and first is not None and function != "pipeline":
        name = first[1] or first[2] or ""
    if not name:
        return
    kind = "".join(named.get("repo_type", ()))
    if function.startswith("load_dataset"):
        kind = "dataset"
    elif function == "get_kernel":
        kind = "kernel"
    globs = tuple(f for f in named.get("filename", ()) if set("*?[") & set(f))
    yield Mention(
        name,
        type=kind,
        revision="".join(named.get("revision", ())),
        files=tuple(f for f in named.get("filename", ()) if f not in globs),
        include=(*globs, *named.get("allow_patterns", ())),
        exclude=named.get("ignore_patterns", ()),
    )


def _up_to_bracket(text: str) -> str:
    """`text` before the bracket that closes the call; brackets in strings count for nothing."""
    depth = 1
    for match in re.finditer(rf"{_STRING}|[()]", text):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if not depth:
            return text[: match.start()]
    return text
