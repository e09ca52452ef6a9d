"""The manifest: what the current index holds, written last, so that its presence means it is whole.

It lies beside a local index as a file, and on a Chroma server as a record, where every process that
serves from that server sees the same one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ingest.errors import IndexMismatchError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Raise this when what is stored, or the text that is embedded, changes its form.
FORMAT = 4
MANIFEST = "manifest.json"
COLLECTION = "family-answers-manifest"
CURRENT = "current"

Stamp = tuple[object, ...]
"""Changes when a build is finished; empty without an index."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the current index holds."""

    index_id: str
    format: int
    embedder: str
    fingerprint: str
    counts: dict[str, int]
    documents: list[dict[str, str]]
    precision: str = "float32"
    """Of the weights that its vectors were made with."""
    sentences_in_passage: bool = False
    """Whether the vectors of sentences were read within their passages (ingest.build)."""
    previous: str = ""
    built_at: str = ""
    adapter: str = ""
    """Folder of the adapter that was merged, "" for none."""
    coverage: dict[str, Any] = field(default_factory=dict)
    """Fields of the `Coverage` of its question bank."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """Fields of each `ContextNote`, the gravest first."""
    buttons: dict[str, str] = field(default_factory=dict)
    """By passage id, how it is offered after an answer."""


class ManifestPlace(Protocol):
    """Where a manifest is kept."""

    def read(self) -> Manifest | None:
        """None where no build has been finished; raises IndexMismatchError for another format."""

    def write(self, manifest: Manifest) -> None:
        """All or nothing: the step that readers see."""

    def stamp(self) -> Stamp:
        """Cheap enough to be asked for at every question."""


class ManifestFile:
    """In the folder of a local index."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / MANIFEST

    def read(self) -> Manifest | None:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise IndexMismatchError(
                f"{self._path}: cannot be read; delete {self._path.parent} and run `python -m ingest`"
            ) from error
        return _checked(data, str(self._path.parent))

    def write(self, manifest: Manifest) -> None:
        draft = self._path.with_suffix(".tmp")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)

    def stamp(self) -> Stamp:
        try:
            status = self._path.stat()
        except OSError:
            return ()
        return (status.st_mtime_ns, status.st_ino)


class ManifestRecord:
    """On a Chroma server."""

    def __init__(self, client: Callable[[], ClientAPI], where: str) -> None:
        self._client = client
        self._where = where

    def read(self) -> Manifest | None:
        collection = self._find()
        found = collection.get(ids=[CURRENT], include=["documents"])["documents"] if collection else None
        return _checked(json.loads(found[0]), self._where) if found else None

    def write(self, manifest: Manifest) -> None:
        from ingest.chroma import make_collection

        collection = make_collection(self._client(), COLLECTION)
        text = json.dumps(asdict(manifest), ensure_ascii=False)
        version = {"index_id": manifest.index_id, "built_at": manifest.built_at}
        # Found by its id and never searched: any vector will do.
        anywhere = np.ones((1, 1), dtype=np.float32)
        collection.upsert(ids=[CURRENT], embeddings=anywhere, documents=[text], metadatas=[version])

    def stamp(self) -> Stamp:
        collection = self._find()
        found = collection.get(ids=[CURRENT], include=["metadatas"])["metadatas"] if collection else None
        return tuple(sorted(found[0].items())) if found else ()

    def _find(self) -> Collection | None:
        from ingest.chroma import find_collection

        return find_collection(self._client(), COLLECTION)


def _checked(data: dict[str, Any], where: str) -> Manifest:
    if data.get("format") != FORMAT:
        raise IndexMismatchError(
            f"{where}: index format {data.get('format')}, this version reads {FORMAT}; "
            "run `python -m ingest`"
        )
    return Manifest(**data)
