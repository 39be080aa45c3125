"""Sensible choices of a repo's files: one weight format and not three, one quantisation and not twenty. Pure.

A choice must load. So weights are left out only where others in the choice are the same, or are for other
programs; what is not understood stays beside what is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from .values import Preset
from .weights import NATIVE, Format, Part, onnx_original, part_of, quantised

_ALONE: Final[tuple[Format, ...]] = (
    *("onnx", "openvino", "coreml", "tflite", "original", "metal", "single-file"),
)
"""Formats for programs of their own, in the order in which they are offered."""
_VARIANTS: Final = ("fp16", "bf16", "fp32", "ema")
"""Which variant is taken where there is none without a name."""
_LIKED: Final = (
    *("Q4_K_M", "UD-Q4_K_XL", "Q4_K_L", "Q4_K_S", "IQ4_XS", "Q4_0", "MXFP4", "MXFP4_MOE", "IQ4_NL", "Q4_1"),
    *("Q5_K_M", "UD-Q5_K_XL", "Q5_K_S", "Q5_0", "Q5_1", "Q6_K", "UD-Q6_K_XL", "Q3_K_L", "Q3_K_M", "Q8_0"),
)
"""Quantisations, the one that suits most first."""
_PROJECTORS: Final = ("F16", "BF16", "Q8_0", "F32")
"""Likewise for the part of a model that sees."""


def presets(files: Sequence[tuple[str, int]], *, budget: int = 0, model: bool = True) -> tuple[Preset, ...]:
    """The choices for a repo's files, given as path and bytes; the recommended one is first, and `all` last
    where that is another.

    `budget`: bytes that a GGUF model may have; the largest quantisation within is recommended. Without
    `model` (a dataset, a space, a kernel) there is only `all`.
    """
    everything = _Choice(files).preset("all", (path for path, _ in files))
    offered = _Choice(files).of_model(budget) if model else []
    seen: set[object] = {frozenset(everything.files), "all"}
    kept: list[Preset] = []
    for preset in offered:
        if frozenset(preset.files) not in seen and preset.name not in seen:
            seen |= {frozenset(preset.files), preset.name}
            kept.append(preset)
    # Where the first is all there is, or the most of it is nothing we know, nothing should be left out.
    unknown = sum(size for path, size in files if _part(path, size).format == "other")
    if not kept or offered[0] not in kept or unknown > kept[0].bytes:
        return (_recommended(everything), *kept)
    return (_recommended(kept[0]), *kept[1:], everything)


class _Choice:
    """What can be chosen of some files."""

    def __init__(self, files: Sequence[tuple[str, int]]) -> None:
        self._files = files
        pipeline = any(path == "model_index.json" for path, _ in files)
        self._parts = [part_of(path, size, pipeline=pipeline) for path, size in files]

    def preset(self, name: str, paths: Iterable[str]) -> Preset:
        wanted = set(paths)
        taken = [(path, size) for path, size in self._files if path in wanted]
        return Preset(name=name, files=tuple(path for path, _ in taken), bytes=sum(size for _, size in taken))

    def of_model(self, budget: int) -> list[Preset]:
        """The choices for a model, the best first."""
        native = [offer for each in NATIVE for offer in self._native(each)]
        ggufs = self._ggufs(budget)
        alone = [
            self._with_common(each, _originals(self._of(each)) if each == "onnx" else self._of(each))
            for each in _ALONE
            if self._of(each)
        ]
        return [*native, *ggufs, *alone]

    def _of(self, *formats: Format) -> list[Part]:
        return [part for part in self._parts if part.format in formats]

    def _with_common(self, name: str, parts: Iterable[Part]) -> Preset:
        return self.preset(name, (part.path for part in (*self._of(""), *parts)))

    # --- one format for the usual libraries -----------------------------------------------------

    def _native(self, wanted: Format) -> list[Preset]:
        """The choice of one format, and of each of its variants."""
        mine = self._of(wanted)
        if not mine:
            return []
        plain = self._completed(wanted, _one_variant(mine, ""))
        found = [self._with_common(wanted, plain)]
        for variant in sorted({part.variant for part in mine if part.variant}):
            name = variant if wanted == "safetensors" else f"{wanted}-{variant}"
            found.append(self._with_common(name, self._completed(wanted, _one_variant(mine, variant))))
        return found

    def _completed(self, wanted: Format, mine: list[Part]) -> list[Part]:
        """With the weights that exist in the sibling format only: a layer of its own, an encoder."""
        sibling: Format | None = {"safetensors": "pytorch", "pytorch": "safetensors"}.get(wanted)  # type: ignore[assignment]
        if sibling is None:
            return mine
        twins = {(part.folder, part.twin) for part in mine}
        more = [part for part in self._of(sibling) if (part.folder, part.twin) not in twins]
        return [*mine, *_one_variant(more, "")]

    # --- GGUF -----------------------------------------------------------------------------------

    def _ggufs(self, budget: int) -> list[Preset]:
        """A choice for each quantisation, the recommended first and the others by size."""
        groups: dict[tuple[str, str], list[Part]] = {}
        projectors: dict[str, list[Part]] = {}
        for part in self._of("gguf"):
            told = quantised(part.path)
            if "imatrix" in told.model:
                continue
            group = projectors.setdefault(told.quant, []) if told.projector else None
            (groups.setdefault((told.model, told.quant), []) if group is None else group).append(part)
        eyes = next((projectors[quant] for quant in _PROJECTORS if quant in projectors), None)
        eyes = eyes or next(iter(projectors.values()), [])
        models: dict[str, int] = {}
        for _, quant in groups:
            models[quant] = models.get(quant, 0) + 1
        offers = []
        for (_, quant), parts in groups.items():
            name = quant if quant and models[quant] == 1 else quantised(parts[0].path).label
            offers.append((quant, sum(part.size for part in parts), self._with_common(name, [*parts, *eyes])))
        offers.sort(key=lambda offer: offer[1])
        if not offers:
            return []
        first = _best(offers, budget)
        return [first, *(preset for _, _, preset in offers if preset is not first)]


def _best(offers: Sequence[tuple[str, int, Preset]], budget: int) -> Preset:
    """Of quantisations with their sizes, smallest first."""
    if budget > 0:
        # What F32 has more than the others is air.
        fitting = [offer for offer in offers if offer[2].bytes <= budget]
        fitting = [offer for offer in fitting if offer[0] != "F32"] or fitting
        return (fitting[-1] if fitting else offers[0])[2]
    for liked in _LIKED:
        for quant, _, preset in offers:
            if quant == liked:
                return preset
    return offers[0][2]


def _one_variant(parts: Sequence[Part], wanted: str) -> list[Part]:
    """Of weights that are there in several variants, one; of those that are there in one file and in
    several, the one file, which is what libraries look for first."""
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        groups.setdefault((part.folder, part.twin), []).append(part)
    chosen: list[Part] = []
    for group in groups.values():
        there = {part.variant for part in group}
        variant = next(v for v in (wanted, "", *_VARIANTS, *sorted(there)) if v in there)
        same = [part for part in group if part.variant == variant]
        whole = [part for part in same if not part.sharded]
        chosen += whole or same
    return chosen


def _originals(parts: Sequence[Part]) -> list[Part]:
    """ONNX files without what was made from others among them."""
    paths = {part.path for part in parts}
    return [
        part
        for part in parts
        if (made_from := onnx_original(part.path)) == part.path or made_from not in paths
    ]


def _part(path: str, size: int) -> Part:
    return part_of(path, size, pipeline=False)


def _recommended(preset: Preset) -> Preset:
    return msgspec.structs.replace(preset, recommended=True)
