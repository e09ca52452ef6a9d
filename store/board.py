"""What staff decided about answers, in memory: approved answers and passages that are switched off.

Read again every few seconds, since another process may have changed it; an answer never waits for it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import select

from answering.answerer import Answerer
from store.approved import LIKE, Approved, Draft, bind, normal, standing
from store.database import Database, StoreError
from store.every import Every
from store.schema import ApprovedRow, SwitchRow

EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class Decisions:
    """What held when it was last read."""

    index_id: str = ""
    off: frozenset[str] = frozenset()
    by_words: dict[str, Approved] = field(default_factory=dict)
    answers: tuple[Approved, ...] = ()
    vectors: np.ndarray | None = None
    """Of the answers' questions, shape (answers, dimension)."""


class Board:
    """Answering's Editorial; safe to be shared between threads."""

    def __init__(self, database: Database, answerer: Answerer) -> None:
        self._database, self._answerer = database, answerer
        self._now = Decisions()
        self._seen: object = None
        self._refreshing = threading.Lock()
        self._every = Every("store-board", EVERY_S, self.catch_up)

    def approved(self, question: str, vector: np.ndarray | None) -> Approved | None:
        """By the very words, or the nearest question where that is at least LIKE."""
        now = self._now
        # Bound to another build of the index, its quotes may have moved.
        if not now.answers or now.index_id != self._answerer.store.index_id:
            return None
        exact = now.by_words.get(normal(question))
        if exact or vector is None or now.vectors is None:
            return exact
        cosines = now.vectors @ vector
        best = int(np.argmax(cosines))
        return now.answers[best] if cosines[best] >= LIKE else None

    def switched_off(self) -> Collection[str]:
        return self._now.off

    def refresh(self) -> None:
        """Read the decisions now; raises StoreError."""
        with self._refreshing:
            store = self._answerer.store
            with self._database.reading() as session:
                off = frozenset(session.scalars(select(SwitchRow.passage_id)))
                query = select(ApprovedRow).where(~ApprovedRow.withdrawn).order_by(ApprovedRow.at)
                rows = [Draft.of(row) for row in session.scalars(query)]
            seen = (store.index_id, off, tuple(rows))
            if seen == self._seen:
                return
            usable = [(row, bind(row, store)) for row in rows if not standing(row, store, off)]
            answers = tuple(bound for _, bound in usable)
            vectors = self._answerer.embedder.embed([row.question for row, _ in usable]) if usable else None
            words = {normal(row.question): bound for row, bound in usable}
            self._now = Decisions(store.index_id, off, words, answers, vectors)
            self._seen = seen
        if self._answerer.crew:
            self._answerer.crew.refresh()

    def catch_up(self) -> None:
        with contextlib.suppress(StoreError):  # what was last decided holds; the writer tells of it
            self.refresh()

    def stop(self) -> None:
        self._every.stop()
