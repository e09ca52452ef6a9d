"""How well passages were found. Pure functions over sentences and ranks; None is "not scored"."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet

DEPTHS = (1, 3, 5, 10)
"""How many passages are looked at."""


def span_recall(
    gold: AbstractSet[Hashable], ranked: Sequence[AbstractSet[Hashable]], k: int
) -> float | None:
    """Share of the gold sentences that lie in the first `k` of `ranked`; None without gold.

    Recall over spans of text and not over chunks, so that systems that cut a document differently can
    be compared (Smith and Troynikov 2024, "Evaluating Chunking Strategies for Retrieval").
    """
    return len(gold & set().union(*ranked[:k])) / len(gold) if gold else None


def span_precision(
    gold: AbstractSet[Hashable], ranked: Sequence[AbstractSet[Hashable]], k: int
) -> float | None:
    """Share of the sentences in the first `k` of `ranked` that are gold; None without gold or sentences."""
    shown: set[Hashable] = set().union(*ranked[:k])
    return len(gold & shown) / len(shown) if gold and shown else None


def hit(gold: AbstractSet[Hashable], ranked: Sequence[AbstractSet[Hashable]], k: int) -> float | None:
    """1 where any gold sentence lies in the first `k` of `ranked`, else 0; None without gold."""
    return float(bool(gold & set().union(*ranked[:k]))) if gold else None


def ndcg(relevant: Sequence[bool], all_relevant: int, k: int = 10) -> float | None:
    """Normalised discounted cumulative gain of the first `k`, gains 0 or 1; None without a relevant one.

    Jarvelin and Kekalainen 2002, with the logarithm to base 2 of rank + 1. `relevant`: whether each
    passage found holds a gold sentence, best first; `all_relevant`: how many passages do.
    """
    if all_relevant == 0:
        return None
    gained = sum(1 / math.log2(rank + 1) for rank, yes in enumerate(relevant[:k], start=1) if yes)
    return gained / sum(1 / math.log2(rank + 1) for rank in range(1, min(k, all_relevant) + 1))
