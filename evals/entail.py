"""Train the net of answering.entailment on pairs of evals/support/: `python -m evals.support --train`.

Method: LoRA (Hu et al. 2021) on the packaged embedder and a logistic head, binary cross-entropy. True
sentences stand beside false ones of the same quote, beside quotes that they do not cite, and beside the
edition's own sentences, each of which follows from itself and not from its neighbour. What families say,
whole, in shreds or glued to a true sentence, follows from nothing: a model that obeys an order says such.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from answering.entailment import premise_of, read_as
from answering.passages import PassageStore
from answering.records import Citation
from evals.pairs import TRAINING, Pair, load_pairs
from ingest.adapt import attach_lora, save_lora
from ingest.embed import TextEmbedder
from ingest.head import Regime, train_head, trained
from ingest.markdown import plain_text

if TYPE_CHECKING:
    import torch

CARD = Template("""# Net of entailment

A LoRA adapter for `$model` and a logistic head, trained by `python -m evals.support --train`: how
likely a sentence follows from the words of the article that it cites. One of several signals of
`answering/verify.py`.

## Data

$true true and $false false sentences in `evals/support/`, written for this project by several hands about
one article; with each true one, now and then, words that it does not cite; the article's own sentences;
and lines of families, which follow from nothing.

## Recipe

$epochs epochs, learning rate $rate, batches of $batch, seed $seed.

## Measured

`python -m evals.support` measures the whole check on hands that it has not seen; the figures stand in
README.

## Limits

English, and one article: of other documents it knows less, and there the words and numbers that must
agree exactly count for more. It is no judge of what is true, only of what was quoted.
""")
SMOOTHING = 0.02
LONGEST_LINE = 30
"""Words of a family's line."""
SAID_SO = ("The article says {}.", "Naltrexone: {}.", "Yes: {}.", "{}, says the article.")
TRUE_WEIGHT = 1.5
"""There are fewer true sentences than false ones."""
NEAR = 3
"""Half of the wrong citations stand so near to the right one, where they are most like it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run of training is made of."""

    epochs: int = 4
    learning_rate: float = 1e-3
    batch: int = 32
    seed: int = 4
    wrong_rate: float = 0.5
    """Of the true sentences, how many are also shown with a citation of another entry."""
    stray_rate: float = 0.12
    """Of the sentences, beside how many a family's line stands that follows from nothing."""


Row = tuple[str, float]
"""What the net reads, and 1.0 where the sentence follows."""


def train(
    store: PassageStore, talk: Sequence[str], folder: Path, recipe: Recipe, report: Callable[[str], None]
) -> None:
    """Train on the pairs of TRAINING and save adapter and head to `folder`.

    `talk`: lines of families, which follow from no quote. The same recipe on the same machine gives the
    same result.
    """
    import torch

    torch.manual_seed(recipe.seed)
    chance = random.Random(recipe.seed)
    pairs = [pair for path in TRAINING for pair in load_pairs(path, store, 0)]
    base = TextEmbedder()
    model = base.load_base()
    adapted = attach_lora(model, base.model)
    head = torch.nn.Linear(base.dimension, 1)
    batches = [batch for _ in range(recipe.epochs) for batch in _epoch(pairs, store, talk, chance, recipe)]
    train_head(model, head, batches, _loss, Regime(recipe.learning_rate), report)
    save_lora(adapted, base.model, folder)
    trained(head).save(folder)
    true = sum(not pair.fault for pair in pairs)
    card = CARD.substitute(
        model=base.model,
        true=true,
        false=len(pairs) - true,
        epochs=recipe.epochs,
        rate=recipe.learning_rate,
        batch=recipe.batch,
        seed=recipe.seed,
    )
    (folder / "README.md").write_text(card, encoding="utf-8")


def _loss(logits: torch.Tensor, labels: Sequence[float]) -> torch.Tensor:
    import torch

    follows = torch.tensor(labels)
    return torch.nn.functional.binary_cross_entropy_with_logits(
        logits[:, 0],
        follows * (1 - SMOOTHING) + SMOOTHING / 2,
        weight=torch.where(follows > 0, TRUE_WEIGHT, 1.0),
    )


def _epoch(
    pairs: Sequence[Pair], store: PassageStore, talk: Sequence[str], chance: random.Random, recipe: Recipe
) -> list[list[Row]]:
    strays = _strays(pairs, talk, chance, recipe.stray_rate)
    rows = [*_labelled(pairs, chance, recipe), *strays, *_own_sentences(store, chance)]
    chance.shuffle(rows)
    return [rows[start : start + recipe.batch] for start in range(0, len(rows), recipe.batch)]


def _labelled(pairs: Sequence[Pair], chance: random.Random, recipe: Recipe) -> Iterator[Row]:
    quotes = list(dict.fromkeys(pair.citation.quote for pair in pairs))
    place = {quote: number for number, quote in enumerate(quotes)}
    cited = {pair.citation.quote: pair.citation for pair in pairs}
    for pair in pairs:
        yield read_as(pair.sentence, premise_of([pair.citation])), float(not pair.fault)
        if not pair.fault and chance.random() < recipe.wrong_rate:
            steps = chance.randint(1, NEAR if chance.random() < 0.5 else len(quotes) - 1)
            wrong = cited[quotes[(place[pair.citation.quote] + steps) % len(quotes)]]
            yield read_as(pair.sentence, premise_of([wrong])), 0.0


def _strays(
    pairs: Sequence[Pair], talk: Sequence[str], chance: random.Random, rate: float
) -> Iterator[Row]:
    for pair in pairs:
        if chance.random() >= rate:
            continue
        words = chance.choice(talk).split()
        start = chance.randrange(len(words))
        few = " ".join(words[start : start + chance.randint(1, 3)]).strip(".,!?;:")
        line = " ".join(words[:LONGEST_LINE])
        said = chance.choice(
            [
                line,
                f"{few.capitalize()}.",
                chance.choice(SAID_SO).format(few),
                f"{pair.sentence} {line}" if chance.random() < 0.5 else f"{line} {pair.sentence}",
            ]
        )
        yield read_as(said, premise_of([pair.citation])), 0.0


def _own_sentences(store: PassageStore, chance: random.Random) -> Iterator[Row]:
    for passage in store.passages:
        title = store.title(passage)
        quotes = [Citation(1, passage, title, s.text, s.start, s.end) for s in passage.sentences]
        for number, sentence in enumerate(passage.sentences):
            said = plain_text(sentence.text)
            yield read_as(said, premise_of([quotes[number]])), 1.0
            if len(quotes) > 1:
                other = chance.choice([n for n in range(len(quotes)) if n != number])
                # What it leans on is read as well, and may be that very sentence.
                if said not in premise_of([quotes[other]]):
                    yield read_as(said, premise_of([quotes[other]])), 0.0
