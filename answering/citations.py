"""Quotes and their places. Pure: passages and chosen sentences in, checked citations out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answering.records import AnswerSentence, Citation
from ingest.markdown import plain_text
from ingest.records import Passage, SentenceKind


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences of one passage that are to be said, by their numbers in the passage."""

    passage: Passage
    chosen: tuple[int, ...]


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
        for run in _runs(excerpt.chosen):
            start, end = passage.sentences[run[0]].start, passage.sentences[run[-1]].end
            quote = passage.text[start - passage.start : end - passage.start]
            try:
                citation = Citation(len(citations) + 1, passage, title(passage), quote, start, end)
            except ValueError:
                continue
            citations.append(citation)
            for number in run:
                sentence = passage.sentences[number]
                item = sentence.kind is SentenceKind.ITEM and _has_lead_in(passage)
                shown = plain_text(sentence.text)
                sentences.append(AnswerSentence(shown, (citation.number,), item, opens))
                opens = False
    return tuple(sentences), tuple(citations)


def _has_lead_in(passage: Passage) -> bool:
    return any(sentence.kind is SentenceKind.LEAD_IN for sentence in passage.sentences)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """[1, 2, 4] -> [[1, 2], [4]]"""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
