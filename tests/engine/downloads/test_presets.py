"""Sensible choices, for repos as they really are laid out."""

from __future__ import annotations

import re

import pytest
from hubkeep.engine.downloads.presets import presets
from hubkeep.engine.downloads.values import Preset
from hypothesis import given
from hypothesis import strategies as st

Listing = dict[str, float]
"""Path to size in MB."""

TEXTS: Listing = {"README.md": 0.01, "config.json": 0.001, "tokenizer.json": 11, ".gitattributes": 0.001}


def offered(listing: Listing, **more: int | bool) -> dict[str, Preset]:
    files = [(path, int(size * 1e6)) for path, size in listing.items()]
    return {preset.name: preset for preset in presets(files, **more)}  # type: ignore[arg-type]


def weights(preset: Preset) -> set[str]:
    """Its files without the texts."""
    return set(preset.files) - TEXTS.keys()


def chosen(found: dict[str, Preset]) -> Preset:
    (only,) = (preset for preset in found.values() if preset.recommended)
    return only


LLAMA: Listing = TEXTS | {
    "model-00001-of-00002.safetensors": 4977,
    "model-00002-of-00002.safetensors": 1480,
    "model.safetensors.index.json": 0.02,
    "original/consolidated.00.pth": 6430,
    "original/params.json": 0.001,
    "original/tokenizer.model": 2.2,
}
MISTRAL: Listing = TEXTS | {
    "consolidated.safetensors": 14496,
    "params.json": 0.001,
    "tokenizer.model.v3": 0.6,
    "model-00001-of-00003.safetensors": 4949,
    "model-00002-of-00003.safetensors": 4999,
    "model-00003-of-00003.safetensors": 4546,
    "model.safetensors.index.json": 0.03,
}
BERT: Listing = TEXTS | {
    "model.safetensors": 440,
    "pytorch_model.bin": 440,
    "tf_model.h5": 536,
    "flax_model.msgpack": 438,
    "rust_model.ot": 534,
    "model.onnx": 532,
    "coreml/fill-mask/float32_model.mlpackage/Data/com.apple.CoreML/weights/weight.bin": 532,
    "coreml/fill-mask/float32_model.mlpackage/Manifest.json": 0.001,
    "vocab.txt": 0.2,
}
MINILM: Listing = TEXTS | {
    "1_Pooling/config.json": 0.001,
    "2_Dense/pytorch_model.bin": 1.2,
    "2_Dense/config.json": 0.001,
    "model.safetensors": 91,
    "pytorch_model.bin": 91,
    "rust_model.ot": 91,
    "tf_model.h5": 91,
    "train_script.py": 0.01,
    "onnx/model.onnx": 90,
    "onnx/model_O1.onnx": 90,
    "onnx/model_O4.onnx": 45,
    "onnx/model_qint8_avx512_vnni.onnx": 23,
    "openvino/openvino_model.bin": 90,
    "openvino/openvino_model.xml": 0.2,
}
SD: Listing = {
    "README.md": 0.01,
    "model_index.json": 0.001,
    "v1-5-pruned.ckpt": 7703,
    "v1-5-pruned.safetensors": 7703,
    "v1-5-pruned-emaonly.safetensors": 4265,
    "scheduler/scheduler_config.json": 0.001,
    "text_encoder/config.json": 0.001,
    "text_encoder/model.safetensors": 492,
    "text_encoder/model.fp16.safetensors": 246,
    "text_encoder/pytorch_model.bin": 492,
    "text_encoder/pytorch_model.fp16.bin": 246,
    "tokenizer/merges.txt": 0.5,
    "tokenizer/vocab.json": 1,
    "unet/config.json": 0.001,
    "unet/diffusion_pytorch_model.bin": 3438,
    "unet/diffusion_pytorch_model.fp16.bin": 1719,
    "unet/diffusion_pytorch_model.safetensors": 3438,
    "unet/diffusion_pytorch_model.fp16.safetensors": 1719,
    "unet/diffusion_pytorch_model.non_ema.safetensors": 3438,
    "vae/config.json": 0.001,
    "vae/diffusion_pytorch_model.safetensors": 335,
    "vae/diffusion_pytorch_model.bin": 335,
}
FLUX: Listing = {
    "README.md": 0.02,
    "dev_grid.jpg": 1.6,
    "ae.safetensors": 335,
    "flux1-dev.safetensors": 23803,
    "model_index.json": 0.001,
    "text_encoder_2/model-00001-of-00002.safetensors": 4994,
    "text_encoder_2/model-00002-of-00002.safetensors": 4531,
    "text_encoder_2/model.safetensors.index.json": 0.02,
    "transformer/diffusion_pytorch_model-00001-of-00003.safetensors": 9983,
    "transformer/diffusion_pytorch_model-00002-of-00003.safetensors": 9949,
    "transformer/diffusion_pytorch_model-00003-of-00003.safetensors": 3870,
    "transformer/diffusion_pytorch_model.safetensors.index.json": 0.1,
    "vae/diffusion_pytorch_model.safetensors": 168,
}
WAN: Listing = {
    "README.md": 0.03,
    "config.json": 0.001,
    "assets/comp_effic.png": 1.7,
    "diffusion_pytorch_model.safetensors": 5676,
    "models_t5_umt5-xxl-enc-bf16.pth": 11361,
    "Wan2.1_VAE.pth": 508,
    "google/umt5-xxl/tokenizer.json": 16,
    "google/umt5-xxl/spiece.model": 4.5,
}
BARTOWSKI: Listing = {
    "README.md": 0.01,
    "Llama-3.2-1B-Instruct-IQ3_M.gguf": 657,
    "Llama-3.2-1B-Instruct-IQ4_XS.gguf": 743,
    "Llama-3.2-1B-Instruct-Q3_K_XL.gguf": 796,
    "Llama-3.2-1B-Instruct-Q4_0.gguf": 773,
    "Llama-3.2-1B-Instruct-Q4_0_4_8.gguf": 771,
    "Llama-3.2-1B-Instruct-Q4_K_L.gguf": 872,
    "Llama-3.2-1B-Instruct-Q4_K_M.gguf": 808,
    "Llama-3.2-1B-Instruct-Q6_K.gguf": 1022,
    "Llama-3.2-1B-Instruct-Q8_0.gguf": 1321,
    "Llama-3.2-1B-Instruct-f16.gguf": 2480,
    "Llama-3.2-1B-Instruct.imatrix": 1.5,
}
UNSLOTH: Listing = {
    "README.md": 0.01,
    "config.json": 0.001,
    "BF16/gemma-3-27b-it-BF16-00001-of-00002.gguf": 49500,
    "BF16/gemma-3-27b-it-BF16-00002-of-00002.gguf": 4500,
    "gemma-3-27b-it-Q4_K_M.gguf": 16546,
    "gemma-3-27b-it-UD-IQ1_S.gguf": 6300,
    "gemma-3-27b-it-UD-Q4_K_XL.gguf": 16800,
    "mmproj-BF16.gguf": 858,
    "mmproj-F16.gguf": 858,
    "mmproj-F32.gguf": 1690,
}
QWEN: Listing = {
    "README.md": 0.01,
    "qwen2.5-7b-instruct-fp16-00001-of-00004.gguf": 3990,
    "qwen2.5-7b-instruct-fp16-00002-of-00004.gguf": 3990,
    "qwen2.5-7b-instruct-fp16-00003-of-00004.gguf": 3990,
    "qwen2.5-7b-instruct-fp16-00004-of-00004.gguf": 3260,
    "qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf": 3990,
    "qwen2.5-7b-instruct-q4_k_m-00002-of-00002.gguf": 690,
    "qwen2.5-7b-instruct-q3_k_m.gguf": 3810,
}
FOLDERS: Listing = {
    "README.md": 0.01,
    "DeepSeek-R1-Q2_K/DeepSeek-R1-Q2_K-00001-of-00002.gguf": 48000,
    "DeepSeek-R1-Q2_K/DeepSeek-R1-Q2_K-00002-of-00002.gguf": 44000,
    "Q8_0/DeepSeek-R1-00001-of-00002.gguf": 48000,
    "Q8_0/DeepSeek-R1-00002-of-00002.gguf": 49000,
}


