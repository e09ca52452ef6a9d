"""Which build of the index is asked, and the move to a newer one while serving."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
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
AGAIN_AFTER = 10.0
"""Seconds until a newer build that could not be opened is tried again."""


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
        self._not_before = 0.0
        self._said = ""
        """The fault that the log was told of last: once is enough."""
        self.moved: Callable[[], None] = lambda: None
        """Called after each move to a newer build."""
        self._current = self._open()
        if index.database.remote:
            watching = (weakref.ref(self),)
            threading.Thread(target=_watch, args=watching, name="newer-index", daemon=True).start()

    def current(self) -> Generation:
        """The generation in use, after a move to a newer one where a build has finished.

        Never raises: where the newer one cannot be used, the one in use goes on serving.
        """
        if not self._index.database.remote and time.monotonic() >= self._not_before:
            self.look()
        return self._current

    def look(self) -> None:
        """Move to a newer build, where there is one; never raises.

        One thread moves over; meanwhile the others are answered from the build in use.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            stamp = self._index.stamp()
            if stamp and stamp != self._seen:
                self._current = self._open()
                # Only now: a build that could not be opened must be tried again.
                self._seen = stamp
                self.moved()
        except Exception as error:  # whatever it is, the build in use serves on
            self._not_before = time.monotonic() + AGAIN_AFTER
            if not isinstance(error, OperatorError):
                logging.getLogger(__name__).exception("the newer index cannot be opened")
            elif str(error) != self._said:
                logging.getLogger(__name__).warning("the index in use serves on: %s", error)
            self._said = str(error)
        else:
            self._said = ""
        finally:
            self._lock.release()

    def _open(self) -> Generation:
        manifest = self._index.require_manifest(self._embedder.fingerprint, self._embedder.name)
        store = PassageStore(open_snapshot(self._index, manifest))
        return Generation(PassageRetriever(store, self._embedder, self._weights))


def _watch(generations: weakref.ref[Generations]) -> None:
    """No family waits for a server to say that nothing is new."""
    while True:
        time.sleep(ASKED_EVERY)
        watched = generations()
        if watched is None:
            return
        watched.look()
        del watched
