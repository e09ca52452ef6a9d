"""Train a LoRA adapter for the embedder from a question bank.

Method: LoRA (Hu et al. 2021, https://arxiv.org/abs/2106.09685) on all linear layers of the base,
with a softmax over the candidates in the batch (van den Oord et al. 2018, InfoNCE). A batch holds
questions of different passages; each must find its own passage and another question of that
passage among all the others, and back. Questions that the corpus does not cover stand in every
batch as candidates that are never right, and half of all passages, the neighbours among them, stand
in each batch, so that the hard negatives are always there. In the end the update is shrunk towards the
base, which carries over better to other people's wording (Wortsman et al. 2022, WiSE-FT). An adapter
that stands may be trained further instead, and is then averaged with what it was (ingest.card).
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ingest.bank import Part
from ingest.corpus import Corpus
from ingest.embed import TextEmbedder
from ingest.entries import passage_text
from ingest.errors import BankError
from ingest.slips import slip

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

RANK = 16
SCALE = 20.0
BATCH = 40
CHUNK = 10
UNCOVERED_IN_BATCH = 24
SHRINK = 0.8
"""How far to go from the base to what was learned: strangers' questions do better short of the end."""
WARM_UP = 0.1
FEWEST_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run of training is made of."""

    epochs: int = 4
    learning_rate: float = 1e-3
    seed: int = 1
    typo_rate: float = 0.25
    """Share of training questions that get a slip of the thumb, anew in every epoch."""
    further: bool = False
    """Start from the adapter that stands, and not from the base; nothing is shrunk then."""


FURTHER = Recipe(epochs=2, learning_rate=5e-4, further=True)
"""For an adapter that has learned already, when there are questions by more hands."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How well questions find their passage by passage vectors alone, on unseen questions."""

    questions: int
    first: float
    """Share of questions whose passage comes first."""
    first_three: float
    mean_reciprocal_rank: float
    auroc: float
    """Best cosine of covered above uncovered questions; 0.5 is chance."""


def train_adapter(
    corpus: Corpus,
    embedder: TextEmbedder,
    folder: Path,
    recipe: Recipe,
    report: Callable[[str], None],
    standing: Path | None = None,
) -> TextEmbedder:
    """Train on the bank's training part, save to `folder`, and return the adapted embedder.

    `standing`: the folder of the adapter that a recipe for further training starts from.
    The same recipe on the same machine gives the same adapter. Raises BankError when the bank is
    too small to train on.
    """
    training = corpus.bank.part(Part.TRAINING)
    if len(training.covered) < FEWEST_QUESTIONS:
        raise BankError(
            f"{len(training.covered)} questions to train on, at least {FEWEST_QUESTIONS} are "
            "needed; add some to questions.yaml"
        )
    import torch

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    model = embedder.load_base()
    resumed = standing if recipe.further else None
    adapted = resume_lora(model, resumed) if resumed else attach_lora(model, embedder.model)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=recipe.learning_rate)
    batches = [batch for _ in range(recipe.epochs) for batch in _batches(corpus, chance, recipe.typo_rate)]
    rates = schedule(optimizer, len(batches))
    uncovered = [question.text for question in training.uncovered]
    began = time.perf_counter()
    # No dropout: the base is frozen, and three times the memory buys nothing here.
    model.eval()
    for step, batch in enumerate(batches, start=1):
        strangers = chance.sample(uncovered, min(UNCOVERED_IN_BATCH, len(uncovered)))
        loss = _loss(model, batch, strangers)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        rates.step()
        if step % 20 == 0 or step == len(batches):
            seconds = time.perf_counter() - began
            report(
                f"seed {recipe.seed}: step {step}/{len(batches)}, loss {loss.item():.3f}, {seconds:.0f} s"
            )
    if not resumed:
        for name, parameter in adapted.named_parameters():
            if "lora_B" in name:
                parameter.data.mul_(SHRINK)
    save_lora(adapted, embedder.model, folder)
    return TextEmbedder(embedder.model, folder)


def measure(corpus: Corpus, embedder: TextEmbedder, part: Part) -> Quality:
    """Quality of `embedder` on the bank's questions of `part`."""
    bank = corpus.bank.part(part)
    numbers = {passage.id: number for number, passage in enumerate(corpus.passages)}
    passages = embedder.embed([passage_text(passage) for passage in corpus.passages])
    scores = embedder.embed([question.text for question in bank.covered]) @ passages.T
    own = scores[np.arange(len(scores)), [numbers[q.passage_id] for q in bank.covered]]
    ranks = 1 + (scores > own[:, None]).sum(axis=1)
    strangers = (embedder.embed([q.text for q in bank.uncovered]) @ passages.T).max(axis=1)
    best = scores.max(axis=1)
    wins = (best[:, None] > strangers[None, :]).mean() + 0.5 * (best[:, None] == strangers[None, :]).mean()
    return Quality(
        questions=len(bank.covered),
        first=float((ranks == 1).mean()),
        first_three=float((ranks <= 3).mean()),
        mean_reciprocal_rank=float((1 / ranks).mean()),
        auroc=float(wins),
    )


