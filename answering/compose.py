"""Choose what to say: short passages, best first, near 100 words and never above 150.

A passage is made to stand alone, so it is said whole where it fits; one that does not fit is cut to the
sentences nearest to the question. A list keeps its lead-in, and its item that plainly answers comes first,
with the items that stand under it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np

from answering.citations import Excerpt
from answering.records import Evidence
from answering.retrieve import Search
from answering.stories import tells_story
from answering.sufficiency import belief_shares
from ingest.records import Passage, SentenceKind

TARGET_WORDS = 125
MOST_WORDS = 145
"""Five short of 150: the program's own words stand beside the article's."""
LEAST_SHARE = 0.05
"""A further passage must have this share of the belief, or it only distracts: of 415 with less, ten told
something that was asked for (docs/log.md)."""
NEAR_IN_WORDS = 0.5
"""... or a sentence as like the question as this."""
ENOUGH_BELIEF = 0.98
"""Nothing more is said once what was said has this share of the belief."""
AGAIN = 50
"""Words of a passage that was said a moment ago: what is nearest to the new question, and its lead-in."""
ROOM_FOR_NEAR = 35
"""Words that what is only near to a decision may take where something known stands behind it."""
POINTS_BACK = re.compile(
    r"(That|This|These|Those|It|They|He|She|His|Her|Their|Both|Such|Otherwise|But|So|Yet)\b"
    r"|(\S+ ){1,5}(it|this|them|these|those)\b"
)
"""A sentence that is not whole without the one before it, or may not be: "To them it gives hope"."""
AFTER_SOME = re.compile(r"Others?\b")
"""An item that is read after the one before it: "For some ...", "Others ..."."""
PLAINLY_NEAREST = 0.03
"""An item nearer to the question than the others by this much is said first: nobody is to look for it."""
ALL_OF_IT = 0.05
"""A lead-in that is nearer by this much than every item says that the whole list was asked for."""
IN_TIME = re.compile(r"\b(initial|first|weeks?|(?<!once a )months?|years?)\b", re.IGNORECASE)
"""Items that tell of one time after another stay in their order."""

SentenceScorer = Callable[[np.ndarray, Passage], np.ndarray]
PutRight = Callable[[Passage, int], bool]
"""Whether a note has to put a sentence of a passage right."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the question that can be answered."""

    search: Search
    temperature: float
    asked: np.ndarray
    """What its sentences are chosen by: the query's vector, or one between it and what the family asked."""
    sure: bool = True
    """False for what is only near: it leaves room for a part whose answer is known."""


def compose(
    parts: Sequence[Part],
    compares: bool,
    score: SentenceScorer,
    reserved_words: int = 0,
    told: Container[Passage] = (),
    put_right: PutRight = lambda _, __: False,
    likeness: SentenceScorer | None = None,
) -> list[Excerpt]:
    """The excerpts that answer `parts`, in the order they are to be read.

    Every part gets its best passage first, or of a comparison one as good; what room is left goes to the
    next best of all.
    `score` tells which sentences of a passage answer a query, `likeness` (or else it) how like it they are;
    `reserved_words` are those that the program itself will add; of a passage that is `told` already only
    what is nearest is said; what a note has to `put_right` comes last of its list.
    """
    most = MOST_WORDS - reserved_words
    # Beside words of the program's own there is little room: none of it is left empty.
    target = most if reserved_words else TARGET_WORDS
    chosen: dict[str, Excerpt] = {}
    words = 0

    def say(excerpt: Excerpt | None) -> None:
        nonlocal words
        if excerpt:
            chosen[excerpt.passage.id] = excerpt
            words += _words(excerpt)

    subjects = {part.search.evidence[0].passage.id for part in parts}
    for part in parts:
        best = _leading(part, compares)
        if best.passage.id not in chosen:
            room = most - words
            if words == 0 and len(subjects) > 1:
                room = _first_share(part, room, bool(reserved_words))
            if best.passage in told:
                room = min(room, AGAIN)
            excerpt = _excerpt(best.passage, part, room, score)
            again = best.passage in told
            margin = 0.0 if again else PLAINLY_NEAREST
            say(excerpt and _nearest_item_first(excerpt, part, score, margin, put_right))
        if compares:
            other = _other_side(part, best, chosen)
            say(_excerpt(other.passage, part, most - words, score) if other else None)
    for evidence, part in _further(parts, chosen, likeness or score):
        if words >= target:
            break
        if evidence.passage not in told:
            say(_whole_or_half(evidence.passage, part, most - words, score))
            other = _other_side(part, evidence, chosen) if compares else None
            say(_whole_or_half(other.passage, part, most - words, score) if other else None)
    return list(chosen.values())


