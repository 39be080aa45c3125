"""GGUF headers, against the real gguf package."""

from __future__ import annotations

import struct
import time
from pathlib import Path

import numpy as np
import pytest
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFReader, GGUFWriter, LlamaFileType, quants
from hubkeep.engine.formats.gguf import BLOCKS, FILE_TYPES, read_header
from hubkeep.engine.problems import Failure

from .repos import counted, gguf_file, source


def code_of(content: bytes) -> str:
    with pytest.raises(Failure) as caught:
        read_header(source(content))
    assert caught.value.problem.sentence()
    return caught.value.problem.code


def test_the_table_of_blocks_is_that_of_the_package():
    theirs = {int(kind): (kind.name, *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    assert {number: BLOCKS[number] for number in theirs} == theirs


def test_the_table_of_file_types_is_that_of_the_package():
    names = {
        int(kind): kind.name.removeprefix("MOSTLY_").removeprefix("ALL_").removesuffix("_MOE")
        for kind in LlamaFileType
        if kind is not LlamaFileType.GUESSED
    }
    assert {number: FILE_TYPES[number] for number in names} == names


@pytest.mark.parametrize("big_endian", [False, True])
def test_reads_what_the_package_writes(tmp_path: Path, big_endian: bool):
    header = read_header(source(gguf_file(tmp_path, words=5000, big_endian=big_endian)))
    assert header.big_endian is big_endian
    assert (header.architecture, header.context_length, header.block_count) == ("llama", 4096, 2)
    assert header.quantisation() == "Q4_K_M"
    assert header.values["llama.attention.head_count_kv"] == (8, 4)
    assert header.array_lengths == {"tokenizer.ggml.tokens": 5000, "tokenizer.ggml.scores": 5000}
    assert header.parameters() == 1024


def test_says_the_same_of_every_tensor_as_the_package(tmp_path: Path):
    path = tmp_path / "several.gguf"
    writer = GGUFWriter(str(path), "qwen2")
    rows = np.random.default_rng(7).random((4, 512), np.float32)
    for kind in ("Q4_0", "Q5_1", "Q8_0", "BF16"):
        number = GGMLQuantizationType[kind]
        writer.add_tensor(f"blk.{kind}", quants.quantize(rows, number), raw_dtype=number)
    writer.add_tensor("plain", rows)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    header = read_header(source(path.read_bytes()))
    theirs = GGUFReader(str(path))
    assert {
        name: (t.type, t.dims, t.nbytes, header.data_start + t.offset) for name, t in header.tensors.items()
    } == {
        t.name: (t.tensor_type.name, tuple(t.shape.tolist()), t.n_bytes, t.data_offset)
        for t in theirs.tensors
    }
    # Nobody said which quantisation this is: the type that fills most bytes names it.
    assert header.quantisation() == "F32"


def test_a_guessed_file_type_counts(tmp_path: Path):
    assert read_header(source(gguf_file(tmp_path, file_type=1024 + 7))).quantisation() == "Q8_0"


def test_an_unknown_file_type_gives_way_to_the_tensors(tmp_path: Path):
    assert read_header(source(gguf_file(tmp_path, file_type=999))).quantisation() == "F16"


def test_goes_past_the_data_and_long_arrays_of_numbers(tmp_path: Path):
    content = gguf_file(tmp_path, shape=(4096, 1024))
    reading, stream = counted(content)
    read_header(reading)
    assert stream.taken < 64 << 10


def test_a_large_vocabulary_is_quick(tmp_path: Path):
    content = gguf_file(tmp_path, words=300_000)
    started = time.perf_counter()
    assert read_header(source(content)).array_lengths["tokenizer.ggml.tokens"] == 300_000
    assert time.perf_counter() - started < 3


def test_every_cut_is_noticed(tmp_path: Path):
    content = gguf_file(tmp_path, words=3)
    for end in range(4, len(content), 7):
        assert code_of(content[:end]) == "formats-cut-short"


def test_other_files_are_no_gguf():
    assert code_of(b"") == "formats-cut-short"
    assert code_of(b"PK\x03\x04" + bytes(100)) == "formats-not-format"


@pytest.mark.parametrize("version", [1, 4, 0, 1 << 31])
def test_other_versions_are_told(version: int):
    assert code_of(b"GGUF" + struct.pack("<IQQ", version, 0, 0) + bytes(8)) == "formats-unsupported"


@pytest.mark.parametrize("counts", [(1 << 60, 0), (0, 1 << 60), (1 << 18, 0), (0, 1 << 16)])
def test_counts_beyond_the_file_are_refused_at_once(counts: tuple[int, int]):
    assert code_of(b"GGUF" + struct.pack("<IQQ", 3, *counts) + bytes(8)) in (
        "formats-damaged",
        "formats-cut-short",
    )


def key_value(key: bytes, kind: int, value: bytes) -> bytes:
    return struct.pack("<Q", len(key)) + key + struct.pack("<I", kind) + value


def with_pairs(*pairs: bytes) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs) + bytes(64)


def test_a_key_twice_is_refused():
    pair = key_value(b"general.x", 4, bytes(4))
    assert code_of(with_pairs(pair, pair)) == "formats-damaged"


@pytest.mark.parametrize(
    "value",
    [
        struct.pack("<IQ", 4, 1 << 60),
        struct.pack("<IQ", 8, 1 << 60),
        struct.pack("<IQ", 9, 1 << 20),
        struct.pack("<IQQ", 8, 3000, 1 << 62),
        struct.pack("<IQ", 77, 3),
    ],
)
def test_nonsense_arrays_are_refused(value: bytes):
    assert code_of(with_pairs(key_value(b"general.x", 9, value))) in ("formats-damaged", "formats-cut-short")


def test_arrays_in_arrays_are_gone_past():
    inner = struct.pack("<IQ", 4, 2) + bytes(8)
    outer = struct.pack("<IQ", 9, 2) + inner + struct.pack("<IQ", 8, 1) + struct.pack("<Q", 3) + b"abc"
    header = read_header(
        source(with_pairs(key_value(b"nested", 9, outer), key_value(b"after", 4, b"\x07\0\0\0")))
    )
    assert (header.array_lengths, header.values) == ({"nested": 2}, {"after": 7})


def test_values_of_the_wrong_type_are_none():
    header = read_header(source(with_pairs(key_value(b"general.architecture", 4, bytes(4)))))
    assert (header.architecture, header.context_length, header.quantisation()) == (None, None, None)
