"""The only importer of chromadb: clients, collections, and its errors as ours.

Imported when it is first needed: it takes half a second, and answering from a snapshot does not need it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from ingest.errors import IndexMissingError, SettingError, StorageError, first_line

PORTS = {"http": 8000, "https": 443}
HEARTBEAT_S = 10.0
"""A server that says nothing for so long is as good as none."""
SLOWEST_ANSWER_S = 60.0
"""Of a page of records or vectors; chromadb itself would wait for ever."""


def open_client(folder: Path, url: str) -> ClientAPI:
    """A client of the server at `url`, or of the database in `folder`.

    Raises SettingError for an address that is none, StorageError when nothing answers there.
    """
    settings = ChromaSettings(anonymized_telemetry=False)
    if not url:
        return chromadb.PersistentClient(str(folder / "chroma"), settings=settings)
    host, port, secure = _address(url)
    try:
        # chromadb has no time limit of its own: a server that hangs would hold us for ever.
        httpx.get(
            f"{'https' if secure else 'http'}://{host}:{port}/api/v2/heartbeat", timeout=HEARTBEAT_S
        ).raise_for_status()
        client = chromadb.HttpClient(host, port, ssl=secure, settings=settings)
    except (ValueError, httpx.HTTPError) as error:
        raise StorageError(f"{url}: no Chroma server answers ({_reason(error)}); start it") from error
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(SLOWEST_ANSWER_S, connect=HEARTBEAT_S)
    return client


def _address(url: str) -> tuple[str, int, bool]:
    """Host, port, and whether by TLS."""
    try:
        parts = urlsplit(url)
        if parts.scheme in PORTS and parts.hostname and parts.path in {"", "/"} and not parts.username:
            return parts.hostname, parts.port or PORTS[parts.scheme], parts.scheme == "https"
    except ValueError:
        pass  # brackets or a port that are none
    raise SettingError(f"FAMILY_QA_CHROMA_URL={url!r}: not an address; give one like http://127.0.0.1:8000")


def close_client(client: ClientAPI) -> None:
    """Free all that it holds, where no other client of the process has the same database open."""
    if isinstance(client, Client):
        client.close()


def forget_clients() -> None:
    """The next client of a folder opens what lies there now, and not what was deleted from it."""
    SharedSystemClient.clear_system_cache()


def find_collection(client: ClientAPI, name: str) -> Collection | None:
    """The collection of that name, or None."""
    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def make_collection(client: ClientAPI, name: str) -> Collection:
    """The collection of that name, made where there is none; its distance is that of the cosine."""
    return client.get_or_create_collection(
        name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )


@contextlib.contextmanager
def storage_errors(where: str) -> Iterator[None]:
    """Chroma's, the disk's and the network's errors become ours; `where` is the folder or address."""
    try:
        yield
    except NotFoundError as error:
        raise IndexMissingError(f"{where}: part of the index is gone; run `python -m ingest`") from error
    except httpx.HTTPError as error:
        raise StorageError(
            f"{where}: the Chroma server does not answer ({_reason(error)}); start it"
        ) from error
    except (ChromaError, OSError, sqlite3.Error) as error:
        raise StorageError(
            f"{where}: cannot be read or written ({_reason(error)}); "
            "check free space and rights; the last finished index is untouched"
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return first_line(error)
