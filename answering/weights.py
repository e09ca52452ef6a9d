"""The fitted numbers: how signals are fused, and how sure is sure enough. One readable file.

`weights.json` is written by `python -m answering.fit`; nothing in it is set by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """What `fit` found."""

    fusion: Mapping[str, float]
    """Weight of each retrieval signal in the fused score."""
    temperature: float
    """Divides fused scores before the softmax that turns them into shares of belief."""
    sufficiency: Mapping[str, float]
    """Coefficients of the logistic model of P(answerable), by signal."""
    intercept: float
    threshold: float
    """Abstain where P(answerable) is below this."""


@cache
def load_weights(path: Path = PATH) -> Weights:
    """The fitted numbers that lie beside this module."""
    return Weights(**json.loads(path.read_text(encoding="utf-8")))
