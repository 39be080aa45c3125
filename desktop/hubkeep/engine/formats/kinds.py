"""What a model is for, guessed from its classes, in the Hub's words for tasks; None is better than wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hubkeep.engine.formats.config import ModelConfig

_BY_ENDING: Final = (
    ("ForCausalLM", "text-generation"),
    ("LMHeadModel", "text-generation"),
    ("ForMaskedLM", "fill-mask"),
    ("ForSequenceClassification", "text-classification"),
    ("ForTokenClassification", "token-classification"),
    ("ForQuestionAnswering", "question-answering"),
    ("ForCTC", "automatic-speech-recognition"),
    ("ForSpeechSeq2Seq", "automatic-speech-recognition"),
    ("ForAudioClassification", "audio-classification"),
    ("ForImageClassification", "image-classification"),
    ("ForObjectDetection", "object-detection"),
    ("ForSemanticSegmentation", "image-segmentation"),
    ("ForUniversalSegmentation", "image-segmentation"),
    ("ForInstanceSegmentation", "image-segmentation"),
    ("ForDepthEstimation", "depth-estimation"),
    ("ForVideoClassification", "video-classification"),
    ("ForTextToWaveform", "text-to-audio"),
    ("VisionEncoderDecoderModel", "image-to-text"),
    ("CLIPModel", "zero-shot-image-classification"),
    ("SiglipModel", "zero-shot-image-classification"),
)
_HEARING: Final = frozenset({"whisper", "speech_to_text", "speech-encoder-decoder", "moonshine"})
_TEXT_TO_TEXT: Final = frozenset(
    {"t5", "mt5", "umt5", "bart", "mbart", "pegasus", "marian", "m2m_100", "led", "longt5", "nllb-moe"}
)
_PIPELINES: Final = (
    ("ImageToVideo", "image-to-video"),
    ("Video", "text-to-video"),
    ("Inpaint", "image-to-image"),
    ("Img2Img", "image-to-image"),
    ("ImageToImage", "image-to-image"),
    ("InstructPix2Pix", "image-to-image"),
    ("Upscale", "image-to-image"),
    ("Kontext", "image-to-image"),
    ("Audio", "text-to-audio"),
    ("MusicLDM", "text-to-audio"),
    ("DDPM", "unconditional-image-generation"),
    ("StableDiffusion", "text-to-image"),
    ("Flux", "text-to-image"),
    ("PixArt", "text-to-image"),
    ("Sana", "text-to-image"),
    ("Kandinsky", "text-to-image"),
    ("QwenImage", "text-to-image"),
    ("AuraFlow", "text-to-image"),
    ("Wan", "text-to-video"),
    ("LTX", "text-to-video"),
    ("Mochi", "text-to-video"),
)
_GGUF_EMBEDDERS: Final = frozenset(
    {"bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "gemma-embedding"}
)
_GGUF_OTHERS: Final[dict[str, str | None]] = {
    "clip": None, "flux": "text-to-image", "sd1": "text-to-image", "sdxl": "text-to-image",
    "sd3": "text-to-image",
    "whisper": "automatic-speech-recognition", "t5": "text2text-generation",
    "t5encoder": "feature-extraction",
}  # fmt: skip


def of_config(config: ModelConfig) -> str | None:
    """The task of a transformers model."""
    for name in config.architectures:
        if name.endswith("ForConditionalGeneration") or config.model_type in _HEARING:
            if config.model_type in _HEARING:
                return "automatic-speech-recognition"
            if config.sees:
                return "any-to-any" if config.hears else "image-text-to-text"
            return "text2text-generation" if config.model_type in _TEXT_TO_TEXT else None
        for ending, kind in _BY_ENDING:
            if name.endswith(ending):
                return "image-text-to-text" if kind == "text-generation" and config.sees else kind
    # A bare encoder gives vectors.
    return "feature-extraction" if any(name.endswith("Model") for name in config.architectures) else None


def of_pipeline(class_name: str | None) -> str | None:
    """The task of a diffusers pipeline."""
    return next((kind for part, kind in _PIPELINES if class_name and part in class_name), None)


def of_gguf(architecture: str | None) -> str | None:
    """The task of a GGUF model: nearly all of them write text."""
    if architecture is None or architecture in _GGUF_OTHERS:
        return _GGUF_OTHERS.get(architecture or "")
    return "feature-extraction" if architecture in _GGUF_EMBEDDERS else "text-generation"


def of_adapter(task: str | None) -> str | None:
    """The task of a PEFT adapter."""
    tasks = {
        "CAUSAL_LM": "text-generation", "SEQ_2_SEQ_LM": "text2text-generation",
        "SEQ_CLS": "text-classification",
        "TOKEN_CLS": "token-classification", "QUESTION_ANS": "question-answering",
        "FEATURE_EXTRACTION": "feature-extraction",
    }  # fmt: skip
    return tasks.get(task or "")


def first(guesses: Sequence[str | None]) -> str | None:
    """The first guess that is one."""
    return next((guess for guess in guesses if guess), None)
