"""Evaluation cases made of what families asked: drafted here, edited by staff, run by `python -m evals`.

A sample is plain JSON here; whoever saves one checks it with the evaluation's own reader first.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ingest.errors import StorageError
from ingest.spans import spaced
from store.audit import note
from store.database import Database
from store.review import WholeTurn
from store.schema import CaseRow, TurnRow

CATEGORY = "staff"
EXPECTED = {
    "should have abstained": "abstain",
    "should have answered": "answer",
}
WORDS_OF_A_PATTERN = 8


def draft(whole: WholeTurn, verdict: str = "") -> dict[str, Any]:
    """A sample of a turn, for a person to mend: every sentence of its answer is an expected fact.

    What should be said instead is for the person: where the verdict is that the answer was wrong, or
    none was given, no facts are drafted.
    """
    turn, trace = whole.turn, whole.trace
    expect = EXPECTED.get(verdict) or {
        "referral": "answer_with_referral",
        "abstain": "abstain",
    }.get(turn.kind, "answer")
    said = [s["text"] for s in trace.get("sentences", []) if s["citations"]]
    trusted = verdict in {"", "right", "incomplete"} and turn.kind != "abstain"
    return {
        "id": case_id(turn.id),
        "category": CATEGORY,
        "question": turn.standalone or turn.question,
        "history": [],
        "expect": expect,
        "facts": [{"text": text, "any": [pattern_of(text)]} for text in said] if trusted else [],
        "evidence": sorted({c["passage_id"] for c in trace.get("citations", [])}) if trusted else [],
        "must_not": [],
    }


def case_id(turn_id: str) -> str:
    """What a case of this turn is called, until staff call it otherwise."""
    return f"{CATEGORY}-{turn_id[:8]}"


def pattern_of(sentence: str) -> str:
    """Matches the sentence by its first words, however they are spaced."""
    return spaced(sentence.split()[:WORDS_OF_A_PATTERN])


def save(database: Database, account: str, sample: dict[str, Any], turn_id: str = "") -> bool:
    """Keep a sample, whose turn counts as fixed; False where another has its id. Raises StoreError."""
    with database.writing() as session:
        if session.get(CaseRow, sample["id"]):
            return False
        session.add(
            CaseRow(id=sample["id"], sample=sample, account=account, at=time.time(), turn_id=turn_id)
        )
        turn = session.get(TurnRow, turn_id) if turn_id else None
        if turn:
            turn.status = "fixed"
        note(session, account, "made an evaluation case", sample["id"])
    return True


def cases(database: Database) -> list[tuple[dict[str, Any], str, float]]:
    """(sample, who made it, when), the newest first. Raises StoreError."""
    with database.reading() as session:
        rows = session.scalars(select(CaseRow).order_by(CaseRow.at.desc()))
        return [(row.sample, row.account, row.at) for row in rows]


def drop(database: Database, account: str, case_id: str) -> None:
    """Raises StoreError."""
    with database.writing() as session:
        row = session.get(CaseRow, case_id)
        if row:
            session.delete(row)
            note(session, account, "deleted an evaluation case", case_id)


def as_jsonl(database: Database) -> str:
    """All cases as a file for `python -m evals run --questions FILE`. Raises StoreError."""
    return lines_of(
        sorted((sample for sample, _, _ in cases(database)), key=lambda sample: str(sample["id"]))
    )


def lines_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """JSON, one a line."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write(text: str, path: Path) -> int:
    """Write a file; how many lines it has. Raises StorageError."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror}); check it") from error
    return text.count("\n")