def test_safetensors_and_not_the_original() -> None:
    found = offered(LLAMA)
    assert list(found) == ["safetensors", "original", "all"]
    assert chosen(found).name == "safetensors"
    assert weights(found["safetensors"]) == {path for path in LLAMA if path.startswith("model")}
    assert found["safetensors"].bytes == int(6457e6) + int(0.02e6) + sum(int(s * 1e6) for s in TEXTS.values())
    assert weights(found["original"]) == {path for path in LLAMA if path.startswith("original/")}


def test_not_the_same_once_more_in_one_file() -> None:
    found = offered(MISTRAL)
    assert chosen(found).name == "safetensors"
    assert "consolidated.safetensors" not in chosen(found).files
    assert {"params.json", "tokenizer.model.v3", "model.safetensors.index.json"} <= set(chosen(found).files)
    # Where it is all there is, it is what is wanted.
    only = {path: size for path, size in MISTRAL.items() if not path.startswith("model")}
    assert "consolidated.safetensors" in chosen(offered(only)).files


def test_one_format_of_seven() -> None:
    found = offered(BERT)
    assert weights(chosen(found)) == {"model.safetensors", "vocab.txt"}
    assert set(found) == {
        *("safetensors", "pytorch", "flax", "tensorflow", "rust", "onnx", "coreml", "all"),
    }
    assert weights(found["pytorch"]) == {"pytorch_model.bin", "vocab.txt"}
    assert weights(found["tensorflow"]) == {"tf_model.h5", "vocab.txt"}
    assert len(weights(found["coreml"])) == 3
    older = {path: size for path, size in BERT.items() if path != "model.safetensors"}
    assert weights(chosen(offered(older))) == {"pytorch_model.bin", "vocab.txt"}


