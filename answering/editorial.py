"""What people of the team decided about answers: approved ones, and passages that are not to be said.

The answerer asks; whoever keeps those decisions (the store, by way of app.py) answers from memory.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from answering.asking import Asking, timed
from answering.records import Answer, AnswerSentence, Citation, Kind
from answering.retrieve import Search
from answering.told import asks_for_more
from answering.wording import Wording
from ingest.records import Passage
from triage.messages import both_ends


class ApprovedAnswer(Protocol):
    """An answer that a person wrote, ready to be given."""

    @property
    def id(self) -> str: ...
    @property
    def sentences(self) -> tuple[AnswerSentence, ...]: ...
    @property
    def citations(self) -> tuple[Citation, ...]: ...


class Editorial(Protocol):
    """Decisions of the team; must answer at once and never raise."""

    def approved(self, question: str, vector: np.ndarray | None) -> ApprovedAnswer | None:
        """The answer approved for `question`, or for one that `vector` (unit, float32) is very like."""

    def switched_off(self) -> Collection[str]:
        """Ids of passages that are not to be said."""

    def catch_up(self) -> None:
        """What another process has decided holds from now on, where that can be read."""


class Unedited:
    """Nobody has decided anything."""

    def approved(self, question: str, vector: np.ndarray | None) -> None:
        return None

    def switched_off(self) -> Collection[str]:
        return ()

    def catch_up(self) -> None:
        return None


UNEDITED = Unedited()
EVIDENCE_COUNT = 10
"""Passages that are ranked for a question."""
NEARLY = 0.2
"""Of the fused score: what is further below the best is about something else."""


def look_up(asking: Asking) -> None:
    """What the whole question and each part find, with so much that enough is left of what may be said."""
    question = asking.question
    assert question is not None
    with timed(asking, "retrieve"):
        queries = [question.whole, *question.parts]
        asking.found = asking.generation.retriever.search(queries, _most(asking), vectors=asking.vectors)


def _most(asking: Asking) -> int:
    return EVIDENCE_COUNT + len(asking.off)


def search_sayable(asking: Asking, behind: Sequence[str]) -> list[Search]:
    """What the question found, its parts, and the program's own questions `behind` a decision.

    As if the passages that are switched off were not there; where the message only asks for more ("why",
    "what else"), what was told before comes last.
    """
    off, found = asking.off, [*asking.found]
    if behind and len(found) == 1:
        # The parts are what is answered: of one question, the whole is the only one.
        found *= 2
    found += [asking.generation.retriever.fixed_search(text, _most(asking)) for text in behind]
    if asks_for_more(asking.mended):
        found = [_told_last(search, asking.told) for search in found]
    return [_without(search, off) for search in found] if off else found


def _told_last(search: Search, told: Container[Passage]) -> Search:
    """What was told last, where something else is nearly as near."""
    ranked = sorted(search.evidence, key=lambda evidence: evidence.passage in told)
    if not ranked or ranked[0].scores["fused"] < search.evidence[0].scores["fused"] - NEARLY:
        return search
    return replace(search, evidence=tuple(replace(e, number=n) for n, e in enumerate(ranked, start=1)))


def _without(search: Search, off: Collection[str]) -> Search:
    """How like known questions a query is counts only as far as a passage that is left answers them."""
    left = [evidence for evidence in search.evidence if evidence.passage.id not in off][:EVIDENCE_COUNT]
    asked_like = min(search.asked_like, max((e.scores["question"] for e in left), default=0.0))
    numbered = tuple(replace(evidence, number=n) for n, evidence in enumerate(left, start=1))
    return replace(search, evidence=numbered, asked_like=asked_like)


def approved_instead(editorial: Editorial, wording: Wording, asking: Asking, answer: Answer) -> Answer:
    """`answer`, or the one that a person approved for this question.

    A question that leans on the conversation, or asks several things, is matched by its very words
    alone: its vector stands for more than one question.
    """
    if asking.question is None or not asking.searches or editorial is UNEDITED:
        return answer
    found = editorial.approved(asking.question.standalone, _own_vector(asking))
    if found is None:
        return answer
    return replace(
        answer,
        kind=Kind.ANSWER,
        sentences=found.sentences,
        citations=found.citations,
        credit=" ".join(sentence.text for sentence in wording.say("approved")),
        approved_id=found.id,
    )


def _own_vector(asking: Asking) -> np.ndarray | None:
    """Of a question that stands alone: what it says itself, whatever was said before it."""
    question = asking.question
    assert question is not None
    if question.parts:
        return None
    if len(question.whole.texts) == 1:
        return asking.searches[0].vector
    return asking.own if question.standalone == both_ends(asking.mended) else None


def sayable(asking: Asking) -> list[Passage]:
    """The passages that may be said."""
    return [passage for passage in asking.generation.store.passages if passage.id not in asking.off]
