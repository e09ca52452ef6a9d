"""Passages that staff switched off: they stay in the article and are not said in answers."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import func, select

from store.audit import note
from store.database import Database
from store.schema import CitedRow, SwitchRow


@dataclass(frozen=True, slots=True)
class Switch:
    passage_id: str
    reason: str
    account: str
    at: float


def switch_off(database: Database, account: str, passage_id: str, reason: str) -> None:
    """Raises StoreError."""
    with database.writing() as session:
        if session.get(SwitchRow, passage_id) is None:
            session.add(SwitchRow(passage_id=passage_id, reason=reason, account=account, at=time.time()))
            note(session, account, "switched a passage off", passage_id, reason)


def switch_on(database: Database, account: str, passage_id: str) -> None:
    """Raises StoreError."""
    with database.writing() as session:
        row = session.get(SwitchRow, passage_id)
        if row:
            session.delete(row)
            note(session, account, "switched a passage on", passage_id)


def switched_off(database: Database) -> dict[str, Switch]:
    """By passage id. Raises StoreError."""
    with database.reading() as session:
        rows = session.scalars(select(SwitchRow))
        return {row.passage_id: Switch(row.passage_id, row.reason, row.account, row.at) for row in rows}


def times_quoted(database: Database) -> dict[str, int]:
    """How many kept answers quote each passage. Raises StoreError."""
    query = select(CitedRow.passage_id, func.count()).group_by(CitedRow.passage_id)
    with database.reading() as session:
        return {str(passage_id): int(count) for passage_id, count in session.execute(query)}
