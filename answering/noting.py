"""The context notes of an answer, with what the conversation has told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from answering.asking import Asking
from answering.cards import MISSED
from answering.notes import choose_notes
from answering.records import Answer, Citation, Kind
from answering.replies import Replies
from ingest.notes import ContextNote, Gravity


def with_notes(asking: Asking, answer: Answer, replies: Replies, also: Sequence[Citation] = ()) -> Answer:
    """`answer` with the notes of what it cites, of the quotes `also`, and of what was asked.

    What was told a moment ago is told again only where the message itself asks for it, or where the corpus
    says nothing: after a missed shot, "what do we do now" has that note for an answer.
    """
    if not asking.searches:
        return answer
    notes = asking.generation.store.notes
    if asking.off_topic:
        # Whether it is about the corpus is a guess: what could do harm is said all the same.
        notes = tuple(note for note in notes if note.gravity == Gravity.HARM)
    cited = (*answer.citations, *(also if answer.citations else ()))
    score = asking.generation.retriever.sentence_cosines
    is_the_answer = answer.kind is Kind.ABSTAIN or asking.referral == MISSED
    in_talk = bool(asking.history) and not is_the_answer

    def known(note: ContextNote) -> bool:
        return in_talk and asking.told.said(replies.fill(note.text))

    chosen = choose_notes(
        notes,
        cited,
        asking.standalone,
        likeness=partial(score, asking.searches[0].vector) if cited else None,
        known=known,
        message=asking.mended,
    )
    return replace(answer, notes=tuple(replies.filled(note) for note in chosen))
