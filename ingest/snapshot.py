"""A local copy of one generation of the index: opened in a moment, and there when Chroma is not.

What is short is searched here, in a fraction of what a request to Chroma costs; passages that are more are
searched by Chroma's approximate index (HNSW, Malkov and Yashunin 2018).
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from ingest.errors import IndexMissingError
from ingest.index import KINDS, Record, VectorIndex
from ingest.manifest import Manifest
from ingest.screen import Screen
from ingest.snapshot_files import (
    SEARCHED,
    is_whole,
    pages_in_order,
    read_records,
    sweep_snapshots,
    write_snapshot,
)
from ingest.vector_file import NO_VECTORS, VectorFile

SNAPSHOTS = "snapshots"
BROKEN = (OSError, EOFError, ValueError, LookupError, TypeError)
"""What reading a snapshot that is not there, or not whole, comes to."""
HELD_UP_TO = 50_000
"""Records of one kind that are searched here: 77 MB of vectors, of which a question reads 19 in short."""
SCREENED_FROM = 2_000
"""Records of one kind from which comparing all of them in full takes longer than a first look."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Nearest records of one kind for one vector, nearest first."""

    rows: np.ndarray
    """Their positions in `Snapshot.records` of that kind, shape (n,)."""
    cosines: np.ndarray
    """Shape (n,)."""


class Snapshot:
    """The records of one generation and their vectors: of its shorter kinds in memory, else on disk."""

    def __init__(
        self,
        index: VectorIndex,
        manifest: Manifest,
        records: Mapping[str, list[Record]],
        vectors: Mapping[str, np.ndarray],
        files: Mapping[str, VectorFile],
        folder: Path | None,
    ) -> None:
        """`folder`: where more may be kept that is worked out from this generation, if anywhere."""
        self._index = index
        self.manifest = manifest
        self.records = records
        self.folder = folder
        self._vectors = vectors
        self._files = files
        self._screens = {kind: Screen(v) for kind, v in vectors.items() if len(v) >= SCREENED_FROM}

    def nearest(self, kind: str, vectors: np.ndarray, count: int) -> list[Neighbours]:
        """The `count` records of `kind` nearest to each row of `vectors`, by cosine."""
        known = self._vectors.get(kind)
        if known is None:
            rows = self.rows[kind]
            found = self._index.nearest(kind, self.manifest.index_id, vectors, count)
            return [Neighbours(np.array([rows[i] for i in ids], int), np.array(c)) for ids, c in found]
        if not known.size:
            return [Neighbours(np.empty(0, int), np.empty(0)) for _ in vectors]
        if screen := self._screens.get(kind):
            return [_highest_of(*screen.nearest(vector, count), count) for vector in vectors]
        return [Neighbours(r := highest(row, count), row[r]) for row in vectors @ known.T]

    @property
    def is_at_hand(self) -> bool:
        """Whether all that is searched is searched here, in milliseconds, and Chroma asked for nothing."""
        return all(self.holds(kind) for kind in SEARCHED)

    def holds(self, kind: str) -> bool:
        """Whether records of this kind are searched here: in full, and not in Chroma's index of them."""
        return kind in self._vectors

    def vectors_of(self, kind: str, ids: Sequence[str]) -> np.ndarray:
        """The vectors of records that are there, shape (ids, dimension); zeros for others."""
        rows = self.rows[kind]
        there = [place for place, name in enumerate(ids) if name in rows]
        read = self._read(kind, [ids[place] for place in there])
        found = np.zeros((len(ids), read.shape[1]), dtype=np.float32)
        found[there] = read
        return found

    def vectors_at(self, kind: str, rows: np.ndarray) -> np.ndarray:
        """The vectors of records by their positions, of a kind that is held, shape (rows, dimension)."""
        return np.asarray(self._vectors[kind][rows])

    def _read(self, kind: str, ids: Sequence[str]) -> np.ndarray:
        """Vectors of records that are all there."""
        rows = [self.rows[kind][name] for name in ids]
        known = self._vectors.get(kind)
        if known is not None:
            return known[rows]
        if kind in self._files:
            with contextlib.suppress(OSError):  # cut short since: Chroma has them, too
                return self._files[kind].read(rows)
        stored = self._index.vectors_of(kind, self.manifest.index_id, ids)
        if len(stored) < len(set(ids)):
            raise IndexMissingError(f"{kind} {self.manifest.index_id}: gone; run `python -m ingest`")
        return np.stack([stored[name] for name in ids]) if ids else NO_VECTORS

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """For each kind the position of each record by its id."""
        return {kind: {r.id: n for n, r in enumerate(rows)} for kind, rows in self.records.items()}


