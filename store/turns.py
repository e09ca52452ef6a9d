"""From a question and its answer to rows: redacted, and of an emergency only its kind and its time."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Insert
from sqlalchemy import Table as BareTable
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from answering.explain import explain
from answering.records import Answer, Kind, Trace
from answering.signals import SIGNALS
from redaction.redact import redact
from redaction.tagging import Tagger
from store.schema import CitedRow, DetailRow, Table, TurnRow

UNSURE = 0.8
"""An answer that was less sure than this is one to look at."""
LONGEST_KEPT = 4000
"""Characters of a message that are kept."""


def new_id() -> str:
    """Random: it says nothing of who asked or when."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class NewTurn:
    """What was just answered. Lives in memory only: `message` is not redacted."""

    message: str
    answer: Answer
    conversation: str
    after_emergency: bool = False
    """An emergency stands in the conversation before it: its words must not come back in this one."""
    id: str = field(default_factory=new_id)
    at: float = field(default_factory=time.time)

    def __repr__(self) -> str:
        return f"NewTurn({self.id})"


def keep_turn(session: Session, turn: NewTurn, tagger: Tagger | None = None) -> None:
    """Writes the turn, once: a second try writes nothing. `tagger`: helps to redact it."""
    answer = turn.answer
    if answer.kind is Kind.EMERGENCY:
        row = {
            "id": turn.id,
            "at": turn.at,
            "kind": str(answer.kind),
            "category": ", ".join(answer.emergencies),
        }
        write_once(session, TurnRow, row)
        return
    asked = turn.message[:LONGEST_KEPT]
    standalone = answer.standalone_question[:LONGEST_KEPT]
    if turn.after_emergency and standalone != asked:
        standalone = asked
    question = redact(asked, tagger).text
    probability = answer.trace.probability
    row = {
        "id": turn.id,
        "at": turn.at,
        "conversation": turn.conversation,
        "kind": str(answer.kind),
        "question": question,
        "standalone": question if standalone == asked else redact(standalone, tagger).text,
        "probability": probability,
        "milliseconds": answer.trace.timings_ms.get("total"),
        "unsure": answer.kind is not Kind.ABSTAIN
        and not answer.approved_id
        and probability is not None
        and probability < UNSURE,
        "noted": bool(answer.notes),
        "approved": answer.approved_id,
    }
    write_once(session, TurnRow, row)
    write_once(session, DetailRow, {"turn_id": turn.id, "answer": answer.text, "trace": trace_of(answer)})
    cited = sorted({citation.passage.id for citation in answer.citations})
    write_once(session, CitedRow, *({"turn_id": turn.id, "passage_id": one} for one in cited))


def trace_of(answer: Answer) -> dict[str, Any]:
    """How an answer came about, as JSON; nothing in it is a family's."""
    data = answer.to_json()
    return {
        "evidence": [
            {
                "passage_id": one.passage.id,
                "heading": list(one.passage.heading),
                "scores": _rounded(one.scores),
                "share": None if one.share is None else round(one.share, 4),
                "kept": one.kept,
                "why": one.why,
            }
            for one in explain(answer)
        ],
        "sentences": data["sentences"],
        "citations": data["citations"],
        "notes": [asdict(note) for note in answer.notes],
        "lead": answer.lead,
        "credit": answer.credit,
        "said_above": answer.said_above,
        "suggestions": data["suggestions"],
        "appointment": data["appointment"],
        "threshold": answer.trace.weights.threshold if answer.trace.weights else None,
        "timings_ms": {name: round(value, 2) for name, value in answer.trace.timings_ms.items()},
        "versions": data["versions"],
        "model": _model_of(answer.trace),
    }


def _model_of(trace: Trace) -> dict[str, str]:
    """What came of a chat model, by the words that staff read; empty where none was asked."""
    if not trace.model_outcome and not trace.condensed:
        return {}
    read, written = trace.tokens
    return {
        "wording": trace.model_outcome,
        "follow-up": trace.condensed,
        "sentences dropped": ", ".join(trace.dropped),
        "tokens": f"{read} read, {written} written",
        "cost": "" if trace.cost is None else f"${trace.cost:.6f}",
    }


def write_once(session: Session, table: type[Table], *rows: dict[str, Any]) -> None:
    """Inserts rows, and leaves alone what is there already."""
    if rows:
        session.execute(_insert(session.get_bind().dialect.name, table), list(rows))


@cache
def _insert(dialect: str, table: type[Table]) -> Insert:
    """Made once, and for the bare table: SQLAlchemy's work for mapped classes costs more than the write."""
    bare = table.__table__
    assert isinstance(bare, BareTable)
    insert = sqlite.insert(bare) if dialect == "sqlite" else postgresql.insert(bare)
    return insert.on_conflict_do_nothing()


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: round(scores[name], 4) for name in ("fused", *SIGNALS) if name in scores}
