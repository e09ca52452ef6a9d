"""The search index: Chroma collections and a manifest.

A build fills new collections beside the old ones; the manifest is written last, and only then do
readers move over. A build that is killed leaves the old index serving, and the next one goes on
where it stopped. The generation before the current one is kept for readers that still use it.
"""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from ingest.database import Database
from ingest.embedder import Span
from ingest.errors import IndexBusyError, IndexMismatchError, IndexMissingError
from ingest.manifest import Manifest, ManifestFile, ManifestPlace, ManifestRecord, Stamp
from ingest.segments import find_damage, remove_half_made, remove_orphans
from ingest.shards import MOST_TOUCHED, SHARDED, by_shard, shard_name

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import GetResult, Include

KINDS = ("documents", "passages", "sentences", "questions", "uncovered")
OURS = re.compile(rf"({'|'.join(KINDS)})-(?P<index_id>\w+)(-\d+)?")
"""Names of our collections: a server may hold others."""
PAGE = 2000
"""Records read from Chroma at a time."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a collection: what is embedded, and what is kept beside the vector."""

    kind: str
    """One of KINDS."""
    id: str
    text: str
    metadata: dict[str, str | int | float]
    document: str = ""
    """Kept as Chroma's document; `text` is what was embedded."""
    place: Span | None = None
    """Of a sentence: where it stands in the embedded text of its passage, if that can be told."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is read back."""

    id: str
    document: str
    metadata: dict[str, Any]


