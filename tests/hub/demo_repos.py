"""The repos of the demo: well-known names, plausible files, a hundredth of the true size."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.hub.content import About, Content, File, Kind, Repo
from tests.hub.models import as_json, card, minilm, tokenizer_files
from tests.hub.weights import (
    Tensor,
    encoder_tensors,
    llama_tensors,
    write_gguf,
    write_onnx,
    write_safetensors,
    write_sharded,
)

TOKEN = "hf_demo"
"""Opens the demo's gated repo."""

Files = dict[str, bytes | Path | File]


@dataclass(frozen=True)
class Demo:
    """A repo, and how the cache came by it."""

    repo_id: str
    files: Mapping[str, bytes | Path | File]
    kind: Kind = Kind.MODEL
    revisions: tuple[str, ...] = ("main",)
    """What is downloaded, one after the other; tags and refs among them are made at the first commit."""
    wanted: tuple[str, ...] = ()
    """Patterns; empty: the whole snapshot."""
    probed: str = ""
    """A file that is looked for in vain."""
    last_read: int = 0
    """Days ago."""
    gated: bool = False
    xet: bool = False
    about: About = field(default_factory=About)

    def put(self, content: Content) -> Repo:
        """Add it to what a hub holds."""
        repo = content.add(self.repo_id, self.files, kind=self.kind, about=self.about, xet=self.xet)
        for revision in self.revisions:
            if revision.startswith("refs/"):
                repo.ref(revision)
            elif revision != "main":
                repo.tag(revision)
        return repo


def shelves(folder: Path) -> tuple[Demo, ...]:
    """Every repo, its files made in `folder`."""
    real = minilm()
    return (
        Demo("Qwen/Qwen2.5-0.5B-Instruct", _qwen(_in(folder, "qwen")), probed="adapter_config.json"),
        Demo(
            "meta-llama/Llama-3.2-1B-Instruct",
            _llama(_in(folder, "llama")),
            gated=True,
            about=About(gated="manual", readers=frozenset({"demo"}), downloads=2_000_000, likes=900),
            last_read=3,
        ),
        Demo(
            "mistralai/Mistral-7B-Instruct-v0.3",
            _mistral(_in(folder, "mistral")),
            wanted=("*.json", "README.md", "model-00001-of-00003.safetensors"),
            last_read=140,
        ),
        Demo("openai-community/gpt2", _gpt2(_in(folder, "gpt2"), seed=21), last_read=35),
        Demo(real.repo_id, real.files, about=real.about, xet=True, probed="adapter_config.json"),
        Demo("BAAI/bge-small-en-v1.5", _bge(_in(folder, "bge")), last_read=12),
        Demo("google-bert/bert-base-uncased", _bert(_in(folder, "bert")), last_read=230),
        Demo("TheBloke/TinyLlama-1.1B-Chat-v1.0-GGUF", _tinyllama(_in(folder, "tinyllama")), last_read=61),
        Demo("bartowski/Llama-3.2-1B-Instruct-GGUF", _gguf_only(_in(folder, "bartowski")), last_read=1),
        Demo(
            "distilbert/distilbert-base-uncased-finetuned-sst-2-english",
            _distilbert(_in(folder, "distilbert")),
            last_read=412,
        ),
        Demo("openai/whisper-tiny", _whisper(_in(folder, "whisper")), last_read=88),
        Demo("facebook/opt-125m", _opt(_in(folder, "opt")), revisions=("refs/pr/1", "main"), last_read=300),
        Demo("microsoft/resnet-50", _resnet(_in(folder, "resnet")), last_read=520),
        Demo("stabilityai/sd-turbo", _diffusion(_in(folder, "sd")), last_read=180),
        Demo(
            "nomic-ai/nomic-embed-text-v1.5",
            _nomic(_in(folder, "nomic")),
            wanted=("*.json", "README.md"),
            last_read=5,
        ),
        Demo("hf-internal-testing/tiny-random-gpt2", _gpt2(_in(folder, "tiny"), seed=22, width=64, layers=2)),
        Demo("rajpurkar/squad", _squad(), Kind.DATASET, revisions=("v1.0", "main"), last_read=75),
        Demo("roneneldan/TinyStories", _stories(_in(folder, "stories")), Kind.DATASET, last_read=260),
        Demo("gradio/hello_world", _space(), Kind.SPACE, about=About(sdk="gradio"), last_read=20),
        Demo("kernels-community/activation", _kernel(), Kind.KERNEL, last_read=9),
    )


