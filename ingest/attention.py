"""Attention as one step of the exported graph, for models of BERT's form.

ONNX Runtime has it as `com.microsoft.Attention`, and quantized as QAttention: queries, keys and values
come of one product, and nothing is turned round in memory between its parts. The vectors are the same; in
int8 a short text is read in eight ninths of the time (docs/log.md).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TypeVar

import torch
from transformers.models.bert.modeling_bert import BertSelfAttention

Model = TypeVar("Model", bound=torch.nn.Module)


@dataclass(slots=True)
class Mask:
    """Which tokens of a batch are text: int32, shape (texts, tokens); set before the layers are traced."""

    tokens: torch.Tensor | None = None


class FusedAttention(torch.nn.Module):
    """Stands in the place of one layer's attention while the graph is traced; computes nothing itself."""

    def __init__(self, attention: BertSelfAttention, mask: Mask) -> None:
        super().__init__()
        self.heads = attention.num_attention_heads
        self.mask = mask
        parts = [attention.query, attention.key, attention.value]
        weights = torch.cat([part.weight for part in parts]).t().contiguous()
        self.weights = torch.nn.Parameter(weights, requires_grad=False)
        self.bias = torch.nn.Parameter(torch.cat([part.bias for part in parts]), requires_grad=False)

    def forward(self, hidden_states: torch.Tensor, **_: object) -> tuple[torch.Tensor, None]:
        """The attended states, of the shape of `hidden_states`: (texts, tokens, dimension)."""
        states = torch.onnx.ops.symbolic(
            "com.microsoft::Attention",
            (hidden_states, self.weights, self.bias, self.mask.tokens),
            {"num_heads": self.heads},
            dtype=hidden_states.dtype,
            shape=hidden_states.shape,
            version=1,
        )
        return states, None


def with_fused_attention(model: Model, mask: Mask) -> Model:
    """A copy of `model` to be traced, its attention fused where the form is known, which reads `mask`."""
    fused = copy.deepcopy(model)
    for module in [*fused.modules()]:
        for name, child in [*module.named_children()]:
            # Not of a decoder, nor of a kind that is derived from it: those have steps of their own.
            if type(child) is BertSelfAttention and not child.is_decoder:
                setattr(module, name, FusedAttention(child, mask))
    return fused
