"""Which build of the index is asked, and the move to a newer one while serving."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass

from answering.passages import PassageStore
from answering.retrieve import PassageRetriever
from answering.weights import WeightSets
from ingest.embedder import Embedder
from ingest.errors import OperatorError
from ingest.index import VectorIndex
from ingest.snapshot import open_snapshot

ASKED_EVERY = 2.0
"""Seconds between two looks at a Chroma server for a newer build; a local file is looked at every time."""


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
        """Opens the index; raises IndexMissingError, IndexMismatchError or StorageError."""
        self._index = index
        self._embedder = embedder
        self._weights = weights
        self._lock = threading.Lock()
        self._seen = index.stamp()
        self._current = self._open()
        if index.remote:
            threading.Thread(target=self._watch, name="newer-index", daemon=True).start()

    def current(self) -> Generation:
        """The generation in use, after a move to a newer one where a build has finished.

        Never raises: where the newer one cannot be used, the one in use goes on serving.
        """
        if not self._index.remote:
            self._look()
        return self._current

    def _look(self) -> None:
        with contextlib.suppress(OperatorError):
            stamp = self._index.stamp()
            if not stamp or stamp == self._seen:
                return
            with self._lock:
                if stamp != self._seen:
                    self._seen = stamp
                    self._current = self._open()

    def _watch(self) -> None:
        """No family waits for a server to say that nothing is new."""
        while True:
            time.sleep(ASKED_EVERY)
            self._look()

    def _open(self) -> Generation:
        manifest = self._index.require_manifest(self._embedder.fingerprint, self._embedder.name)
        store = PassageStore(open_snapshot(self._index, manifest))
        return Generation(PassageRetriever(store, self._embedder, self._weights))
