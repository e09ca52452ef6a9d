"""Trains an adapter together with a linear head on its vectors, for what reads a text and judges it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ingest.adapt import embed_with_gradient, schedule

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

SCALE = 12.0
"""Multiplies unit vectors before the head, so that its weights start at a useful size."""
HEAD_RATE = 5
"""The head learns so much faster than the adapter."""
SAID_EVERY = 50
SETTLED = 0.3
"""Share of the steps after which weights are worth averaging."""
Label = TypeVar("Label")


@dataclass(frozen=True, slots=True)
class Regime:
    """How a net is trained."""

    learning_rate: float
    dropout: bool = False
    """With the base's own dropout (0.1): for many epochs over the same texts."""
    memory: float = 0.0
    """What is kept is a running mean of the weights (Polyak and Juditsky 1992), of about 1 / (1 - memory)
    steps; 0: the weights of the last step."""


def train_head(
    model: SentenceTransformer,
    head: torch.nn.Linear,
    batches: Sequence[Sequence[tuple[str, Label]]],
    loss_of: Callable[[torch.Tensor, Sequence[Label]], torch.Tensor],
    regime: Regime,
    report: Callable[[str], None],
) -> None:
    """Train what `model` has that can be trained, and `head`, on `batches` of (text, label).

    `loss_of`: from the head's outputs, shape (batch, outputs), and the labels. `report` is told of the
    progress now and then.
    """
    import torch

    learned = [p for p in model.parameters() if p.requires_grad]
    of_head = list(head.parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": learned, "lr": regime.learning_rate},
            {"params": of_head, "lr": HEAD_RATE * regime.learning_rate},
        ]
    )
    rates = schedule(optimizer, len(batches))
    mean: list[torch.Tensor] = []
    began = time.perf_counter()
    model.train(regime.dropout)
    for step, batch in enumerate(batches, start=1):
        vectors = embed_with_gradient(model, [text for text, _ in batch])
        loss = loss_of(head(SCALE * vectors), [label for _, label in batch])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        rates.step()
        if regime.memory and step > SETTLED * len(batches):
            now = [parameter.detach() for parameter in (*learned, *of_head)]
            if mean:
                torch._foreach_lerp_(mean, now, 1 - regime.memory)
            else:
                mean = [weights.clone() for weights in now]
        if step % SAID_EVERY == 0 or step == len(batches):
            seconds = time.perf_counter() - began
            report(f"step {step}/{len(batches)}, loss {loss.item():.3f}, {seconds:.0f} s")
    for parameter, weights in zip((*learned, *of_head), mean, strict=False):
        parameter.data.copy_(weights)
    model.eval()
