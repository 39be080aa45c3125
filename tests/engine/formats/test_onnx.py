"""ONNX files, against the real onnx package."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import onnx
import pytest
from hubkeep.engine.formats.onnx import DTYPES, read_model
from hubkeep.engine.problems import Failure
from onnx import TensorProto, helper, numpy_helper

from .repos import counted, source


def graph_of(initializers: list[TensorProto], nodes: list[onnx.NodeProto] | None = None) -> onnx.GraphProto:
    return helper.make_graph(nodes or [], "graph", [], [], initializers)


def model_of(*initializers: TensorProto, nodes: list[onnx.NodeProto] | None = None) -> onnx.ModelProto:
    return helper.make_model(
        graph_of(list(initializers), nodes), producer_name="pytorch", producer_version="2.1"
    )


def test_the_table_of_types_is_that_of_the_package():
    theirs = {
        number: name for name, number in TensorProto.DataType.items() if name not in ("UNDEFINED", "STRING")
    }
    assert {number: DTYPES[number][0] for number in theirs} == theirs


def test_the_table_of_bits_is_that_of_the_package():
    for number, (_, bits) in DTYPES.items():
        raw = helper.make_tensor("t", number, [16], bytes(16 * bits // 8), raw=True)
        assert numpy_helper.to_array(raw).shape == (16,)


def test_says_the_same_as_the_package():
    initializers = [
        numpy_helper.from_array(np.zeros((3, 5), np.float32), "raw"),
        helper.make_tensor("typed", TensorProto.FLOAT16, [2, 2], [0.0, 1.0, 2.0, 3.0]),
        helper.make_tensor("shape", TensorProto.INT64, [3], [1, 2, 3]),
        helper.make_tensor("words", TensorProto.STRING, [2], [b"a", b"b"]),
        numpy_helper.from_array(np.zeros((), np.int8), "scalar"),
    ]
    written = model_of(*initializers)
    model = read_model(source(written.SerializeToString()))
    assert model.ir_version == written.ir_version
    assert (model.producer, model.producer_version) == ("pytorch", "2.1")
    assert model.opsets == {opset.domain: opset.version for opset in written.opset_import}
    assert [(t.name, t.dtype, t.dims) for t in model.tensors] == [
        (t.name, TensorProto.DataType.Name(t.data_type), tuple(t.dims)) for t in initializers
    ]
    assert [t.nbytes for t in model.tensors] == [60, 8, 24, None, 1]
    assert model.parameters() == 15 + 4 + 1
    assert model.elements_by_dtype() == {"FLOAT": 15, "FLOAT16": 4, "INT8": 1}


def test_goes_past_the_payload():
    content = model_of(numpy_helper.from_array(np.zeros((1000, 1000), np.float32), "w")).SerializeToString()
    reading, stream = counted(content)
    assert read_model(reading).tensors[0].raw_bytes == 4_000_000
    assert stream.taken < 64 << 10


def test_external_data(tmp_path: Path):
    path = tmp_path / "model.onnx"
    weights = [numpy_helper.from_array(np.ones((64, 64), np.float32), f"w{i}") for i in range(2)]
    onnx.save_model(model_of(*weights), path, save_as_external_data=True, location="model.onnx_data")
    model = read_model(source(path.read_bytes()))
    assert model.external_locations() == ("model.onnx_data",)
    assert [t.external.length for t in model.tensors if t.external] == [64 * 64 * 4] * 2
    assert sum(t.nbytes or 0 for t in model.tensors) == (tmp_path / "model.onnx_data").stat().st_size
    assert model.parameters() == 2 * 64 * 64


def test_initializers_of_subgraphs_count():
    def branch(name: str) -> onnx.GraphProto:
        return graph_of([numpy_helper.from_array(np.zeros((2, 3), np.float32), name)])

    inner = helper.make_node("If", ["c"], ["y"], then_branch=branch("inner"), else_branch=branch("otherwise"))
    body = helper.make_graph(
        [inner], "body", [], [], [numpy_helper.from_array(np.zeros(5, np.float32), "outer")]
    )
    model = read_model(
        source(model_of(nodes=[helper.make_node("Loop", [], [], body=body)]).SerializeToString())
    )
    assert sorted(t.name for t in model.tensors) == ["inner", "otherwise", "outer"]


def test_packed_weights_are_unpacked():
    node = helper.make_node(
        "MatMulNBits", ["x", "w_q4", "w_scales", "w_zero"], ["y"], domain="com.microsoft", K=64, N=32, bits=4
    )
    initializers = [
        numpy_helper.from_array(np.zeros((32, 2, 16), np.uint8), "w_q4"),
        numpy_helper.from_array(np.zeros(64, np.float32), "w_scales"),
        numpy_helper.from_array(np.zeros(32, np.uint8), "w_zero"),
        numpy_helper.from_array(np.zeros(10, np.float32), "norm"),
    ]
    model = read_model(source(model_of(*initializers, nodes=[node]).SerializeToString()))
    assert model.parameters() == 64 * 32 + 10
    assert model.packed[0].bits == 4


def test_twenty_thousand_nodes_are_quick():
    nodes = [
        helper.make_node("MatMul", [f"x{i}", "w"], [f"x{i + 1}"], name=f"layer.{i}") for i in range(20_000)
    ]
    content = model_of(
        numpy_helper.from_array(np.zeros((8, 8), np.float32), "w"), nodes=nodes
    ).SerializeToString()
    started = time.perf_counter()
    assert len(read_model(source(content)).tensors) == 1
    assert time.perf_counter() - started < 3


def code_of(content: bytes) -> str:
    with pytest.raises(Failure) as caught:
        read_model(source(content))
    assert caught.value.problem.sentence()
    return caught.value.problem.code


def test_a_cut_file_is_noticed():
    content = model_of(numpy_helper.from_array(np.zeros((8, 8), np.float32), "w")).SerializeToString()
    assert code_of(content[: len(content) // 2]) == "formats-cut-short"
    assert code_of(b"") == "formats-cut-short"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + bytes(64), b"<html>not found</html>", b"\x08\x07", b"\x80" * 64]
)
def test_other_files_are_no_onnx(content: bytes):
    assert code_of(content) == "formats-not-format"


def test_endless_nesting_is_refused():
    graph = b""
    for _ in range(120):
        attribute = b"\x32" + varint(len(graph)) + graph
        # An output name makes every node large enough to be looked into.
        node = b"\x12" + varint(600) + bytes(600) + b"\x2a" + varint(len(attribute)) + attribute
        graph = b"\x0a" + varint(len(node)) + node
    assert code_of(b"\x08\x07\x3a" + varint(len(graph)) + graph) == "formats-damaged"


def varint(number: int) -> bytes:
    out = b""
    while number > 0x7F:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])