def second_revisions(folder: Path, repos: Mapping[str, Repo]) -> set[str]:
    """Commit something new to some repos; their ids."""
    gpt2, bge, opt = (
        repos[name] for name in ("openai-community/gpt2", "BAAI/bge-small-en-v1.5", "facebook/opt-125m")
    )
    weights = write_safetensors(
        folder / "gpt2" / "model-2.safetensors", _gpt2_tensors(768, 1, 3000), seed=31, sparse=True
    )
    gpt2.commit({"model.safetensors": weights}, title="Fix the weights of the last block")
    bge.commit(
        {"README.md": card("bge-small-en-v1.5", license="mit", tags=("feature-extraction", "mteb"))},
        title="Update README.md",
    )
    opt.commit({"generation_config.json": as_json({"do_sample": True})}, title="Add generation_config.json")
    return {gpt2.id, bge.id, opt.id}


def _in(folder: Path, name: str) -> Path:
    path = folder / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def _decoder(**changes: Any) -> dict[str, Any]:
    config = {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "hidden_act": "silu",
        "hidden_size": 1024,
        "intermediate_size": 2816,
        "num_hidden_layers": 2,
        "num_attention_heads": 16,
        "num_key_value_heads": 4,
        "max_position_embeddings": 32768,
        "vocab_size": 8000,
        "rms_norm_eps": 1e-6,
        "rope_theta": 1000000.0,
        "tie_word_embeddings": True,
        "torch_dtype": "bfloat16",
        "transformers_version": "4.46.0",
    }
    return config | changes


def _qwen(folder: Path) -> Files:
    config = _decoder(architectures=["Qwen2ForCausalLM"], model_type="qwen2", vocab_size=32000)
    weights = write_safetensors(
        folder / "model.safetensors", llama_tensors(config, "BF16"), seed=1, sparse=True
    )
    tags = ("chat", "transformers", "safetensors")
    return {
        "README.md": card(
            "Qwen2.5-0.5B-Instruct", tags=tags, library_name="transformers", pipeline_tag="text-generation"
        ),
        "config.json": as_json(config),
        "generation_config.json": as_json({"temperature": 0.7, "top_p": 0.8, "do_sample": True}),
        "model.safetensors": weights,
        **tokenizer_files(4000),
    }


def _llama(folder: Path) -> Files:
    config = _decoder(max_position_embeddings=131072, num_hidden_layers=1, tie_word_embeddings=False)
    parts = write_sharded(folder, llama_tensors(config, "BF16"), 2, seed=2, sparse=True)
    return {
        "README.md": card(
            "Llama 3.2", license="llama3.2", tags=("facebook", "llama"), pipeline_tag="text-generation"
        ),
        "LICENSE.txt": b"LLAMA 3.2 COMMUNITY LICENSE AGREEMENT\n",
        "config.json": as_json(config),
        **parts,
        **tokenizer_files(3000),
    }


def _mistral(folder: Path) -> Files:
    config = _decoder(architectures=["MistralForCausalLM"], model_type="mistral", num_hidden_layers=3)
    parts = write_sharded(folder, llama_tensors(config, "BF16"), 3, seed=3, sparse=True)
    return {
        "README.md": card("Mistral-7B-Instruct-v0.3", tags=("mistral",), pipeline_tag="text-generation"),
        "config.json": as_json(config),
        **parts,
        **tokenizer_files(2000),
    }


def _gpt2_tensors(width: int, layers: int, vocabulary: int) -> list[Tensor]:
    tensors = [Tensor("wte.weight", "F32", (vocabulary, width)), Tensor("wpe.weight", "F32", (1024, width))]
    for layer in range(layers):
        tensors += [
            Tensor(f"h.{layer}.attn.c_attn.weight", "F32", (width, 3 * width)),
            Tensor(f"h.{layer}.attn.c_proj.weight", "F32", (width, width)),
            Tensor(f"h.{layer}.mlp.c_fc.weight", "F32", (width, 4 * width)),
            Tensor(f"h.{layer}.mlp.c_proj.weight", "F32", (4 * width, width)),
        ]
    return tensors


def _gpt2(folder: Path, *, seed: int, width: int = 768, layers: int = 1) -> Files:
    vocabulary = 3000 if width > 100 else 2000
    tensors = _gpt2_tensors(width, layers, vocabulary)
    config = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "n_ctx": 1024,
        "n_positions": 1024,
        "n_embd": width,
        "n_head": 12 if width > 100 else 4,
        "n_layer": layers,
        "vocab_size": vocabulary,
        "torch_dtype": "float32",
    }
    return {
        "README.md": card("GPT-2", license="mit", tags=("exbert",), language="en"),
        "config.json": as_json(config),
        "model.safetensors": write_safetensors(folder / "model.safetensors", tensors, seed=seed, sparse=True),
        **tokenizer_files(1000),
    }


