"""The Chroma database of an index: opened when first needed, and anew when another takes its place."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import StorageError
from ingest.segments import DATABASE, find_damage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection


class Database:
    """In the folder `chroma` of an index, or on a Chroma server."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder / "chroma"
        self.remote = bool(url)
        self.where = url or str(folder)
        """For a reader of an error."""
        self.openings = 0
        """How often it was opened: what was found by an earlier client is void."""
        self._parent, self._url = folder, url
        self._client: ClientAPI | None = None
        self._opened = 0
        """The database that the client has open, by its inode: another may come in its place."""
        self._whole: set[str] = set()
        """Collections whose files were found whole."""

    def client(self) -> ClientAPI:
        """A client of what lies there now; raises StorageError when a server does not answer."""
        from ingest.chroma import forget_clients, open_client

        there = 0 if self.remote else self._inode()
        if self._client is not None and there != self._opened:
            forget_clients()
            self._client = None
            self._whole.clear()
        if self._client is None:
            self._client = open_client(self._parent, self._url)
            self.openings += 1
            self._opened = 0 if self.remote else self._inode()
        return self._client

    def find(self, name: str) -> Collection | None:
        """The collection of that name, or None; raises StorageError where its files were cut short."""
        from ingest.chroma import find_collection

        if not self.remote and name not in self._whole:
            if damaged := find_damage(self.folder, name):
                raise StorageError(f"{damaged}: cut short; run `python -m ingest`, which builds it anew")
            self._whole.add(name)
        return find_collection(self.client(), name)

    def make(self, name: str) -> Collection:
        """The collection of that name, made where there is none."""
        from ingest.chroma import make_collection

        return make_collection(self.client(), name)

    def let_go(self) -> None:
        """Free what the client holds in memory: every collection whose vectors it has touched.

        For a process that has the database to itself; others of its threads would lose their client.
        """
        from ingest.chroma import close_client

        if self._client is not None and not self.remote:
            close_client(self._client)
            self._client = None

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """The one place where Chroma's, the disk's and the network's errors become ours."""
        from ingest.chroma import storage_errors

        with storage_errors(self.where):
            yield

    def _inode(self) -> int:
        try:
            return (self.folder / DATABASE).stat().st_ino
        except OSError:
            return 0
