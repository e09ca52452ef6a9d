"""The nouns of answering: Evidence, Citation, Answer, Trace. Frozen, and checked when made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from answering.weights import Weights
from ingest.records import Passage

NOTES_OPEN = "Worth knowing:"
"""Stands before the notes, so that nobody takes them for the article."""


class Kind(StrEnum):
    ANSWER = "answer"
    REFERRAL = "referral"
    """A personal decision: what the article says, and who decides it with the family."""
    ABSTAIN = "abstain"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may answer, and how each signal scored it."""

    number: int
    """From 1, best first."""
    passage: Passage
    scores: Mapping[str, float]
    """Each signal's score, and under "fused" the one that ranks."""


@dataclass(frozen=True, slots=True)
class Citation:
    """The words of the article that a sentence stands on."""

    number: int
    """As in the marks, from 1."""
    passage: Passage
    title: str
    """Title of the document."""
    quote: str
    start: int
    end: int

    def __post_init__(self) -> None:
        inside = self.passage.text[self.start - self.passage.start : self.end - self.passage.start]
        if self.start < self.passage.start or inside != self.quote or not self.quote:
            raise ValueError(
                f"citation {self.number}: {self.quote[:60]!r} is not at {self.start}:{self.end} "
                f"of passage {self.passage.id!r}"
            )

    @property
    def page(self) -> int | None:
        """Page of the document that the quote starts on, from 1; None where it has no pages."""
        return self.passage.page_at(self.start)


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence or list item as the family reads it, and what it stands on."""

    text: str
    citations: tuple[int, ...] = ()
    item: bool = False
    """Shown as a list item."""
    opens: bool = False
    """Begins a new paragraph."""
    goes_on: bool = False
    """The last item that is said of a longer list."""

    @property
    def shown(self) -> str:
        """As the family reads it: with the mark of a list that goes on in the document."""
        return f"{self.text} …" if self.goes_on else self.text


@dataclass(frozen=True, slots=True)
class Note:
    """A fact that the article lacks, from an authority: always apart from what the article says."""

    text: str
    source: str
    url: str = ""
    pressing: bool = False
    """The question is about this very harm: it goes before what the article says."""


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about. Never holds what the family typed."""

    index_id: str = ""
    prompts: str = ""
    """Checksum of the words that the program says."""
    model: str = ""
    """Chat model that worded the answer; "" for none."""
    model_outcome: str = ""
    """"worded", "cached", or why a model that was asked did not word it; "" where none was asked."""
    tokens: tuple[int, int] = (0, 0)
    """What the model read and wrote for this answer, dropped replies and condensing included."""
    cost: float | None = None
    """Dollars for those tokens; None where the operator has set no prices."""
    condensed: str = ""
    """"used" where the model's stand-alone question was searched for; what came of it; "" where not
    asked."""
    dropped: tuple[str, ...] = ()
    """Why each sentence of the model that was not said was not supported."""
    probability: float | None = None
    """P(the corpus answers this), None where it was not asked for."""
    weights: Weights | None = None
    """By which it was decided; None where nothing was searched."""
    evidence: tuple[Evidence, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a family reads, and what stands behind it.

    Every sentence of an `answer` has a citation; every number in the sentences is a citation's, and
    the citations are numbered 1 to n.
    """

    kind: Kind
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    appointment: tuple[Citation, ...] = ()
    """For a personal decision: what the document itself suggests to ask, numbered apart."""
    lead: str = ""
    """The program's own line above the answer: a word about 911 or 988 where it may be needed."""
    credit: str = ""
    """Says that a person wrote it, where one did."""
    said_above: str = ""
    """Says that all of it was read a moment ago, where it was: or it would look like no answer."""
    speaks_of_itself: bool = False
    """An abstention that is none of the corpus: thanks, hello, nothing asked."""
    approved_id: str = ""
    emergencies: tuple[str, ...] = ()
    """Of an emergency, what kinds: the labels of triage."""
    question: str = ""
    standalone_question: str = ""
    by_rules: str = ""
    """Of a follow-up that a chat model made stand alone as well: the rules' question, and the model's."""
    by_model: str = ""
    suggestions: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)
    id: str = ""

    def __post_init__(self) -> None:
        if not self.sentences:
            raise ValueError("an answer without a sentence")
        numbers = [citation.number for citation in self.citations]
        if numbers != list(range(1, len(numbers) + 1)):
            raise ValueError(f"citations are numbered {numbers}, not 1 to {len(numbers)}")
        used = {number for sentence in self.sentences for number in sentence.citations}
        if used != set(numbers):
            raise ValueError(f"sentences cite {sorted(used)}, citations are {numbers}")
        if self.kind is Kind.ANSWER and any(not s.citations for s in self.sentences):
            raise ValueError("a sentence of an answer has no citation")

    @property
    def opening(self) -> int:
        """How many of the sentences go before a pressing note: the program's own first paragraph."""
        if self.kind is Kind.ANSWER:
            return 0
        later = (n for n, s in enumerate(self.sentences) if n and (s.opens or s.citations))
        return 0 if self.sentences[0].citations else next(later, len(self.sentences))

    @property
    def pressing(self) -> tuple[Note, ...]:
        """Notes that go before what the article says."""
        return tuple(note for note in self.notes if note.pressing)

    @property
    def text(self) -> str:
        """Exactly what a family reads, notes included, without the marks."""
        lines: list[str] = [line for line in (self.lead, self.credit, self.said_above) if line]
        _add_sentences(lines, self.sentences[: self.opening])
        _add_notes(lines, self.pressing)
        _add_sentences(lines, self.sentences[self.opening :])
        _add_notes(lines, tuple(note for note in self.notes if not note.pressing))
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """The JSON form that other programs rely on (docs: README, "The interface")."""
        return {
            "id": self.id,
            "kind": str(self.kind),
            "text": self.text,
            "lead": self.lead,
            "credit": self.credit,
            "said_above": self.said_above,
            "probability": self.trace.probability,
            "sentences": [
                {"text": sentence.text, "citations": list(sentence.citations)}
                for sentence in self.sentences
            ],
            "citations": [
                {
                    "number": citation.number,
                    "document": citation.passage.document_id,
                    "title": citation.title,
                    "heading": list(citation.passage.heading),
                    "passage_id": citation.passage.id,
                    "quote": citation.quote,
                    "start": citation.start,
                    "end": citation.end,
                    "page": citation.page,
                }
                for citation in self.citations
            ],
            "notes": [asdict(note) for note in self.notes],
            "suggestions": list(self.suggestions),
            "appointment": [citation.quote for citation in self.appointment],
            "standalone_question": self.standalone_question,
            "worded_by_model": bool(self.trace.model),
            "timings_ms": dict(self.trace.timings_ms),
            "versions": {
                "index": self.trace.index_id,
                "prompts": self.trace.prompts,
                "model": self.trace.model,
            },
        }


def _add_sentences(lines: list[str], sentences: Sequence[AnswerSentence]) -> None:
    for sentence in sentences:
        if sentence.item:
            lines.append(f"- {sentence.shown}")
        elif lines and not sentence.opens and not lines[-1].startswith("- "):
            lines[-1] += f" {sentence.shown}"
        else:
            lines += ["", sentence.shown] if lines else [sentence.shown]


def _add_notes(lines: list[str], notes: Sequence[Note]) -> None:
    for number, note in enumerate(notes):
        said = note.text if number else f"{NOTES_OPEN} {note.text}"
        lines += ["", said] if lines else [said]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: str
    """"user" or "assistant"."""
    content: str
