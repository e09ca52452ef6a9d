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

from ingest.embedder import Span
from ingest.errors import IndexBusyError, IndexMismatchError, IndexMissingError, StorageError
from ingest.manifest import Manifest, ManifestFile, ManifestPlace, ManifestRecord, Stamp
from ingest.segments import DATABASE, find_damage, remove_half_made, remove_orphans

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

KINDS = ("documents", "passages", "sentences", "questions", "uncovered")
OURS = re.compile(rf"({'|'.join(KINDS)})-(?P<index_id>\w+)")
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
        self.remote = bool(url)
        self._url = url
        self._where = url or str(folder)
        self._client: ClientAPI | None = None
        self._opened = 0
        """The database that the client has open, by its inode: another may come in its place."""
        self._whole: set[str] = set()
        """Collections whose files were found whole."""
        self._sizes: dict[str, tuple[Collection, int]] = {}
        self._manifest: ManifestPlace = ManifestRecord(self._open, url) if url else ManifestFile(folder)

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
        if manifest is None:
            raise IndexMissingError(f"{self._where}: no index there; run `python -m ingest`")
        if manifest.fingerprint != fingerprint:
            raise IndexMismatchError(
                f"{self._where}: built with {manifest.embedder} ({manifest.fingerprint}), asked with "
                f"{embedder} ({fingerprint}); run `python -m ingest`"
            )
        return manifest

    def stamp(self) -> Stamp:
        """Changes when a build is finished; empty without an index."""
        with self._reaching():
            return self._manifest.stamp()

    def holds(self, index_id: str, counts: Mapping[str, int]) -> bool:
        """Whether so many records of each kind are there."""
        with self._errors():
            found = {kind: self._find(kind, index_id) for kind in KINDS}
            return all(c is not None and c.count() == counts[kind] for kind, c in found.items())

    def read_all(self, kind: str, index_id: str) -> Iterator[Record]:
        """Every record of `kind`, in the order they were added."""
        with self._errors():
            collection = self._collection(kind, index_id)
            for offset in range(0, collection.count(), PAGE):
                page = collection.get(limit=PAGE, offset=offset, include=["documents", "metadatas"])
                documents, metadatas = page["documents"] or [], page["metadatas"] or []
                for row in zip(page["ids"], documents, metadatas, strict=True):
                    yield Record(row[0], row[1], dict(row[2]))

    def nearest(
        self, kind: str, index_id: str, vectors: np.ndarray, count: int
    ) -> list[tuple[list[str], list[float]]]:
        """For each row of `vectors` the ids of the `count` nearest records of `kind`, and their cosines."""
        with self._errors():
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

    def vectors_of(self, kind: str, index_id: str, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The stored vectors among `ids`; empty where that generation is gone."""
        found: dict[str, np.ndarray] = {}
        with self._errors():
            collection = self._find(kind, index_id) if ids else None
            for start in range(0, len(ids) if collection else 0, PAGE):
                assert collection is not None
                page = collection.get(ids=list(ids[start : start + PAGE]), include=["embeddings"])
                vectors = page["embeddings"] if page["embeddings"] is not None else []
                found |= {
                    name: np.asarray(vector, dtype=np.float32)
                    for name, vector in zip(page["ids"], vectors, strict=True)
                }
        return found

    # Writing

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for one build; raises IndexBusyError when another build holds it."""
        with self._errors():
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "build.lock", timeout=0)
            try:
                lock.acquire()
            except Timeout as error:
                raise IndexBusyError(
                    f"{self.folder}: another process is building this index; wait for it"
                ) from error
        try:
            yield
        finally:
            lock.release()

    def discard_if_damaged(self) -> None:
        """A local database that was cut short is deleted: all that it holds can be built anew."""
        folder = self.folder / "chroma"
        damaged = None if self.remote else find_damage(folder)
        if damaged:
            logging.getLogger(__name__).warning("%s: cut short; the index is built anew", damaged)
            with self._errors():
                shutil.rmtree(folder)
        elif not self.remote:
            with self._errors():
                remove_half_made(folder)

    def add(self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray) -> None:
        """Write records with their vectors; a record that is there already is written again."""
        from ingest.chroma import make_collection

        with self._errors():
            collection = make_collection(self._open(), f"{kind}-{index_id}")
            if entries:
                collection.upsert(
                    ids=[entry.id for entry in entries],
                    embeddings=vectors,
                    documents=[entry.document or entry.text for entry in entries],
                    metadatas=[dict(entry.metadata) for entry in entries],
                )

    def publish(self, manifest: Manifest) -> None:
        """Make a finished build the current one: the step that readers see, all or nothing."""
        with self._errors():
            self._manifest.write(manifest)

    def sweep(self, keep: set[str]) -> None:
        """Delete the collections of every generation that is not in `keep`."""
        with self._errors():
            client = self._open()
            for collection in client.list_collections():
                ours = OURS.fullmatch(collection.name)
                if ours and ours["index_id"] not in keep:
                    client.delete_collection(collection.name)
            if not self.remote:
                remove_orphans(self.folder / "chroma")

    def _finished(self, kind: str, index_id: str) -> tuple[Collection, int]:
        """A published collection and its size: looked up once, since neither changes any more."""
        name = f"{kind}-{index_id}"
        if name not in self._sizes:
            collection = self._collection(kind, index_id)
            self._sizes[name] = (collection, collection.count())
        return self._sizes[name]

    def _collection(self, kind: str, index_id: str) -> Collection:
        collection = self._find(kind, index_id)
        if collection is None:
            raise IndexMissingError(f"{self._where}: {kind} {index_id} are gone; run `python -m ingest`")
        return collection

    def _find(self, kind: str, index_id: str) -> Collection | None:
        from ingest.chroma import find_collection

        name = f"{kind}-{index_id}"
        if not self.remote and name not in self._whole:
            if damaged := find_damage(self.folder / "chroma", name):
                raise StorageError(f"{damaged}: cut short; run `python -m ingest`, which builds it anew")
            self._whole.add(name)
        return find_collection(self._open(), name)

    def _open(self) -> ClientAPI:
        from ingest.chroma import forget_clients, open_client

        database = 0 if self.remote else self._database()
        if self._client is not None and database != self._opened:
            forget_clients()
            self._client = None
            self._whole.clear()
            self._sizes.clear()
        if self._client is None:
            self._client = open_client(self.folder, self._url)
            self._opened = 0 if self.remote else self._database()
        return self._client

    def _database(self) -> int:
        try:
            return (self.folder / "chroma" / DATABASE).stat().st_ino
        except OSError:
            return 0

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        """A local manifest is a file of our own: reading it needs no Chroma."""
        with self._errors() if self.remote else contextlib.nullcontext():
            yield

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """The one place where Chroma's, the disk's and the network's errors become ours."""
        from ingest.chroma import storage_errors

        with storage_errors(self._where):
            yield
