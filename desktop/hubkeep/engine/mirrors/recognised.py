"""Which programs load or fetch models: known by name, by what Python runs in them, or by a script. Pure.

A name on these lists means that the program asks a Hub for models, not that it does so now.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from ..system.command_lines import Start

_NAMES: Final = frozenset(
    (
        *("hf", "huggingface-cli", "hfd", "hfd.sh", "transformers", "transformers-cli", "diffusers-cli"),
        *("accelerate", "vllm", "sglang", "lmdeploy", "xinference", "xinference-local", "llamafactory-cli"),
        *("local-ai", "koboldcpp", "invokeai-web", "comfy", "comfyui", "axolotl", "lm_eval"),
        "ollama",
    )
)
_NAME_BEGINNINGS: Final = ("jupyter", "llama-", "vllm:", "sglang:", "text-generation-", "text-embeddings-")
_MODULES: Final = (
    *("huggingface_hub", "transformers", "diffusers", "datasets", "sentence_transformers", "vllm", "sglang"),
    *("lmdeploy", "accelerate", "peft", "trl", "optimum", "timm", "open_clip", "faster_whisper", "mlx_lm"),
    *("llama_cpp", "text_generation_server", "xinference", "llamafactory", "fastchat", "lm_eval", "unsloth"),
    *("axolotl", "exllamav2", "hf_transfer", "hf_xet", "ipykernel", "ipykernel_launcher", "jupyter"),
    *("jupyterlab", "notebook", "jupyter_server"),
)
_FOLDERS: Final = frozenset(
    (
        *("comfyui", "stable-diffusion-webui", "text-generation-webui", "textgen", "fooocus", "invokeai"),
        *("kohya_ss", "sd-scripts", "llama-factory"),
    )
)
"""Programs that are run from a checkout, by the folder's name."""
_EITHER: Final = "|".join(_MODULES)
_IMPORTS: Final = re.compile(
    rf"(?:^|;)[ \t]*(?:from[ \t]+|import[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*)(?:{_EITHER})\b",
    re.MULTILINE,
)
_PYTHON: Final = re.compile(r"(?:python|pypy|ipython)w?[\d.]*[td]?", re.IGNORECASE)
_SHELLS: Final = frozenset(("sh", "bash", "dash", "zsh"))
_OWN: Final = "hubkeep"

FILES: Final = re.compile(
    r"[/\\](?:models|datasets|spaces|kernels)--[^/\\\n]+[/\\]"
    r"|[/\\](?:hf_xet|hf_transfer|tokenizers|safetensors|vllm|sglang|sgl_kernel|ctranslate2|llama_cpp)[/\\]"
)
"""In the path of a file that a program has open or mapped: one of a cache, or of a library that uses one."""

DEAF: Final = frozenset({"ollama"})
"""Programs that fetch from a Hub and do not look at HF_ENDPOINT."""


class PythonRun(Struct, frozen=True):
    """What a Python process was told to run."""

    kind: Literal["module", "code", "script", "nothing"]
    what: str = ""
    scripts: tuple[str, ...] = ()
    """Paths that may be scripts: the first argument, and what a launcher was given."""


def known_by_name(start: Start) -> bool:
    """Whether the program's own name says it, or that of the script a shell runs."""
    name = plain_name(start)
    return _is_known(name) or (name in _SHELLS and _is_known(_file_name("".join(start.arguments[1:2]))))


def plain_name(start: Start) -> str:
    """The name to look up: in small letters, without what Windows puts behind it."""
    return start.name.lower().removesuffix(".exe")


def python_run(start: Start) -> PythonRun | None:
    """What Python runs in it; None where it is no Python, or is Hubkeep itself."""
    if not any(_PYTHON.fullmatch(_file_name(each)) for each in (start.name, *start.arguments[:1])):
        return None
    run = _run_of(start.arguments[1:])
    root = run.what.partition(".")[0] if run.kind == "module" else _file_name(run.what)
    return None if root == _OWN and run.kind in ("module", "script") else run


def known_by_run(run: PythonRun) -> bool:
    """Whether what Python was told to run says it."""
    match run.kind:
        case "module":
            return run.what.partition(".")[0] in _MODULES
        case "code":
            return known_by_text(run.what)
    return False


def known_by_path(script: str) -> bool:
    """Whether an absolute path of a script says it."""
    folders = re.split(r"[/\\]", script.lower())[:-1]
    return _is_known(_file_name(script).lower()) or not _FOLDERS.isdisjoint(folders)


def known_by_text(code: str) -> bool:
    """Whether a program's text says it: it imports a library that loads models."""
    return _IMPORTS.search(code) is not None


def shown(start: Start) -> tuple[str, list[str]]:
    """Name and arguments for people: no code, which can hold anything, and no interpreter that a script
    was started with on its own behalf."""
    arguments = list(start.arguments[1:])
    if arguments and _file_name(arguments[0]) == start.name:
        arguments = arguments[1:]
    run = python_run(start)
    if run is not None and run.kind == "code" and run.what:
        arguments = [
            f"{each.removesuffix(run.what)}…" if each.endswith(run.what) else each for each in arguments
        ]
    return start.name, arguments


def _run_of(arguments: Sequence[str]) -> PythonRun:
    """What follows the interpreter, by Python's own rules for its options."""
    left = list(arguments)
    while left:
        argument = left.pop(0)
        if argument.startswith("--"):
            if argument == "--check-hash-based-pycs" and left:
                left.pop(0)
        elif argument.startswith("-") and argument != "-":
            for at, letter in enumerate(argument[1:], start=2):
                if letter not in "cmWX":
                    continue
                value = argument[at:] or (left.pop(0) if left else "")
                if letter == "c":
                    return PythonRun("code", value)
                if letter == "m":
                    return PythonRun("module", value, _scripts(left))
                break
        else:
            return PythonRun("script", argument, _scripts([argument, *left]))
    return PythonRun("nothing")


def _scripts(arguments: Sequence[str]) -> tuple[str, ...]:
    named = [each for each in arguments if each.endswith(".py")]
    return tuple(dict.fromkeys([*arguments[:1], *named]))[:3]


def _is_known(name: str) -> bool:
    return name in _NAMES or name.startswith(_NAME_BEGINNINGS)


def _file_name(path: str) -> str:
    return os.path.basename(path.replace("\\", "/")).removesuffix(".exe")
