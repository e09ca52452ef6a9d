"""Which build of the index is asked, and the move to a newer one while serving."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass

from answering.passages import PassageStore
from answering.retrieve import PassageRetriever
from answering.weights import WeightSets
from ingest.embedder import Embedder
from ingest.errors import OperatorError
from ingest.index import VectorIndex


@dataclass(frozen=True, slots=True)
class Generation:
    """What belongs to one build of the index."""

    retriever: PassageRetriever

    @property
    def store(self) -> PassageStore:
        return self.retriever.store


class Generations:
    """The generation in use; safe to be shared between threads."""

    def __init__(self, index: VectorIndex, embedder: Embedder, weights: WeightSets) -> None:
        """Opens the index; raises IndexMissingError or IndexMismatchError."""
        self._index = index
        self._embedder = embedder
        self._weights = weights
        self._lock = threading.Lock()
        self._seen = index.stamp()
        self._current = self._open()

    def current(self) -> Generation:
        """The generation in use, after a move to a newer one where a build has finished.

        Never raises: where the newer one cannot be used, the one in use goes on serving.
        """
        stamp = self._index.stamp()
        if stamp not in {self._seen, (0, 0)}:
            with self._lock:
                if stamp != self._seen:
                    self._seen = stamp
                    with contextlib.suppress(OperatorError):
                        self._current = self._open()
        return self._current

    def _open(self) -> Generation:
        manifest = self._index.require_manifest(self._embedder.fingerprint, self._embedder.name)
        store = PassageStore(self._index, manifest)
        return Generation(PassageRetriever(self._index, store, self._embedder, self._weights))