def open_snapshot(index: VectorIndex, manifest: Manifest) -> Snapshot:
    """The snapshot of a published generation: the one on disk, or a new one read from Chroma.

    Where it cannot be written it is kept in memory alone, with a line in the log.
    """
    _search_on_one_thread()
    folder = _folder(index, manifest)
    with contextlib.suppress(*BROKEN):
        return _load(index, manifest, folder)
    if _keep(index, manifest):
        with contextlib.suppress(*BROKEN):  # another process may put its own, the same, in its place
            return _load(index, manifest, folder)
    return _in_memory(index, manifest)


def keep_snapshot(index: VectorIndex, manifest: Manifest) -> None:
    """Write the snapshot where there is none: readers would, one second into their first question."""
    if not is_whole(_folder(index, manifest), manifest.counts):
        _keep(index, manifest)


def _folder(index: VectorIndex, manifest: Manifest) -> Path:
    return index.folder / SNAPSHOTS / manifest.index_id


def _keep(index: VectorIndex, manifest: Manifest) -> bool:
    folder = _folder(index, manifest)
    try:
        write_snapshot(index, manifest, folder)
        sweep_snapshots(folder.parent, {manifest.index_id, manifest.previous})
    except OSError as error:
        logging.getLogger(__name__).warning("%s: no snapshot is kept (%s)", folder, error.strerror)
        return False
    return True


@cache
def _search_on_one_thread() -> None:
    """For the whole process: a search is over in less time than a second thread takes to wake.

    Where several families ask at once, threads that wait for each other would cost them ten times that.
    """
    threadpool_limits(1, user_api="blas")


def highest(scores: np.ndarray, count: int) -> np.ndarray:
    """Positions of the `count` highest of `scores`, highest first, shape (count,) at most.

    Equal ones in their order, so that two runs give the same.
    """
    rows = np.arange(scores.size)
    if count < scores.size:
        rows = np.argpartition(-scores, count)[:count]
    return np.asarray(rows[np.lexsort((rows, -scores[rows]))])


def _highest_of(rows: np.ndarray, cosines: np.ndarray, count: int) -> Neighbours:
    """The `count` highest; equal ones by their rows, so that two runs give the same."""
    best = np.lexsort((rows, -cosines))[:count]
    return Neighbours(rows[best], cosines[best])


def _load(index: VectorIndex, manifest: Manifest, folder: Path) -> Snapshot:
    """Raises one of BROKEN."""
    records = read_records(folder)
    vectors, files = {}, {}
    for kind in SEARCHED:
        held: np.ndarray | VectorFile
        if len(records[kind]) <= HELD_UP_TO:
            held = vectors[kind] = np.load(folder / f"{kind}.npy", allow_pickle=False)
        else:
            held = files[kind] = VectorFile(folder / f"{kind}.npy")
        if len(held) != len(records[kind]):
            raise ValueError(f"{folder}: {kind} do not fit")
    return Snapshot(index, manifest, records, vectors, files, folder)


def _in_memory(index: VectorIndex, manifest: Manifest) -> Snapshot:
    records: dict[str, list[Record]] = {}
    vectors: dict[str, np.ndarray] = {}
    for kind in KINDS:
        pages = list(pages_in_order(index, kind, manifest.index_id))
        records[kind] = [record for page, _ in pages for record in page]
        if kind in SEARCHED and len(records[kind]) <= HELD_UP_TO:
            vectors[kind] = np.concatenate([v for _, v in pages]) if records[kind] else NO_VECTORS
    return Snapshot(index, manifest, records, vectors, {}, None)