@dataclass(frozen=True, slots=True)
class _Example:
    passage: str
    questions: tuple[str, str]
    """Two questions that the passage answers."""


def _batches(corpus: Corpus, chance: random.Random, typo_rate: float) -> Iterator[list[_Example]]:
    """One epoch: every question once, two to a passage, no passage twice in a batch."""
    texts = {passage.id: passage_text(passage) for passage in corpus.passages}
    waiting: dict[str, list[str]] = defaultdict(list)
    for question in corpus.bank.part(Part.TRAINING).covered:
        waiting[question.passage_id].append(question.text)
    for questions in waiting.values():
        chance.shuffle(questions)
    while waiting:
        # The longest queues first, so that the last batches are not of a few passages only.
        names = sorted(waiting, key=lambda name: (-len(waiting[name]), chance.random()))[:BATCH]
        batch = []
        for name in names:
            questions = waiting[name]
            first = questions.pop()
            second = questions.pop() if questions else first
            pair = slip(first, chance, typo_rate), slip(second, chance, typo_rate)
            batch.append(_Example(texts[name], pair))
            if not questions:
                del waiting[name]
        if len(batch) > 1:
            yield batch


def _loss(model: SentenceTransformer, batch: list[_Example], strangers: list[str]) -> torch.Tensor:
    """Mean of the softmax losses: questions to passages, to each other, and both ways back."""
    import torch

    firsts, seconds = (
        embed_with_gradient(model, [example.questions[n] for example in batch]) for n in (0, 1)
    )
    passages = embed_with_gradient(model, [example.passage for example in batch])
    others = embed_with_gradient(model, strangers) if strangers else firsts[:0]
    right = torch.arange(len(batch))
    losses = [
        torch.nn.functional.cross_entropy(SCALE * asked @ candidates.T, right)
        for asked, candidates in (
            (firsts, passages),
            (seconds, passages),
            (passages, torch.cat([firsts, others])),
            (firsts, torch.cat([seconds, others])),
            (seconds, torch.cat([firsts, others])),
        )
    ]
    return torch.stack(losses).mean()


def attach_lora(model: SentenceTransformer, name: str, rank: int = RANK) -> Any:
    """Put untrained low-rank updates on all linear layers of `model`; returns the PEFT model."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(
        r=rank,
        lora_alpha=2 * rank,
        lora_dropout=0.0,
        target_modules=["query", "key", "value", "dense"],
        base_model_name_or_path=name,
    )
    adapted: Any = get_peft_model(model[0].model, config)
    model[0].model = adapted
    return adapted


def resume_lora(model: SentenceTransformer, folder: Path) -> Any:
    """Put the updates that lie in `folder` on `model`, to be trained further; returns the PEFT model."""
    from peft import PeftModel

    adapted: Any = PeftModel.from_pretrained(model[0].model, str(folder), is_trainable=True)
    model[0].model = adapted
    return adapted


def save_lora(adapted: Any, name: str, folder: Path) -> None:
    """Write the updates alone, naming the base by `name`."""
    # PEFT writes the folder the base was loaded from, which is nobody else's.
    adapted.peft_config["default"].base_model_name_or_path = name
    adapted.save_pretrained(str(folder), safe_serialization=True)


def schedule(optimizer: torch.optim.Optimizer, steps: int) -> torch.optim.lr_scheduler.LambdaLR:
    """The learning rate over `steps` steps: up, then down to nothing."""
    import torch

    return torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))


def embed_with_gradient(model: SentenceTransformer, texts: list[str]) -> torch.Tensor:
    """Unit vectors with gradients; texts of like length go together, so that padding is short."""
    import torch

    order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    parts = [
        model(model.preprocess([texts[number] for number in order[start : start + CHUNK]]))
        for start in range(0, len(order), CHUNK)
    ]
    vectors = torch.cat([part["sentence_embedding"] for part in parts])
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.nn.functional.normalize(vectors[back], dim=-1)


def _rate(step: int, steps: int) -> float:
    """Warm up, then down to nothing in a straight line."""
    warm = max(1, int(WARM_UP * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))
