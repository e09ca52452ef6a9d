"""Trains an adapter together with a linear head, for what reads a text and judges it or its words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from ingest.adapt import embed_with_gradient, schedule
from ingest.linear import LinearHead

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

SCALE = 12.0
"""Multiplies unit vectors before the head, so that its weights start at a useful size."""
SAID_EVERY = 50
SETTLED = 0.3
"""Share of the steps after which weights are worth averaging."""
Label = TypeVar("Label")
Batch = TypeVar("Batch")


@dataclass(frozen=True, slots=True)
class Regime:
    """How a net is trained."""

    learning_rate: float
    head_rate: float = 5
    """The head learns so much faster than the adapter."""
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
    """Train what `model` has that can be trained, and `head` on its vectors, on `batches` of (text, label).

    `loss_of`: from the head's outputs, shape (batch, outputs), and the labels.
    """

    def loss_of_batch(batch: Sequence[tuple[str, Label]]) -> torch.Tensor:
        vectors = embed_with_gradient(model, [text for text, _ in batch])
        return loss_of(head(SCALE * vectors), [label for _, label in batch])

    train_net(model, head, batches, loss_of_batch, regime, report)


def train_net(
    model: SentenceTransformer,
    head: torch.nn.Linear,
    batches: Sequence[Batch],
    loss_of: Callable[[Batch], torch.Tensor],
    regime: Regime,
    report: Callable[[str], None],
) -> None:
    """Train what `model` has that can be trained, and `head`, on what `loss_of` says of each batch.

    `report` is told of the progress now and then.
    """
    import torch

    learned = [p for p in model.parameters() if p.requires_grad]
    of_head = list(head.parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": learned, "lr": regime.learning_rate},
            {"params": of_head, "lr": regime.head_rate * regime.learning_rate},
        ]
    )
    rates = schedule(optimizer, len(batches))
    mean: list[torch.Tensor] = []
    began = time.perf_counter()
    model.train(regime.dropout)
    for step, batch in enumerate(batches, start=1):
        loss = loss_of(batch)
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


def trained(head: torch.nn.Linear, scale: float = SCALE) -> LinearHead:
    """`head` as it is saved; `scale`: what the vectors were multiplied with before it."""
    weights, bias = (values.detach().numpy().astype(np.float32) for values in (head.weight, head.bias))
    return LinearHead(scale * weights, bias)
