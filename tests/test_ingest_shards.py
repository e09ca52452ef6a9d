"""A kind that grows with the text lies in several collections, and nobody who reads it can tell."""

from __future__ import annotations

import ctypes
import multiprocessing
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import CountingEmbedder
from hypothesis import given
from hypothesis import strategies as st
from shelf import NEW, OLD, Shelf, first_found

import ingest.filling
import ingest.index
import ingest.shards
import ingest.snapshot
from ingest.database import Database
from ingest.index import Entry, VectorIndex
from ingest.shards import SHARD, by_shard, return_freed_memory
from ingest.snapshot import open_snapshot
from triage.judge import Triager

FEW = 10
"""Sentences to a shard in these tests: the guides have five shards and more."""
PADDING = 60


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.shards, "SHARD", FEW)


def sentences_of(index: VectorIndex, index_id: str) -> dict[str, np.ndarray]:
    return {
        record.id: vector
        for records, vectors in index.read_pages("sentences", index_id)
        for record, vector in zip(records, vectors, strict=True)
    }


@given(st.integers(0, 5 * SHARD), st.integers(1, 3 * SHARD))
def test_each_record_goes_to_the_shard_of_its_place(first: int, count: int) -> None:
    placed = [
        (number, place)
        for number, part in by_shard("sentences", first, count)
        for place in range(first + part.start, first + part.stop)
    ]
    assert placed == [(place // ingest.shards.SHARD, place) for place in range(first, first + count)]


def test_other_kinds_lie_in_one_collection() -> None:
    assert list(by_shard("passages", 3 * SHARD, 2 * SHARD)) == [(0, slice(0, 2 * SHARD))]


def test_every_sentence_is_there_with_its_vector_in_the_order_of_the_text(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, padding=PADDING)
    report = shelf.build(OLD)
    index = shelf.index()
    names = {c.name for c in index.database.client().list_collections() if c.name.startswith("sentences")}
    assert len(names) == -(-report.counts["sentences"] // FEW) > 5
    assert index.count("sentences", report.index_id) == report.counts["sentences"]
    found = sentences_of(index, report.index_id)
    assert list(found) == [record.id for record in index.read_all("sentences", report.index_id)]
    texts = {record.id: record.document for record in index.read_all("sentences", report.index_id)}
    for name, vector in found.items():
        assert vector == pytest.approx(CountingEmbedder().embed([texts[name]])[0], abs=1e-6)
    some = list(found)[:: FEW // 2]
    read = index.vectors_of("sentences", report.index_id, [*some, "not there"])
    assert read.keys() == set(some)
    assert all((read[name] == found[name]).all() for name in some)


def test_build_lets_go_of_what_it_has_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = 0
    letting_go = Database.let_go

    def counted(self: Database) -> None:
        nonlocal let_go
        let_go += 1
        letting_go(self)

    monkeypatch.setattr(Database, "let_go", counted)
    report = Shelf(tmp_path, padding=4 * PADDING).build(OLD)
    shards = -(-report.counts["sentences"] // FEW)
    # Once written and once read for the snapshot.
    assert let_go >= 2 * shards // ingest.index.MOST_TOUCHED - 1 > 5


def test_new_build_takes_over_the_vectors_of_every_shard_and_sweeps_the_oldest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest.filling, "BATCH", FEW)
    shelf = Shelf(tmp_path, padding=PADDING)
    first = shelf.build(OLD)
    docs = tmp_path / "docs"
    # Before all that was there, and after it: every sentence moves to another place.
    (docs / "a.md").write_text("# New\n\nOne thing. Two things. Three things.\n", encoding="utf-8")
    (docs / "z.md").write_text("# Last\n\nOne end. Two ends.\n", encoding="utf-8")
    second = shelf.build(OLD)
    assert second.counts["sentences"] == first.counts["sentences"] + 5
    assert second.embedded == 5 + 2
    third = shelf.build(NEW)
    names = {c.name.split("-")[1] for c in shelf.index().database.client().list_collections()}
    assert names == {second.index_id, third.index_id}


class DyingIndex(VectorIndex):
    """Dies in the middle of a shard."""

    def add(
        self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray, first: int = 0
    ) -> None:
        if kind == "sentences" and entries:
            half = 3 * FEW + FEW // 2
            super().add(kind, index_id, entries[:half], vectors[:half], first)
            raise KeyboardInterrupt
        super().add(kind, index_id, entries, vectors, first)


def test_build_that_was_killed_goes_on_in_the_shards_it_began(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, padding=PADDING)
    index: Callable[[str], VectorIndex] = lambda machine="index": DyingIndex(tmp_path / machine)  # noqa: E731
    whole, shelf.index = shelf.index, index  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        shelf.build(OLD)
    shelf.index = whole  # type: ignore[method-assign]
    report = shelf.build(OLD)
    assert len(sentences_of(shelf.index(), report.index_id)) == report.counts["sentences"]
    written = 3 * FEW + FEW // 2
    assert report.embedded == report.counts["sentences"] + report.counts["passages"] - written


def test_sentences_that_are_too_many_to_compare_are_those_of_the_passages_found(
    tmp_path: Path, triager: Triager, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf(tmp_path, padding=PADDING)
    shelf.build(NEW)
    exact = shelf.answerer(triager).ask("The shot is monthly.")
    monkeypatch.setattr(ingest.snapshot, "HELD_UP_TO", 0)
    answerer = shelf.answerer(triager)
    assert first_found(answerer, NEW) == NEW
    evidence = answerer.ask("The shot is monthly.").trace.evidence
    assert evidence[0].scores == pytest.approx(exact.trace.evidence[0].scores)


def test_kind_in_shards_is_read_and_not_searched(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, padding=PADDING)
    report = shelf.build(OLD)
    with pytest.raises(ValueError, match="in shards"):
        shelf.index().nearest("sentences", report.index_id, np.ones((1, 32), np.float32), 3)


def test_snapshot_is_the_same_from_shards(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, padding=PADDING)
    report = shelf.build(OLD)
    manifest = shelf.index().read_manifest()
    assert manifest
    snapshot = open_snapshot(shelf.index(), manifest)
    numbers = [int(record.metadata["number"]) for record in snapshot.records["passages"]]
    assert numbers == list(range(report.counts["passages"]))
    found = sentences_of(shelf.index(), report.index_id)
    assert (snapshot.vectors_of("sentences", list(found)) == np.stack(list(found.values()))).all()


def _grow_and_shrink(freed: bool, said: multiprocessing.SimpleQueue[float]) -> None:
    """Blocks as Chroma's, each freed before the next: what is left of them, in MB."""
    if freed:
        return_freed_memory()
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    before = _resident_mb()
    for megabytes in (30, 8, 16, 24):
        size = megabytes << 20
        block = libc.malloc(size)
        ctypes.memset(block, 1, size)
        held = libc.malloc(64 << 10)
        libc.free(block)
        assert held
    said.put(_resident_mb() - before)


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="not glibc")
def test_freed_blocks_go_back_to_the_system() -> None:
    context = multiprocessing.get_context("spawn")
    left = {}
    for freed in (False, True):
        said = context.SimpleQueue()
        process = context.Process(target=_grow_and_shrink, args=(freed, said))
        process.start()
        process.join()
        assert process.exitcode == 0
        left[freed] = said.get()
    assert left[True] < 2
    assert left[False] > 5
