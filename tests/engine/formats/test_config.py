"""Configurations: what the libraries do with them, and what nobody can do anything with."""

from __future__ import annotations

import json

import pytest
from hubkeep.engine.formats.config import (
    ModelConfig,
    adapter,
    model_config,
    module_paths,
    pipeline,
    quantisation_of,
    tokenizer_limit,
)
from hubkeep.engine.formats.document import LARGEST_DOCUMENT, Document, read_json
from hubkeep.engine.problems import Failure

from .repos import source


def config(**values: object) -> ModelConfig:
    return model_config(Document(values, "config.json"))


@pytest.mark.parametrize(
    ("part", "name", "bits"),
    [
        ({"quant_method": "gptq", "bits": 4, "group_size": 128}, "GPTQ 4-bit", 4),
        ({"quant_method": "gptq", "bits": 3, "group_size": -1}, "GPTQ 3-bit", 3),
        ({"quant_method": "awq", "bits": 4}, "AWQ 4-bit", 4),
        ({"quant_method": "awq", "w_bit": 4}, "AWQ 4-bit", 4),
        ({"quant_method": "bitsandbytes", "load_in_4bit": True}, "bitsandbytes 4-bit", 4),
        ({"load_in_8bit": True, "load_in_4bit": False}, "bitsandbytes 8-bit", 8),
        ({"quant_method": "fp8", "weight_block_size": [128, 128]}, "FP8", 8),
        ({"quant_method": "fbgemm_fp8"}, "FP8", 8),
        ({"quant_method": "mxfp4"}, "MXFP4", 4),
        ({"quant_method": "modelopt", "quant_algo": "NVFP4"}, "NVFP4", 4),
        ({"quant_method": "exl2", "bits": 4.25}, "EXL2", None),
        ({"quant_method": "hqq"}, "HQQ", None),
        ({"quant_method": "quanto", "weights": "int8"}, "Quanto 8-bit", 8),
        ({"quant_method": "one nobody knows", "bits": 2}, "one nobody knows 2-bit", 2),
        ({"quant_method": "compressed-tensors"}, "compressed-tensors", None),
    ],
)
def test_quantisations_have_short_names(part: dict[str, object], name: str, bits: int | None):
    found = config(quantization_config=part)
    assert found.quantisation is not None
    assert (found.quantisation.name, found.quantisation.bits) == (name, bits)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("form", "weights", "inputs", "name"),
    [
        ("pack-quantized", {"num_bits": 4, "type": "int"}, None, "W4A16"),
        ("int-quantized", {"num_bits": 8, "type": "int"}, {"num_bits": 8}, "W8A8"),
        ("float-quantized", {"num_bits": 8, "type": "float"}, {"num_bits": 8}, "FP8"),
        ("nvfp4-pack-quantized", {"num_bits": 4, "type": "float"}, {"num_bits": 4}, "NVFP4"),
    ],
)
def test_compressed_tensors_have_short_names(form: str, weights: dict, inputs: dict | None, name: str):
    group = {"targets": ["Linear"], "weights": weights, "input_activations": inputs}
    part = {"quant_method": "compressed-tensors", "format": form, "config_groups": {"group_0": group}}
    found = config(quantization_config=part).quantisation
    assert found is not None
    assert found.name == name


def test_mlx_has_a_key_of_its_own():
    found = config(quantization={"group_size": 64, "bits": 4}).quantisation
    assert found is not None
    assert (found.name, found.group) == ("MLX 4-bit", 64)


def test_a_file_of_its_own_names_no_method():
    found = quantisation_of(Document({"bits": 4, "group_size": 128}, "quantize_config.json"), "gptq")
    assert found is not None
    assert found.name == "GPTQ 4-bit"


