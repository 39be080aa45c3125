"""The examples are what they say: the formats' own libraries read them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hub.content import File
from tests.hub.models import LLAMA, Example, Models
from tests.hub.weights import llama_tensors, write_safetensors, write_sharded

PARAMETERS = sum(tensor.size for tensor in llama_tensors(LLAMA, "I8"))


def content(example: Example, path: str) -> bytes | Path:
    """A file of an example."""
    file = example.files[path]
    return file.content if isinstance(file, File) else file


def on_disk(example: Example, path: str) -> Path:
    """A file of an example that lies on disk."""
    found = content(example, path)
    assert isinstance(found, Path)
    return found


def tensors_in(path: Path) -> dict[str, tuple[str, list[int]]]:
    """Name to type and shape, as safetensors reads them."""
    from safetensors import safe_open

    with safe_open(path, framework="np") as file:
        slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
        return {name: (each.get_dtype(), each.get_shape()) for name, each in slices.items()}


def test_safetensors(models: Models) -> None:
    found = tensors_in(on_disk(models.safetensors, "model.safetensors"))
    assert found == {each.name: ("BF16", list(each.shape)) for each in llama_tensors(LLAMA, "BF16")}


def test_shards_hold_every_tensor_once(models: Models) -> None:
    index = json.loads(on_disk(models.sharded, "model.safetensors.index.json").read_text())
    names = sorted(set(index["weight_map"].values()))
    assert len(names) == 3
    held = {name: tensors_in(on_disk(models.sharded, name)) for name in names}
    assert {tensor: name for name, tensors in held.items() for tensor in tensors} == index["weight_map"]
    assert index["metadata"]["total_size"] == 2 * PARAMETERS


@pytest.mark.parametrize(("quantisation", "bits"), [("F16", 16), ("Q8_0", 8.5)])
def test_gguf(models: Models, quantisation: str, bits: float) -> None:
    from gguf import GGUFReader

    reader = GGUFReader(on_disk(models.gguf, f"tiny-llama.{quantisation}.gguf"))
    assert reader.fields["general.architecture"].contents() == "llama"
    assert reader.fields["llama.context_length"].contents() == 2048
    assert len(reader.fields["tokenizer.ggml.tokens"].contents()) == LLAMA["vocab_size"]
    assert sum(int(each.n_elements) for each in reader.tensors) == PARAMETERS
    matrices = [each for each in reader.tensors if len(each.shape) == 2]
    assert {each.tensor_type.name for each in matrices} == {quantisation}
    assert sum(int(each.n_bytes) for each in matrices) * 8 == bits * sum(
        int(each.n_elements) for each in matrices
    )


@pytest.mark.parametrize("folder", ["", "external/"])
def test_onnx(models: Models, folder: str) -> None:
    import onnx

    model = onnx.load(on_disk(models.onnx, f"{folder}model.onnx"))
    onnx.checker.check_model(model)
    assert [list(each.dims) for each in model.graph.initializer] == [[64, 64], [64, 64]]
    if folder:
        data = on_disk(models.onnx, f"{folder}model.onnx_data")
        assert data.stat().st_size >= 2 * 64 * 64 * 4
        assert on_disk(models.onnx, f"{folder}model.onnx").stat().st_size < 2000


def test_tokenizers(models: Models) -> None:
    from tokenizers import Tokenizer

    made = content(models.safetensors, "tokenizer.json")
    assert isinstance(made, bytes)
    assert Tokenizer.from_str(made.decode()).encode("token5 token6 unheard").ids == [8, 9, 0]
    real = Tokenizer.from_file(str(on_disk(models.minilm, "tokenizer.json")))
    assert real.encode("Hello world").tokens[:4] == ["[CLS]", "hello", "world", "[SEP]"]


def test_the_real_model_is_whole(models: Models) -> None:
    found = tensors_in(on_disk(models.minilm, "model.safetensors"))
    assert found["embeddings.word_embeddings.weight"] == ("F32", [30522, 384])
    assert 90_000_000 < models.minilm.bytes < 95_000_000
    assert {"README.md", "config.json", "1_Pooling/config.json", "modules.json"} <= set(models.minilm.files)


def test_files_are_the_same_on_every_run(tmp_path: Path) -> None:
    tensors = llama_tensors(LLAMA, "F16")
    once, again = (tmp_path / name for name in ("once", "again"))
    for folder in (once, again):
        folder.mkdir()
        write_safetensors(folder / "one.safetensors", tensors, seed=5)
        write_sharded(folder, tensors, 2, seed=6)
    for path in once.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_a_sparse_file_takes_little_room_and_is_whole(tmp_path: Path) -> None:
    from tests.hub.weights import Tensor

    tensors = [Tensor("a", "F32", (1024, 4096)), Tensor("b", "F16", (8,))]
    path = write_safetensors(tmp_path / "sparse.safetensors", tensors, sparse=True)
    assert tensors_in(path) == {"a": ("F32", [1024, 4096]), "b": ("F16", [8])}
    assert path.stat().st_size > 16_000_000
