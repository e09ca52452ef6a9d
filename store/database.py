"""The door to the database: SQLite or PostgreSQL, brought up to date, its errors converted."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from ingest.errors import SettingError, StorageError, first_line
from ingest.settings import ROOT

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_S = 2
"""How long a write waits for another process before it counts as locked."""
ADVISORY_LOCK = 20_260_101
"""Two processes that start at once do not migrate PostgreSQL at once."""


class StoreError(StorageError):
    """The database cannot be used now: locked, full, away or broken."""


class RowError(StoreError):
    """One row does not fit the tables; the database itself is well."""


class Database:
    """One database; safe to be shared between threads."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet. Raises SettingError for an address that cannot be used."""
        self.url = _checked(url)
        self._migrated = False
        self._migrating = threading.Lock()
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"timeout": BUSY_S} if self.is_sqlite else {"connect_timeout": BUSY_S}
        if not self.is_sqlite:
            # A lock or a slow disk there must not hold our writer for ever.
            options["options"] = f"-c lock_timeout={BUSY_S}s -c statement_timeout=20s"
        self.engine: Engine = create_engine(
            self.url,
            connect_args=options,
            pool_size=10,
            max_overflow=10,
            pool_timeout=5,
            pool_pre_ping=True,
        )
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin)

    def migrate(self) -> None:
        """Create the tables, or bring them to the newest form, once; raises StoreError.

        Every session asks for it, so that a database that was away at the start is made ready later.
        """
        if self._migrated:
            return
        with self._migrating:
            if not self._migrated:
                self._migrate()
                self._migrated = True

    def _migrate(self) -> None:
        with converted():
            if self.is_sqlite:
                path = self._file()
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with FileLock(f"{path}.lock", timeout=BUSY_S), self.engine.connect() as connection:
                    self._upgrade(connection)
                path.chmod(0o600)
                return
            with self.engine.connect() as connection:
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ADVISORY_LOCK})
                connection.commit()
                try:
                    self._upgrade(connection)
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
                    connection.commit()

    def exists(self) -> bool:
        """Whether there is a database to look into; a server is assumed to be there."""
        return not self.is_sqlite or self._file().exists()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that keeps nothing; raises StoreError."""
        self.migrate()
        with converted(), Session(self.engine.execution_options(reads=True)) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, whole or not at all; raises StoreError."""
        self.migrate()
        with converted(), Session(self.engine) as session, session.begin():
            yield session

    def sweep(self) -> None:
        """After a deletion: nothing of it stays behind in SQLite's log."""
        if self.is_sqlite:
            with converted(), self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()

    def _file(self) -> Path:
        return Path(str(self.url.database))

    def _upgrade(self, connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


@contextlib.contextmanager
def converted() -> Iterator[None]:
    """What SQLAlchemy and the disk raise, as StoreError with one line and no value of a family's."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise RowError(f"a row does not fit the tables ({type(error.orig).__name__})") from None
    except DBAPIError as error:
        # Never str(error): it would quote the statement's values.
        raise StoreError(f"the database cannot be used ({first_line(error.orig, 160)})") from None
    except (PoolTimeout, Timeout) as error:
        raise StoreError(
            "the database cannot be used (another process holds it, or every connection is busy)"
        ) from error
    except SQLAlchemyError as error:
        raise StoreError(f"the database cannot be used ({type(error).__name__})") from None
    except OSError as error:
        raise StoreError(f"the database cannot be used ({error.strerror or error})") from error


def _checked(address: str) -> URL:
    try:
        url = make_url(address)
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        elif url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
            raise SettingError(
                f"FAMILY_QA_DATABASE_URL: {url.drivername} is not served; "
                "write sqlite:///path/to/file or postgresql://user@host/name"
            )
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        # The address may hold a password: it is not repeated.
        raise SettingError(
            "FAMILY_QA_DATABASE_URL: is no database address; "
            "write sqlite:///path/to/file or postgresql://user@host/name"
        ) from error
    if url.get_backend_name() == "sqlite":
        url = url.set(drivername="sqlite", database=str(ROOT / str(url.database)))
    return url


def _set_up_sqlite(connection: sqlite3.Connection, _: object) -> None:
    """Readers beside a writer; a commit is on the disk; what is deleted is overwritten."""
    connection.isolation_level = None  # transactions are begun below, writers at once
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A writer takes its place when it begins: one that reads first could not move up to write."""
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
