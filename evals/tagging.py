"""Train the tagger of redaction.tagging on messages with marks: `python -m evals.redaction --train`.

Method: LoRA (Hu et al. 2021) on the packaged embedder, and a linear head on every token with cross-entropy.
Half of the messages get other people's data in the places of their own, so that the net learns the places
and not the data; questions of the bank stand beside them, of which the rules find nothing personal in.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from ingest.adapt import attach_lora, resume_lora, save_lora
from ingest.embed import TextEmbedder
from ingest.head import Regime, train_net, trained
from redaction.patterns import CARD, NAME
from redaction.redact import redact
from redaction.tagging import KINDS, load_tagger_head

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

CARD_OF_THE_NET = Template("""# Tagger of personal data

A LoRA adapter for `$model` and a linear head over "nothing" and $count kinds of personal
data, trained by `python -m evals.redaction --train`. It stands beside the patterns of
`redaction/redact.py`, before a family's message is kept.

## Data

$messages messages in `evals/personal/`, written for this project by several hands; people, numbers and
places in them are made up. Beside them questions of the bank.

## Recipe

$epochs epochs, learning rate $rate, batches of $batch, seed $seed, rank $rank, with dropout$resumed.

## Measured

`python -m evals.redaction` measures it together with the patterns, on messages that nobody has read the
misses of; the figures stand in README.

## Limits

English. What it misses is kept: it is no promise of anonymity. It takes away more than it must.
""")
RANK = 32
SMOOTHING = 0.02
DROPOUT = 0.1
HEAD_RATE = 4
NOTHING_WEIGHT = 0.6
"""A word that is nothing counts so much: there are ten times as many."""
UNMARKED = -100
"""The label of the model's own marks, which torch leaves out of the loss."""
# In the place of a message's own data: others' for the first share, new digits up to the second.
OTHERS, NEW_DIGITS = 0.45, 0.8


@dataclass(frozen=True, slots=True)
class Marked:
    """A message, and (kind, start, end) of what is personal in it, in order."""

    text: str
    planted: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run of training is made of."""

    epochs: int = 20
    learning_rate: float = 5e-4
    batch: int = 24
    seed: int = 1
    swap_rate: float = 0.5
    """Share of messages that get other data, anew in every epoch."""
    plain: int = 600
    """Questions with nothing personal in an epoch."""


FURTHER = Recipe(epochs=3, learning_rate=3e-4)
"""For a net that has learned already, when there are messages by more hands."""


def train(
    messages: Sequence[Marked],
    plain: Sequence[str],
    folder: Path,
    recipe: Recipe,
    report: Callable[[str], None],
    resumed: Path | None = None,
) -> None:
    """Train and save adapter, head and card to `folder`; `plain`: lines that are nobody's.

    `resumed`: folder of an adapter and a head that are trained further, in place of new ones. The same
    recipe on the same machine gives the same result.
    """
    import torch

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    base = TextEmbedder()
    model = base.load_base()
    adapted = resume_lora(model, resumed) if resumed else attach_lora(model, base.model, RANK)
    head = torch.nn.Linear(base.dimension, len(KINDS) + 1)
    if resumed:
        known = load_tagger_head(resumed)
        head.weight.data, head.bias.data = torch.tensor(known.weights), torch.tensor(known.bias)
    # A name in a question of the bank is not marked there.
    nobodys = [Marked(text, ()) for text in plain if not redact(text).spans]
    batches = [batch for _ in range(recipe.epochs) for batch in _epoch(messages, nobodys, chance, recipe)]
    weights = torch.tensor([NOTHING_WEIGHT, *[1.0] * len(KINDS)])

    def loss_of(batch: Sequence[Marked]) -> torch.Tensor:
        vectors, labels = _read(model, batch)
        return torch.nn.functional.cross_entropy(
            head(torch.nn.functional.dropout(vectors, DROPOUT)).flatten(0, 1),
            labels.flatten(),
            weight=weights,
            ignore_index=UNMARKED,
            label_smoothing=SMOOTHING,
        )

    regime = Regime(recipe.learning_rate, HEAD_RATE, dropout=True)
    train_net(model, head, batches, loss_of, regime, report)
    save_lora(adapted, base.model, folder)
    trained(head, scale=1.0).save(folder)
    card = CARD_OF_THE_NET.substitute(
        model=base.model,
        count=len(KINDS),
        messages=len(messages),
        epochs=recipe.epochs,
        rate=recipe.learning_rate,
        batch=recipe.batch,
        seed=recipe.seed,
        rank=RANK,
        resumed=", further from a net that had learned from fewer hands" if resumed else "",
    )
    (folder / "README.md").write_text(card, encoding="utf-8")


def _read(model: SentenceTransformer, batch: Sequence[Marked]) -> tuple[torch.Tensor, torch.Tensor]:
    """Token vectors, shape (batch, tokens, dimension), and the label of each, shape (batch, tokens)."""
    import torch

    texts = [message.text for message in batch]
    vectors = model(model.preprocess(texts))["token_embeddings"]
    places = model.tokenizer(
        texts, truncation=True, max_length=model.max_seq_length, padding=True, return_offsets_mapping=True
    )["offset_mapping"]
    labels = torch.full(vectors.shape[:2], UNMARKED)
    for row, (message, of_text) in enumerate(zip(batch, places, strict=True)):
        for column, (start, end) in enumerate(of_text):
            if start < end:
                kinds = [kind for kind, first, last in message.planted if start < last and first < end]
                labels[row, column] = 1 + KINDS.index(kinds[0]) if kinds else 0
    return vectors, labels


def _epoch(
    messages: Sequence[Marked], plain: Sequence[Marked], chance: random.Random, recipe: Recipe
) -> list[list[Marked]]:
    pool: dict[str, list[str]] = defaultdict(list)
    for message in messages:
        for kind, start, end in message.planted:
            pool[kind].append(message.text[start:end])
    rows = [swapped(m, pool, chance) if chance.random() < recipe.swap_rate else m for m in messages]
    rows += chance.sample(plain, min(recipe.plain, len(plain)))
    chance.shuffle(rows)
    return [rows[start : start + recipe.batch] for start in range(0, len(rows), recipe.batch)]


def swapped(message: Marked, pool: Mapping[str, Sequence[str]], chance: random.Random) -> Marked:
    """The message with others' data, or the same with other digits, in some of its places."""
    text, planted, at = "", [], 0
    known: dict[str, str] = {}
    for kind, start, end in message.planted:
        said = message.text[start:end]
        if said not in known:
            known[said] = _instead(kind, said, pool[kind], chance)
        text += message.text[at:start]
        planted.append((kind, len(text), len(text) + len(known[said])))
        text += known[said]
        at = end
    return Marked(text + message.text[at:], tuple(planted))


def _instead(kind: str, said: str, others: Sequence[str], chance: random.Random) -> str:
    drawn = chance.random()
    if kind == NAME and drawn < NEW_DIGITS:
        other = chance.choice(others)
        return other.lower() if said.islower() else other
    if drawn < OTHERS:
        return chance.choice(others)
    if drawn < NEW_DIGITS and kind != CARD:  # a card's last digit follows from the others
        return re.sub(r"\d", lambda _: str(chance.randrange(10)), said)
    return said
