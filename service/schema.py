"""What goes in and comes out of the HTTP interface, as OpenAPI documents it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_TURNS = 200
LONGEST_MESSAGE = 20_000
"""Characters; what is longer than FAMILY_QA_MAX_QUESTION_CHARS is read up to there."""
Text = Annotated[str, Field(max_length=LONGEST_MESSAGE)]


class TurnIn(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: Text


class AskIn(BaseModel):
    """A question, and the turns before it, oldest first."""

    model_config = ConfigDict(extra="forbid")
    question: Text
    history: list[TurnIn] = Field(default=[], max_length=MOST_TURNS)


class SentenceOut(BaseModel):
    text: str
    citations: list[int]
    """Numbers of the citations that it stands on."""


class CitationOut(BaseModel):
    number: int
    document: str
    title: str
    heading: list[str]
    passage_id: str
    quote: str
    start: int
    """Where the quote stands in the document's text, in characters."""
    end: int
    page: int | None
    """Page that the quote starts on, from 1; null where the document has no pages."""


class NoteOut(BaseModel):
    text: str
    source: str
    url: str
    pressing: bool
    """Shown before what the article says."""


class VersionsOut(BaseModel):
    index: str
    prompts: str
    model: str


class AnswerOut(BaseModel):
    """One answer; `text` is exactly what a family reads, without the marks."""

    id: str
    kind: Literal["answer", "referral", "abstain", "emergency"]
    text: str
    lead: str
    credit: str
    """Says that a person wrote the answer, where one did."""
    said_above: str
    """Says that all of it was read a moment ago, where it was."""
    probability: float | None
    sentences: list[SentenceOut]
    citations: list[CitationOut]
    notes: list[NoteOut]
    suggestions: list[str]
    appointment: list[str]
    standalone_question: str
    worded_by_model: bool
    """Whether a chat model worded the sentences, each checked; else they are the article's own."""
    timings_ms: dict[str, float]
    versions: VersionsOut


class PassageOut(BaseModel):
    """One passage of the index that serves."""

    id: str
    document: str
    title: str
    heading: list[str]
    text: str
    start: int
    end: int
    lines: tuple[int, int]
    page: int | None
    """Page that it starts on, from 1; null where the document has no pages."""


class Fault(BaseModel):
    """What went wrong, in one sentence."""

    detail: str


class HealthOut(BaseModel):
    status: Literal["ok"]


class ReadyOut(BaseModel):
    status: Literal["ready"]
    index: str
    passages: int
    processes: int
    """That make answers beside this one and are up."""
