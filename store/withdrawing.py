"""What goes with a family's question: evaluation cases that still have its words.

A case that staff have put in words of their own stays; one that differs by a comma has the family's.
"""

from __future__ import annotations

from collections.abc import Collection

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from store.approved import normal
from store.audit import note
from store.schema import CaseRow, TurnRow

THEIRS = 85.0
"""Likeness from which words are still the family's: normalised InDel similarity, 0 to 100 (rapidfuzz)."""


def withdraw_cases(session: Session, account: str, turn_ids: Collection[str]) -> None:
    """Delete the cases of these turns that still have the family's words; before the turns go."""
    made_of_them = (
        select(CaseRow, TurnRow.question, TurnRow.standalone)
        .join(TurnRow, TurnRow.id == CaseRow.turn_id)
        .where(CaseRow.turn_id.in_(turn_ids))
    )
    for row, *words in session.execute(made_of_them).all():
        if any(is_theirs(str(row.sample.get("question", "")), asked) for asked in words):
            session.delete(row)
            note(session, account, "deleted an evaluation case", row.id, "it had the family's words")


def is_theirs(written: str, asked: str) -> bool:
    """Whether staff's words are still those that a family asked with."""
    return bool(asked) and fuzz.ratio(normal(written), normal(asked)) >= THEIRS
