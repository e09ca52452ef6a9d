"""The search index: Chroma collections and a manifest. The only importer of chromadb.

A build fills new collections beside the old ones; the manifest is written last, and only then do
readers move over. A build that is killed leaves the old index serving, and the next one goes on
where it stopped. The generation before the current one is kept for readers that still use it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError
from filelock import FileLock, Timeout

from ingest.errors import (
    IndexBusyError,
    IndexMismatchError,
    IndexMissingError,
    StorageError,
)

# Raise this when what is stored, or the text that is embedded, changes its form.
FORMAT = 3
MANIFEST = "manifest.json"
KINDS = ("documents", "passages", "sentences", "questions", "uncovered")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a collection: what is embedded, and what is kept beside the vector."""

    id: str
    text: str
    metadata: dict[str, str | int | float]
    document: str = ""
    """Kept as Chroma's document; `text` is what was embedded."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the current index holds; written last, so its presence means the index is whole."""

    index_id: str
    format: int
    embedder: str
    fingerprint: str
    counts: dict[str, int]
    documents: list[dict[str, str]]
    previous: str = ""
    built_at: str = ""
    adapter: str = ""
    """Folder of the adapter that was merged, "" for none."""
    coverage: dict[str, Any] = field(default_factory=dict)
    """Fields of the `Coverage` of its question bank."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """Fields of each `ContextNote`, the gravest first."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Nearest records of one kind for one vector, nearest first."""

    ids: list[str]
    cosines: list[float]


class VectorIndex:
    """One index folder: reads what is there, and writes the next generation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._client: ClientAPI | None = None
        self._sizes: dict[str, tuple[Collection, int]] = {}

    # Reading

    def read_manifest(self) -> Manifest | None:
        """The manifest, or None where no build has been finished.

        Raises IndexMismatchError when another version of this program wrote it.
        """
        path = self.folder / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise IndexMismatchError(
                f"{path}: cannot be read; delete {self.folder} and run `python -m ingest`"
            ) from error
        if data.get("format") != FORMAT:
            raise IndexMismatchError(
                f"{self.folder}: index format {data.get('format')}, this version reads {FORMAT}; "
                "run `python -m ingest`"
            )
        return Manifest(**data)

    def require_manifest(self, fingerprint: str, embedder: str) -> Manifest:
        """The manifest of an index that `embedder` can search; raises what is wrong with it."""
        manifest = self.read_manifest()
        if manifest is None:
            raise IndexMissingError(f"{self.folder}: no index there; run `python -m ingest`")
        if manifest.fingerprint != fingerprint:
            raise IndexMismatchError(
                f"{self.folder}: built with {manifest.embedder} ({manifest.fingerprint}), asked with "
                f"{embedder} ({fingerprint}); run `python -m ingest`"
            )
        return manifest

    def stamp(self) -> tuple[int, int]:
        """Changes when a build is finished; (0, 0) without an index."""
        try:
            status = (self.folder / MANIFEST).stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    def read_all(
        self, kind: str, index_id: str, batch: int = 2000
    ) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(id, document, metadata) of every record of `kind`, in the order they were added."""
        with self._errors():
            collection = self._collection(kind, index_id)
            for offset in range(0, collection.count(), batch):
                page = collection.get(limit=batch, offset=offset, include=["documents", "metadatas"])
                documents, metadatas = page["documents"] or [], page["metadatas"] or []
                for row in zip(page["ids"], documents, metadatas, strict=True):
                    yield row[0], row[1], dict(row[2])

    def nearest(self, kind: str, index_id: str, vectors: np.ndarray, count: int) -> list[Neighbours]:
        """The `count` records of `kind` nearest to each row of `vectors`, by cosine."""
        with self._errors():
            collection, holds = self._finished(kind, index_id)
            size = min(count, holds)
            if size == 0:
                return [Neighbours([], []) for _ in vectors]
            # Without metadata: looking it up takes longer than the search itself.
            found = collection.query(query_embeddings=vectors, n_results=size, include=["distances"])
        return [
            Neighbours(ids, [1.0 - distance for distance in row])
            for ids, row in zip(found["ids"], found["distances"] or [], strict=True)
        ]

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

    def vectors_of(self, kind: str, index_id: str, ids: Sequence[str]) -> dict[str, np.ndarray]:
        """The stored vectors among `ids`; empty where that generation is gone."""
        if not ids:
            return {}
        with self._errors():
            try:
                collection = self._collection(kind, index_id)
            except NotFoundError:
                return {}
            found = collection.get(ids=list(ids), include=["embeddings"])
        embeddings = found["embeddings"]
        if embeddings is None:
            return {}
        return {
            name: np.asarray(vector, dtype=np.float32)
            for name, vector in zip(found["ids"], embeddings, strict=True)
        }

    def add(self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray) -> None:
        """Write records with their vectors; a record that is there already is written again."""
        with self._errors():
            collection = self._open().get_or_create_collection(
                f"{kind}-{index_id}",
                configuration={"hnsw": {"space": "cosine"}},
                embedding_function=None,
            )
            if entries:
                collection.upsert(
                    ids=[entry.id for entry in entries],
                    embeddings=vectors,
                    documents=[entry.document or entry.text for entry in entries],
                    metadatas=[dict(entry.metadata) for entry in entries],
                )

    def publish(self, manifest: Manifest) -> None:
        """Make a finished build the current one: the step that readers see, all or nothing."""
        path = self.folder / MANIFEST
        with self._errors():
            draft = path.with_suffix(".tmp")
            with draft.open("w", encoding="utf-8") as file:
                json.dump(asdict(manifest), file, indent=2, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)

    def sweep(self, keep: set[str]) -> None:
        """Delete the collections of every generation that is not in `keep`."""
        with self._errors():
            client = self._open()
            for collection in client.list_collections():
                if collection.name.partition("-")[2] not in keep:
                    client.delete_collection(collection.name)
            self._remove_orphans()

    def _remove_orphans(self) -> None:
        """Chroma 1.5 leaves a deleted collection's vectors on disk; remove what nothing names."""
        database = self.folder / "chroma" / "chroma.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            named = {row[0] for row in connection.execute("SELECT id FROM segments")}
        for path in database.parent.iterdir():
            if path.is_dir() and path.name not in named:
                shutil.rmtree(path, ignore_errors=True)

    def _finished(self, kind: str, index_id: str) -> tuple[Collection, int]:
        """A published collection and its size: looked up once, since neither changes any more."""
        name = f"{kind}-{index_id}"
        if name not in self._sizes:
            collection = self._collection(kind, index_id)
            self._sizes[name] = (collection, collection.count())
        return self._sizes[name]

    def _collection(self, kind: str, index_id: str) -> Collection:
        return self._open().get_collection(f"{kind}-{index_id}", embedding_function=None)

    def _open(self) -> ClientAPI:
        if self._client is None:
            self._client = chromadb.PersistentClient(
                str(self.folder / "chroma"), settings=ChromaSettings(anonymized_telemetry=False)
            )
        return self._client

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """The one place where Chroma's and the disk's errors become ours."""
        try:
            yield
        except NotFoundError:
            raise
        except (ChromaError, OSError, sqlite3.Error) as error:
            raise StorageError(
                f"{self.folder}: cannot be read or written ({_reason(error)}); "
                "check free space and rights; the last finished index is untouched"
            ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else type(error).__name__
