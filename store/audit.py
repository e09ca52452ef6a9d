"""Who did what and when: rows are added, and the database refuses to change or delete one."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database import Database
from store.schema import AuditRow


@dataclass(frozen=True, slots=True)
class Event:
    at: float
    account: str
    action: str
    about: str
    detail: str


def note(session: Session, account: str, action: str, about: str = "", detail: str = "") -> None:
    """Adds a line, in the same commit as what it tells of. Never a word of a family's."""
    session.add(AuditRow(at=time.time(), account=account, action=action, about=about, detail=detail[:500]))


def events(
    database: Database, limit: int | None = None, before: int | None = None
) -> list[tuple[int, Event]]:
    """(number, event), the newest first; all of them where `limit` is None."""
    query = select(AuditRow).order_by(AuditRow.id.desc())
    if before is not None:
        query = query.where(AuditRow.id < before)
    if limit is not None:
        query = query.limit(limit)
    with database.reading() as session:
        return [
            (row.id, Event(row.at, row.account, row.action, row.about, row.detail))
            for row in session.scalars(query)
        ]
