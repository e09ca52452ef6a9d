"""Deletes what has been kept long enough, by itself, every hour."""

from __future__ import annotations

import time

from sqlalchemy import delete, select

from store.accounts import LOCKED_S, LONGEST_SESSION_S
from store.database import Database, StoreError
from store.every import Every
from store.health import Health
from store.schema import FailureRow, SessionRow, TurnRow
from store.withdrawing import withdraw_cases

EVERY_S = 3600.0
AT_ONCE = 1000
"""Rows to a commit, so that families' turns do not wait for a long deletion."""
DAY_S = 86_400.0
KEPT_LONG_ENOUGH = "retention"
"""Who the audit says it was."""


def purge(database: Database, days: int, now: float | None = None) -> int:
    """Delete turns older than `days`, and sessions that are over; how many turns. Raises StoreError."""
    now = now or time.time()
    old = select(TurnRow.id).where(TurnRow.at < now - days * DAY_S).limit(AT_ONCE)
    deleted = 0
    while True:
        with database.writing() as session:
            ids = list(session.scalars(old))
            withdraw_cases(session, KEPT_LONG_ENOUGH, ids)
            session.execute(delete(TurnRow).where(TurnRow.id.in_(ids)))
        deleted += len(ids)
        if len(ids) < AT_ONCE:
            break
    with database.writing() as session:
        session.execute(delete(SessionRow).where(SessionRow.created_at < now - LONGEST_SESSION_S))
        session.execute(delete(FailureRow).where(FailureRow.at < now - LOCKED_S))
    if deleted:
        database.sweep()
    return deleted


class Retention:
    """Runs `purge` at once and then every hour until it is stopped."""

    def __init__(self, database: Database, days: int, health: Health | None = None) -> None:
        self._database, self._days, self._health = database, days, health
        self._every = Every("store-retention", EVERY_S, self._purge)

    def stop(self) -> None:
        self._every.stop()

    def _purge(self) -> None:
        try:
            purge(self._database, self._days)
        except StoreError as error:
            if self._health:
                self._health.trouble(str(error))
        else:
            if self._health:
                self._health.well()
