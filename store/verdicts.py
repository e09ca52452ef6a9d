"""Staff's own verdicts, kept apart from the family's thumb; the second is given blind to the first."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import krippendorff
import numpy as np
from sqlalchemy import select

from store.audit import note
from store.cases import case_id
from store.database import Database
from store.schema import CaseRow, DetailRow, TurnRow, VerdictRow

Word = Literal[
    "right", "incomplete", "wrong source", "should have abstained", "should have answered", "unsafe"
]
WORDS: tuple[Word, ...] = get_args(Word)
LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    account: str
    word: str
    comment: str
    at: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reviewer may see of a turn's verdicts."""

    mine: Verdict | None
    others: tuple[Verdict, ...]
    """Empty until I have given mine."""
    hidden: int
    """How many others there are that I may not see yet."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far reviewers agree on turns that two or more of them judged."""

    turns: int
    alpha: float | None
    """Krippendorff's alpha for nominal data; None where it is not defined."""


def give(database: Database, account: str, turn_id: str, word: Word, comment: str) -> bool:
    """Write or change my verdict; a new turn counts as checked then. False where the turn is gone.

    Raises StoreError.
    """
    with database.writing() as session:
        turn = session.get(TurnRow, turn_id)
        if turn is None:
            return False
        query = select(VerdictRow).where(VerdictRow.turn_id == turn_id, VerdictRow.account == account)
        row = session.scalar(query)
        if row is None:
            row = VerdictRow(turn_id=turn_id, account=account, at=0.0, verdict="", comment="")
            session.add(row)
        row.verdict, row.comment, row.at = word, comment.strip()[:LONGEST_COMMENT], time.time()
        if turn.status == "new":
            turn.status = "checked"
        # Not which: whoever reads the audit may still have to judge the turn.
        note(session, account, "gave a verdict", turn_id)
    return True


def seen_by(database: Database, account: str, turn_id: str) -> Seen:
    """Raises StoreError."""
    with database.reading() as session:
        rows = list(
            session.scalars(select(VerdictRow).where(VerdictRow.turn_id == turn_id).order_by(VerdictRow.at))
        )
        verdicts = [Verdict(row.account, row.verdict, row.comment, row.at) for row in rows]
    mine = next((v for v in verdicts if v.account == account), None)
    others = tuple(v for v in verdicts if v.account != account)
    return Seen(mine, others if mine else (), 0 if mine else len(others))


def agreement(database: Database) -> Agreement:
    """Over all turns that are kept. Raises StoreError."""
    with database.reading() as session:
        rows = session.execute(select(VerdictRow.turn_id, VerdictRow.account, VerdictRow.verdict))
        return alpha_of((turn, account, word) for turn, account, word in rows)


def counted(database: Database) -> Mapping[str, int]:
    """How often each verdict was given. Raises StoreError."""
    found = dict.fromkeys(WORDS, 0)
    with database.reading() as session:
        for word in session.scalars(select(VerdictRow.verdict)):
            if word in found:
                found[word] += 1
    return {str(word): count for word, count in found.items()}


def agreed(database: Database) -> list[dict[str, str]]:
    """Each turn that reviewers agree on, under the id of its evaluation case, or else the one that such
    a case is drafted with: what `python -m evals run --judge --human FILE` compares a grading model with.
    Raises StoreError.

    Where one says "right" and another does not, no one can tell whether a model is mistaken.
    """
    query = (
        select(TurnRow.id, TurnRow.standalone, DetailRow.answer, VerdictRow.verdict)
        .join(DetailRow, DetailRow.turn_id == TurnRow.id)
        .join(VerdictRow, VerdictRow.turn_id == TurnRow.id)
        .order_by(TurnRow.id, VerdictRow.at)
    )
    found: dict[str, dict[str, str]] = {}
    apart: set[str] = set()
    with database.reading() as session:
        for turn, question, answer, word in session.execute(query):
            row = {"id": turn, "question": question, "answer": answer, "verdict": word}
            first = found.setdefault(turn, row)
            if (first["verdict"] == "right") != (word == "right"):
                apart.add(turn)
        called = defaultdict(list)
        for name, turn in session.execute(select(CaseRow.id, CaseRow.turn_id).order_by(CaseRow.id)):
            called[turn].append(name)
    return [
        row | {"id": name}
        for turn, row in found.items()
        if turn not in apart
        for name in called.get(turn, [case_id(turn)])
    ]


def alpha_of(verdicts: Iterable[tuple[str, str, str]]) -> Agreement:
    """Krippendorff's alpha, nominal (Krippendorff 2004, "Content Analysis", ch. 11), of
    (turn, account, word) triples."""
    by_turn: dict[str, dict[str, str]] = defaultdict(dict)
    for turn, account, word in verdicts:
        by_turn[turn][account] = word
    paired = {turn: given for turn, given in by_turn.items() if len(given) > 1}
    words = sorted({word for given in paired.values() for word in given.values()})
    if len(words) < 2:
        # With one word only, chance alone would agree as well: alpha is not defined.
        return Agreement(len(paired), None)
    accounts = sorted({account for given in paired.values() for account in given})
    table = np.full((len(accounts), len(paired)), np.nan)
    for column, given in enumerate(paired.values()):
        for account, word in given.items():
            table[accounts.index(account), column] = words.index(word)
    alpha = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
    return Agreement(len(paired), float(alpha))
