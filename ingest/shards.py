"""Which Chroma collection a record is kept in.

Chroma holds every collection that it touches in memory. A kind that grows with the text is therefore kept
in collections of one size, and a build of any size lets go of all but the last few.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator

SHARDED = ("sentences",)
"""Kinds in collections of SHARD records each. Where they are many they are read by id, and not searched."""
SHARD = 10_240
MOST_TOUCHED = 2
"""Such collections that a build touches before it lets go of them."""

M_MMAP_THRESHOLD, FREED_AT_ONCE = -3, 1 << 18
"""A parameter of glibc's mallopt(3): a freed block of so many bytes goes back to the system."""


def return_freed_memory() -> None:
    """For a process that builds: what it let go of is no longer its own.

    Left alone, glibc learns from what is freed to keep ever larger blocks, and a build keeps all that it
    ever held (docs/log.md has both curves). Another C library is left as it is.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, FREED_AT_ONCE)


def shard_name(kind: str, index_id: str, number: int) -> str:
    """The collection's name; the first bears none of its own."""
    return f"{kind}-{index_id}-{number}" if number else f"{kind}-{index_id}"


def by_shard(kind: str, first: int, count: int) -> Iterator[tuple[int, slice]]:
    """Shards that `count` records of `kind` go to, `first` being before them, and which go to each.

    Records come in the same order in each build of a generation: one that goes on after a kill writes each
    to where it was.
    """
    if kind not in SHARDED or not count:
        yield 0, slice(0, count)
        return
    for number in range(first // SHARD, (first + count - 1) // SHARD + 1):
        yield number, slice(max(0, number * SHARD - first), min(count, (number + 1) * SHARD - first))