def test_a_layer_that_exists_in_one_format_only_comes_along() -> None:
    found = offered(MINILM)
    small = {"1_Pooling/config.json", "2_Dense/config.json", "train_script.py"}
    assert weights(chosen(found)) == {"model.safetensors", "2_Dense/pytorch_model.bin", *small}
    assert weights(found["pytorch"]) == {"pytorch_model.bin", "2_Dense/pytorch_model.bin", *small}
    assert weights(found["onnx"]) == {"onnx/model.onnx", *small}
    assert weights(found["openvino"]) == {
        "openvino/openvino_model.bin",
        "openvino/openvino_model.xml",
        *small,
    }


def test_a_pipeline_of_diffusers() -> None:
    found = offered(SD)
    folders = {"text_encoder/model", "unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model"}
    big = {path for path, size in SD.items() if size > 100}
    assert big & set(chosen(found).files) == {f"{stem}.safetensors" for stem in folders}
    assert chosen(found).name == "safetensors"
    assert big & set(found["fp16"].files) == {
        "text_encoder/model.fp16.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "vae/diffusion_pytorch_model.safetensors",
    }
    assert big & set(found["pytorch"].files) == {
        "text_encoder/pytorch_model.bin",
        "unet/diffusion_pytorch_model.bin",
        "vae/diffusion_pytorch_model.bin",
    }
    assert big & set(found["single-file"].files) == {path for path in big if path.startswith("v1-5")}
    slim = {path: size for path, size in SD.items() if "fp16" in path or size < 100}
    assert {path for path in big if "fp16.safetensors" in path} <= set(chosen(offered(slim)).files)


