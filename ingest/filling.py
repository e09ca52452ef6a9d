"""Fills one generation of the index: vectors that are known are taken over, the others made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from ingest.embedder import Embedder
from ingest.index import KINDS, Entry, VectorIndex
from ingest.shards import by_shard

BATCH = 512
WRITTEN = ("documents", "sentences", "passages", "questions", "uncovered")
"""KINDS in the order of writing: where a passage is kept, so are its sentences."""


class Filling:
    """Of one generation, a batch of each kind at a time."""

    def __init__(
        self, index: VectorIndex, index_id: str, reusable: list[str], embedder: Embedder, in_passage: bool
    ) -> None:
        """`reusable`: generations that may hold some of the vectors.

        `in_passage`: whether those of sentences come of the reading of their passages.
        """
        self._index = index
        self._index_id = index_id
        self._reusable = {kind: [g for g in reusable if index.count(kind, g)] for kind in KINDS}
        self._last: dict[tuple[str, str], int] = {}
        """Of each kind and generation the shard in which the last records were found."""
        self._embedder = embedder
        self._in_passage = in_passage
        self._waiting: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
        self.counts = dict.fromkeys(KINDS, 0)
        self.embedded = 0
        for kind in KINDS:
            index.add(kind, index_id, [], np.empty((0, 0)))

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._waiting[entry.kind].append(entry)
        # Sentences wait for their passages.
        if any(len(waiting) >= BATCH for kind, waiting in self._waiting.items() if kind != "sentences"):
            self.finish()

    def finish(self) -> None:
        """Write what waits."""
        read = self._read_passages() if self._in_passage else {}
        for kind in WRITTEN:
            entries, self._waiting[kind] = self._waiting[kind], []
            for batch in batches(entries):
                vectors = self._vectors(kind, batch, read)
                self._index.add(kind, self._index_id, batch, vectors, self.counts[kind])
                self.counts[kind] += len(batch)

    def _read_passages(self) -> dict[str, np.ndarray]:
        """Vectors, by id, of the waiting passages that are new, and of their sentences."""
        passages = self._waiting["passages"]
        kept = self._kept("passages", passages)
        new = [passage for passage in passages if passage.id not in kept]
        sentences: dict[object, list[Entry]] = {passage.id: [] for passage in new}
        for sentence in self._waiting["sentences"]:
            if sentence.place and (owner := sentence.metadata["passage_id"]) in sentences:
                sentences[owner].append(sentence)
        places = [[s.place for s in of_one if s.place] for of_one in sentences.values()]
        vectors, of_sentences = self._embedder.embed_parts([passage.text for passage in new], places)
        found = {passage.id: vector for passage, vector in zip(new, vectors, strict=True)}
        for of_one, rows in zip(sentences.values(), of_sentences, strict=True):
            found |= {s.id: row for s, row in zip(of_one, rows, strict=True) if row.any()}
        return found

    def _vectors(self, kind: str, batch: list[Entry], read: dict[str, np.ndarray]) -> np.ndarray:
        """Those that are kept or were `read` just now; the other texts are embedded."""
        if kind == "documents":
            # Kept to be read back by id, never searched: any vector will do.
            return np.ones((len(batch), 1), dtype=np.float32)
        known = {entry.id: read[entry.id] for entry in batch if entry.id in read}
        kept = self._kept(kind, [entry for entry in batch if entry.id not in known])
        self.embedded += len(batch) - len(kept)
        known |= kept
        fresh = [entry for entry in batch if entry.id not in known]
        if fresh:
            vectors = self._embedder.embed([entry.text for entry in fresh])
            known |= {entry.id: vector for entry, vector in zip(fresh, vectors, strict=True)}
        return np.stack([known[entry.id] for entry in batch])

    def _kept(self, kind: str, entries: Sequence[Entry]) -> dict[str, np.ndarray]:
        """Vectors of an earlier build, or of this one before it was killed."""
        kept: dict[str, np.ndarray] = {}
        for generation in self._reusable[kind]:
            missing = [entry.id for entry in entries if entry.id not in kept]
            kept |= self._kept_in(generation, kind, missing)
        return kept

    def _kept_in(self, generation: str, kind: str, ids: list[str]) -> dict[str, np.ndarray]:
        """Looked for where it must be in this generation, and in another one after what was found last.

        What stands together in a text lies together in its index: where some are found, the rest is new.
        """
        if generation == self._index_id:
            places = [number for number, _ in by_shard(kind, self.counts[kind], BATCH)]
            return self._index.vectors_of(kind, generation, ids, places)
        last = self._last.get((kind, generation), 0)
        found: dict[str, np.ndarray] = {}
        for number in (*range(last, self._index.shards(kind, generation)), *range(last)):
            missing = [name for name in ids if name not in found]
            if not missing or (found and number not in (last, last + 1)):
                break
            if new := self._index.vectors_of(kind, generation, missing, [number]):
                self._last[kind, generation] = number
                found |= new
        return found


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rows = iter(entries)
    while batch := list(islice(rows, BATCH)):
        yield batch
