"""The model card of the classifier: what it learned from, how, and what it must not be used for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from string import Template

from ingest.embed import PACKAGED
from triage.messages import LABELS, Message
from triage.train import FURTHER, RANK, Recipe

CARD = Template("""# Classifier of triage

A LoRA adapter for `$model` and a linear head over $count labels, trained by `python -m triage train` on
the messages in `triage/messages/`. It says how likely a message is each of: $labels.

## Data

$messages messages, written by several hands for this project; none comes from a real conversation.
By label: $counts. Questions of the banks stand beside them, of which it is only known that they are no
emergency.

## Recipe

$epochs epochs, learning rate $rate, batches of $batch, with dropout and a running mean of the weights;
the mean of seeds $seeds (a model soup), of rank $rank.$further

## Measured

`python -m evals.triage` measures it together with the rules, on messages it has not seen; the figures
stand in README and docs/log.md.

## Limits

English. It is one of three nets and no diagnosis: it misses messages, and the page must say who to call
whatever it answers. The messages imitate families and were not written by them.
""")


def write_card(folder: Path, messages: Sequence[Message], recipe: Recipe, seeds: Sequence[int]) -> None:
    counts = Counter(message.label for message in messages)
    text = CARD.substitute(
        model=PACKAGED,
        count=len(LABELS),
        labels=", ".join(LABELS),
        messages=len(messages),
        counts=", ".join(f"{label} {counts[label]}" for label in LABELS),
        epochs=recipe.epochs,
        rate=recipe.learning_rate,
        batch=recipe.batch,
        rank=RANK,
        seeds=", ".join(map(str, seeds)),
        further=" Trained further, on these, from a net that had\nlearned before, which is in the mean."
        if recipe == FURTHER
        else "",
    )
    (folder / "README.md").write_text(text, encoding="utf-8")
