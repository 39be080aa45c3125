"""What a repo is, told from its files: the answer of this room to the library.

`describe` reads configuration, card and as many headers as it takes, within fixed bounds. Whatever
is wrong with a file becomes a problem in the answer; the rest is told all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from msgspec import Struct, structs

from hubkeep.engine.formats import ctranslate2, gguf, kinds, layout, onnx, safetensors, summary
from hubkeep.engine.formats.card import Card, read_card
from hubkeep.engine.formats.config import (
    Adapter,
    ModelConfig,
    Pipeline,
    Quantisation,
    adapter,
    model_config,
    module_paths,
    pipeline,
    quantisation_of,
    tokenizer_limit,
)
from hubkeep.engine.formats.document import LARGEST_NUMBER, Document, read_json
from hubkeep.engine.formats.files import Allowance, ModelFile, Opener, Source
from hubkeep.engine.formats.logical import logical_parameters
from hubkeep.engine.formats.model_facts import ModelFacts
from hubkeep.engine.problems import Failure, Problem, from_os_error, printable, problem

MOST_BYTES: Final = 64 << 20
"""Bytes read for one repo."""

MOST_HEADERS: Final = 200
"""Files of weights opened for one repo."""

_MOST_DOCUMENTS: Final = 20
_MOST_PROBLEMS: Final = 64
_SNIFFED: Final = 64
_MOST_SNIFFED: Final = 8

_T = TypeVar("_T")


def describe(files: Sequence[ModelFile], opener: Opener, *, repo_type: str) -> ModelFacts:
    """The facts about the repo of `repo_type` ("model", "dataset", "space", "kernel") that holds `files`.

    Never raises for what the files hold, nor for a file that cannot be opened or read.
    """
    repo = _Repo(files, opener)
    card = repo.card()
    if repo_type == "dataset":
        facts = _dataset(repo, card)
    elif repo_type == "space":
        facts = ModelFacts(summary=summary.join("space", card.sdk), library=card.sdk)
    elif repo_type == "kernel":
        facts = _kernel(repo)
    else:
        facts = _Model(repo, card).facts()
    return structs.replace(
        facts,
        kind=card.pipeline_tag or facts.kind,
        library=card.library_name or facts.library,
        licence=card.licence() or facts.licence,
        base_model=facts.base_model or (card.base_model[0] if card.base_model else None),
        tags=card.tags,
        languages=card.language,
        problems=tuple(dict.fromkeys(repo.problems))[:_MOST_PROBLEMS],
    )


def _dataset(repo: _Repo, card: Card) -> ModelFacts:
    formats = layout.data_formats(repo.files.values())
    kind = card.task_categories[0] if card.task_categories else None
    return ModelFacts(summary=summary.join("dataset", *formats[:1]), formats=formats, kind=kind)


def _kernel(repo: _Repo) -> ModelFacts:
    variants = layout.build_variants(repo.files.values())
    words = {0: None, 1: "1 variant"}.get(len(variants), f"{len(variants)} variants")
    return ModelFacts(summary=summary.join("kernel", words), variants=variants, library="kernels")


class _Repo:
    """The files, what may still be read of them, and the problems met so far."""

    def __init__(self, files: Sequence[ModelFile], opener: Opener) -> None:
        self.files: Final = {file.path: file for file in files}
        self.problems: Final[list[Problem]] = []
        self._opener = opener
        self._weights = Allowance(bytes_left=MOST_BYTES, files_left=MOST_HEADERS)
        self._documents = _MOST_DOCUMENTS

    def read(self, file: ModelFile, reader: Callable[[Source], _T]) -> _T | None:
        """What `reader` makes of a file of weights; None, and a problem, where it cannot be read."""
        try:
            self._weights.take_file(file.path)
        except Failure as failure:
            self._tell(failure.problem)
            return None
        return self._read(file, reader)

    def document(self, path: str) -> Document | None:
        """The JSON object in the file at `path`; None where there is none."""
        return self._json(path, lambda value: Document(value, printable(path), self.problems))

    def modules(self) -> tuple[str, ...]:
        """The folders of a sentence-transformers model's modules; empty where it is none."""

        def paths(value: object) -> tuple[str, ...]:
            if not isinstance(value, list):
                self.problems.append(problem("formats-wrong-value", path="modules.json", key="[]"))
            return module_paths(value)

        return self._json("modules.json", paths) or ()

    def _json(self, path: str, made: Callable[[object], _T]) -> _T | None:
        """What `made` makes of the JSON value at `path`; None where there is none."""
        file = self.files.get(path)
        if file is None or self._documents == 0:
            return None
        self._documents -= 1
        return self._read(file, lambda source: made(read_json(source)))

    def card(self) -> Card:
        """The card; an empty one where there is none."""
        file = self.files.get("README.md")
        card = None if file is None else self._read(file, read_card)
        if card is None:
            return Card()
        self.problems.extend(card.problems)
        return card

    def _read(self, file: ModelFile, reader: Callable[[Source], _T]) -> _T | None:
        try:
            try:
                stream = self._opener.open(file.path)
            except ValueError as error:
                # A name with a zero byte or half a character: no system has such a file.
                raise Failure("path-missing", path=printable(file.path)) from error
            with stream:
                return reader(Source(stream, file, self._weights))
        except Failure as failure:
            self._tell(failure.problem)
        except OSError as error:
            self.problems.append(from_os_error(error, printable(file.path)).problem)
        return None

    def _tell(self, found: Problem) -> None:
        """Keeps a problem; of files left unread the first one speaks for all."""
        if found.code != "formats-left-unread" or all(each.code != found.code for each in self.problems):
            self.problems.append(found)


