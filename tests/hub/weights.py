"""Weight files of every common format, as small or as large as asked for, and the same on every run."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I8": 1, "U8": 1, "F8_E4M3": 1}
"""A value's size by the name that safetensors uses."""

_HEAD = 4096
"""Bytes at the start of a tensor that are random even in a sparse file."""


@dataclass(frozen=True)
class Tensor:
    """A tensor by name, type and shape; what it holds does not matter."""

    name: str
    dtype: str
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """In bytes."""
        return math.prod(self.shape) * BYTES[self.dtype]


def llama_tensors(config: Mapping[str, Any], dtype: str) -> list[Tensor]:
    """The tensors of a model with such a config.json, named as in Llama's family."""
    hidden, inner, vocab = config["hidden_size"], config["intermediate_size"], config["vocab_size"]
    head = hidden // config["num_attention_heads"]
    keys = head * config.get("num_key_value_heads", config["num_attention_heads"])
    tensors = [Tensor("model.embed_tokens.weight", dtype, (vocab, hidden))]
    for layer in range(config["num_hidden_layers"]):
        at = f"model.layers.{layer}"
        tensors += [
            Tensor(f"{at}.input_layernorm.weight", dtype, (hidden,)),
            Tensor(f"{at}.self_attn.q_proj.weight", dtype, (hidden, hidden)),
            Tensor(f"{at}.self_attn.k_proj.weight", dtype, (keys, hidden)),
            Tensor(f"{at}.self_attn.v_proj.weight", dtype, (keys, hidden)),
            Tensor(f"{at}.self_attn.o_proj.weight", dtype, (hidden, hidden)),
            Tensor(f"{at}.post_attention_layernorm.weight", dtype, (hidden,)),
            Tensor(f"{at}.mlp.gate_proj.weight", dtype, (inner, hidden)),
            Tensor(f"{at}.mlp.up_proj.weight", dtype, (inner, hidden)),
            Tensor(f"{at}.mlp.down_proj.weight", dtype, (hidden, inner)),
        ]
    tensors.append(Tensor("model.norm.weight", dtype, (hidden,)))
    if not config.get("tie_word_embeddings"):
        tensors.append(Tensor("lm_head.weight", dtype, (vocab, hidden)))
    return tensors


def encoder_tensors(config: Mapping[str, Any], dtype: str) -> list[Tensor]:
    """The tensors of a model with such a config.json, named as in BERT's family."""
    hidden, inner, vocab = config["hidden_size"], config["intermediate_size"], config["vocab_size"]
    tensors = [
        Tensor("embeddings.word_embeddings.weight", dtype, (vocab, hidden)),
        Tensor("embeddings.position_embeddings.weight", dtype, (config["max_position_embeddings"], hidden)),
    ]
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            tensors.append(Tensor(f"{at}.attention.self.{part}.weight", dtype, (hidden, hidden)))
        tensors += [
            Tensor(f"{at}.attention.output.dense.weight", dtype, (hidden, hidden)),
            Tensor(f"{at}.intermediate.dense.weight", dtype, (inner, hidden)),
            Tensor(f"{at}.output.dense.weight", dtype, (hidden, inner)),
        ]
    return tensors


def write_safetensors(
    path: Path,
    tensors: Sequence[Tensor],
    *,
    seed: int = 0,
    metadata: Mapping[str, str] | None = None,
    sparse: bool = False,
) -> Path:
    """Write the file and return its path. `sparse`: past its first bytes every tensor is a hole of zeros."""
    header: dict[str, Any] = {"__metadata__": dict(metadata or {"format": "pt"})}
    end = 0
    for tensor in tensors:
        shape, offsets = list(tensor.shape), [end, end + tensor.size]
        header[tensor.name] = {"dtype": tensor.dtype, "shape": shape, "data_offsets": offsets}
        end += tensor.size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    values = random.Random(seed)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        start = file.tell()
        for tensor in tensors:
            head = min(tensor.size, _HEAD) if sparse else tensor.size
            file.write(values.randbytes(head))
            file.seek(tensor.size - head, 1)
        file.truncate(start + end)
    return path


