"""What stands near a question that is not answered: a sentence or two, marked as near, or nothing."""

from __future__ import annotations

from answering.citations import Excerpt
from answering.compose import SentenceScorer, with_subject
from answering.retrieve import Search
from answering.stories import tells_story
from ingest.records import Passage, SentenceKind

MOST_SENTENCES = 2
LOOKED_AT = 3
LEAST_COSINE = 0.4
"""A sentence less like the question than this is not near it."""
SAYS_SOMETHING = (SentenceKind.SENTENCE, SentenceKind.ITEM)


def nearest(search: Search, score: SentenceScorer) -> list[Excerpt]:
    """The nearest sentences of one of the best passages.

    Only what is near itself, and never a story: it would be read as an answer.
    """
    for evidence in search.evidence[:LOOKED_AT]:
        passage = evidence.passage
        if tells_story(passage):
            continue
        cosines = score(search.vector, passage)
        near = sorted(
            (n for n in _saying(passage) if cosines[n] >= LEAST_COSINE), key=lambda n: -cosines[n]
        )
        if near:
            return [_with_lead_ins(passage, near[:MOST_SENTENCES])]
    return []


def pointed_to(search: Search, passage: Passage, score: SentenceScorer) -> list[Excerpt]:
    """The sentence of `passage` that is nearest: whoever wrote the bank says that it is near."""
    cosines = score(search.vector, passage)
    saying = _saying(passage)
    return [_with_lead_ins(passage, [max(saying, key=lambda n: cosines[n])])] if saying else []


def _saying(passage: Passage) -> list[int]:
    return [n for n, s in enumerate(passage.sentences) if s.kind in SAYS_SOMETHING]


def _with_lead_ins(passage: Passage, numbers: list[int]) -> Excerpt:
    """Sentences `numbers`, with what they need to be understood."""
    above = {at for number in numbers for at in passage.leads(number)}
    wanted = [*numbers, *(n for n in above if passage.sentences[n].kind is SentenceKind.LEAD_IN)]
    return Excerpt(passage, tuple(sorted({n for number in wanted for n in with_subject(passage, number)})))
