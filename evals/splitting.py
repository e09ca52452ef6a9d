"""Other ways to cut the same documents, to compare ours with: the settings `split.*` of a run."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ingest.bank import QuestionBank
from ingest.corpus import Corpus
from ingest.records import Document, Passage, Sentence
from ingest.split import LONGEST_PASSAGE_WORDS, split_document

WAYS = ("passages", "chunks")


@dataclass(frozen=True, slots=True)
class Splitting:
    """How documents are cut."""

    by: str = "passages"
    """`passages`: a paragraph, or a lead-in with its list (ingest.split). `chunks`: so many words, whatever
    paragraph, list or section they stand in, as stock splitters cut."""
    words: int = LONGEST_PASSAGE_WORDS
    """Most words of one passage, about; of a chunk, unless one sentence is longer."""
    headings: bool = True
    """Whether a passage carries its heading path into what is embedded and searched."""

    def cut(self, document: Document) -> list[Passage]:
        """The passages of `document`, in reading order; every sentence is in one of them."""
        passages = split_document(document, self.words)
        if self.by == "chunks":
            passages = list(_chunks(document, passages, self.words))
        return passages if self.headings else [replace(passage, heading=()) for passage in passages]


@dataclass(frozen=True)
class Resplit(Corpus):
    """A corpus that is cut otherwise than it is served."""

    cut: Callable[[Document], list[Passage]] = split_document

    def split(self) -> Iterator[tuple[Document, list[Passage]]]:
        return ((document, self.cut(document)) for document in self.documents)


def resplit(corpus: Corpus, splitting: Splitting) -> Corpus:
    """`corpus` cut by `splitting`; its bank and its notes go to the passage that holds the same words."""
    if splitting == Splitting():
        return corpus
    moved: dict[str, str] = {}
    for document, passages in corpus.split():
        cut = splitting.cut(document)
        starts = [passage.start for passage in cut]
        moved |= {p.id: cut[bisect_right(starts, p.start) - 1].id for p in passages}
    covered = tuple(replace(q, passage_id=moved[q.passage_id]) for q in corpus.bank.covered)
    notes = tuple(
        replace(note, passage_ids=tuple(dict.fromkeys(moved[name] for name in note.passage_ids)))
        for note in corpus.notes
    )
    bank = QuestionBank(covered, corpus.bank.uncovered)
    return Resplit(corpus.documents, bank, notes, splitting.cut)


def _chunks(document: Document, passages: list[Passage], words: int) -> Iterator[Passage]:
    """The sentences of `passages` packed anew, as many as fit; the heading is that of the first."""
    held: list[tuple[Passage, Sentence]] = []
    count = 0
    for owner, sentence in ((p, s) for p in passages for s in p.sentences):
        size = len(sentence.text.split())
        if held and count + size > words:
            yield _chunk(document, held)
            held, count = [], 0
        held.append((owner, sentence))
        count += size
    if held:
        yield _chunk(document, held)


def _chunk(document: Document, held: list[tuple[Passage, Sentence]]) -> Passage:
    (first, begin), (last, end) = held[0], held[-1]
    return Passage(
        id=f"{document.id}/chunk/{begin.start}-{end.end}",
        document_id=document.id,
        heading=first.heading,
        text=document.text[begin.start : end.end],
        start=begin.start,
        end=end.end,
        lines=(first.lines[0], last.lines[1]),
        sentences=tuple(sentence for _, sentence in held),
        page=first.page_at(begin.start),
    )
