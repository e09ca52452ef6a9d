"""What families ask and the article does not answer: like questions together, largest group first."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select, update

from ingest.embedder import Embedder
from store.database import Database, StoreError
from store.schema import TurnRow

TOGETHER = 0.5
"""Cosine to a group's mean from which a question belongs to it; docs/log.md has the figures."""
MOST_QUESTIONS = 2000
"""The newest that are looked at."""
EMBEDDED_AT_ONCE = 400
"""New ones whose vectors are made while somebody waits for the page."""


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


def gaps(database: Database, embedder: Embedder, since: float = 0.0) -> list[Gap]:
    """Groups of the unanswered questions that are kept, largest first. Raises StoreError."""
    query = (
        select(TurnRow.id, TurnRow.standalone, TurnRow.vector, TurnRow.vector_model)
        .where(TurnRow.kind == "abstain", TurnRow.at >= since, TurnRow.standalone != "")
        .order_by(TurnRow.at.desc())
        .limit(MOST_QUESTIONS)
    )
    model = embedder.fingerprint
    with database.reading() as session:
        rows = [
            (turn_id, text, vector if known == model else None)
            for turn_id, text, vector, known in session.execute(query)
        ]
    missing = [(turn_id, text) for turn_id, text, vector in rows if vector is None][:EMBEDDED_AT_ONCE]
    made = _embedded(database, embedder, missing)
    known = [
        (turn_id, text, made[turn_id] if vector is None else np.frombuffer(vector, dtype=np.float32))
        for turn_id, text, vector in rows
        if vector is not None or turn_id in made
    ]
    if not known:
        return []
    return group([(turn_id, text) for turn_id, text, _ in known], np.stack([v for _, _, v in known]))


def group(questions: Sequence[tuple[str, str]], vectors: np.ndarray) -> list[Gap]:
    """Leader clustering (Hartigan 1975, ch. 3) in one pass, then once more around the means found.

    `vectors`: unit rows, one for each question.
    """
    means: list[np.ndarray] = []
    for vector in vectors:
        if not means or float(np.max(np.stack(means) @ vector)) < TOGETHER:
            means.append(vector)
    owners = np.argmax(vectors @ np.stack(means).T, axis=1)
    centres = np.stack([_unit(vectors[owners == n].sum(axis=0)) for n in sorted(set(owners.tolist()))])
    owners = np.argmax(vectors @ centres.T, axis=1)
    found: list[Gap] = []
    for n, centre in enumerate(centres):
        inside = np.flatnonzero(owners == n)
        if not inside.size:
            continue
        order = inside[np.argsort(-(vectors[inside] @ centre), kind="stable")]
        members = tuple(questions[i] for i in order)
        found.append(Gap(members[0][1], members))
    return sorted(found, key=lambda gap: -gap.count)


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


def _unit(vector: np.ndarray) -> np.ndarray:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
