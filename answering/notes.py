"""Which context notes an answer carries: those of what it cites, and those of what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from answering.records import Citation, Note
from ingest.notes import ContextNote, Gravity
from ingest.records import Passage

MOST_NOTES = 2
BESIDE_THE_POINT = 0.1
"""A sentence this much less like the question than the likest that is quoted was not asked for."""

Likeness = Callable[[Passage], np.ndarray]
"""How like the question each sentence of a passage is, shape (sentences,)."""


def choose_notes(
    notes: Sequence[ContextNote],
    citations: Sequence[Citation],
    question: str,
    likeness: Likeness | None = None,
    known: Callable[[ContextNote], bool] = lambda _: False,
    message: str = "",
) -> tuple[Note, ...]:
    """At most two, the gravest first; but every grave one that a quoted passage needs.

    `notes` come the gravest first. A note that the question asks for comes before one that only a
    cited passage brings; of those that are not grave, only what is to the point. A note that says as well
    what another says takes its place.

    Of a follow-up `question` is what it means and `message` what it says: a note that is `known` from a
    moment ago must be asked for by the message itself.
    """
    due = [note for note in notes if any(_brings(note, citation) for citation in citations)]
    grave = [note for note in due if note.gravity == Gravity.HARM]
    if likeness is not None:
        due = grave + [
            note for note in due if note not in grave and _to_the_point(note, citations, likeness)
        ]
    question, message = _levelled(question), _levelled(message)
    asked = [note for note in notes if _asks(note, message if known(note) else question)]
    order = list(Gravity)
    wanted = sorted(
        dict.fromkeys([*asked, *due]),
        key=lambda n: (order.index(Gravity(n.gravity)), n not in asked, n in asked and not n.pressing),
    )
    kept: list[ContextNote] = []
    for note in wanted:
        if any(note.id in other.instead_of for other in kept):
            continue
        left = [other for other in kept if other.id not in note.instead_of]
        if len(left) < MOST_NOTES or note in grave:
            kept = [*left, note]
    # What is only good to know goes first where nothing is quoted, and else after it.
    pressing = [n for n in asked if n.pressing and _asks(n, message or question)]
    first = [n for n in pressing if n.gravity == Gravity.HARM or not citations]
    return tuple(Note(n.text, n.source, n.url, pressing=n in first) for n in kept)


def has_pressing(notes: Sequence[ContextNote], question: str) -> bool:
    """Whether the question is about the very harm that a note warns of."""
    levelled = _levelled(question)
    return any(note.pressing and _asks(note, levelled) for note in notes)


def warned_of(notes: Sequence[ContextNote], question: str) -> set[str]:
    """Ids of the passages that the pressing notes warn of: what they say sounds like no danger.

    "On its own, naltrexone carries no risk of overdose", to somebody who fears one.
    """
    pressing = [n for n in notes if n.pressing and n.quoted and n.gravity == Gravity.HARM]
    levelled = _levelled(question)
    pressing = [n for n in pressing if _asks(n, levelled)]
    return {name for note in pressing for name in note.passage_ids}


def is_put_right(notes: Sequence[ContextNote], passage: Passage, number: int) -> bool:
    """Whether a note says otherwise than this very sentence of `passage`: it comes last of its list."""
    text = passage.sentences[number].text
    its_notes = (note for note in notes if note.corrects and passage.id in note.passage_ids)
    return any(_pattern(note.corrects).search(text) for note in its_notes)


def _levelled(question: str) -> str:
    """With single spaces, as the notes' patterns expect it."""
    return " ".join(question.split())


def _asks(note: ContextNote, levelled: str) -> bool:
    return bool(note.asked and _pattern(note.asked).search(levelled))


def _brings(note: ContextNote, citation: Citation) -> bool:
    return citation.passage.id in note.passage_ids and bool(_pattern(note.quoted).search(citation.quote))


def _to_the_point(note: ContextNote, citations: Sequence[Citation], likeness: Likeness) -> bool:
    """Whether a sentence that brings the note is about as like the question as any that is quoted."""
    likest, of_note = 0.0, 0.0
    for citation in citations:
        scores = likeness(citation.passage)
        for sentence, score in zip(citation.passage.sentences, scores, strict=True):
            if citation.start <= sentence.start < citation.end:
                likest = max(likest, float(score))
                brings = citation.passage.id in note.passage_ids
                if brings and _pattern(note.quoted).search(sentence.text):
                    of_note = max(of_note, float(score))
    return of_note >= likest - BESIDE_THE_POINT


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