def _encoder(**changes: Any) -> dict[str, Any]:
    config = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": 384,
        "intermediate_size": 1536,
        "num_hidden_layers": 2,
        "num_attention_heads": 12,
        "max_position_embeddings": 512,
        "vocab_size": 8000,
        "torch_dtype": "float32",
    }
    return config | changes


def _encoder_files(folder: Path, config: dict[str, Any], readme: bytes, *, seed: int) -> Files:
    path = folder / "model.safetensors"
    write_safetensors(path, encoder_tensors(config, "F32"), seed=seed, sparse=True)
    return {
        "README.md": readme,
        "config.json": as_json(config),
        "model.safetensors": path,
        **tokenizer_files(1500),
    }


def _bge(folder: Path) -> Files:
    readme = card("bge-small-en-v1.5", license="mit", tags=("sentence-transformers", "mteb"))
    network = write_onnx(folder, width=512, seed=4)
    files = _encoder_files(folder, _encoder(), readme, seed=5)
    return files | {f"onnx/{name}": path for name, path in network.items()}


def _bert(folder: Path) -> Files:
    readme = card("BERT base model (uncased)", tags=("exbert",), language="en", library_name="transformers")
    config = _encoder(
        architectures=["BertForMaskedLM"],
        hidden_size=768,
        intermediate_size=3072,
        num_hidden_layers=1,
        vocab_size=6000,
    )
    return _encoder_files(folder, config, readme, seed=6)


def _distilbert(folder: Path) -> Files:
    config = _encoder(
        architectures=["DistilBertForSequenceClassification"],
        model_type="distilbert",
        id2label={"0": "NEGATIVE", "1": "POSITIVE"},
    )
    readme = card("DistilBERT fine-tuned on SST-2", pipeline_tag="text-classification", language="en")
    return _encoder_files(folder, config, readme, seed=7)


def _nomic(folder: Path) -> Files:
    config = _encoder(architectures=["NomicBertModel"], model_type="nomic_bert")
    readme = card(
        "nomic-embed-text-v1.5", tags=("sentence-transformers",), library_name="sentence-transformers"
    )
    return _encoder_files(folder, config, readme, seed=8)


def _opt(folder: Path) -> Files:
    config = _decoder(
        architectures=["OPTForCausalLM"], model_type="opt", hidden_size=512, intermediate_size=1024
    )
    path = folder / "model.safetensors"
    write_safetensors(path, llama_tensors(config, "F16"), seed=9, sparse=True)
    return {
        "README.md": card("OPT", license="other", tags=("opt",), language="en"),
        "config.json": as_json(config),
        "model.safetensors": path,
    }


def _whisper(folder: Path) -> Files:
    config = {
        "architectures": ["WhisperForConditionalGeneration"],
        "model_type": "whisper",
        "d_model": 384,
        "encoder_layers": 4,
        "decoder_layers": 4,
        "vocab_size": 3000,
        "torch_dtype": "float32",
    }
    tensors = [Tensor("model.decoder.embed_tokens.weight", "F32", (3000, 384))]
    tensors += [Tensor(f"model.encoder.layers.{each}.fc1.weight", "F32", (1536, 384)) for each in range(4)]
    path = write_safetensors(folder / "model.safetensors", tensors, seed=10, sparse=True)
    return {
        "README.md": card("Whisper", pipeline_tag="automatic-speech-recognition", tags=("audio",)),
        "config.json": as_json(config),
        "preprocessor_config.json": as_json({"feature_size": 80, "sampling_rate": 16000}),
        "model.safetensors": path,
    }


def _resnet(folder: Path) -> Files:
    tensors = [Tensor(f"resnet.stage.{each}.weight", "F32", (256, 256, 3, 3)) for each in range(4)]
    path = write_safetensors(folder / "model.safetensors", tensors, seed=12, sparse=True)
    config = {
        "architectures": ["ResNetForImageClassification"],
        "model_type": "resnet",
        "depths": [3, 4, 6, 3],
        "torch_dtype": "float32",
    }
    return {
        "README.md": card("ResNet", tags=("vision", "image-classification"), datasets="imagenet-1k"),
        "config.json": as_json(config),
        "preprocessor_config.json": as_json({"crop_pct": 0.875, "size": 224}),
        "model.safetensors": path,
    }