class _Weights(Struct, frozen=True, kw_only=True):
    """What the main format's headers tell."""

    summary: str
    parameters: int | None = None
    dtype: str | None = None
    quantisation: str | None = None
    architecture: str | None = None
    context: int | None = None
    kind: str | None = None
    licence: str | None = None
    is_adapter: bool = False


class _Model:
    """Describes one model repo: first the small files, then the weights in the main format."""

    def __init__(self, repo: _Repo, card: Card) -> None:
        self._repo = repo
        self._card = card
        config = repo.document("config.json")
        self._config = model_config(config) if config is not None else ModelConfig()
        index = repo.document("model_index.json")
        self._pipeline: Pipeline | None = pipeline(index) if index is not None else None
        peft = repo.document("adapter_config.json")
        self._adapter: Adapter | None = adapter(peft) if peft is not None else None
        self._modules = repo.modules()
        self._quantisation = self._config.quantisation or self._old_quantisation()
        self._by_format = self._sort_by_format()

    def facts(self) -> ModelFacts:
        sizes = {name: sum(file.size for file in files) for name, files in self._by_format.items()}
        main = layout.main_format(sizes)
        weights = self._weights(main)
        formats = tuple(sorted(sizes, key=lambda name: (name != main, -sizes[name], name)))
        return ModelFacts(
            summary=weights.summary,
            architecture=self._architecture() or weights.architecture,
            kind=self._kind() or weights.kind,
            library=self._library(main, weights),
            formats=formats,
            parameters=_countable(weights.parameters),
            dtype=weights.dtype,
            quantisation=weights.quantisation,
            context=_countable(self._context() or weights.context),
            licence=weights.licence,
            base_model=self._adapter.base_model if self._adapter is not None else None,
        )

    def _sort_by_format(self) -> dict[str, list[ModelFile]]:
        """The files of weights by format, as names and, where these say nothing, first bytes tell."""
        names: dict[str, list[str]] = {}
        for file in self._repo.files.values():
            names.setdefault(file.folder, []).append(file.name)
        found: dict[str, list[ModelFile]] = {}
        sniffs_left = _MOST_SNIFFED
        for file in self._repo.files.values():
            form = layout.weight_format(file, names[file.folder])
            if form == "bin":
                form = self._repo.read(file, _sniff) or None if sniffs_left > 0 else None
                sniffs_left -= 1
            if form is not None:
                found.setdefault(form, []).append(file)
        return found

    def _weights(self, main: str | None) -> _Weights:
        if main is None:
            return self._missing_weights()
        files = self._by_format[main]
        if main == "safetensors":
            return self._safetensors(files)
        if main == "gguf":
            return self._gguf(files)
        if main == "onnx":
            return self._onnx(files)
        if main == "ctranslate2":
            return self._ctranslate2(files)
        dtype = self._config.dtype
        word = summary.FORMAT_WORDS.get(main, main)
        named = self._quantisation.name if self._quantisation is not None else None
        if self._pipeline is not None:
            word = "diffusers"
        elif self._adapter is not None and main == "pickle":
            word = self._adapter_word()
        return _Weights(summary=summary.join(word, named or dtype), dtype=dtype, quantisation=named)

    def _missing_weights(self) -> _Weights:
        """Nothing to read: an index may still tell that weights belong here."""
        for name in ("model.safetensors.index.json", "diffusion_pytorch_model.safetensors.index.json"):
            index = self._index(name)
            if index is not None:
                total = len(index.shards())
                self._repo.problems.append(
                    problem("formats-parts-missing", path=name, missing=total, total=total)
                )
                word = summary.join(self._config.dtype, summary.count(index.total_parameters))
                return _Weights(summary=word or "safetensors", parameters=index.total_parameters)
        return _Weights(summary="no weights")

    def _safetensors(self, files: list[ModelFile]) -> _Weights:
        folders = ["", *self._modules]
        if self._pipeline is not None:
            folders = list(self._pipeline.components)
        tensors: dict[str, safetensors.TensorEntry] = {}
        complete = True
        said: int | None = None
        groups = layout.main_groups(layout.weight_groups(files), folders)
        for group in groups:
            members, parameters, whole = self._members(group)
            said = parameters if len(groups) == 1 else None
            complete = complete and whole
            for file in members:
                header = self._repo.read(file, safetensors.read_header)
                if header is None:
                    complete = False
                    continue
                # Two components may use one name; both count.
                prefix = f"{group.folder}/" if group.folder else ""
                tensors.update((prefix + name, tensor) for name, tensor in header.tensors.items())
        parameters = logical_parameters(tensors, self._quantisation) if complete and tensors else said
        dtype = _main_dtype(tensors) or self._config.dtype
        named = self._quantisation.name if self._quantisation is not None else None
        if named is not None and self._config.dtype is not None:
            dtype = self._config.dtype
        is_adapter = self._adapter is not None or _is_lora(tensors)
        if self._pipeline is not None:
            words = summary.join("diffusers", named or dtype)
        elif is_adapter:
            words = summary.join(self._adapter_word(), summary.count(parameters))
        else:
            words = summary.join(named or dtype or "safetensors", summary.count(parameters))
        return _Weights(
            summary=words, parameters=parameters, dtype=dtype, quantisation=named, is_adapter=is_adapter
        )

    def _members(self, group: layout.WeightGroup) -> tuple[list[ModelFile], int | None, bool]:
        """The files of a set, the parameters its index claims, and whether every part is here."""
        folder = f"{group.folder}/" if group.folder else ""
        path = f"{folder}{group.stem}.safetensors.index.json"
        index = self._index(path) if group.total > 1 or not group.variant else None
        if index is None or (group.total == 1 and group.files[0].name not in index.shards()):
            missing, total, members = group.missing, group.total, list(group.files)
        else:
            shards = index.shards()
            members = [
                self._repo.files[folder + name] for name in shards if folder + name in self._repo.files
            ]
            missing, total = len(shards) - len(members), len(shards)
        if missing:
            where = printable(path if index is not None else group.files[0].path)
            self._repo.problems.append(
                problem("formats-parts-missing", path=where, missing=missing, total=total)
            )
        return members, index.total_parameters if index is not None else None, not missing

    def _index(self, path: str) -> safetensors.SafetensorsIndex | None:
        file = self._repo.files.get(path)
        return None if file is None else self._repo.read(file, safetensors.read_index)

    def _gguf(self, files: list[ModelFile]) -> _Weights:
        whole = [file for file in files if not layout.is_gguf_side_file(file)] or files
        groups = sorted(layout.weight_groups(whole), key=lambda group: (group.size, group.files[0].path))
        main = max(groups, key=lambda group: (not group.missing, group.size))
        named: list[str] = []
        header: gguf.GgufHeader | None = None
        parameters: int | None = None
        for group in groups:
            told = layout.gguf_quantisation(group.files[0].name.rpartition(".")[0])
            # Of the others the name is enough: their headers carry megabytes of the same vocabulary.
            if group is main or told is None:
                found = self._repo.read(group.files[0], gguf.read_header)
                if found is not None:
                    told = found.quantisation() or told
                if group is main:
                    header = found
                    parameters = self._gguf_parameters(group, found)
            if told is not None and told not in named:
                named.append(told)
        quantisation = ", ".join(named) or None
        if len(groups) > 1 and len(named) > 1:
            words = summary.join("GGUF", summary.listed(named))
        else:
            words = summary.join(quantisation or "GGUF", summary.count(parameters))
        is_adapter = header is not None and header.text("general.type") == "adapter"
        if is_adapter:
            words = summary.join("LoRA", summary.count(parameters))
        plain = {"F32": "FP32", "F16": "FP16", "BF16": "BF16"}
        return _Weights(
            summary=words,
            parameters=parameters,
            dtype=plain.get(quantisation or ""),
            quantisation=quantisation,
            architecture=_short(header.architecture) if header is not None else None,
            context=header.context_length if header is not None else None,
            kind=kinds.of_gguf(header.architecture) if header is not None else None,
            licence=_short(header.text("general.license")) if header is not None else None,
            is_adapter=is_adapter,
        )

    def _gguf_parameters(self, group: layout.WeightGroup, first: gguf.GgufHeader | None) -> int | None:
        """The parameters of all parts together; None where one is missing or cannot be read."""
        if group.missing:
            where = printable(group.files[0].path)
            self._repo.problems.append(
                problem("formats-parts-missing", path=where, missing=group.missing, total=group.total)
            )
        if group.missing or first is None:
            return None
        total = first.parameters()
        for file in group.files[1:]:
            header = self._repo.read(file, gguf.read_header)
            if header is None:
                return None
            total += header.parameters()
        return total

    def _onnx(self, files: list[ModelFile]) -> _Weights:
        chosen = layout.main_onnx(files)
        if chosen is None:
            return _Weights(summary="ONNX")
        file, is_whole = chosen
        model = self._repo.read(file, onnx.read_model)
        if model is None:
            return _Weights(summary="ONNX")
        folder = f"{file.folder}/" if file.folder else ""
        outside = model.external_locations()
        missing = sum(folder + name.removeprefix("./") not in self._repo.files for name in outside)
        if missing:
            where = printable(file.path)
            self._repo.problems.append(
                problem("formats-parts-missing", path=where, missing=missing, total=len(outside))
            )
        parameters = model.parameters() if is_whole else None
        stored = Counter(model.elements_by_dtype())
        dtype = summary.DTYPE_WORDS.get(stored.most_common(1)[0][0]) if stored else None
        quantisation = dtype if dtype is not None and dtype.startswith("INT") else None
        if model.packed:
            quantisation = f"INT{model.packed[0].bits}"
        return _Weights(
            summary=summary.join("ONNX", quantisation or dtype),
            parameters=parameters or None,
            dtype=dtype,
            quantisation=quantisation,
        )

    def _ctranslate2(self, files: list[ModelFile]) -> _Weights:
        model = self._repo.read(max(files, key=lambda file: file.size), ctranslate2.read_model)
        if model is None:
            return _Weights(summary="CTranslate2")
        dtype = model.dtype()
        heard = "automatic-speech-recognition" if model.specification.startswith("Whisper") else None
        return _Weights(
            summary=summary.join("CTranslate2", dtype),
            parameters=model.parameters() or None,
            dtype=dtype,
            quantisation=dtype if dtype in ("INT8", "INT16") else None,
            architecture=_short(model.specification.removesuffix("Spec")),
            kind=heard,
        )

    def _old_quantisation(self) -> Quantisation | None:
        """The quantisation in a file of its own, as writers did before config.json had a place for it."""
        for path, method in (("quantize_config.json", "gptq"), ("quant_config.json", "awq")):
            document = self._repo.document(path)
            if document is not None:
                return quantisation_of(document, method)
        document = self._repo.document("hf_quant_config.json")
        inner = document.inner("quantization") if document is not None else None
        return quantisation_of(inner, "modelopt") if inner is not None else None

    def _adapter_word(self) -> str:
        kind = self._adapter.kind if self._adapter is not None else None
        return "LoRA" if kind is None or kind.upper() == "LORA" else kind

    def _architecture(self) -> str | None:
        if self._pipeline is not None and self._pipeline.class_name:
            return self._pipeline.class_name
        return self._config.architectures[0] if self._config.architectures else self._config.model_type

    def _kind(self) -> str | None:
        return kinds.first(
            [
                kinds.of_pipeline(self._pipeline.class_name) if self._pipeline is not None else None,
                "sentence-similarity" if self._modules else None,
                kinds.of_adapter(self._adapter.task) if self._adapter is not None else None,
                kinds.of_config(self._config),
            ]
        )

    def _library(self, main: str | None, weights: _Weights) -> str | None:
        if self._pipeline is not None:
            return "diffusers"
        if self._adapter is not None:
            return "peft"
        if self._modules:
            return "sentence-transformers"
        if main in ("safetensors", "pickle") and not weights.is_adapter:
            if self._quantisation is not None and self._quantisation.method == "mlx":
                return "mlx"
            return "transformers" if self._config.architectures or self._config.model_type else None
        return (
            main if main in ("gguf", "onnx", "ctranslate2", "openvino", "nemo", "keras", "tflite") else None
        )

    def _context(self) -> int | None:
        """Tokens a text may have: what sentence-transformers cuts at, the model's own, the tokenizer's."""
        if self._modules:
            document = self._repo.document("sentence_bert_config.json")
            cut = document.number("max_seq_length") if document is not None else None
            if cut is not None:
                return cut
        if self._config.context is not None:
            return self._config.context
        document = self._repo.document("tokenizer_config.json")
        return tokenizer_limit(document) if document is not None else None


