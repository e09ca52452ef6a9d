"""What staff look at: the queue with its filters, one turn, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import and_, case, delete, func, literal_column, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from store.audit import note
from store.database import Database
from store.schema import CitedRow, DetailRow, TurnRow, VerdictRow
from store.withdrawing import withdraw_cases

Show = Literal[
    "new", "thumbs-down", "abstained", "unsure", "notes", "emergency", "approved", "second", "all"
]
SHOWS: tuple[Show, ...] = get_args(Show)
Status = Literal["new", "checked", "fixed"]
STATUSES: tuple[Status, ...] = get_args(Status)
PAGE = 40
NEWEST_FIRST = (TurnRow.at.desc(), TurnRow.id.desc())


@dataclass(frozen=True, slots=True)
class Filter:
    """Which turns are asked for."""

    show: Show = "new"
    words: str = ""
    """Found in the stand-alone question or the family's comment."""
    status: str = ""
    passage: str = ""
    """Id of a passage that the answer quotes."""
    since: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the queue."""

    id: str
    at: float
    kind: str
    category: str
    question: str
    standalone: str
    conversation: str
    probability: float | None
    milliseconds: float | None
    unsure: bool
    noted: bool
    approved: str
    helpful: bool | None
    reason: str
    comment: str
    status: str


@dataclass(frozen=True, slots=True)
class WholeTurn:
    """One turn with everything behind its answer."""

    turn: Turn
    answer: str
    trace: dict[str, Any]
    siblings: tuple[Turn, ...]
    """The conversation that it belongs to, in order, itself included."""


def conditions(wanted: Filter, account: str) -> list[ColumnElement[bool]]:
    """What a row of `turns` must fulfil."""
    kept: list[ColumnElement[bool]] = []
    shown = _shown(wanted.show, account)
    if shown is not None:
        kept.append(shown)
    if wanted.words:
        # The stand-alone form is mended: staff may look for either spelling.
        words = wanted.words.lower()
        columns = (TurnRow.question, TurnRow.standalone, TurnRow.comment)
        kept.append(or_(*(func.lower(column).contains(words, autoescape=True) for column in columns)))
    if wanted.status in STATUSES:
        kept.append(TurnRow.status == wanted.status)
    if wanted.passage:
        kept.append(TurnRow.id.in_(select(CitedRow.turn_id).where(CitedRow.passage_id == wanted.passage)))
    if wanted.since is not None:
        kept.append(TurnRow.at >= wanted.since)
    if wanted.until is not None:
        kept.append(TurnRow.at < wanted.until)
    return kept


def queue(database: Database, wanted: Filter, account: str, page: int = 1) -> tuple[list[Turn], int]:
    """(one page of turns, newest first; how many there are in all). Raises StoreError."""
    where = conditions(wanted, account)
    # First the ids, which an index has in this order: a late page reads no row that it does not show.
    wanted_ids = (
        select(TurnRow.id).where(*where).order_by(*NEWEST_FIRST).limit(PAGE).offset((page - 1) * PAGE)
    )
    rows = select(TurnRow).where(TurnRow.id.in_(wanted_ids)).order_by(*NEWEST_FIRST)
    with database.reading() as session:
        found = [_turn(row) for row in session.scalars(rows)]
        if page == 1 and len(found) < PAGE:
            return found, len(found)
        return found, session.scalar(select(func.count()).select_from(TurnRow).where(*where)) or 0


def counts(database: Database, account: str) -> dict[str, int]:
    """How many turns each view of the queue has. Raises StoreError."""
    found: dict[str, int] = {}
    with database.reading() as session:
        for show in SHOWS:
            shown = _shown(show, account)
            query = select(func.count()).select_from(TurnRow)
            found[show] = session.scalar(query if shown is None else query.where(shown)) or 0
    return found


def next_turn(database: Database, wanted: Filter, account: str, after: str) -> str:
    """The id of the turn below `after` in a view, "" at its end. Raises StoreError."""
    with database.reading() as session:
        here = session.get(TurnRow, after)
        if here is None:
            return ""
        later = or_(TurnRow.at < here.at, and_(TurnRow.at == here.at, TurnRow.id < here.id))
        query = select(TurnRow.id).where(*conditions(wanted, account), TurnRow.at <= here.at, later)
        return session.scalar(query.order_by(*NEWEST_FIRST).limit(1)) or ""


def whole_turn(database: Database, turn_id: str) -> WholeTurn | None:
    """None where there is no such turn (any more). Raises StoreError."""
    with database.reading() as session:
        row = session.get(TurnRow, turn_id)
        if row is None:
            return None
        detail = session.get(DetailRow, turn_id)
        siblings = [row]
        if row.conversation:
            query = select(TurnRow).where(TurnRow.conversation == row.conversation).order_by(TurnRow.at)
            siblings = list(session.scalars(query))
        return WholeTurn(
            _turn(row),
            detail.answer if detail else "",
            detail.trace if detail else {},
            tuple(_turn(one) for one in siblings),
        )


def set_status(database: Database, account: str, turn_id: str, status: Status) -> None:
    """Raises StoreError."""
    with database.writing() as session:
        session.execute(update(TurnRow).where(TurnRow.id == turn_id).values(status=status))
        note(session, account, f"set the status to {status}", turn_id)


def delete_conversation(database: Database, account: str, turn_id: str) -> int:
    """Delete the whole conversation of a turn; how many turns went. Raises StoreError."""
    with database.writing() as session:
        row = session.get(TurnRow, turn_id)
        if row is None:
            return 0
        same = TurnRow.conversation == row.conversation if row.conversation else TurnRow.id == turn_id
        ids = list(session.scalars(select(TurnRow.id).where(same)))
        withdraw_cases(session, account, ids)
        session.execute(delete(TurnRow).where(TurnRow.id.in_(ids)))
        note(session, account, "deleted a conversation", turn_id, f"{len(ids)} turns")
    database.sweep()
    return len(ids)


def _shown(show: Show, account: str) -> ColumnElement[bool] | None:
    """None for all."""
    if show == "second":
        # One colleague has judged it, and I have not.
        others = select(VerdictRow.turn_id).group_by(VerdictRow.turn_id)
        mine = func.sum(case((VerdictRow.account == account, 1), else_=0))
        return TurnRow.id.in_(others.having(func.count() == 1, mine == 0))
    shown: dict[str, ColumnElement[bool] | None] = {
        "new": TurnRow.status == "new",
        "thumbs-down": TurnRow.helpful.is_(False),
        "abstained": TurnRow.kind == "abstain",
        "unsure": TurnRow.unsure.is_(True),
        "notes": TurnRow.noted.is_(True),
        "emergency": TurnRow.kind == "emergency",
        "approved": TurnRow.approved != literal_column("''"),
        "all": None,
    }
    return shown[show]


def _turn(row: TurnRow) -> Turn:
    return Turn(
        row.id,
        row.at,
        row.kind,
        row.category,
        row.question,
        row.standalone,
        row.conversation or "",
        row.probability,
        row.milliseconds,
        row.unsure,
        row.noted,
        row.approved,
        row.helpful,
        row.reason,
        row.comment,
        row.status,
    )
