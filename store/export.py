"""Any view of the queue as CSV or JSON lines. Only what is stored, and that is redacted already."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Select, func, select

from store.audit import note
from store.database import Database
from store.review import NEWEST_FIRST, Filter, conditions
from store.schema import AuditRow, DetailRow, TurnRow

COLUMNS = (
    "id", "at", "kind", "category", "conversation", "question", "standalone", "answer", "probability",
    "milliseconds", "unsure", "noted", "approved", "helpful", "reason", "comment", "status",
)  # fmt: skip
AT_ONCE, WHOLE_AT_ONCE = 200, 20
"""Rows to a piece: the first is there at once, and each page that is asked for meanwhile soon after."""
# A spreadsheet would run what begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def turns_as_json(database: Database, wanted: Filter, account: str) -> Iterator[str]:
    """One line for each turn, with its citations and versions, many lines at a time. Raises StoreError."""
    _note(database, account, "JSONL", wanted)
    query = _turns(wanted, account, DetailRow.trace).execution_options(yield_per=WHOLE_AT_ONCE)
    with database.reading() as session:
        for rows in session.execute(query).mappings().partitions(WHOLE_AT_ONCE):
            yield "".join(json.dumps(_whole(row), ensure_ascii=False) + "\n" for row in rows)


def turns_as_csv(database: Database, wanted: Filter, account: str) -> Iterator[str]:
    """A header, and one row for each turn, many rows at a time. Raises StoreError."""
    _note(database, account, "CSV", wanted)
    yield _line(COLUMNS)
    with database.reading() as session:
        for rows in session.execute(_turns(wanted, account)).partitions(AT_ONCE):
            yield "".join(map(_line, rows))


def audit_as_csv(database: Database, account: str) -> Iterator[str]:
    """The whole audit, the newest first, many events at a time. Raises StoreError."""
    with database.writing() as session:
        note(session, account, "exported the audit")
    yield _line(("number", "at", "account", "action", "about", "detail"))
    columns = (AuditRow.id, AuditRow.at, AuditRow.account, AuditRow.action, AuditRow.about, AuditRow.detail)
    query = select(*columns).order_by(AuditRow.id.desc()).execution_options(yield_per=AT_ONCE)
    with database.reading() as session:
        for rows in session.execute(query).partitions(AT_ONCE):
            yield "".join(map(_line, rows))


def _note(database: Database, account: str, form: str, wanted: Filter) -> None:
    with database.writing() as session:
        note(session, account, f"exported turns as {form}", wanted.show)


def _turns(wanted: Filter, account: str, *more: Any) -> Select[Any]:
    """COLUMNS of the turns of a view, and `more` of their details."""
    columns = [
        func.coalesce(DetailRow.answer, "").label(name) if name == "answer" else getattr(TurnRow, name)
        for name in COLUMNS
    ]
    return (
        select(*columns, *more)
        .outerjoin(DetailRow, DetailRow.turn_id == TurnRow.id)
        .where(*conditions(wanted, account))
        .order_by(*NEWEST_FIRST)
        .execution_options(yield_per=AT_ONCE)
    )


def _whole(row: Mapping[Any, Any]) -> dict[str, Any]:
    trace = row["trace"] or {}
    more = {name: trace.get(name) for name in ("citations", "notes", "versions", "timings_ms")}
    return {**{name: row[name] for name in COLUMNS}, **more}


def _line(values: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(value) for value in values])
    return out.getvalue()


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
