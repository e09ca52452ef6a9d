"""Vectors that lie on disk and are read a few rows at a time: for kinds too long to be held in memory."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

KEPT_AS = np.dtype(np.float32)
NO_VECTORS = np.empty((0, 0), dtype=KEPT_AS)


def write_vectors(path: Path, tables: Iterable[np.ndarray], count: int) -> None:
    """Write `tables`, together of shape (count, dimension), as one .npy file, holding one of them.

    Raises ValueError when they are not `count` rows, and OSError when there is no room.
    """
    following = iter(tables)
    first = next(following, NO_VECTORS)
    written = 0
    with path.open("wb") as file:
        shape = {"descr": KEPT_AS.str, "fortran_order": False, "shape": (count, first.shape[1])}
        npy.write_array_header_1_0(file, shape)
        for table in chain([first], following):
            file.write(np.ascontiguousarray(table, dtype=KEPT_AS).tobytes())
            written += len(table)
        to_disk(file)
    if written != count:
        raise ValueError(f"{path}: {written} vectors for {count} records")


def to_disk(file: IO[Any]) -> None:
    """A folder that bears its name after a power cut must hold what it says."""
    file.flush()
    os.fsync(file.fileno())


class VectorFile:
    """Rows of an .npy file. Read and not mapped: a file cut short beneath a mapping ends the process."""

    def __init__(self, path: Path) -> None:
        """Raises OSError or ValueError when it is no whole table of vectors."""
        self._file = path.open("rb", buffering=0)
        npy.read_magic(self._file)
        shape, in_columns, kind = npy.read_array_header_1_0(self._file)
        self._start = self._file.tell()
        if len(shape) != 2 or in_columns or kind != KEPT_AS:
            raise ValueError(f"{path}: no table of vectors")
        self._count, self._dimension = shape
        self._stride = self._dimension * KEPT_AS.itemsize
        if path.stat().st_size != self._start + self._count * self._stride:
            raise ValueError(f"{path}: cut short")

    def __len__(self) -> int:
        return int(self._count)

    def read(self, rows: Sequence[int]) -> np.ndarray:
        """The vectors of `rows`, shape (rows, dimension); OSError when the file no longer holds them."""
        found = np.empty((len(rows), self._dimension), dtype=KEPT_AS)
        for place, row in enumerate(rows):
            data = os.pread(self._file.fileno(), self._stride, self._start + row * self._stride)
            if len(data) != self._stride:
                raise OSError(f"{self._file.name}: cut short")
            found[place] = np.frombuffer(data, dtype=KEPT_AS)
        return found