def _sniff(source: Source) -> str:
    """The format of a `.bin` by its first bytes; empty where they tell none."""
    start = source.read(min(source.size, _SNIFFED))
    if start.startswith((b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")):
        return "pickle"
    if start.startswith(b"GGUF"):
        return "gguf"
    if start.startswith((b"lmgg", b"tjgg", b"fmgg")):
        return "ggml"
    return "ctranslate2" if ctranslate2.looks_like(start) else ""


def _main_dtype(tensors: dict[str, safetensors.TensorEntry]) -> str | None:
    """The type that most bytes have, in the words of the summary."""
    sizes: Counter[str] = Counter()
    for tensor in tensors.values():
        sizes[tensor.dtype] += tensor.nbytes
    known = [(size, summary.DTYPE_WORDS[name]) for name, size in sizes.items() if name in summary.DTYPE_WORDS]
    return max(known)[1] if known else None


def _is_lora(tensors: dict[str, safetensors.TensorEntry]) -> bool:
    """Whether the weights are an adapter's, by the names all trainers give them."""
    return bool(tensors) and all("lora" in name.lower() or name.endswith(".alpha") for name in tensors)


def _countable(number: int | None) -> int | None:
    """The number; None where a hostile header makes it larger than any message or table can hold."""
    return number if number is not None and 0 < number <= LARGEST_NUMBER else None


def _short(text: str | None) -> str | None:
    """A header's own words on one line, cut to a sane length."""
    return printable(" ".join(text[:200].split())) or None if text else None
