"""The second net: a trained classifier over the packaged embedder, with an adapter of its own.

What it says is multiplied with what the third net says (triage.ngrams): a product of experts
(Hinton 2002), which is sharp only where both agree. Each is wrong about other messages. A message that no
rule fits, and of which the third net, ten times quicker, is all but sure, is not put to this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from ingest.embed import PACKAGED, TextEmbedder
from ingest.embedder import Embedder
from ingest.linear import LinearHead, load_linear_head
from ingest.serving import serving_embedder
from ingest.settings import TRIAGE_ADAPTER, Precision
from triage.messages import LABELS, Label, read_as
from triage.ngrams import NgramModel

FOLDER = TRIAGE_ADAPTER
HARMLESS = LABELS.index(Label.HARMLESS)
PLAINLY_HARMLESS = np.log(0.99)
"""By the n-grams alone, log P: three of five ordinary questions, and no emergency of 280 (docs/log.md)."""


class Classifier:
    """Probabilities of every label for a message; nothing is loaded until the first one."""

    def __init__(self, embedder: Embedder, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._embedder = embedder
        self._ngrams = NgramModel()

    def probabilities(self, text: str, history: str = "", ruled: bool = True) -> Mapping[Label, float]:
        """P(label) of one message read after `history`; they sum to 1. `ruled`: whether a rule fits it."""
        row = read_as(text, history)
        logits = self._ngrams.log_probabilities([row])[0]
        if not ruled and logits[HARMLESS] >= PLAINLY_HARMLESS:
            return {label: float(label is Label.HARMLESS) for label in LABELS}
        logits = logits + self._head.logits(self._embedder.embed([row]))[0]
        odds = np.exp(logits - logits.max())
        return dict(zip(LABELS, map(float, odds / odds.sum()), strict=True))

    @cached_property
    def _head(self) -> LinearHead:
        return load_head(self._folder)


def triage_embedder() -> TextEmbedder:
    """The packaged model with the adapter of triage."""
    return TextEmbedder(PACKAGED, FOLDER)


def load_classifier(models: Path, precision: Precision = "float32") -> Classifier:
    """The classifier of this package, from its export under `models` where there is one."""
    return Classifier(serving_embedder(triage_embedder(), models, precision))


def mean_head(heads: Sequence[LinearHead]) -> LinearHead:
    """The mean of heads that were trained with adapters which are averaged as well."""
    return LinearHead(
        np.mean([head.weights for head in heads], axis=0), np.mean([head.bias for head in heads], axis=0)
    )


def load_head(folder: Path) -> LinearHead:
    """Raises EmbedderError when the file is missing, broken or of another shape."""
    return load_linear_head(folder, len(LABELS), "python -m triage train")
