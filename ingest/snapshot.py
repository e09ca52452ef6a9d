"""A local copy of one generation of the index: opened in a moment, and there when Chroma is not.

What is short is searched here, in a fraction of what a request to Chroma costs; what is longer is
searched by Chroma's approximate index (HNSW, Malkov and Yashunin 2018).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from ingest.index import KINDS, PAGE, Record, VectorIndex
from ingest.manifest import Manifest
from ingest.screen import Screen
from ingest.vector_file import NO_VECTORS, VectorFile, to_disk, write_vectors

SNAPSHOTS = "snapshots"
RECORDS = "records.json"
DRAFT = "draft-"
LONGEST_DRAFT_S = 3600
"""An older draft is what a kill left."""
SEARCHED = ("passages", "sentences", "questions", "uncovered")
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

    def vectors_of(self, kind: str, ids: Sequence[str]) -> np.ndarray:
        """The vectors of records that are there, shape (ids, dimension); zeros for others."""
        known = self._vectors.get(kind)
        rows = self.rows[kind]
        if known is not None:
            held = [name in rows for name in ids]
            found = np.zeros((len(ids), known.shape[1] if known.size else 0), dtype=np.float32)
            found[held] = known[[rows[name] for name in ids if name in rows]]
            return found
        if kind in self._files and all(name in rows for name in ids):
            with contextlib.suppress(OSError):  # cut short since: Chroma has them, too
                return self._files[kind].read([rows[name] for name in ids])
        stored = self._index.vectors_of(kind, self.manifest.index_id, ids)
        nothing = np.zeros(len(next(iter(stored.values()), ())), dtype=np.float32)
        return np.array([stored.get(name, nothing) for name in ids])

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """For each kind the position of each record by its id."""
        return {kind: {r.id: n for n, r in enumerate(rows)} for kind, rows in self.records.items()}


def open_snapshot(index: VectorIndex, manifest: Manifest) -> Snapshot:
    """The snapshot of a published generation: the one on disk, or a new one read from Chroma.

    Where it cannot be written it is kept in memory alone, with a line in the log.
    """
    _search_on_one_thread()
    folder = index.folder / SNAPSHOTS / manifest.index_id
    try:
        return _load(index, manifest, folder)
    except (OSError, EOFError, ValueError, LookupError, TypeError):
        pass  # not there, or broken: made anew
    records = {kind: list(index.read_all(kind, manifest.index_id)) for kind in KINDS}
    # A build that was killed may have written them in another order.
    records["passages"].sort(key=lambda record: int(record.metadata["number"]))
    try:
        _save(index, manifest.index_id, records, folder)
        snapshot = _opened(index, manifest, records, folder)
    except OSError as error:
        logging.getLogger(__name__).warning("%s: no snapshot is kept (%s)", folder, error.strerror)
        tables = {
            kind: [*_tables(index, kind, manifest.index_id, records[kind])]
            for kind in SEARCHED
            if len(records[kind]) <= HELD_UP_TO
        }
        vectors = {kind: np.concatenate(parts) if parts else NO_VECTORS for kind, parts in tables.items()}
        return Snapshot(index, manifest, records, vectors, {}, None)
    _sweep(folder.parent, {manifest.index_id, manifest.previous})
    return snapshot


@cache
def _search_on_one_thread() -> None:
    """For the whole process: a search is over in less time than a second thread takes to wake.

    Where several families ask at once, threads that wait for each other would cost them ten times that.
    """
    threadpool_limits(1, user_api="blas")


def _tables(
    index: VectorIndex, kind: str, index_id: str, records: Sequence[Record]
) -> Iterator[np.ndarray]:
    """The vectors of `records` in their order, PAGE at a time; LookupError where one is not there."""
    for start in range(0, len(records), PAGE):
        ids = [record.id for record in records[start : start + PAGE]]
        known = index.vectors_of(kind, index_id, ids)
        yield np.array([known[name] for name in ids], dtype=np.float32)


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
    data = json.loads((folder / RECORDS).read_text(encoding="utf-8"))
    records = {kind: [Record(*row) for row in data[kind]] for kind in KINDS}
    return _opened(index, manifest, records, folder)


def _opened(
    index: VectorIndex, manifest: Manifest, records: Mapping[str, list[Record]], folder: Path
) -> Snapshot:
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


def _save(index: VectorIndex, index_id: str, records: Mapping[str, list[Record]], folder: Path) -> None:
    draft = folder.with_name(f"{DRAFT}{os.getpid()}-{threading.get_ident()}")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        data = {kind: [(r.id, r.document, r.metadata) for r in rows] for kind, rows in records.items()}
        with (draft / RECORDS).open("w", encoding="utf-8") as text:
            json.dump(data, text, ensure_ascii=False)
            to_disk(text)
        for kind in SEARCHED:
            tables = _tables(index, kind, index_id, records[kind])
            write_vectors(draft / f"{kind}.npy", tables, len(records[kind]))
        shutil.rmtree(folder, ignore_errors=True)
        try:
            draft.replace(folder)
        except OSError:
            if not folder.exists():  # else another process was as quick, with the same
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sweep(snapshots: Path, keep: set[str]) -> None:
    for folder in snapshots.iterdir():
        if folder.name.startswith(DRAFT):
            with contextlib.suppress(OSError):  # its writer was as quick
                if time.time() - folder.stat().st_mtime < LONGEST_DRAFT_S:
                    continue
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