def _diffusion(folder: Path) -> Files:
    def part(name: str, tensors: list[Tensor], seed: int) -> Path:
        return write_safetensors(_in(folder, name) / "weights.safetensors", tensors, seed=seed, sparse=True)

    unet = [Tensor(f"down_blocks.{each}.conv.weight", "F16", (640, 640, 3, 3)) for each in range(2)]
    vae = [Tensor(f"decoder.{each}.conv.weight", "F16", (256, 256, 3, 3)) for each in range(4)]
    text = [Tensor("text_model.embeddings.token_embedding.weight", "F16", (8000, 512))]
    index = {
        "_class_name": "StableDiffusionPipeline",
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
        "text_encoder": ["transformers", "CLIPTextModel"],
    }
    return {
        "README.md": card("SD-Turbo", license="other", tags=("text-to-image",), library_name="diffusers"),
        "model_index.json": as_json(index),
        "unet/config.json": as_json({"_class_name": "UNet2DConditionModel", "sample_size": 64}),
        "unet/diffusion_pytorch_model.fp16.safetensors": part("unet", unet, 13),
        "vae/config.json": as_json({"_class_name": "AutoencoderKL", "latent_channels": 4}),
        "vae/diffusion_pytorch_model.fp16.safetensors": part("vae", vae, 14),
        "text_encoder/config.json": as_json({"architectures": ["CLIPTextModel"], "hidden_size": 512}),
        "text_encoder/model.fp16.safetensors": part("text", text, 15),
    }


def _tinyllama(folder: Path) -> Files:
    config = _decoder(hidden_size=1024, max_position_embeddings=2048, vocab_size=6000)
    name = "tinyllama-1.1b-chat-v1.0.Q8_0.gguf"
    return {
        "README.md": card("TinyLlama 1.1B Chat v1.0", tags=("gguf",), model_type="tinyllama"),
        "config.json": as_json({"model_type": "tinyllama"}),
        name: write_gguf(
            folder / name, config, name="TinyLlama 1.1B Chat v1.0", quantisation="Q8_0", seed=16
        ),
    }


def _gguf_only(folder: Path) -> Files:
    config = _decoder(max_position_embeddings=131072, vocab_size=6000, num_hidden_layers=1)
    files: Files = {"README.md": card("Llama 3.2 1B Instruct", license="llama3.2", tags=("gguf",))}
    for quantisation in ("Q4_0", "Q8_0"):
        name = f"Llama-3.2-1B-Instruct-{quantisation}.gguf"
        files[name] = write_gguf(
            folder / name, config, name="Llama 3.2 1B Instruct", quantisation=quantisation, seed=17
        )
    return files


def _lines(seed: int, size: int, line: Callable[[random.Random, int], dict[str, Any]]) -> bytes:
    """About `size` bytes of JSON lines: some hundred different ones, over and over."""
    values = random.Random(seed)
    block = "".join(json.dumps(line(values, number)) + "\n" for number in range(400)).encode()
    return block * max(1, size // len(block))


def _squad() -> Files:
    def line(values: random.Random, number: int) -> dict[str, Any]:
        return {"id": f"{values.getrandbits(96):024x}", "question": f"What is {number}?", "answers": [number]}

    return {
        "README.md": card("SQuAD", license="cc-by-sa-4.0", pretty_name="SQuAD", language="en"),
        "plain_text/train.jsonl": File(_lines(18, 9_000_000, line), lfs=True),
        "plain_text/validation.jsonl": File(_lines(19, 1_500_000, line), lfs=True),
    }


def _stories(folder: Path) -> Files:
    words = "once upon a time there was little cat who liked to play with big red ball in garden"
    values = random.Random(20)
    story = " ".join(values.choices(words.split(), k=40_000)).encode() + b"\n<|endoftext|>\n"
    path = folder / "train.txt"
    path.write_bytes(story * 55)
    return {
        "README.md": card("TinyStories", license="cdla-sharing-1.0", language="en"),
        "TinyStories-train.txt": path,
        "TinyStories-valid.txt": story * 2,
    }


def _space() -> Files:
    return {
        "README.md": card("hello_world", license="mit", title="hello_world", sdk="gradio", app_file="run.py"),
        "run.py": b"import gradio as gr\n\ngr.Interface(lambda name: name, 'text', 'text').launch()\n",
        "requirements.txt": b"gradio\n",
        "screenshot.bin": random.Random(23).randbytes(1_100_000),
    }


def _kernel() -> Files:
    root = "build/torch28-cxx11-cu128-x86_64-linux/activation"
    library = b"\x7fELF\x02\x01\x01" + random.Random(24).randbytes(2_600_000)
    return {
        "README.md": card("Activation", tags=("kernel",)),
        "build.toml": b'[general]\nname = "activation"\nuniversal = false\n',
        f"{root}/__init__.py": b"from ._ops import ops\n",
        f"{root}/_activation_e5e2eeb.abi3.so": File(library, lfs=True),
    }
