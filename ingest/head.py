"""Trains an adapter together with a linear head on its vectors, for what reads a text and judges it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
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
Label = TypeVar("Label")


def train_head(
    model: SentenceTransformer,
    head: torch.nn.Linear,
    batches: Sequence[Sequence[tuple[str, Label]]],
    loss_of: Callable[[torch.Tensor, Sequence[Label]], torch.Tensor],
    learning_rate: float,
    report: Callable[[str], None],
) -> None:
    """Train what `model` has that can be trained, and `head`, on `batches` of (text, label).

    `loss_of`: from the head's outputs, shape (batch, outputs), and the labels. `report` is told of the
    progress now and then.
    """
    import torch

    learned = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": learned, "lr": learning_rate},
            {"params": head.parameters(), "lr": HEAD_RATE * learning_rate},
        ]
    )
    rates = schedule(optimizer, len(batches))
    began = time.perf_counter()
    model.eval()
    for step, batch in enumerate(batches, start=1):
        vectors = embed_with_gradient(model, [text for text, _ in batch])
        loss = loss_of(head(SCALE * vectors), [label for _, label in batch])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        rates.step()
        if step % SAID_EVERY == 0 or step == len(batches):
            seconds = time.perf_counter() - began
            report(f"step {step}/{len(batches)}, loss {loss.item():.3f}, {seconds:.0f} s")
