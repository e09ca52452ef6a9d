"""The fitted numbers: how signals are fused, and how sure is sure enough. One readable file.

`weights.json` is written by `python -m evals.fit`; nothing in it is set by hand. It holds two sets:
one for a corpus with a question bank, and one for bare text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """One set of fitted numbers."""

    fusion: Mapping[str, float]
    """Weight of each retrieval signal in the fused score; they sum to 1."""
    temperature: float
    """Divides fused scores before the softmax that turns them into shares of belief."""
    sufficiency: Mapping[str, float]
    """Coefficients of the logistic model of P(answerable), by signal."""
    intercept: float
    threshold: float
    """Abstain where P(answerable) is below this."""


@dataclass(frozen=True, slots=True)
class WeightSets:
    """Both sets; a corpus is served with the one that fits it."""

    with_bank: Weights
    text_only: Weights


def load_weights(path: Path = PATH) -> WeightSets:
    """The fitted numbers that lie beside this module."""
    data = json.loads(path.read_text(encoding="utf-8"))
    return WeightSets(**{name: Weights(**values) for name, values in data.items()})
