"""The files of a snapshot: the records of one generation and their vectors, written a page at a time."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from ingest.index import KINDS, Record, VectorIndex
from ingest.manifest import Manifest
from ingest.vector_file import VectorFile, to_disk, write_vectors

RECORDS = "records.jsonl"
DRAFT = "draft-"
LONGEST_DRAFT_S = 3600
"""An older draft is what a kill left."""
SEARCHED = ("passages", "sentences", "questions", "uncovered")
"""Kinds whose vectors are kept, each in a file of its own."""


def write_snapshot(index: VectorIndex, manifest: Manifest, folder: Path) -> None:
    """Write the snapshot of a published generation to `folder`, all or nothing; raises OSError.

    Holds one page of records in memory, however many there are.
    """
    draft = folder.with_name(f"{DRAFT}{os.getpid()}-{threading.get_ident()}")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        with (draft / RECORDS).open("w", encoding="utf-8") as text:
            for kind in KINDS:
                tables = _written(kind, pages_in_order(index, kind, manifest.index_id), text)
                if kind in SEARCHED:
                    write_vectors(draft / f"{kind}.npy", tables, manifest.counts[kind])
                else:
                    for _ in tables:
                        pass
            to_disk(text)
        shutil.rmtree(folder, ignore_errors=True)
        try:
            draft.replace(folder)
        except OSError:
            if not folder.exists():  # else another process was as quick, with the same
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def pages_in_order(
    index: VectorIndex, kind: str, index_id: str
) -> Iterator[tuple[list[Record], np.ndarray]]:
    """Records and vectors of one kind; passages in the order of the corpus.

    A build that was killed may have written those in another order: then they come as one page.
    """
    if kind == "passages":
        numbers = [int(record.metadata["number"]) for record in index.read_all(kind, index_id)]
        if numbers != sorted(numbers):
            pages = list(index.read_pages(kind, index_id))
            order = np.argsort(numbers, kind="stable")
            records = [record for page, _ in pages for record in page]
            yield [records[n] for n in order], np.concatenate([vectors for _, vectors in pages])[order]
            return
    yield from index.read_pages(kind, index_id)


def read_records(folder: Path) -> dict[str, list[Record]]:
    """The records that `write_snapshot` wrote; OSError or ValueError where they are not there."""
    records: dict[str, list[Record]] = {kind: [] for kind in KINDS}
    with (folder / RECORDS).open(encoding="utf-8") as lines:
        for line in lines:
            kind, *row = json.loads(line)
            records[kind].append(Record(*row))
    return records


def is_whole(folder: Path, counts: Mapping[str, int]) -> bool:
    """Whether a snapshot of so many records lies there, as far as can be told without reading them."""
    with contextlib.suppress(OSError, ValueError, EOFError):
        held = {kind: len(VectorFile(folder / f"{kind}.npy")) for kind in SEARCHED}
        return (folder / RECORDS).exists() and all(held[kind] == counts[kind] for kind in SEARCHED)
    return False


def sweep_snapshots(snapshots: Path, keep: set[str]) -> None:
    """Delete every generation's that is not in `keep`, and drafts that nobody writes any more."""
    for folder in snapshots.iterdir():
        if folder.name.startswith(DRAFT):
            with contextlib.suppress(OSError):  # its writer was as quick
                if time.time() - folder.stat().st_mtime < LONGEST_DRAFT_S:
                    continue
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _written(
    kind: str, pages: Iterable[tuple[list[Record], np.ndarray]], text: IO[str]
) -> Iterator[np.ndarray]:
    """The vectors of each page, when its records are in `text`, a line each."""
    for records, vectors in pages:
        for record in records:
            row = [kind, *_kept(kind, record)]
            text.write(json.dumps(row, ensure_ascii=False) + "\n")
        yield vectors


def _kept(kind: str, record: Record) -> tuple[str, str, dict[str, Any]]:
    """What readers need: of a sentence its id, for its words stand in its passage."""
    return (record.id, "", {}) if kind == "sentences" else (record.id, record.document, record.metadata)