def test_a_large_pipeline() -> None:
    found = offered(FLUX)
    left_out = {"ae.safetensors", "flux1-dev.safetensors", "dev_grid.jpg"}
    assert set(chosen(found).files) == FLUX.keys() - left_out
    assert set(found["single-file"].files) & left_out == left_out - {"dev_grid.jpg"}


def test_nothing_that_a_model_needs_is_left_out() -> None:
    """An encoder and a VAE in another format than the rest."""
    assert set(chosen(offered(WAN)).files) == WAN.keys() - {"assets/comp_effic.png"}


def test_the_state_of_a_training_run_is_left_out() -> None:
    run = TEXTS | {
        "adapter_model.safetensors": 80,
        "adapter_config.json": 0.001,
        "optimizer.pt": 160,
        "rng_state_0.pth": 0.1,
        "training_args.bin": 0.01,
        "checkpoint-500/adapter_model.safetensors": 80,
        "checkpoint-500/optimizer.pt": 160,
        "runs/Jan01/events.out.tfevents.1": 10,
    }
    assert weights(chosen(offered(run))) == {"adapter_model.safetensors", "adapter_config.json"}


def test_one_gguf_and_the_usual_one() -> None:
    found = offered(BARTOWSKI)
    assert list(found) == [
        *("Q4_K_M", "IQ3_M", "IQ4_XS", "Q4_0_4_8", "Q4_0", "Q3_K_XL", "Q4_K_L", "Q6_K", "Q8_0", "F16", "all"),
    ]
    assert chosen(found).name == "Q4_K_M"
    assert set(found["Q4_K_M"].files) == {
        "README.md",
        "Llama-3.2-1B-Instruct-Q4_K_M.gguf",
        "Llama-3.2-1B-Instruct.imatrix",
    }


@pytest.mark.parametrize(
    ("budget", "name"), [(10_000, "F16"), (1500, "Q8_0"), (1100, "Q6_K"), (700, "IQ3_M"), (100, "IQ3_M")]
)
def test_the_largest_gguf_within_a_budget(budget: int, name: str) -> None:
    assert chosen(offered(BARTOWSKI, budget=budget * 1_000_000)).name == name


def test_a_model_that_sees_needs_its_projector() -> None:
    found = offered(UNSLOTH)
    assert set(found) == {"Q4_K_M", "UD-IQ1_S", "UD-Q4_K_XL", "BF16", "all"}
    texts = {"README.md", "config.json"}
    assert set(chosen(found).files) == {"gemma-3-27b-it-Q4_K_M.gguf", "mmproj-F16.gguf", *texts}
    assert set(found["BF16"].files) == {path for path in UNSLOTH if "/" in path} | {"mmproj-F16.gguf", *texts}


def test_the_parts_of_a_gguf_stay_together() -> None:
    found = offered(QWEN)
    assert set(found) == {"Q3_K_M", "Q4_K_M", "F16", "all"}
    assert len(found["F16"].files) == 5
    assert chosen(found).files == (
        "README.md",
        "qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf",
        "qwen2.5-7b-instruct-q4_k_m-00002-of-00002.gguf",
    )


def test_a_folder_for_each_quantisation() -> None:
    found = offered(FOLDERS)
    assert set(found) == {"Q2_K", "Q8_0", "all"}
    assert all(len(found[name].files) == 3 for name in ("Q2_K", "Q8_0"))
    assert chosen(found).name == "Q8_0"


def test_several_models_in_one_repo() -> None:
    found = offered({"a-Q4_K_M.gguf": 10, "B-Q4_K_M.gguf": 20, "B-Q8_0.gguf": 30, "plain.gguf": 5})
    assert set(found) == {"a-Q4_K_M", "B-Q4_K_M", "Q8_0", "plain", "all"}


