"""Quotes and their places. Pure: passages and chosen sentences in, checked citations out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering.records import AnswerSentence, Citation
from ingest.markdown import as_read
from ingest.records import Passage, SentenceKind


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of one passage that are to be said."""

    passage: Passage
    chosen: tuple[int, ...]
    """Their numbers in the passage, in the order in which they are said."""


def cite(
    excerpts: Sequence[Excerpt], title: Callable[[Passage], str]
) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """Sentences with their citations, numbered from 1 in the order they are said.

    Neighbouring sentences of a passage share one citation whose quote is the stretch they make up,
    found word for word at its offsets. What cannot be found is dropped.
    """
    sentences: list[AnswerSentence] = []
    citations: list[Citation] = []
    for excerpt in excerpts:
        passage = excerpt.passage
        opens = True
        ends = excerpt.chosen[-1] if _is_cut(excerpt) else None
        stretches = {number: run for run in _runs(excerpt.chosen) for number in run}
        cited: dict[int, Citation] = {}
        for number in excerpt.chosen:
            first, last = stretches[number][0], stretches[number][-1]
            if first not in cited:
                start, end = passage.sentences[first].start, passage.sentences[last].end
                quote = passage.text[start - passage.start : end - passage.start]
                try:
                    citation = Citation(len(citations) + 1, passage, title(passage), quote, start, end)
                except ValueError:
                    continue
                citations.append(citation)
                cited[first] = citation
            sentence = passage.sentences[number]
            listed = bool(passage.leads(number))
            item = sentence.kind is SentenceKind.ITEM and listed
            marks = (cited[first].number,)
            sentences.append(
                AnswerSentence(as_read(sentence), marks, item, opens, listed and number == ends)
            )
            opens = False
    return tuple(sentences), tuple(citations)


def _is_cut(excerpt: Excerpt) -> bool:
    """Whether some of its list is left out: "these are" must not be read as all of them."""
    passage = excerpt.passage
    listed = {n for n, s in enumerate(passage.sentences) if s.kind is SentenceKind.ITEM or passage.leads(n)}
    return not listed <= set(excerpt.chosen)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """[1, 2, 4] -> [[1, 2], [4]]"""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


FEWEST_QUOTED_WORDS = 3
"""Fewer could stand anywhere."""
SAME_CHARACTERS = str.maketrans("’‘“”–—−‹›\u00a0", "''\"\"---<> ")
MARKUP = "*_`\\"


@dataclass(frozen=True, slots=True)
class Reference:
    """A number that a chat model gave, and the words it says that it rests on."""

    number: int
    quote: str


def resolve(reference: Reference, shown: Sequence[Passage]) -> Excerpt | None:
    """The sentences of the numbered passage that hold the quote; None where number or quote is not
    there."""
    if not 1 <= reference.number <= len(shown):
        return None
    passage = shown[reference.number - 1]
    found = find_quote(reference.quote, passage.text)
    if not found:
        return None
    start, end = found[0] + passage.start, found[1] + passage.start
    touched = [n for n, s in enumerate(passage.sentences) if s.start < end and s.end > start]
    said = tuple(n for n in touched if passage.sentences[n].kind is not SentenceKind.LABEL)
    return Excerpt(passage, said) if said else None


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`: to the letter, or but for quotes, dashes, markup, blanks and
    capitals."""
    quote = quote.strip()
    if len(quote.split()) < FEWEST_QUOTED_WORDS:
        return None
    at = text.find(quote)
    if at >= 0:
        return at, at + len(quote)
    wanted, _ = _levelled(quote.strip(" .…\"'"))
    levelled, places = _levelled(text)
    at = levelled.find(wanted)
    return (places[at], places[at + len(wanted) - 1] + 1) if wanted and at >= 0 else None


def _levelled(text: str) -> tuple[str, list[int]]:
    """`text` without what a copy changes by accident, and where each of its characters stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(SAME_CHARACTERS)):
        if character in MARKUP or (character.isspace() and (not kept or kept[-1] == " ")):
            continue
        low = " " if character.isspace() else character.lower()
        kept.append(low[:1])
        places.append(place)
    return "".join(kept), places


def cite_worded(
    worded: Sequence[tuple[str, Sequence[Excerpt]]], title: Callable[[Passage], str]
) -> tuple[tuple[AnswerSentence, ...], tuple[Citation, ...]]:
    """Sentences in other words with the citations they stand on, each quote word for word at its
    offsets."""
    sentences: list[AnswerSentence] = []
    citations: dict[tuple[str, int, int], Citation] = {}
    for text, excerpts in worded:
        numbers: list[int] = []
        for excerpt in excerpts:
            passage = excerpt.passage
            for run in _runs(excerpt.chosen):
                start, end = passage.sentences[run[0]].start, passage.sentences[run[-1]].end
                key = passage.id, start, end
                if key not in citations:
                    quote = passage.text[start - passage.start : end - passage.start]
                    citations[key] = Citation(
                        len(citations) + 1, passage, title(passage), quote, start, end
                    )
                numbers.append(citations[key].number)
        sentences.append(AnswerSentence(text, tuple(dict.fromkeys(numbers)), opens=not sentences))
    return tuple(sentences), tuple(citations.values())
