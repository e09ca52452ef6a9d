"""A local copy of one generation of the index: opened in a moment, and there when Chroma is not.

What is short is searched here, exactly and in a fraction of what a request to Chroma costs; what is
longer is searched by Chroma's approximate index (HNSW, Malkov and Yashunin 2018).
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
from threadpoolctl import threadpool_limits

from ingest.index import KINDS, Record, VectorIndex
from ingest.manifest import Manifest

SNAPSHOTS = "snapshots"
RECORDS = "records.json"
DRAFT = "draft-"
LONGEST_DRAFT_S = 3600
"""An older draft is what a kill left."""
SEARCHED = ("passages", "sentences", "questions", "uncovered")
EXACT_UP_TO = 50_000
"""Records of one kind that are searched here. One question reads them all: 77 MB at this size."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Nearest records of one kind for one vector, nearest first."""

    rows: np.ndarray
    """Their positions in `Snapshot.records` of that kind, shape (n,)."""
    cosines: np.ndarray
    """Shape (n,)."""


class Snapshot:
    """The records of one generation, and the vectors of its shorter kinds."""

    def __init__(
        self,
        index: VectorIndex,
        manifest: Manifest,
        records: Mapping[str, list[Record]],
        vectors: Mapping[str, np.ndarray],
        folder: Path | None,
    ) -> None:
        """`folder`: where more may be kept that is worked out from this generation, if anywhere."""
        self._index = index
        self.manifest = manifest
        self.records = records
        self.folder = folder
        self._vectors = vectors

    def nearest(self, kind: str, vectors: np.ndarray, count: int) -> list[Neighbours]:
        """The `count` records of `kind` nearest to each row of `vectors`, by cosine."""
        known = self._vectors.get(kind)
        if known is None:
            rows = self.rows[kind]
            found = self._index.nearest(kind, self.manifest.index_id, vectors, count)
            return [Neighbours(np.array([rows[i] for i in ids], int), np.array(c)) for ids, c in found]
        if not known.size:
            return [Neighbours(np.empty(0, int), np.empty(0)) for _ in vectors]
        return [_highest(cosines, count) for cosines in vectors @ known.T]

    def vectors_of(self, kind: str, ids: Sequence[str]) -> np.ndarray:
        """The vectors of records that are there, shape (ids, dimension); zeros for others."""
        known = self._vectors.get(kind)
        rows = self.rows[kind]
        if known is not None:
            held = [name in rows for name in ids]
            found = np.zeros((len(ids), known.shape[1] if known.size else 0), dtype=np.float32)
            found[held] = known[[rows[name] for name in ids if name in rows]]
            return found
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
    vectors = {
        kind: _vectors(index, kind, manifest.index_id, [record.id for record in records[kind]])
        for kind in SEARCHED
        if len(records[kind]) <= EXACT_UP_TO
    }
    try:
        _save(records, vectors, folder)
    except OSError as error:
        logging.getLogger(__name__).warning("%s: no snapshot is kept (%s)", folder, error.strerror)
        return Snapshot(index, manifest, records, vectors, None)
    _sweep(folder.parent, {manifest.index_id, manifest.previous})
    return Snapshot(index, manifest, records, vectors, folder)


@cache
def _search_on_one_thread() -> None:
    """For the whole process: a search is over in less time than a second thread takes to wake.

    Where several families ask at once, threads that wait for each other would cost them ten times that.
    """
    threadpool_limits(1, user_api="blas")


def _vectors(index: VectorIndex, kind: str, index_id: str, ids: Sequence[str]) -> np.ndarray:
    known = index.vectors_of(kind, index_id, ids)
    return np.array([known[name] for name in ids], dtype=np.float32)


def _highest(cosines: np.ndarray, count: int) -> Neighbours:
    rows = np.arange(cosines.size)
    if count < cosines.size:
        rows = np.argpartition(-cosines, count)[:count]
    # Equal cosines in the order of the records, so that two runs give the same.
    rows = rows[np.lexsort((rows, -cosines[rows]))]
    return Neighbours(rows, cosines[rows])


def _load(index: VectorIndex, manifest: Manifest, folder: Path) -> Snapshot:
    data = json.loads((folder / RECORDS).read_text(encoding="utf-8"))
    records = {kind: [Record(*row) for row in data[kind]] for kind in KINDS}
    vectors = {}
    for kind in SEARCHED:
        if len(records[kind]) <= EXACT_UP_TO:
            # Read, not mapped: a file cut short beneath a mapping ends the process with SIGBUS.
            vectors[kind] = np.load(folder / f"{kind}.npy", allow_pickle=False)
            if len(vectors[kind]) != len(records[kind]):
                raise ValueError(f"{folder}: {kind} do not fit")
    return Snapshot(index, manifest, records, vectors, folder)


def _save(records: Mapping[str, list[Record]], vectors: Mapping[str, np.ndarray], folder: Path) -> None:
    draft = folder.with_name(f"{DRAFT}{os.getpid()}-{threading.get_ident()}")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        data = {kind: [(r.id, r.document, r.metadata) for r in rows] for kind, rows in records.items()}
        with (draft / RECORDS).open("w", encoding="utf-8") as text:
            json.dump(data, text, ensure_ascii=False)
            _to_disk(text)
        for kind, table in vectors.items():
            with (draft / f"{kind}.npy").open("wb") as file:
                np.save(file, table, allow_pickle=False)
                _to_disk(file)
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


def _to_disk(file: IO[Any]) -> None:
    """A folder that bears its name after a power cut must hold what it says."""
    file.flush()
    os.fsync(file.fileno())
