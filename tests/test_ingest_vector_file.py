"""Vectors on disk: written a table at a time, read a row at a time, and never half."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from ingest.vector_file import VectorFile, write_vectors

TABLE = np.random.default_rng(1).normal(size=(7, 3)).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_vectors(tmp_path / "v.npy", [TABLE[:4], TABLE[4:]], 7)
    return tmp_path / "v.npy"


def test_rows_are_read_in_any_order_and_numpy_reads_the_whole(path: Path) -> None:
    held = VectorFile(path)
    assert len(held) == 7
    assert np.array_equal(held.read([6, 0, 0, 3]), TABLE[[6, 0, 0, 3]])
    assert held.read([]).shape == (0, 3)
    assert np.array_equal(np.load(path), TABLE)


def test_no_vectors_at_all_are_a_file_too(tmp_path: Path) -> None:
    write_vectors(tmp_path / "v.npy", [], 0)
    assert len(VectorFile(tmp_path / "v.npy")) == len(np.load(tmp_path / "v.npy")) == 0


def test_too_few_vectors_are_told_when_they_are_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="4 vectors for 7 records"):
        write_vectors(tmp_path / "v.npy", [TABLE[:4]], 7)


def test_file_cut_short_is_told_when_it_is_opened_and_when_it_is_read(path: Path) -> None:
    held = VectorFile(path)
    os.truncate(path, path.stat().st_size - 5)
    assert np.array_equal(held.read([5]), TABLE[[5]])
    with pytest.raises(OSError, match="cut short"):
        held.read([6])
    with pytest.raises(ValueError, match="cut short"):
        VectorFile(path)


def test_table_of_another_form_is_told(path: Path) -> None:
    np.save(path, TABLE.astype(np.float64))
    with pytest.raises(ValueError, match="no table of vectors"):
        VectorFile(path)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="EOF"):
        VectorFile(path)