@pytest.mark.parametrize(
    ("values", "context"),
    [
        ({"max_position_embeddings": 32768}, 32768),
        ({"n_positions": 1024}, 1024),
        ({"max_position_embeddings": 4096.0}, 4096),
        ({"text_config": {"max_position_embeddings": 8192}}, 8192),
        ({"model_type": "roberta", "max_position_embeddings": 514}, 512),
        ({"max_position_embeddings": 4096, "rope_scaling": None}, 4096),
        ({"max_position_embeddings": 4096, "rope_scaling": {"type": "linear", "factor": 4.0}}, 16384),
        ({"max_position_embeddings": 4096, "rope_scaling": {"type": "dynamic", "factor": 2}}, 8192),
        ({"max_position_embeddings": 131072, "rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, 131072),
        ({"max_position_embeddings": 131072, "rope_scaling": {"type": "longrope"}}, 131072),
        (
            {
                "max_position_embeddings": 40960,
                "rope_scaling": {
                    "rope_type": "yarn",
                    "factor": 4.0,
                    "original_max_position_embeddings": 32768,
                },
            },
            131072,
        ),
        (
            {
                "max_position_embeddings": 163840,
                "rope_scaling": {"type": "yarn", "factor": 40, "original_max_position_embeddings": 4096},
            },
            163840,
        ),
        (
            {"max_position_embeddings": 4096, "rope_parameters": {"full_attention": {"rope_type": "yarn"}}},
            4096,
        ),
        ({}, None),
    ],
)
def test_how_long_a_text_may_be(values: dict[str, object], context: int | None):
    found = config(**values)
    assert found.context == context
    assert found.problems == ()


def test_a_tokenizer_without_a_limit_says_none():
    def limit(value: object) -> int | None:
        return tokenizer_limit(Document({"model_max_length": value}, "tokenizer_config.json"))

    assert limit(1000000000000000019884624838656) is None
    assert limit(1e30) is None
    assert limit(512) == 512


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        ({"torch_dtype": "bfloat16"}, "BF16"),
        ({"dtype": "torch.float16", "torch_dtype": "float32"}, "FP16"),
        ({"text_config": {"dtype": "bfloat16"}}, "BF16"),
        ({"torch_dtype": "auto"}, None),
        ({}, None),
    ],
)
def test_the_type_of_the_weights(values: dict[str, object], dtype: str | None):
    assert config(**values).dtype == dtype


NONSENSE = [
    None,
    True,
    -1,
    0,
    1e400,
    float("nan"),
    10**400,
    "text",
    "",
    [],
    [1],
    {},
    {"a": 1},
    [[]],
    [{}],
    "\ud800",
]
KEYS = [
    "architectures", "model_type", "dtype", "torch_dtype", "max_position_embeddings", "rope_scaling",
    "text_config", "quantization_config", "quantization", "vision_config", "n_positions",
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", NONSENSE, ids=repr)
def test_nonsense_is_none_and_a_problem_at_most(key: str, value: object):
    found = config(**{key: value, "unrelated": 1})
    for each in found.problems:
        assert key in each.sentence()
    if key == "max_position_embeddings":
        assert found.context is None
        assert bool(found.problems) == (value is not None)


@pytest.mark.parametrize(
    "key", ["quant_method", "bits", "config_groups", "load_in_4bit", "group_size", "format"]
)
@pytest.mark.parametrize("value", NONSENSE, ids=repr)
@pytest.mark.parametrize("method", ["gptq", "compressed-tensors", "bitsandbytes", "modelopt"])
def test_nonsense_in_a_quantisation(key: str, value: object, method: str):
    found = config(quantization_config={"quant_method": method, key: value})
    if found.quantisation is None:
        assert key == "quant_method"
    else:
        assert found.quantisation.name.isprintable()


def test_a_problem_says_where_it_is():
    found = config(text_config={"rope_scaling": 3})
    assert [each.params for each in found.problems] == [
        {"path": "config.json", "key": "text_config.rope_scaling"}
    ]


def test_a_configuration_that_is_no_object():
    found = model_config(Document([1, 2], "config.json"))
    assert (found.architectures, len(found.problems)) == ((), 1)


def test_a_pipeline():
    index = {
        "_class_name": "FluxPipeline",
        "_diffusers_version": "0.30",
        "transformer": ["diffusers", "FluxTransformer2DModel"],
        "safety_checker": [None, None],
        "requires_safety_checker": True,
    }
    found = pipeline(Document(index, "model_index.json"))
    assert found.class_name == "FluxPipeline"
    assert found.components == {"transformer": ("diffusers", "FluxTransformer2DModel")}


def test_an_adapter():
    values = {"peft_type": "LORA", "base_model_name_or_path": "org/base", "r": 16, "task_type": "CAUSAL_LM"}
    found = adapter(Document(values, "adapter_config.json"))
    assert (found.kind, found.base_model, found.rank, found.task) == ("LORA", "org/base", 16, "CAUSAL_LM")


@pytest.mark.parametrize("value", [None, 3, "x", {}, [], [1, {"path": 3}, {}]])
def test_modules_that_are_nonsense(value: object):
    assert module_paths(value) == ()


def code_of(content: bytes) -> str:
    with pytest.raises(Failure) as caught:
        read_json(source(content, "config.json"))
    assert "config.json" in caught.value.problem.sentence()
    return caught.value.problem.code


def test_numbers_that_json_does_not_know():
    assert read_json(source(b'\xef\xbb\xbf{"a": Infinity}')) == {"a": float("inf")}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff\xfe{}", b"[" * 1_000_000, b'{"a":' * 500_000, b"1" * 10_000, b"<html>", b"{}{}"],
    ids=["empty", "cut", "utf-16", "lists", "objects", "digits", "html", "two"],
)
def test_what_is_no_json(content: bytes):
    assert code_of(content) == "formats-not-json"


def test_too_large_a_file_is_left_unread():
    assert code_of(json.dumps("x" * LARGEST_DOCUMENT).encode()) == "formats-too-large"