def test_weights_for_people_and_for_llama_cpp() -> None:
    found = offered(LLAMA | {"llama-Q4_K_M.gguf": 2000})
    assert chosen(found).name == "safetensors"
    assert weights(found["Q4_K_M"]) == {"llama-Q4_K_M.gguf"}


def test_all_where_nothing_is_to_choose() -> None:
    plain = offered(TEXTS | {"model.safetensors": 100})
    assert list(plain) == ["all"]
    assert chosen(plain).name == "all"
    assert offered({}) == {"all": Preset(name="all", files=(), recommended=True)}
    data = {
        "README.md": 0.01,
        "data/train-00000-of-00002.parquet": 500,
        "data/train-00001-of-00002.parquet": 400,
    }
    assert list(offered(data, model=False)) == list(offered(data)) == ["all"]
    # Weights of a kind that is not known: better too much than a model that does not load.
    assert chosen(offered(TEXTS | {"model.nemo": 2000, "extra.pt": 20})).name == "all"
    assert list(offered(BERT, model=False)) == ["all"]


def test_onnx_alone() -> None:
    found = offered(
        TEXTS
        | {
            "onnx/decoder_model_merged.onnx": 100,
            "onnx/decoder_model_merged.onnx_data": 900,
            "onnx/decoder_model_merged_q4f16.onnx": 200,
            "onnx/embed_tokens_fp16.onnx": 50,
        }
    )
    assert weights(chosen(found)) == {
        "onnx/decoder_model_merged.onnx",
        "onnx/decoder_model_merged.onnx_data",
        "onnx/embed_tokens_fp16.onnx",
    }


ALL_LISTINGS = [LLAMA, MISTRAL, BERT, MINILM, SD, FLUX, WAN, BARTOWSKI, UNSLOTH, QWEN, FOLDERS]
SHARD = re.compile(r"(.*)-\d{5}-of-(\d{5})(.*)")


def hold(listing: Listing, budget: int = 0) -> None:
    """What is true of the choices for any files."""
    files = [(path, int(size * 1e6)) for path, size in listing.items()]
    found = presets(files, budget=budget)
    sizes = dict(files)
    assert sum(preset.recommended for preset in found) == 1
    assert found[0].recommended
    assert len({preset.name for preset in found}) == len(found)
    assert len({preset.files for preset in found}) == len(found)
    assert next(preset for preset in found if preset.name == "all").files == tuple(sizes)
    for preset in found:
        assert preset.files == tuple(path for path in sizes if path in preset.files)
        assert preset.bytes == sum(sizes[path] for path in preset.files)
        for path in preset.files:
            # A sharded file is there as a whole, or not at all.
            if shard := SHARD.fullmatch(path):
                same = [p for p in sizes if (m := SHARD.fullmatch(p)) and m.groups() == shard.groups()]
                assert set(same) <= set(preset.files)
    for path, size in files:
        if size < 1_000_000 and path.endswith((".txt", ".md")) and "/" not in path:
            assert all(path in preset.files for preset in found)


@pytest.mark.parametrize("listing", ALL_LISTINGS)
def test_what_holds_for_real_repos(listing: Listing) -> None:
    hold(listing)
    hold(listing, 5_000_000_000)


names = st.one_of(
    st.sampled_from(sorted({path for listing in ALL_LISTINGS for path in listing})),
    st.from_regex(
        r"((sub|onnx|original)/)?(pytorch_)?(model|x)(\.fp16|-Q4_K_M|-0000[12]-of-00002)?"
        r"\.(safetensors|bin|gguf|onnx|h5|txt|json|nemo|png|safetensors\.index\.json)",
        fullmatch=True,
    ),
    st.text(alphabet="aé./-_Q4", min_size=1, max_size=9),
)


@given(
    st.dictionaries(names, st.sampled_from([0.0, 0.001, 3, 9, 5000])), st.sampled_from([0, 1, 4_000_000_000])
)
def test_what_holds_for_any_files(listing: Listing, budget: int) -> None:
    hold(listing, budget)
