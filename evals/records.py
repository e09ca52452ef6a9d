"""An answer as it is scored, whoever gave it: this program, a peer, or a file of answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from answering.records import Answer, Kind, Trace

IN_MODELS_WORDS = ("worded", "cached")
"""Outcomes of a chat model after which a family reads its words."""


class Found(BaseModel):
    """A passage that was looked at, best first, and how each signal scored it."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    passage_id: str
    document: str
    start: int
    end: int
    scores: Mapping[str, float] = {}


class Quoted(BaseModel):
    """The stretch of a document that a sentence stands on."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    number: int
    document: str
    quote: str
    start: int
    end: int
    passage_id: str = ""


class Said(BaseModel):
    """One sentence of an answer, and the numbers of its quotes."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    text: str
    citations: tuple[int, ...] = ()


class Worded(BaseModel):
    """What came of asking a chat model to word an answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    outcome: str
    """"worded", "cached", or why the article's own words were given; "" where only a follow-up was put
    to it."""
    read: int = 0
    """Tokens that it read; 0 where nothing was sent, or where its server did not say."""
    written: int = 0
    cost: float | None = None
    """Dollars; None where the operator has set no prices."""
    dropped: tuple[str, ...] = ()
    """Why each sentence that was dropped was not supported."""


class Answered(BaseModel):
    """One line of answers.jsonl: the JSON answer of README, with the evidence that was looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    question: str = ""
    """As asked; says which question set a file of answers belongs to."""
    kind: Kind
    text: str
    lead: str = ""
    probability: float | None = None
    """P(the document answers this), where it was asked for."""
    sentences: tuple[Said, ...] = ()
    citations: tuple[Quoted, ...] = ()
    evidence: tuple[Found, ...] = ()
    standalone_question: str = ""
    worded: Worded | None = None
    """None where no chat model was asked."""
    timings_ms: Mapping[str, float] = {}

    @property
    def is_extractive(self) -> bool:
        """Whether its sentences are the document's own, not a chat model's."""
        return not (self.worded and self.worded.outcome in IN_MODELS_WORDS)

    @property
    def plain(self) -> str:
        """The text on one line, as patterns are searched in it."""
        return " ".join(self.text.split())


def answer_row(identity: str, answer: Answer) -> dict[str, Any]:
    """One line of answers.jsonl from an Answer; timings among it."""
    return answer.to_json() | {
        "id": identity,
        "question": answer.question,
        "worded": _worded(answer.trace),
        "evidence": [
            {
                "passage_id": evidence.passage.id,
                "document": evidence.passage.document_id,
                "start": evidence.passage.start,
                "end": evidence.passage.end,
                "scores": {name: round(value, 6) for name, value in evidence.scores.items()},
            }
            for evidence in answer.trace.evidence
        ],
    }


def _worded(trace: Trace) -> dict[str, Any] | None:
    if not trace.model_outcome and not trace.condensed:
        return None
    read, written = trace.tokens
    return {
        "outcome": trace.model_outcome,
        "read": read,
        "written": written,
        "cost": trace.cost,
        "dropped": trace.dropped,
    }