def write_sharded(
    folder: Path,
    tensors: Sequence[Tensor],
    shards: int,
    *,
    seed: int = 0,
    stem: str = "model",
    sparse: bool = False,
) -> dict[str, Path]:
    """Write a model in so many parts and its index; path in the repo to file."""
    each = math.ceil(sum(tensor.size for tensor in tensors) / shards)
    parts: list[list[Tensor]] = [[] for _ in range(shards)]
    filled = 0
    for tensor in tensors:
        parts[min(filled // each, shards - 1)].append(tensor)
        filled += tensor.size
    files: dict[str, Path] = {}
    places: dict[str, str] = {}
    for number, part in enumerate(parts, 1):
        name = f"{stem}-{number:05}-of-{shards:05}.safetensors"
        files[name] = write_safetensors(folder / name, part, seed=seed + number, sparse=sparse)
        places |= {tensor.name: name for tensor in part}
    index = folder / f"{stem}.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": filled}, "weight_map": places}, indent=2))
    return {**files, index.name: index}


def write_gguf(
    path: Path,
    config: Mapping[str, Any],
    *,
    name: str,
    quantisation: str = "Q8_0",
    architecture: str = "llama",
    seed: int = 0,
) -> Path:
    """Write a model with such a config.json as GGUF, its matrices in `quantisation`, and return its path."""
    import gguf
    import numpy as np

    kind = gguf.GGMLQuantizationType[quantisation]
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(name)
    writer.add_license("apache-2.0")
    writer.add_file_type(gguf.LlamaFileType[f"MOSTLY_{quantisation}"])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config.get("num_key_value_heads", config["num_attention_heads"]))
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("llama")
    tokens = ["<unk>", "<s>", "</s>", *(f"token{number}" for number in range(config["vocab_size"] - 3))]
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([1] * len(tokens))
    values = np.random.default_rng(seed)
    for tensor in llama_tensors(config, "F32"):
        called = _gguf_name(tensor.name)
        if len(tensor.shape) == 1:
            writer.add_tensor(called, np.ones(tensor.shape, np.float32))
            continue
        rows, columns = tensor.shape
        width = gguf.quant_shape_to_byte_shape((columns,), kind)[0]
        packed = values.integers(0, 256, (rows, width), np.uint8)
        writer.add_tensor(called, packed, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _gguf_name(name: str) -> str:
    """llama.cpp's name for a tensor of Llama's family."""
    for old, new in (
        ("model.embed_tokens", "token_embd"),
        ("model.layers", "blk"),
        ("model.norm", "output_norm"),
        ("lm_head", "output"),
        ("input_layernorm", "attn_norm"),
        ("post_attention_layernorm", "ffn_norm"),
        ("self_attn.q_proj", "attn_q"),
        ("self_attn.k_proj", "attn_k"),
        ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"),
        ("mlp.gate_proj", "ffn_gate"),
        ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"),
    ):
        name = name.replace(old, new)
    return name


def write_onnx(folder: Path, *, external: bool = False, width: int = 64, seed: int = 0) -> dict[str, Path]:
    """Write a network of two layers; path in the repo to file. `external`: weights in a file of their own."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    values = np.random.default_rng(seed)
    weights = [
        numpy_helper.from_array(values.standard_normal((width, width), np.float32), f"layer{number}.weight")
        for number in range(2)
    ]
    nodes = [
        helper.make_node("MatMul", ["input", "layer0.weight"], ["hidden"]),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("MatMul", ["active", "layer1.weight"], ["output"]),
    ]
    graph = helper.make_graph(
        nodes,
        "two-layers",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", width])],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["batch", width])],
        weights,
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, producer_name="local-hub", opset_imports=[opset], ir_version=9)
    onnx.checker.check_model(model)
    path = folder / "model.onnx"
    if not external:
        onnx.save_model(model, path)
        return {path.name: path}
    data = folder / "model.onnx_data"
    data.unlink(missing_ok=True)
    onnx.save_model(model, path, save_as_external_data=True, location=data.name, size_threshold=0)
    return {path.name: path, data.name: data}
