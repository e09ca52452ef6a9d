"""The files of a local Chroma database: which are left over, and which were cut short.

Chroma opens a vector index that was cut short, by a full disk, a kill or a bad copy, and the whole
process dies of it (SIGSEGV). So its files are looked at before Chroma opens them. Their form is that of
hnswlib's saveIndex, version 1.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import struct
from pathlib import Path

DATABASE = "chroma.sqlite3"
HEADER, VECTORS, LENGTHS, LINKS = "header.bin", "data_level0.bin", "length.bin", "link_lists.bin"
NAMES, LAST = "index_metadata.pickle", b"."
"""Chroma's own beside them, and how a pickle ends."""
VERSION = 1
HEAD = struct.Struct("<i6Q")
"""Version, then offset, capacity, number of vectors, bytes of each, and two offsets more."""
SIZE = struct.Struct("<I")
ROWS_OF_A_COLLECTION = (
    ("collection_metadata", "collection_id"),
    ("segments", "collection"),
    ("collections", "id"),
)
BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def find_damage(folder: Path, collection: str = "") -> Path | None:
    """The first file of the database in `folder`, or of one collection of it, that was cut short."""
    database = folder / DATABASE
    if not database.exists():
        return None
    try:
        segments = _segments(database, collection)
    except sqlite3.DatabaseError as error:
        return database if error.sqlite_errorcode in BROKEN else None
    return next((damaged for name in segments if (damaged := _damaged(folder / name))), None)


def remove_orphans(folder: Path) -> None:
    """Chroma 1.5 leaves a deleted collection's vectors on disk; remove what nothing names."""
    named = _segments(folder / DATABASE)
    for path in folder.iterdir():
        if path.is_dir() and path.name not in named:
            shutil.rmtree(path, ignore_errors=True)


def remove_half_made(folder: Path) -> None:
    """Delete collections that were killed between their own row and those of their two segments.

    Chroma finds them by name, and can neither count nor fill them.
    """
    database = folder / DATABASE
    if not database.exists():
        return
    with contextlib.closing(sqlite3.connect(database, timeout=10)) as connection, connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'segments'").fetchone():
            return  # killed before there were tables: Chroma makes them
        half_made = connection.execute(
            "SELECT id FROM collections c WHERE (SELECT COUNT(*) FROM segments WHERE collection = c.id) < 2"
        ).fetchall()
        for table, column in ROWS_OF_A_COLLECTION:
            connection.executemany(f"DELETE FROM {table} WHERE {column} = ?", half_made)


def _segments(database: Path, collection: str = "") -> list[str]:
    names = "SELECT s.id FROM segments s JOIN collections c ON s.collection = c.id WHERE ? IN ('', c.name)"
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute(names, (collection,))]


def _damaged(segment: Path) -> Path | None:
    files = [segment / name for name in (HEADER, VECTORS, LENGTHS, LINKS)]
    there = [path for path in files if path.exists()]
    if not there:
        return None
    if missing := [path for path in files if path not in there]:
        return missing[0]
    header = files[0].read_bytes()
    if len(header) < HEAD.size:
        return files[0]
    version, _, _, count, size, _, _ = HEAD.unpack_from(header)
    if version != VERSION:
        return None  # a form that we do not know: not ours to judge
    if files[1].stat().st_size < count * size:
        return files[1]
    if files[2].stat().st_size < count * SIZE.size:
        return files[2]
    if not _are_whole(files[3].read_bytes(), count):
        return files[3]
    names = segment / NAMES
    return names if names.exists() and not names.read_bytes().endswith(LAST) else None


def _are_whole(links: bytes, count: int) -> bool:
    """Whether there are links for `count` vectors: each begins with its length."""
    place = 0
    for _ in range(count):
        if place + SIZE.size > len(links):
            return False
        place += SIZE.size + SIZE.unpack_from(links, place)[0]
    return place <= len(links)