def _first_share(part: Part, room: int, is_decision: bool) -> int:
    """Of `room` words what the first of several parts may take.

    Parts of a question share; of a decision the first may take it all (what is asked, or what must come
    before it), unless it is only near to what was asked.
    """
    if not part.sure:
        return ROOM_FOR_NEAR
    return room if is_decision else room // 2


def _further(
    parts: Sequence[Part], chosen: dict[str, Excerpt], likeness: SentenceScorer
) -> list[tuple[Evidence, Part]]:
    """What else may be said, most believed first; a story only where it is the answer itself.

    Where the search is sure, that is little; where it is not, the likely passages are said until
    together they have most of the belief.
    """
    ranked: list[tuple[float, Evidence, Part]] = []
    for part in parts:
        said = 0.0
        for evidence, share in zip(
            part.search.evidence, belief_shares(part.search, part.temperature), strict=True
        ):
            passage = evidence.passage
            if (
                said < ENOUGH_BELIEF
                and not tells_story(passage)
                and (share >= LEAST_SHARE or likeness(part.asked, passage).max() >= NEAR_IN_WORDS)
            ):
                ranked.append((float(share), evidence, part))
            said += float(share)
    ranked.sort(key=lambda row: -row[0])
    return [(evidence, part) for _, evidence, part in ranked if evidence.passage.id not in chosen]


def _leading(part: Part, compares: bool) -> Evidence:
    """What is said first: the best; for a comparison one as good, rather, that has another side."""
    best = part.search.evidence[0]
    if compares:
        least = best.scores["fused"] - part.temperature
        as_good = (evidence for evidence in part.search.evidence if evidence.scores["fused"] >= least)
        return next((evidence for evidence in as_good if _other_side(part, evidence, ())), best)
    return best


def _other_side(part: Part, one: Evidence, said: Container[str]) -> Evidence | None:
    """For a comparison: the best list under the heading of `one`, but for what is `said`."""
    for evidence in part.search.evidence:
        beside = evidence.passage.heading == one.passage.heading and evidence is not one
        if beside and evidence.passage.id not in said and _items(evidence.passage):
            return evidence
    return None


def _excerpt(
    passage: Passage, part: Part, room: int, score: SentenceScorer, opening: bool = False
) -> Excerpt | None:
    """The sentences of `passage` to say in at most `room` words; None where none fits.

    `opening`: with its first sentence, which says who and what the others are about.
    """
    sayable = [n for n, s in enumerate(passage.sentences) if s.kind is not SentenceKind.LABEL]
    if sum(_count(passage, n) for n in sayable) <= room:
        return Excerpt(passage, tuple(sayable))
    cosines = score(part.asked, passage)
    kept = {
        n
        for lead_in in sayable
        if passage.sentences[lead_in].kind is SentenceKind.LEAD_IN
        for n in with_subject(passage, lead_in)
    }
    if opening and not kept:
        kept = set(sayable[:1])
    left = room - sum(_count(passage, n) for n in kept)
    if left < 0:
        return None
    for number in sorted(set(sayable) - kept, key=lambda n: -cosines[n]):
        needed = with_subject(passage, number) - kept
        cost = sum(_count(passage, n) for n in needed)
        if cost <= left:
            kept |= needed
            left -= cost
    if all(passage.sentences[n].kind is SentenceKind.LEAD_IN for n in kept):
        return None
    return Excerpt(passage, tuple(sorted(kept)))


