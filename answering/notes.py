"""Which context notes an answer carries: those of what it cites, and those of what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from answering.records import Citation, Note
from ingest.notes import ContextNote, Gravity

MOST_NOTES = 2


def choose_notes(
    notes: Sequence[ContextNote], citations: Sequence[Citation], question: str
) -> tuple[Note, ...]:
    """At most two, the gravest first; but every grave one that a quoted passage needs.

    `notes` come the gravest first. A note that the question asks for comes before one that only a
    cited passage brings.
    """
    due = [note for note in notes if _belongs(note, citations)]
    asked = [note for note in notes if note.asked and _pattern(note.asked).search(question)]
    order = list(Gravity)
    wanted = sorted(
        dict.fromkeys([*asked, *due]), key=lambda n: (order.index(Gravity(n.gravity)), n not in asked)
    )
    grave = [note for note in due if note.gravity == Gravity.HARM]
    kept = wanted[:MOST_NOTES]
    kept += [note for note in grave if note not in kept]
    return tuple(Note(note.text, note.source, note.url) for note in kept)


def _belongs(note: ContextNote, citations: Sequence[Citation]) -> bool:
    return any(
        citation.passage.id in note.passage_ids and _pattern(note.quoted).search(citation.quote)
        for citation in citations
    )


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
