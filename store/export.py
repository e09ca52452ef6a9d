"""Any view of the queue as CSV or JSON lines. Only what is stored, and that is redacted already."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from store.audit import events, note
from store.database import Database
from store.review import NEWEST_FIRST, Filter, conditions
from store.schema import DetailRow, TurnRow

COLUMNS = (
    "id", "at", "kind", "category", "conversation", "question", "standalone", "answer", "probability",
    "milliseconds", "unsure", "noted", "approved", "helpful", "reason", "comment", "status",
)  # fmt: skip
AT_ONCE = 500
# A spreadsheet would run what begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def turns_as_json(database: Database, wanted: Filter, account: str) -> Iterator[str]:
    """One line for each turn, with its citations and versions. Raises StoreError."""
    for row in _rows(database, wanted, account, "JSONL"):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def turns_as_csv(database: Database, wanted: Filter, account: str) -> Iterator[str]:
    """A header, and one row for each turn. Raises StoreError."""
    yield _line(COLUMNS)
    for row in _rows(database, wanted, account, "CSV"):
        yield _line([row[name] for name in COLUMNS])


def audit_as_csv(database: Database, account: str) -> Iterator[str]:
    """The whole audit, the newest first. Raises StoreError."""
    with database.writing() as session:
        note(session, account, "exported the audit")
    yield _line(("number", "at", "account", "action", "about", "detail"))
    for number, event in events(database):
        yield _line((number, event.at, event.account, event.action, event.about, event.detail))


def _rows(database: Database, wanted: Filter, account: str, form: str) -> Iterator[dict[str, Any]]:
    with database.writing() as session:
        note(session, account, f"exported turns as {form}", wanted.show)
    query = (
        select(TurnRow, DetailRow)
        .outerjoin(DetailRow, DetailRow.turn_id == TurnRow.id)
        .where(*conditions(wanted, account))
        .order_by(*NEWEST_FIRST)
        .execution_options(yield_per=AT_ONCE)
    )
    with database.reading() as session:
        for turn, detail in session.execute(query):
            row = {name: getattr(turn, name) for name in COLUMNS if name != "answer"}
            row["answer"] = detail.answer if detail else ""
            trace = detail.trace if detail else {}
            row |= {name: trace.get(name) for name in ("citations", "notes", "versions", "timings_ms")}
            yield row


def _line(values: Any) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([_safe(value) for value in values])
    return out.getvalue()


def _safe(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
