"""Whatever the bytes, a description comes out: clean facts, or facts with problems."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hubkeep.engine.formats import card, ctranslate2, gguf, onnx, safetensors
from hubkeep.engine.formats.facts import ModelFacts
from hubkeep.engine.formats.files import Source
from hubkeep.engine.problems import Failure
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from .repos import gguf_file, model, source, tensors

READERS: dict[str, Callable[[Source], object]] = {
    "model.safetensors": safetensors.read_header,
    "model.safetensors.index.json": safetensors.read_index,
    "model.gguf": gguf.read_header,
    "model.onnx": onnx.read_model,
    "model.bin": ctranslate2.read_model,
    "README.md": card.read_card,
}


def _written() -> dict[str, bytes]:
    """One good file for each reader."""
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "g",
        [],
        [],
        [numpy_helper.from_array(np.zeros((4, 4)), "w")],
    )
    with tempfile.TemporaryDirectory() as folder:
        return {
            "model.safetensors": tensors(
                {"a": ((3, 4), "float32"), "b.c": ((2,), "float16")}, {"format": "pt"}
            ),
            "model.safetensors.index.json": b'{"metadata":{"total_size":9},"weight_map":{"a":"b"}}',
            "model.gguf": gguf_file(Path(folder), words=4),
            "model.onnx": helper.make_model(graph).SerializeToString(),
            "model.bin": b"\x06\0\0\0\x06\0TSpec\0\x01\0\0\0\x01\0\0\0"
            b"\x02\0a\0\x01\x04\0\0\0\x01\x04\0\0\0abcd\0\0\0\0",
            "README.md": b"---\nlicense: mit\ntags: [a, b]\nbase_model:\n- org/a\n---\n# Title\n",
        }


WRITTEN = _written()
QUICK = settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.too_slow])


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """`content` with a few bytes changed, put in or taken out, and perhaps cut."""
    # Lengths and counts lie at the beginning, so most of the harm is done there.
    place = st.one_of(st.integers(0, min(len(content), 96)), st.integers(0, len(content)))
    patch = st.tuples(place, st.integers(0, 8), st.binary(max_size=9))

    def apply(patches: list[tuple[int, int, bytes]], end: int) -> bytes:
        changed = content
        for at, gone, new in patches:
            changed = changed[:at] + new + changed[at + gone :]
        return changed[: len(changed) - end]

    return st.builds(apply, st.lists(patch, max_size=4), st.one_of(st.just(0), st.integers(0, len(content))))


def whole(facts: ModelFacts) -> None:
    """The facts survive the link, and every problem is one printable line."""
    assert msgspec.json.decode(msgspec.json.encode(facts), type=ModelFacts) == facts
    for each in facts.problems:
        assert each.sentence().isprintable()
    assert facts.parameters is None or 0 < facts.parameters < 1 << 63
    assert facts.context is None or 0 < facts.context < 1 << 63


def told(path: str, content: bytes) -> None:
    """The file's reader gives a value, or a failure with a sentence to print; anything else goes up."""
    sentence = ""
    try:
        READERS[path](source(content, path))
    except Failure as failure:
        sentence = failure.problem.sentence()
    assert not sentence or sentence.isprintable()


@pytest.mark.parametrize("path", READERS)
def test_the_good_files_are_good(path: str):
    READERS[path](source(WRITTEN[path], path))


@pytest.mark.parametrize("path", READERS)
@QUICK
@given(data=st.data())
def test_a_harmed_file_gives_a_value_or_a_failure(path: str, data: st.DataObject):
    told(path, data.draw(mutated(WRITTEN[path])))


@pytest.mark.parametrize("path", READERS)
@QUICK
@given(content=st.binary(max_size=300))
def test_any_bytes_give_a_value_or_a_failure(path: str, content: bytes):
    for start in (b"", WRITTEN[path][:8], WRITTEN[path][:24]):
        told(path, start + content)


@QUICK
@given(data=st.data())
def test_a_repo_of_harmed_files_is_described(data: st.DataObject):
    paths = data.draw(st.sets(st.sampled_from(sorted(WRITTEN)), min_size=1))
    whole(model({path: data.draw(mutated(WRITTEN[path])) for path in paths}))


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KEYS = (
    "architectures", "model_type", "dtype", "torch_dtype", "max_position_embeddings", "rope_scaling",
    "factor", "type", "rope_type", "original_max_position_embeddings", "text_config",
    "quantization_config", "quantization", "quant_method", "bits", "group_size", "config_groups",
    "weights", "num_bits", "_class_name", "unet", "peft_type", "base_model_name_or_path",
    "model_max_length", "max_seq_length", "path", "weight_map", "metadata",
)  # fmt: skip
DOCUMENT = st.recursive(
    ANY_JSON,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=8) | st.lists(inner, max_size=3),
    max_leaves=20,
)
DOCUMENTS = (
    "config.json", "model_index.json", "modules.json", "adapter_config.json", "tokenizer_config.json",
    "quantize_config.json", "hf_quant_config.json", "sentence_bert_config.json",
    "model.safetensors.index.json",
)  # fmt: skip


@QUICK
@given(documents=st.dictionaries(st.sampled_from(DOCUMENTS), DOCUMENT, max_size=4), weights=st.booleans())
def test_any_configuration_is_described(documents: dict[str, object], weights: bool):
    repo = {path: json.dumps(value).encode() for path, value in documents.items()}
    if weights:
        repo["model.safetensors"] = WRITTEN["model.safetensors"]
    whole(model(repo))


@QUICK
@given(front=st.text(st.sampled_from("ab:-[]{}&*!|>'\"%@`#?,~\\\n\t 0\x00\ud800\u2028"), max_size=80))
def test_any_front_matter_is_described(front: str):
    whole(model({"README.md": f"---\nlicense: mit\n{front}\n---\n".encode("utf-8", "surrogatepass")}))


NAMES = st.lists(
    st.text(st.sampled_from("ab/.-_01of") | st.characters(codec=None), max_size=12).map(
        lambda start: f"{start}.safetensors"
    )
    | st.from_regex(r"[a-c]?/?model-0000[0-3]-of-0000[0-3]\.(safetensors|gguf|onnx|bin)", fullmatch=True),
    max_size=8,
)


@QUICK
@given(names=NAMES, kind=st.sampled_from(["model", "dataset", "space", "kernel", "something new"]))
def test_any_names_are_described(names: list[str], kind: str):
    whole(model(dict.fromkeys(names, WRITTEN["model.safetensors"]), kind))
