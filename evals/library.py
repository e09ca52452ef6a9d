"""The documents that are asked about, sentence by sentence, and what of them answers a sample."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from answering.passages import PassageStore
from evals.dataset import Sample
from ingest.errors import DatasetError
from ingest.records import Passage
from ingest.spans import spaced

SentenceKey = tuple[str, int]
"""Document, and offset of the sentence in it."""


@dataclass(frozen=True)
class Library:
    """Documents by id, and the passages that they are split into."""

    documents: Mapping[str, str]
    passages: tuple[Passage, ...]
    is_own: bool = True
    """Whether they are the documents that the questions were written on. Of another edition evidence that
    is not found is left out: what an answer states can be scored all the same."""
    named: tuple[Passage, ...] = ()
    """The passages that evidence names, where `passages` are split otherwise."""

    @classmethod
    def of(cls, store: PassageStore, is_own: bool = True, named: tuple[Passage, ...] = ()) -> Library:
        return cls(
            documents={name: str(data["text"]) for name, data in store.documents.items()},
            passages=store.passages,
            is_own=is_own,
            named=named,
        )

    def gold(self, sample: Sample) -> frozenset[SentenceKey]:
        """The sentences that answer `sample`; empty where none is named.

        Raises DatasetError for evidence that is no document, no passage, and stands in no own document.
        """
        keys: set[SentenceKey] = set()
        for entry in sample.evidence:
            found = self._of_name(entry) or self._of_quote(entry)
            if not found and self.is_own:
                raise DatasetError(f"evidence {entry[:60]!r} stands in no document; mend it")
            keys |= found
        return frozenset(keys)

    def within(self, document: str, start: int, end: int) -> frozenset[SentenceKey]:
        """The sentences that lie whole in a stretch of a document."""
        return frozenset(
            (document, a) for a, b in self._sentences.get(document, ()) if start <= a and b <= end
        )

    def passages_of(self, keys: Iterable[SentenceKey]) -> tuple[str, ...]:
        """Ids of the passages that hold any of `keys`, sorted."""
        return tuple(sorted({self._owner[key] for key in keys if key in self._owner}))

    def find(self, text: str, document: str) -> tuple[int, int] | None:
        """Where `text` stands in a document, however its blanks are set; None where it does not."""
        words = text.split()
        found = re.search(spaced(words), self.documents.get(document, ""))
        return found.span() if found and words else None

    def body(self, document: str) -> str:
        """A document without its front matter: from its first passage to its last."""
        spans = self._sentences[document]
        return self.documents[document][min(a for a, _ in spans) : max(b for _, b in spans)]

    def text_of(self, passage_id: str) -> str:
        """The words of a passage, "" for one that is not known."""
        passage = self._by_id.get(passage_id)
        return passage.text if passage else ""

    def _of_name(self, entry: str) -> frozenset[SentenceKey]:
        passage = self._named.get(entry)
        if passage:
            return self.within(passage.document_id, passage.start, passage.end)
        if entry in self.documents:
            return self.within(entry, 0, len(self.documents[entry]))
        return frozenset()

    def _of_quote(self, quote: str) -> frozenset[SentenceKey]:
        for document in self.documents:
            if place := self.find(quote, document):
                start, end = place
                return frozenset(
                    (document, a) for a, b in self._sentences[document] if a < end and start < b
                )
        return frozenset()

    @cached_property
    def _by_id(self) -> dict[str, Passage]:
        return {passage.id: passage for passage in self.passages}

    @cached_property
    def _named(self) -> dict[str, Passage]:
        """By id, and by key."""
        passages = self.named or self.passages
        return {p.key: p for p in passages} | {p.id: p for p in passages}

    @cached_property
    def _owner(self) -> dict[SentenceKey, str]:
        return {(p.document_id, sentence.start): p.id for p in self.passages for sentence in p.sentences}

    @cached_property
    def _sentences(self) -> dict[str, list[tuple[int, int]]]:
        spans: dict[str, list[tuple[int, int]]] = {name: [] for name in self.documents}
        for passage in self.passages:
            spans[passage.document_id] += [(s.start, s.end) for s in passage.sentences]
        return spans