def _nearest_item_first(
    excerpt: Excerpt, part: Part, score: SentenceScorer, margin: float, put_right: PutRight
) -> Excerpt:
    """`excerpt` with the item of its list first that is nearest, if it is by `margin`.

    What a note has to `put_right` comes last, wherever the document has it.
    """
    sentences = excerpt.passage.sentences
    items = [n for n in excerpt.chosen if sentences[n].kind is SentenceKind.ITEM]
    if len(items) < 2 or sum(bool(IN_TIME.search(sentences[n].text)) for n in items) > 1:
        return excerpt
    cosines = score(part.asked, excerpt.passage)
    nearest, next_to_it = sorted(items, key=lambda n: -cosines[n])[:2]
    lead_in = max((cosines[n] for n in excerpt.chosen if n < items[0]), default=-1.0)
    plainly = cosines[nearest] - cosines[next_to_it] >= margin and lead_in - cosines[nearest] < ALL_OF_IT
    listed = [n for n in excerpt.chosen if n in items or sentences[n].depth]
    outermost = {n: _outermost(excerpt.passage, n) for n in listed}
    wrong = {outermost[n] for n in items if put_right(excerpt.passage, n)}
    first = outermost[nearest]
    if not plainly or AFTER_SOME.match(sentences[first].text):
        first = outermost[items[0]]
    order = sorted(listed, key=lambda n: (outermost[n] in wrong, outermost[n] != first))
    before = [n for n in excerpt.chosen if n < items[0]]
    after = [n for n in excerpt.chosen if n > items[0] and n not in listed]
    return Excerpt(excerpt.passage, (*before, *order, *after))


def _outermost(passage: Passage, number: int) -> int:
    """The item that sentence `number` stands under, with no other above it; or itself."""
    above = (at for at in passage.leads(number) if passage.sentences[at].kind is SentenceKind.ITEM)
    return next(above, number)


def _whole_or_half(passage: Passage, part: Part, room: int, score: SentenceScorer) -> Excerpt | None:
    """A further passage, whole where there is room.

    Of a list at least half is said, or it would be read as all there is.
    """
    excerpt = _excerpt(passage, part, room, score, opening=True)
    items = _items(passage)
    return excerpt if excerpt and 2 * len(items & set(excerpt.chosen)) >= len(items) else None


def _items(passage: Passage) -> set[int]:
    """Numbers of the items of its list."""
    return {n for n, s in enumerate(passage.sentences) if s.kind is SentenceKind.ITEM}


def with_subject(passage: Passage, number: int) -> set[int]:
    """Sentence `number`, with what it must not be said without.

    The lead-in and the items that it stands under, and the sentences before it that it points back at:
    "That is ...".
    """
    needed = {number}
    sentence = passage.sentences[number]
    if sentence.kind is SentenceKind.ITEM and AFTER_SOME.match(sentence.text):
        needed.add(number - 1)
    # An item with items under it promises them: "Not true:" is not said alone.
    while passage.has_under(max(needed)):
        needed.add(max(needed) + 1)
    needed |= {above for one in needed for above in passage.leads(one)}
    while (
        number > 0
        and POINTS_BACK.match(passage.sentences[number].text)
        and passage.sentences[number].kind is not SentenceKind.ITEM
        and passage.sentences[number - 1].kind is SentenceKind.SENTENCE
    ):
        number -= 1
        needed.add(number)
    return needed


def _count(passage: Passage, number: int) -> int:
    """Words as they will be read; the mark of a list item counts as one."""
    sentence = passage.sentences[number]
    return len(sentence.text.split()) + (sentence.kind is SentenceKind.ITEM)


def _words(excerpt: Excerpt) -> int:
    return sum(_count(excerpt.passage, number) for number in excerpt.chosen)
