"""Approved answers: what a person wrote from the article, every sentence on words that stand there."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from answering.compose import MOST_WORDS
from answering.lexical import words_of
from answering.passages import PassageStore
from answering.records import AnswerSentence, Citation
from ingest.errors import FamilyAnswersError
from ingest.records import Passage
from ingest.spans import spaced
from store.audit import note
from store.database import Database
from store.schema import ApprovedRow
from store.turns import new_id

LIKE = 0.93
"""Cosine from which another question counts as the same; docs/log.md has the figures."""
LONGEST_WORD = 80
"""Letters; an address of a web page may have as many."""
SHORTEST_QUOTE = 12
"""Characters; less stands in many places and says nothing."""


class ApprovalError(FamilyAnswersError):
    """An answer that cannot be approved; the text is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a person's, and the article's words that it stands on."""

    text: str
    quote: str
    passage_id: str = ""
    """Of the passage where the quote was found when it was approved."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An approved answer as it is stored."""

    id: str
    question: str
    lines: tuple[Line, ...]
    account: str = ""
    at: float = 0.0
    withdrawn: bool = False

    @classmethod
    def of(cls, row: ApprovedRow) -> Draft:
        lines = tuple(Line(s["text"], s["quote"], s["passage_id"]) for s in row.sentences)
        return cls(row.id, row.question, lines, row.account, row.at, row.withdrawn)


@dataclass(frozen=True, slots=True)
class Approved:
    """An approved answer bound to the passages that serve now (answering.editorial.ApprovedAnswer)."""

    id: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]


def normal(question: str) -> str:
    """What two ways of typing the same words have in common."""
    return " ".join(words_of(question))


def approve(
    database: Database,
    store: PassageStore,
    off: Collection[str],
    account: str,
    question: str,
    lines: Sequence[Line],
    replaces: str = "",
) -> str:
    """Check and keep an answer; its id. Raises ApprovalError with what is to be mended, and StoreError."""
    question = " ".join(question.split())
    if not normal(question):
        raise ApprovalError("Write the question that it answers.")
    if not lines:
        raise ApprovalError("Write at least one sentence.")
    words = sum(len(line.text.split()) for line in lines)
    if words > MOST_WORDS:
        raise ApprovalError(f"It has {words} words; families read {MOST_WORDS} at most.")
    if any(len(word) > LONGEST_WORD for line in lines for word in line.text.split()):
        raise ApprovalError(f"A word has more than {LONGEST_WORD} letters; no page can show it.")
    located = [_located(line, number, store, off) for number, line in enumerate(lines, start=1)]
    draft_id = new_id()
    bind(Draft(draft_id, question, tuple(located)), store)
    sentences = [
        {"text": line.text, "quote": line.quote, "passage_id": line.passage_id} for line in located
    ]
    with database.writing() as session:
        for row in session.scalars(select(ApprovedRow).where(~ApprovedRow.withdrawn)):
            if row.id == replaces or normal(row.question) == normal(question):
                row.withdrawn = True
        session.add(
            ApprovedRow(
                id=draft_id, question=question, sentences=sentences, account=account, at=time.time()
            )
        )
        note(session, account, "approved an answer", draft_id)
    return draft_id


def withdraw(database: Database, account: str, approved_id: str) -> None:
    """It is not given any more; raises StoreError."""
    with database.writing() as session:
        row = session.get(ApprovedRow, approved_id)
        if row and not row.withdrawn:
            row.withdrawn = True
            note(session, account, "withdrew an approved answer", approved_id)


def approved_answers(database: Database) -> list[Draft]:
    """Those that are not withdrawn, the newest first; raises StoreError."""
    query = select(ApprovedRow).where(~ApprovedRow.withdrawn).order_by(ApprovedRow.at.desc())
    with database.reading() as session:
        return [Draft.of(row) for row in session.scalars(query)]


def approved_answer(database: Database, approved_id: str) -> Draft | None:
    """One of them, withdrawn or not; raises StoreError."""
    with database.reading() as session:
        row = session.get(ApprovedRow, approved_id)
        return Draft.of(row) if row else None


def standing(draft: Draft, store: PassageStore, off: Collection[str]) -> str:
    """Why it is not given now, or "" where it is."""
    for line in draft.lines:
        if line.passage_id not in store.position:
            return "expired: a passage that it cites has changed"
        if line.passage_id in off:
            return "expired: a passage that it cites is switched off"
    return ""


def bind(draft: Draft, store: PassageStore) -> Approved:
    """The answer with citations at their offsets; raises ApprovalError where a quote is not there."""
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for line in draft.lines:
        passage = store.passages[store.position[line.passage_id]]
        place = _find(line.quote, passage)
        if place is None:
            raise ApprovalError(f"“{line.quote[:60]}” does not stand in the article.")
        start, end = place
        same = [c for c in citations if (c.passage.id, c.start, c.end) == (passage.id, start, end)]
        if not same:
            quote = passage.text[start - passage.start : end - passage.start]
            same = [Citation(len(citations) + 1, passage, store.title(passage), quote, start, end)]
            citations += same
        sentences.append(AnswerSentence(line.text, (same[0].number,), opens=not sentences))
    return Approved(draft.id, tuple(sentences), tuple(citations))


def _located(line: Line, number: int, store: PassageStore, off: Collection[str]) -> Line:
    text, quote = " ".join(line.text.split()), " ".join(line.quote.split())
    if not text:
        raise ApprovalError(f"Sentence {number} is empty.")
    if len(quote) < SHORTEST_QUOTE:
        raise ApprovalError(f"Sentence {number} needs words of the article that it stands on.")
    places = [passage for passage in store.passages if _find(quote, passage)]
    if not places:
        raise ApprovalError(
            f"Sentence {number}: “{quote[:80]}” does not stand in the article word for word."
        )
    allowed = [passage for passage in places if passage.id not in off]
    if not allowed:
        raise ApprovalError(f"Sentence {number} stands on a passage that is switched off.")
    return Line(text, quote, allowed[0].id)


def _find(quote: str, passage: Passage) -> tuple[int, int] | None:
    """Where the whole sentences begin and end in the document that hold `quote`; None if it is not there.

    Blanks count alike, so that what is copied over a line break is found.
    """
    found = re.search(spaced(quote.split()), passage.text)
    if not found:
        return None
    start, end = found.start() + passage.start, found.end() + passage.start
    held = [s for s in passage.sentences if s.start < end and start < s.end]
    return (held[0].start, held[-1].end) if held else None
