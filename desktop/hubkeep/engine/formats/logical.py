"""How many parameters safetensors hold once their packing is undone.

Quantised weights are stored as integers, several to one, with scales and the like beside them.
Where the configuration names a method that is known here, the integers are counted as what they
stand for and what lies beside them is left out; where it does not, the answer is None, not a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hubkeep.engine.formats.config import Quantisation
from hubkeep.engine.formats.safetensors import TensorEntry

_FLOATS: Final = ("F", "BF", "C")
_INTEGER_SHARE: Final = 0.02
"""Position ids and other tables of integers stay below this share of a model that is not packed."""

_BESIDE_PACKED: Final = frozenset({"qzeros", "scales", "g_idx", "biases"})
_BESIDE_WEIGHT: Final = frozenset(
    {
        "weight_scale", "weight_scale_inv", "weight_scale_2", "weight_zero_point", "weight_shape",
        "weight_g_idx",
        "weight_global_scale", "input_scale", "input_global_scale", "input_zero_point", "output_scale",
        "activation_scale", "k_scale", "v_scale", "q_scale", "SCB", "weight_format",
    }
)  # fmt: skip
_BESIDE_BNB: Final = (".absmax", ".quant_map", ".nested_absmax", ".nested_quant_map")


def logical_parameters(tensors: Mapping[str, TensorEntry], quantisation: Quantisation | None) -> int | None:
    """Parameters that `tensors` (of all the model's files together) store; None where packing hides them."""
    total = hidden = 0
    for name, tensor in tensors.items():
        if quantisation is not None and _is_beside(name, tensors):
            continue
        unpacked = _unpacked(name, tensor, tensors, quantisation) if quantisation is not None else None
        if unpacked is not None:
            total += unpacked
        elif tensor.dtype.startswith(_FLOATS):
            total += tensor.elements
        else:
            hidden += tensor.elements
    return None if hidden > _INTEGER_SHARE * total else total


def _is_beside(name: str, tensors: Mapping[str, TensorEntry]) -> bool:
    """Whether `name` belongs to the packing of another tensor."""
    stem, _, leaf = name.rpartition(".")
    if leaf in _BESIDE_WEIGHT:
        return True
    if leaf in _BESIDE_PACKED:
        packed = tensors.get(f"{stem}.qweight") or tensors.get(f"{stem}.weight")
        return packed is not None and not packed.dtype.startswith(_FLOATS)
    if leaf.endswith("_scales"):
        return f"{stem}.{leaf.removesuffix('_scales')}_blocks" in tensors
    return name.endswith(_BESIDE_BNB) or ".quant_state." in name


def _unpacked(
    name: str, tensor: TensorEntry, tensors: Mapping[str, TensorEntry], how: Quantisation
) -> int | None:
    """What the packed tensor `name` stands for; None where it is not packed in a way known here."""
    stem, _, leaf = name.rpartition(".")
    per_int = {"I32": 32, "U32": 32, "U8": 8, "I8": 8}.get(tensor.dtype)
    if per_int is None:
        return None
    if leaf == "qweight" or (leaf == "weight_packed" and per_int == 32):
        return tensor.elements * per_int // how.bits if how.bits else None
    if (leaf == "weight_packed" or leaf.endswith("_blocks")) and how.bits == 4:
        return tensor.elements * 2
    if leaf != "weight":
        # bitsandbytes also packs expert tensors that are no module's "weight".
        return tensor.elements * 2 if f"{name}.absmax" in tensors and how.bits == 4 else None
    if how.method == "mlx" and f"{stem}.scales" in tensors:
        # Layers may differ in bits; scales times the group is right for all of them.
        return tensors[f"{stem}.scales"].elements * how.group if how.group else None
    if f"{name}.absmax" in tensors or f"{stem}.weight_scale_2" in tensors:
        return tensor.elements * 2 if how.bits == 4 and per_int == 8 else None
    if tensor.dtype == "I8" and (f"{stem}.SCB" in tensors or f"{stem}.weight_scale" in tensors):
        return tensor.elements
    return None
