"""Stock retrieval pipelines, as their own guides set them up: what a team would have in an afternoon.

Each takes documents and an embedder and gives a function from a question to what it would show. No
chat model stands behind them, as none stands behind this program.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """One chunk that a pipeline shows for a question."""

    text: str
    document: str
    """Id of the document it was cut from."""


Show = Callable[[str], Sequence[Shown]]
"""A question in, chunks out, best first."""
