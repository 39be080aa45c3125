"""The line of Python that loads a repo out of the cache, by what the repo is."""

from __future__ import annotations

import json
from typing import Final

from ...link.messages import ModelFacts, RepoRow

_AUTO: Final = {
    "text-generation": "AutoModelForCausalLM",
    "text2text-generation": "AutoModelForSeq2SeqLM",
    "summarization": "AutoModelForSeq2SeqLM",
    "translation": "AutoModelForSeq2SeqLM",
    "fill-mask": "AutoModelForMaskedLM",
    "text-classification": "AutoModelForSequenceClassification",
    "token-classification": "AutoModelForTokenClassification",
    "question-answering": "AutoModelForQuestionAnswering",
    "image-text-to-text": "AutoModelForImageTextToText",
    "automatic-speech-recognition": "AutoModelForSpeechSeq2Seq",
    "audio-classification": "AutoModelForAudioClassification",
    "image-classification": "AutoModelForImageClassification",
    "object-detection": "AutoModelForObjectDetection",
    "image-segmentation": "AutoModelForImageSegmentation",
    "mask-generation": "AutoModelForMaskGeneration",
    "depth-estimation": "AutoModelForDepthEstimation",
    "zero-shot-image-classification": "AutoModelForZeroShotImageClassification",
}


def load_lines(row: RepoRow) -> str:
    """Import and call, ready to paste. Empty for what is no repo."""
    if row.type == "other":
        return ""
    name, revision = json.dumps(row.name, ensure_ascii=False), _revision(row)
    facts = row.facts or ModelFacts()
    if row.type == "dataset":
        return _call("datasets", "load_dataset", name, revision, "dataset")
    if row.type == "kernel":
        return _call("kernels", "get_kernel", name, revision, "kernel")
    if row.type == "space":
        return _call("huggingface_hub", "snapshot_download", name, 'repo_type="space"' + revision, "path")
    library = facts.library or ""
    if "gguf" in facts.formats[:1] or library in {"gguf", "llama.cpp"}:
        return _gguf(name, facts)
    if library == "diffusers":
        return _call("diffusers", "DiffusionPipeline.from_pretrained", name, revision, "pipe")
    if library == "sentence-transformers":
        return _call("sentence_transformers", "SentenceTransformer", name, revision, "model")
    if library == "peft":
        return _call("peft", "AutoPeftModel.from_pretrained", name, revision, "model")
    if library == "timm":
        wanted = json.dumps(f"hf_hub:{row.name}", ensure_ascii=False)
        return f"import timm\n\nmodel = timm.create_model({wanted}, pretrained=True)"
    if library == "transformers":
        auto = _auto_class(facts)
        return _call("transformers", f"{auto}.from_pretrained", name, revision, "model")
    return _call("huggingface_hub", "snapshot_download", name, revision, "path")


def _auto_class(facts: ModelFacts) -> str:
    if (facts.architecture or "").endswith("ForCTC"):
        return "AutoModelForCTC"
    return _AUTO.get(facts.kind or "", "AutoModel")


def _gguf(name: str, facts: ModelFacts) -> str:
    variant = facts.variants[0] if facts.variants else facts.quantisation
    wanted = json.dumps(f"*{variant}*.gguf" if variant else "*.gguf")
    return f"from llama_cpp import Llama\n\nmodel = Llama.from_pretrained({name}, filename={wanted})"


def _revision(row: RepoRow) -> str:
    """What pins the call to a ref that is here, where `main` is not."""
    if not row.refs or "main" in row.refs:
        return ""
    return f", revision={json.dumps(row.refs[0])}"


def _call(module: str, function: str, name: str, more: str, result: str) -> str:
    separator = "" if not more or more.startswith(", ") else ", "
    return (
        f"from {module} import {function.partition('.')[0]}\n\n{result} = {function}({name}{separator}{more})"
    )