class VectorIndex:
    """One index, in a folder or on a Chroma server: reads what is there, writes the next generation."""

    def __init__(self, folder: Path, url: str = "") -> None:
        """`folder` also holds what is kept beside a server's index: models, snapshots, the build's lock."""
        self.folder = folder
        self.database = Database(folder, url)
        self._sizes: dict[str, tuple[Collection, int]] = {}
        self._sized = 0
        """Which opening of the database those collections are of."""
        self._touched: set[str] = set()
        """Of SHARDED kinds, since a build began or last let go."""
        self._building = False
        self._manifest: ManifestPlace = (
            ManifestRecord(self.database.client, url) if url else ManifestFile(folder)
        )

    # Reading

    def read_manifest(self) -> Manifest | None:
        """The manifest, or None where no build has been finished.

        Raises IndexMismatchError when another version of this program wrote it.
        """
        with self._reaching():
            return self._manifest.read()

    def require_manifest(self, fingerprint: str, embedder: str) -> Manifest:
        """The manifest of an index that `embedder` can search; raises what is wrong with it."""
        manifest = self.read_manifest()
        where = self.database.where
        if manifest is None:
            raise IndexMissingError(f"{where}: no index there; run `python -m ingest`")
        if manifest.fingerprint != fingerprint:
            raise IndexMismatchError(
                f"{where}: built with {manifest.embedder} ({manifest.fingerprint}), asked with "
                f"{embedder} ({fingerprint}); run `python -m ingest`"
            )
        return manifest

    def stamp(self) -> Stamp:
        """Changes when a build is finished; empty without an index."""
        with self._reaching():
            return self._manifest.stamp()

    def holds(self, index_id: str, counts: Mapping[str, int]) -> bool:
        """Whether so many records of each kind are there."""
        return all(self.count(kind, index_id) == counts[kind] for kind in KINDS)

    def count(self, kind: str, index_id: str) -> int | None:
        """How many records of `kind` are there, or None where that generation has no place for them."""
        with self.database.errors():
            numbers = range(len(self._shards(kind, index_id)))
            return sum(self._open(kind, index_id, n).count() for n in numbers) if numbers else None

    def read_all(self, kind: str, index_id: str) -> Iterator[Record]:
        """Every record of `kind`, in the order they were added."""
        for got in self._pages(kind, index_id, ["documents", "metadatas"]):
            yield from _records(got)

    def read_pages(self, kind: str, index_id: str) -> Iterator[tuple[list[Record], np.ndarray]]:
        """The same with their vectors, shape (records, dimension), PAGE at a time."""
        for got in self._pages(kind, index_id, ["documents", "metadatas", "embeddings"]):
            yield _records(got), np.asarray(got["embeddings"], dtype=np.float32)

    def _pages(self, kind: str, index_id: str, include: Include) -> Iterator[GetResult]:
        with self.database.errors():
            for number in range(len(self._shards(kind, index_id, required=True))):
                for start in range(0, self._open(kind, index_id, number).count(), PAGE):
                    shard = self._open(kind, index_id, number)
                    yield shard.get(limit=PAGE, offset=start, include=include)

    def nearest(
        self, kind: str, index_id: str, vectors: np.ndarray, count: int
    ) -> list[tuple[list[str], list[float]]]:
        """For each row of `vectors` the ids of the `count` nearest records of `kind`, and their cosines."""
        with self.database.errors():
            collection, holds = self._finished(kind, index_id)
            size = min(count, holds)
            if size == 0:
                return [([], []) for _ in vectors]
            # Without metadata: looking it up takes longer than the search itself.
            found = collection.query(query_embeddings=vectors, n_results=size, include=["distances"])
        return [
            (ids, [1.0 - distance for distance in row])
            for ids, row in zip(found["ids"], found["distances"] or [], strict=True)
        ]

    def shards(self, kind: str, index_id: str) -> int:
        """How many collections `kind` is kept in."""
        with self.database.errors():
            return len(self._shards(kind, index_id))

    def vectors_of(
        self, kind: str, index_id: str, ids: Sequence[str], among: Sequence[int] | None = None
    ) -> dict[str, np.ndarray]:
        """The stored vectors among `ids`, or of those in the shards of these numbers; empty where that
        generation is gone."""
        found: dict[str, np.ndarray] = {}
        with self.database.errors():
            for number in range(len(self._shards(kind, index_id))) if among is None else among:
                wanted = [name for name in ids if name not in found]
                if not wanted:
                    break
                self._touch(kind, index_id, number)
                shard = self.database.find(shard_name(kind, index_id, number))
                for start in range(0, len(wanted) if shard else 0, PAGE):
                    assert shard is not None
                    got = shard.get(ids=wanted[start : start + PAGE], include=["embeddings"])
                    vectors = np.asarray(got["embeddings"], dtype=np.float32)
                    found |= dict(zip(got["ids"], vectors, strict=True))
        return found

    # Writing

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for one build; raises IndexBusyError when another build holds it."""
        with self.database.errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "build.lock", timeout=0)
            try:
                lock.acquire()
            except Timeout as error:
                raise IndexBusyError(
                    f"{self.folder}: another process is building this index; wait for it"
                ) from error
        self._building = True
        try:
            yield
        finally:
            self._building = False
            lock.release()

    def discard_if_damaged(self) -> None:
        """A local database that was cut short is deleted: all that it holds can be built anew."""
        if self.database.remote:
            return
        folder = self.database.folder
        with self.database.errors():
            if damaged := find_damage(folder):
                logging.getLogger(__name__).warning("%s: cut short; the index is built anew", damaged)
                shutil.rmtree(folder)
            else:
                remove_half_made(folder)

    def add(
        self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray, first: int = 0
    ) -> None:
        """Write records with their vectors; a record that is there already is written again.

        `first`: how many of the kind come before them in the generation.
        """
        with self.database.errors():
            for number, part in by_shard(kind, first, len(entries)):
                self._touch(kind, index_id, number)
                shard = self.database.make(shard_name(kind, index_id, number))
                if rows := entries[part]:
                    shard.upsert(
                        ids=[entry.id for entry in rows],
                        embeddings=vectors[part],
                        documents=[entry.document or entry.text for entry in rows],
                        metadatas=[dict(entry.metadata) for entry in rows],
                    )

    def publish(self, manifest: Manifest) -> None:
        """Make a finished build the current one: the step that readers see, all or nothing."""
        with self.database.errors():
            self._manifest.write(manifest)

    def sweep(self, keep: set[str]) -> None:
        """Delete the collections of every generation that is not in `keep`."""
        with self.database.errors():
            client = self.database.client()
            for collection in client.list_collections():
                ours = OURS.fullmatch(collection.name)
                if ours and ours["index_id"] not in keep:
                    client.delete_collection(collection.name)
            if not self.database.remote:
                remove_orphans(self.database.folder)

    def _shards(self, kind: str, index_id: str, required: bool = False) -> list[Collection]:
        """The collections of one kind; raises IndexMissingError where some are `required`."""
        found: list[Collection] = []
        while (shard := self.database.find(shard_name(kind, index_id, len(found)))) is not None:
            found.append(shard)
            if kind not in SHARDED:
                break
        if required and not found:
            raise self._gone(kind, index_id)
        return found

    def _open(self, kind: str, index_id: str, number: int) -> Collection:
        """One that is there: to read it, or only to count it, Chroma takes all its vectors into memory."""
        self._touch(kind, index_id, number)
        shard = self.database.find(shard_name(kind, index_id, number))
        if shard is None:
            raise self._gone(kind, index_id)
        return shard

    def _touch(self, kind: str, index_id: str, number: int) -> None:
        """Before vectors are read or written: a build lets go of those that it touched before."""
        name = shard_name(kind, index_id, number)
        if self._building and kind in SHARDED and name not in self._touched:
            if len(self._touched) == MOST_TOUCHED:
                self._touched.clear()
                self.database.let_go()
            self._touched.add(name)

    def _finished(self, kind: str, index_id: str) -> tuple[Collection, int]:
        """A published collection and its size: looked up once, since neither changes any more."""
        name = shard_name(kind, index_id, 0)
        if self.database.openings != self._sized:
            self._sizes.clear()
        if name not in self._sizes:
            shards = self._shards(kind, index_id, required=True)
            if len(shards) > 1:
                raise ValueError(f"{name}: in shards, to be read by id")
            self._sizes[name] = (shards[0], shards[0].count())
            self._sized = self.database.openings
        return self._sizes[name]

    def _gone(self, kind: str, index_id: str) -> IndexMissingError:
        return IndexMissingError(
            f"{self.database.where}: {kind} {index_id} are gone; run `python -m ingest`"
        )

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        """A local manifest is a file of our own: reading it needs no Chroma."""
        with self.database.errors() if self.database.remote else contextlib.nullcontext():
            yield


def _records(got: GetResult) -> list[Record]:
    rows = zip(got["ids"], got["documents"] or [], got["metadatas"] or [], strict=True)
    return [Record(name, document, dict(metadata)) for name, document, metadata in rows]
