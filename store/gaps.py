"""What families ask and the article does not answer: like questions together, largest group first."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select, update

from ingest.embedder import Embedder
from store.database import Database, StoreError
from store.schema import TurnRow

TOGETHER = 0.5
"""Cosine to a group's mean from which a question belongs to it; docs/log.md has the figures."""
MOST_QUESTIONS = 10_000
"""The newest that are looked at."""
EMBEDDED_AT_ONCE = 200
"""New ones whose vectors are made at a time: a second or two of one core."""
BLOCK = 512
"""Rows compared with all means at once: the table of cosines stays small."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A group of questions that are like each other."""

    heading: str
    """The question nearest to all the others."""
    questions: tuple[tuple[str, str], ...]
    """(turn id, question), nearest to the group's mean first."""

    @property
    def count(self) -> int:
        return len(self.questions)


@dataclass(frozen=True, slots=True)
class Gaps:
    """The unanswered questions that are kept, in groups."""

    groups: tuple[Gap, ...]
    """Largest first."""
    unanswered: int
    """All that are kept, also those that are in no group yet."""
    waiting: int
    """Among the newest MOST_QUESTIONS: whose vectors are still to be made, by the next calls."""

    @property
    def grouped(self) -> int:
        return sum(gap.count for gap in self.groups)


def gaps(database: Database, embedder: Embedder) -> Gaps:
    """Groups of the newest unanswered questions; makes EMBEDDED_AT_ONCE new vectors. Raises StoreError."""
    unanswered = (TurnRow.kind == "abstain", TurnRow.standalone != "")
    query = (
        select(TurnRow.id, TurnRow.standalone, TurnRow.vector, TurnRow.vector_model)
        .where(*unanswered)
        .order_by(TurnRow.at.desc())
        .limit(MOST_QUESTIONS)
    )
    model = embedder.fingerprint
    with database.reading() as session:
        total = session.scalar(select(func.count()).select_from(TurnRow).where(*unanswered)) or 0
        rows = [
            (turn_id, text, vector if known == model else None)
            for turn_id, text, vector, known in session.execute(query)
        ]
    missing = [(turn_id, text) for turn_id, text, vector in rows if vector is None]
    made = _embedded(database, embedder, missing[:EMBEDDED_AT_ONCE])
    known = [
        (turn_id, text, made[turn_id] if vector is None else np.frombuffer(vector, dtype=np.float32))
        for turn_id, text, vector in rows
        if vector is not None or turn_id in made
    ]
    groups = []
    if known:
        groups = group([(turn_id, text) for turn_id, text, _ in known], np.stack([v for _, _, v in known]))
    return Gaps(tuple(groups), total, len(missing) - len(made))


def group(questions: Sequence[tuple[str, str]], vectors: np.ndarray) -> list[Gap]:
    """Leader clustering (Hartigan 1975, ch. 3) in one pass, then once more around the means found.

    `vectors`: unit rows, one for each question.
    """
    leaders = _leaders(vectors)
    owners = _nearest(vectors, leaders)
    sums = np.zeros_like(leaders)
    np.add.at(sums, owners, vectors)
    centres = sums[np.bincount(owners, minlength=len(sums)) > 0]
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
    owners = _nearest(vectors, centres)
    likeness = np.einsum("ij,ij->i", vectors, centres[owners])
    # By group, and within a group the nearest to its mean first.
    order = np.lexsort((-likeness, owners))
    starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
    members = [tuple(questions[i] for i in part) for part in np.split(order, starts[1:])]
    return sorted((Gap(part[0][1], part) for part in members), key=lambda gap: -gap.count)


def _leaders(vectors: np.ndarray) -> np.ndarray:
    """Each row that is like no leader before it becomes one."""
    leaders, count = np.empty_like(vectors), 0
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK]
        before = count
        alone = np.ones(len(block), dtype=bool)
        if before:
            alone = (block @ leaders[:before].T).max(axis=1) < TOGETHER
        for vector in block[alone]:
            if count == before or float((leaders[before:count] @ vector).max()) < TOGETHER:
                leaders[count] = vector
                count += 1
    return leaders[:count]


def _nearest(vectors: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """For each row the number of the centre that is most like it."""
    parts = [(vectors[n : n + BLOCK] @ centres.T).argmax(axis=1) for n in range(0, len(vectors), BLOCK)]
    return np.concatenate(parts)


def _embedded(
    database: Database, embedder: Embedder, wanted: Sequence[tuple[str, str]]
) -> dict[str, np.ndarray]:
    """Vectors by turn id, kept for the next time where that can be done now."""
    if not wanted:
        return {}
    vectors = embedder.embed([text for _, text in wanted]).astype(np.float32)
    made = {turn_id: vector for (turn_id, _), vector in zip(wanted, vectors, strict=True)}
    # Where it cannot be written they are made again the next time.
    with contextlib.suppress(StoreError), database.writing() as session:
        for turn_id, vector in made.items():
            values = {"vector": vector.tobytes(), "vector_model": embedder.fingerprint}
            session.execute(update(TurnRow).where(TurnRow.id == turn_id).values(**values))
    return made
