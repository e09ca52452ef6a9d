"""Opens the store as the settings say, and closes it."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import dataclass

from answering.answerer import Answerer
from ingest.settings import Settings, StoreMode
from redaction.tagging import load_tagger
from store.accounts import has_accounts
from store.board import Board
from store.database import Database, StoreError
from store.keeper import Keeper
from store.retention import Retention

ATTEMPTS = 5
"""Each waits for a lock of its own (store.database)."""


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that keeps, while the app serves."""

    database: Database
    keeper: Keeper
    board: Board
    retention: Retention

    def close(self) -> None:
        """Write what waits, and end the threads."""
        self.retention.stop()
        self.board.stop()
        self.keeper.close()


def open_store(settings: Settings, answerer: Answerer) -> Store | None:
    """None where nothing is kept and nobody could look at it. Raises SettingError for a bad address.

    A database that is away keeps nobody from an answer: it is tried again whenever it is needed.
    """
    database = Database(settings.database_url)
    mode, fault = _mode(settings, database)
    if mode is None:
        return None
    tagger = load_tagger(settings.models_of(settings.index), settings.precision)
    keeper = Keeper(database, mode, settings.retention_days, tagger=tagger)
    if fault:
        keeper.health.for_good(fault)
    board = Board(database, answerer)
    answerer.editorial = board
    return Store(database, keeper, board, Retention(database, settings.retention_days, keeper.health))


def open_answerer(settings: Settings) -> Answerer:
    """An answerer that heeds what staff decided, for a process that answers and does nothing else."""
    answerer = Answerer.from_settings(settings)
    database = Database(settings.database_url)
    if _mode(settings, database)[0]:
        answerer.editorial = Board(database, answerer)
    return answerer


def _mode(settings: Settings, database: Database) -> tuple[StoreMode | None, str]:
    """What is kept, and what is wrong where that could not be found out."""
    if settings.store == "redacted" or settings.store == "feedback-only":
        return settings.store, ""
    if not database.exists():
        return None, ""
    try:
        if not _has_accounts(database):
            return None, ""
    except StoreError as error:
        # Whether there are accounts is not known: families are told "nothing is kept", and it is so.
        logging.getLogger(__name__).warning("%s; nothing is kept until the next start", error)
        return "off", str(error)
    return ("redacted" if settings.store == "auto" else "off"), ""


def _has_accounts(database: Database) -> bool:
    """Asked again while another process brings the tables up to date. Raises StoreError."""
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(StoreError), database.reading() as session:
            return has_accounts(session)
    with database.reading() as session:
        return has_accounts(session)
