"""Repos in memory and on disk, and writers of the small model files that these tests read."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
from gguf import GGUFEndian, GGUFWriter
from hubkeep.engine.formats.facts import ModelFacts, describe
from hubkeep.engine.formats.files import Allowance, ModelFile, Source
from safetensors.numpy import save


class Counted(io.BytesIO):
    """A stream that tells how many bytes were read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        piece = super().read(size)
        self.taken += len(piece)
        return piece


class Memory:
    """Opens files that lie in a dictionary; `streams` keeps what was opened."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents
        self.streams: list[tuple[str, Counted]] = []

    def open(self, path: str) -> BinaryIO:
        if path not in self.contents:
            raise FileNotFoundError(2, "No such file or directory", path)
        stream = Counted(self.contents[path])
        self.streams.append((path, stream))
        return stream

    def files(self) -> list[ModelFile]:
        return [ModelFile(path, len(content)) for path, content in self.contents.items()]


class Disk:
    """Opens files below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def open(self, path: str) -> BinaryIO:
        return (self.root / path).open("rb")

    def files(self) -> list[ModelFile]:
        paths = (Path(folder) / name for folder, _, names in os.walk(self.root) for name in names)
        return [ModelFile(path.relative_to(self.root).as_posix(), path.stat().st_size) for path in paths]


def source(content: bytes, path: str = "model.bin") -> Source:
    """A source over `content`."""
    file = ModelFile(path, len(content))
    return Source(io.BytesIO(content), file, Allowance(bytes_left=64 << 20, files_left=200))


def counted(content: bytes) -> tuple[Source, Counted]:
    """A source over `content`, and the stream that counts what it reads."""
    stream = Counted(content)
    return Source(
        stream, ModelFile("model", len(content)), Allowance(bytes_left=64 << 20, files_left=1)
    ), stream


def model(contents: Mapping[str, bytes | dict | list], repo_type: str = "model") -> ModelFacts:
    """The facts about a repo with these files; objects are written as JSON."""
    memory = Memory({p: c if isinstance(c, bytes) else json.dumps(c).encode() for p, c in contents.items()})
    facts = describe(memory.files(), memory, repo_type=repo_type)
    assert all(stream.closed for _, stream in memory.streams)
    return facts


def tensors(
    shapes: Mapping[str, tuple[tuple[int, ...], str]], metadata: dict[str, str] | None = None
) -> bytes:
    """A safetensors file of zeros, as the real library writes it."""
    return save({name: np.zeros(shape, dtype) for name, (shape, dtype) in shapes.items()}, metadata)


def header_only(entries: Mapping[str, tuple[str, tuple[int, ...], int]]) -> bytes:
    """A safetensors file of types numpy lacks: name to dtype, shape and bytes."""
    described: dict[str, object] = {}
    end = 0
    for name, (dtype, shape, nbytes) in entries.items():
        described[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + nbytes]}
        end += nbytes
    raw = json.dumps(described).encode()
    return len(raw).to_bytes(8, "little") + raw + bytes(end)


def gguf_file(
    folder: Path,
    *,
    file_type: int | None = 15,
    architecture: str = "llama",
    words: int = 0,
    shape: tuple[int, ...] = (4, 256),
    big_endian: bool = False,
) -> bytes:
    """A GGUF file as the real library writes it: one tensor of F16 and a vocabulary of `words`."""
    path = folder / "written.gguf"
    endian = GGUFEndian.BIG if big_endian else GGUFEndian.LITTLE
    writer = GGUFWriter(str(path), architecture, endianess=endian)
    writer.add_context_length(4096)
    writer.add_block_count(2)
    writer.add_license("apache-2.0")
    if file_type is not None:
        writer.add_file_type(file_type)
    writer.add_array(f"{architecture}.attention.head_count_kv", [8, 4])
    if words:
        writer.add_token_list([f"word{i}" for i in range(words)])
        writer.add_token_scores([0.5] * words)
    writer.add_tensor("blk.0.ffn_up.weight", np.zeros(shape, np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path.read_bytes()
