"""The passages, documents and family questions of one generation of the index, ready to be searched."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from answering.lexical import LexicalIndex, kept_lexical_index, stems_of, words_of
from answering.spelling import Speller
from ingest.coverage import Coverage
from ingest.entries import passage_of_sentence
from ingest.index import Record
from ingest.notes import read_note
from ingest.records import Passage, Sentence, SentenceKind
from ingest.snapshot import Snapshot

# A word that one family used once may be a slip; one that several used is theirs.
SEVERAL = 2
# A question that can be offered to a stranger: a capital, a question mark, no name that only a reader of
# the article knows ("How is Alex doing now?"), and the order of a question, not "What things is inside".
READS_WELL = re.compile(
    r"(?!.*\s[A-Z][a-z])"
    r"(?:Is|Does|Can|Will|Are|(?:What|Why|Who|When|How(?:\s(?:long|often|soon|well|much|many\s\w+))?"
    r"|What\s(?:kinds?|sort)\sof\s\w+)"
    r"(?:['’]s|\s(?:is|are|was|does|do|did|can|could|will|would|should|has|have|makes|happens|helps)))\b"
    r"[^.!]{12,60}\?"
)


class PassageStore:
    """What one generation of the index says, made ready to be searched and shown."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        manifest, records = snapshot.manifest, snapshot.records
        self.index_id = manifest.index_id
        self.passages = tuple(_passage(record) for record in records["passages"])
        self.position = {passage.id: n for n, passage in enumerate(self.passages)}
        self.sentence_owners = _positions(
            (passage_of_sentence(record.id) for record in records["sentences"]), self.position
        )
        """Position of the passage of each sentence that is searched, shape (sentences,)."""
        self.coverage = Coverage(**manifest.coverage)
        self.notes = tuple(read_note(note) for note in manifest.notes)
        self.documents = {r.id: {**r.metadata, "text": r.document} for r in records["documents"]}
        self.uncovered = records["uncovered"]
        self._set_questions(records["questions"])
        self.lexical_text = self._lexical(
            "text", [" ".join([*passage.heading, passage.text]) for passage in self.passages]
        )
        names = {name: n for n, name in enumerate(self.documents)}
        self.document_owners = _positions((p.document_id for p in self.passages), names)
        """Position of each passage's document, shape (passages,)."""
        self.lexical_documents = self._lexical(
            "documents", [str(data["text"]) for data in self.documents.values()]
        )

    def _set_questions(self, questions: Sequence[Record]) -> None:
        self.question_texts = [record.document for record in questions]
        self.question_owners = _positions(
            (record.metadata["passage_id"] for record in questions), self.position
        )
        """Position of the passage that answers each question, shape (questions,)."""
        self._by_owner = np.argsort(self.question_owners, kind="stable")
        self._owners, self._first_of_owner = np.unique(
            self.question_owners[self._by_owner], return_index=True
        )
        self.lexical_questions = self._lexical("questions", self.question_texts)

    def best_question(self, scores: np.ndarray) -> np.ndarray:
        """The highest of the `scores` of each passage's questions, shape (passages,); 0 for no question."""
        best = np.zeros(len(self.passages), dtype=np.float32)
        if len(self._owners):
            best[self._owners] = np.maximum.reduceat(scores[self._by_owner], self._first_of_owner)
        return best

    def _lexical(self, name: str, texts: Sequence[str]) -> LexicalIndex:
        folder = self.snapshot.folder
        if folder is None or not texts:
            return LexicalIndex(texts)
        return kept_lexical_index(folder / "lexical" / name, texts)

    def questions_of(self, passage: Passage) -> np.ndarray:
        """Vectors of the known questions that `passage` answers, shape (questions, dimension).

        None of a bank so large that it is searched in Chroma.
        """
        rows = np.flatnonzero(self.question_owners == self.position[passage.id])
        if not len(rows) or not self.snapshot.holds("questions"):
            return np.empty((0, 0), np.float32)
        return self.snapshot.vectors_at("questions", rows)

    def drop_bank(self) -> None:
        """Forget all questions, as if the corpus had no bank: what bare text would be like."""
        self._set_questions([])
        self.uncovered = []
        self.coverage = Coverage([])

    @cached_property
    def speller(self) -> Speller:
        """Knows every word of the passages, and those that several families used."""
        passages = {word for passage in self.passages for word in words_of(passage.text)}
        asked = Counter(word for text in self.question_texts for word in set(words_of(text)))
        return Speller(passages, {word for word, count in asked.items() if count > SEVERAL})

    @cached_property
    def shown_questions(self) -> dict[int, str]:
        """By passage position: how it is offered on a button.

        As the bank says; where it says nothing of any, the question of each passage that shares most words
        with it, since it must be clear to a stranger, of those that read well and are spelled right.
        """
        if buttons := self.snapshot.manifest.buttons:
            return {self.position[name]: text for name, text in buttons.items() if name in self.position}
        shown: dict[int, tuple[int, str]] = {}
        subjects: dict[int, set[str]] = {}
        for owner, text in zip(self.question_owners.tolist(), self.question_texts, strict=True):
            if READS_WELL.fullmatch(text) and self.speller.is_spelled_right(text):
                if owner not in subjects:
                    passage = self.passages[owner]
                    subjects[owner] = set(stems_of(" ".join([*passage.heading, passage.text])))
                rank = (len(set(stems_of(text)) & subjects[owner]), text)
                shown[owner] = max(shown.get(owner, (0, "")), rank)
        return {owner: text for owner, (shared, text) in shown.items() if shared}

    @property
    def titles(self) -> str:
        """The titles of all documents, for a sentence."""
        return ", ".join(str(data["title"]) for data in self.documents.values())

    def title(self, passage: Passage) -> str:
        return str(self.documents[passage.document_id]["title"])


def _positions(names: Iterable[str], position: Mapping[str, int]) -> np.ndarray:
    return np.array([position[name] for name in names], dtype=np.int64)


def _passage(record: Record) -> Passage:
    data, text = record.metadata, record.document
    start = int(data["start"])
    return Passage(
        id=record.id,
        document_id=str(data["document_id"]),
        heading=tuple(json.loads(data["heading"])),
        text=text,
        start=start,
        end=int(data["end"]),
        lines=(int(data["first_line"]), int(data["last_line"])),
        sentences=tuple(
            Sentence(SentenceKind(kind), text[a - start : b - start], a, b, *depth)
            for kind, a, b, *depth in json.loads(data["sentences"])
        ),
        page=int(data["page"]) if "page" in data else None,
        page_breaks=tuple(json.loads(data.get("page_breaks", "[]"))),
    )
