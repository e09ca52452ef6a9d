"""Train the classifier of triage: a LoRA adapter for the packaged embedder, and a linear head.

Method: LoRA (Hu et al. 2021) with cross-entropy over the ten labels. Beside
the labelled messages stand questions of the banks: those that the document answers count as
harmless, of the others it is only known that they are no emergency (the loss is -log of all the
probability outside the emergencies). Some rows are two messages in one, which teach that one
dangerous clause is enough.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.adapt import attach_lora, resume_lora, save_lora
from ingest.embed import TextEmbedder
from ingest.head import SCALE, Regime, train_head, trained
from ingest.linear import LinearHead
from ingest.slips import slip
from triage.classifier import load_head
from triage.messages import EMERGENCIES, LABELS, Label, Message, read_as

if TYPE_CHECKING:
    import torch

SMOOTHING = 0.02
RANK = 32
MEMORY = 0.998


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run of training is made of."""

    epochs: int = 8
    learning_rate: float = 1e-3
    batch: int = 64
    seed: int = 1
    slip_rate: float = 0.15
    """Share of rows that get slips of the thumb, anew in every epoch."""
    joined_rate: float = 0.15
    """Share of rows that get a harmless message before or after them."""
    history_rate: float = 0.2
    """Share of rows without a history that get one that does not matter."""
    covered_rate: float = 0.75
    """Rows of questions that the document answers, as a share of the labelled ones: harmless."""
    uncovered_rate: float = 0.12
    """Rows of questions that it does not answer: no emergency, whatever else."""


FURTHER = Recipe(epochs=2, learning_rate=5e-4)
"""For a net that has learned already, when there are messages by more hands."""
REHEARSED = 2
"""Messages that it knows for each that is new, or it forgets what they taught (Robins 1995)."""


def train(
    messages: Sequence[Message],
    covered: Sequence[str],
    uncovered: Sequence[str],
    talk: Sequence[str],
    folder: Path,
    recipe: Recipe,
    report: Callable[[str], None],
    resumed: Path | None = None,
) -> tuple[TextEmbedder, LinearHead]:
    """Train on `messages`, save the adapter to `folder`, and return embedder and head.

    `resumed`: folder of an adapter and a head that are trained further, in place of new ones.
    `covered` and `uncovered`: questions of the banks. `talk`: harmless lines that may stand before a
    message without changing what it is. The same recipe on the same machine gives the same result.
    """
    import torch

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    base = TextEmbedder()
    model = base.load_base()
    adapted = resume_lora(model, resumed) if resumed else attach_lora(model, base.model, RANK)
    head = torch.nn.Linear(base.dimension, len(LABELS))
    if resumed:
        known = load_head(resumed)
        head.weight.data = torch.tensor(known.weights / SCALE)
        head.bias.data = torch.tensor(known.bias)
    batches = [
        batch
        for _ in range(recipe.epochs)
        for batch in _epoch(messages, covered, uncovered, talk, chance, recipe)
    ]
    report(f"seed {recipe.seed}")
    train_head(
        model, head, batches, _loss, Regime(recipe.learning_rate, dropout=True, memory=MEMORY), report
    )
    save_lora(adapted, base.model, folder)
    return TextEmbedder(base.model, folder), trained(head)


def rehearsing(new: Sequence[Message], known: Sequence[Message], seed: int) -> list[Message]:
    """`new` messages and a sample of those a net has learned from."""
    count = min(len(known), REHEARSED * len(new))
    return [*new, *random.Random(seed).sample(list(known), count)]


Row = tuple[str, Label | None]
"""What the model reads, and its label; None: no emergency, whatever else."""


def _epoch(
    messages: Sequence[Message],
    covered: Sequence[str],
    uncovered: Sequence[str],
    talk: Sequence[str],
    chance: random.Random,
    recipe: Recipe,
) -> list[list[Row]]:
    harmless = [m.text for m in messages if m.label is Label.HARMLESS and not m.history]
    rows: list[Row] = []
    for message in messages:
        text, history = message.text, message.history
        if chance.random() < recipe.joined_rate and len(text) < 200:
            other = chance.choice(harmless if chance.random() < 0.5 else talk)
            text = _join(other, text) if chance.random() < 0.8 else _join(text, other)
        if not history and chance.random() < recipe.history_rate:
            history = chance.choice(talk)
        rows.append((read_as(slip(text, chance, recipe.slip_rate), history), message.label))
    for texts, rate, label in (
        (covered, recipe.covered_rate, Label.HARMLESS),
        (uncovered, recipe.uncovered_rate, None),
    ):
        for text in chance.sample(texts, min(len(texts), int(rate * len(messages)))):
            history = chance.choice(talk) if chance.random() < recipe.history_rate else ""
            rows.append((read_as(slip(text, chance, recipe.slip_rate), history), label))
    chance.shuffle(rows)
    return [rows[start : start + recipe.batch] for start in range(0, len(rows), recipe.batch)]


def _join(first: str, second: str) -> str:
    return f"{first.rstrip()} {second.lstrip()}" if first[-1:] in ".?!" else f"{first.rstrip()}. {second}"


def _loss(logits: torch.Tensor, labels: Sequence[Label | None]) -> torch.Tensor:
    import torch

    known = torch.tensor([label is not None for label in labels])
    targets = torch.tensor([LABELS.index(label) for label in labels if label is not None])
    total = torch.nn.functional.cross_entropy(
        logits[known], targets, reduction="sum", label_smoothing=SMOOTHING
    )
    if not bool(known.all()):
        calm = [n for n, label in enumerate(LABELS) if label not in EMERGENCIES]
        log_p = torch.log_softmax(logits[~known], dim=1)
        total = total - torch.logsumexp(log_p[:, calm], dim=1).sum()
    return total / len(labels)
