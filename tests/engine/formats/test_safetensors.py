"""safetensors headers: what the real library writes is read, what it refuses is refused."""

from __future__ import annotations

import json
import time

import numpy as np
import pytest
from hubkeep.engine.formats.safetensors import read_header, read_index
from hubkeep.engine.problems import Failure
from safetensors import SafetensorError
from safetensors.numpy import load, save

from .repos import counted, header_only, source, tensors


def file_of(header: bytes, data: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + data


def refused(content: bytes) -> str:
    """The code of the failure; the real library refuses the same file."""
    with pytest.raises(SafetensorError):
        load(content)
    with pytest.raises(Failure) as caught:
        read_header(source(content))
    assert caught.value.problem.sentence()
    return caught.value.problem.code


def test_reads_what_the_library_writes():
    arrays = {
        "a.weight": np.zeros((3, 5), np.float16),
        "b": np.zeros((7,), np.float32),
        "empty": np.zeros((0, 4), np.int64),
        "scalar": np.zeros((), np.uint8),
    }
    header = read_header(source(save(arrays, {"format": "pt", "shape": "a metadata key like an entry's"})))
    assert {name: tensor.shape for name, tensor in header.tensors.items()} == {
        name: array.shape for name, array in arrays.items()
    }
    assert {name: tensor.nbytes for name, tensor in header.tensors.items()} == {
        name: array.nbytes for name, array in arrays.items()
    }
    assert header.parameters() == {"F16": 15, "F32": 7, "I64": 0, "U8": 1}
    assert header.nbytes() == sum(array.nbytes for array in arrays.values())
    assert header.metadata["format"] == "pt"


def test_an_empty_model_is_a_model():
    assert read_header(source(save({}))).tensors == {}


def test_reads_the_header_and_nothing_else():
    content = tensors({"a": ((1000, 1000), "float32")})
    reading, stream = counted(content)
    read_header(reading)
    assert stream.taken <= 8192


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "formats-cut-short"),
        (b"\x01\x00", "formats-cut-short"),
        (file_of(b"{}")[:-1], "formats-cut-short"),
        ((1 << 40).to_bytes(8, "little") + b"{}", "formats-not-format"),
        (file_of(b"[]"), "formats-not-format"),
        (file_of(b'{"a":'), "formats-not-format"),
        (file_of(b'{"a":"\xff"}'), "formats-damaged"),
        (file_of(b'{"a":3}'), "formats-damaged"),
        (file_of(b'{"__metadata__":{"a":1}}'), "formats-damaged"),
        (file_of(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', bytes(8)), "formats-damaged"),
        (file_of(b'{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', bytes(4)), "formats-damaged"),
        (file_of(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}', bytes(4)), "formats-damaged"),
        (file_of(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', bytes(8)), "formats-damaged"),
        (file_of(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(3)), "formats-cut-short"),
        (
            file_of(b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', bytes(5)),
            "formats-trailing-bytes",
        ),
    ],
)
def test_refuses_what_the_library_refuses(content: bytes, code: str):
    assert refused(content) == code


def test_overlapping_tensors_are_refused():
    entry = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    other = {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}
    assert refused(file_of(json.dumps({"a": entry, "b": other}).encode(), bytes(12))) == "formats-damaged"


def test_a_tensor_named_twice_is_refused():
    entry = '"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}'
    with pytest.raises(Failure) as caught:
        read_header(source(file_of(f"{{{entry},{entry}}}".encode(), bytes(4))))
    assert caught.value.problem.params["where"] == "a"


def test_a_tensor_may_be_called_data_offsets():
    header = read_header(source(tensors({"data_offsets": ((2,), "float32"), "dtype": ((2,), "float32")})))
    assert set(header.tensors) == {"data_offsets", "dtype"}


@pytest.mark.parametrize("inner", [b"[" * 200_000, b'{"a":' * 200_000])
def test_deep_nesting_is_refused(inner: bytes):
    assert refused(file_of(b'{"a":' + inner)) in ("formats-not-format", "formats-damaged")


def test_a_type_newer_than_the_table_is_taken_as_it_stands():
    header = read_header(source(header_only({"a": ("F2_NEW", (8,), 2), "b": ("F4", (8,), 4)})))
    assert header.parameters() == {"F2_NEW": 8, "F4": 8}


def test_a_hundred_thousand_tensors_are_quick():
    content = header_only({f"model.layers.{i}.weight": ("BF16", (1, 2), 4) for i in range(100_000)})
    started = time.perf_counter()
    header = read_header(source(content))
    assert len(header.tensors) == 100_000
    assert time.perf_counter() - started < 3


def test_reads_an_index():
    written = {
        "metadata": {"total_size": 24.0, "total_parameters": 12},
        "weight_map": {"a": "2", "b": "1", "c": "2"},
    }
    index = read_index(source(json.dumps(written).encode()))
    assert (index.shards(), index.total_size, index.total_parameters) == (("1", "2"), 24, 12)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[1]", b'{"weight_map":3}', b'{"weight_map":{"a":1}}', b"[" * 100_000, b'{"weight_map":{'],
)
def test_a_nonsense_index_is_refused(content: bytes):
    with pytest.raises(Failure):
        read_index(source(content))


def test_nonsense_about_the_whole_is_left_out():
    index = read_index(
        source(b'{"weight_map":{"a":"b"},"metadata":{"total_size":-1,"total_parameters":"x"}}')
    )
    assert (index.total_size, index.total_parameters) == (None, None)
