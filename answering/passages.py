"""The passages, documents and family questions of one generation of the index, read when it opens."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from answering.lexical import LexicalIndex, stems_of, words_of
from answering.spelling import Speller
from ingest.coverage import Coverage
from ingest.index import Manifest, VectorIndex
from ingest.notes import ContextNote
from ingest.records import Passage, Sentence, SentenceKind

# A word that one family used once may be a slip; one that several used is theirs.
SEVERAL = 2
# A question that can be offered to a stranger: a capital, a question mark, nobody's own story.
READS_WELL = re.compile(r"(What|How|When|Why|Who|Is|Does|Can|Will|Are)\b[^.!]{18,60}\?")


class PassageStore:
    """All that is read from one generation of the index when it is opened."""

    def __init__(self, index: VectorIndex, manifest: Manifest) -> None:
        self.index_id = manifest.index_id
        rows = list(index.read_all("passages", manifest.index_id))
        rows.sort(key=lambda row: int(row[2]["number"]))
        self.passages = tuple(_passage(*row) for row in rows)
        self.position = {passage.id: n for n, passage in enumerate(self.passages)}
        self.coverage = Coverage(**manifest.coverage)
        self.notes = tuple(
            ContextNote(**{**note, "passage_ids": tuple(note["passage_ids"])}) for note in manifest.notes
        )
        self.documents = {
            name: {**data, "text": text} for name, text, data in index.read_all("documents", self.index_id)
        }
        self.uncovered = {
            name: {**data, "text": text} for name, text, data in index.read_all("uncovered", self.index_id)
        }
        self._set_questions(list(index.read_all("questions", self.index_id)))
        self.lexical_text = LexicalIndex(
            [" ".join([*passage.heading, passage.text]) for passage in self.passages]
        )
        names = {name: n for n, name in enumerate(self.documents)}
        self.document_owners = np.array([names[p.document_id] for p in self.passages], dtype=np.int64)
        """Position of each passage's document, shape (passages,)."""
        self.lexical_documents = LexicalIndex([str(data["text"]) for data in self.documents.values()])

    def _set_questions(self, questions: Sequence[tuple[str, str, Mapping[str, Any]]]) -> None:
        self.question_row = {name: row for row, (name, _, _) in enumerate(questions)}
        self.question_texts = [text for _, text, _ in questions]
        owners = [self.position[data["passage_id"]] for _, _, data in questions]
        self.question_owners = np.array(owners, dtype=np.int64)
        self.lexical_questions = LexicalIndex(self.question_texts)

    def drop_bank(self) -> None:
        """Forget all questions, as if the corpus had no bank: what bare text would be like."""
        self._set_questions([])
        self.uncovered = {}
        self.coverage = Coverage([])

    @cached_property
    def speller(self) -> Speller:
        """Knows every word of the passages, and those that several families used."""
        passages = {word for passage in self.passages for word in words_of(passage.text)}
        asked = Counter(word for text in self.question_texts for word in set(words_of(text)))
        return Speller(passages, {word for word, count in asked.items() if count > SEVERAL})

    @cached_property
    def shown_questions(self) -> dict[int, str]:
        """By passage position: one bank question that reads well on a button.

        The one that shares most words with its passage, since it must be clear to a stranger.
        """
        shown: dict[int, tuple[int, str]] = {}
        for owner, text in zip(self.question_owners, self.question_texts, strict=True):
            if READS_WELL.fullmatch(text):
                passage = self.passages[owner]
                known = stems_of(" ".join([*passage.heading, passage.text]))
                rank = (len(set(stems_of(text)) & set(known)), text)
                shown[int(owner)] = max(shown.get(int(owner), (0, "")), rank)
        return {owner: text for owner, (shared, text) in shown.items() if shared}

    @property
    def titles(self) -> str:
        """The titles of all documents, for a sentence."""
        return ", ".join(str(data["title"]) for data in self.documents.values())

    def title(self, passage: Passage) -> str:
        return str(self.documents[passage.document_id]["title"])


def _passage(name: str, text: str, data: dict[str, Any]) -> Passage:
    start = int(data["start"])
    return Passage(
        id=name,
        document_id=str(data["document_id"]),
        heading=tuple(json.loads(data["heading"])),
        text=text,
        start=start,
        end=int(data["end"]),
        lines=(int(data["first_line"]), int(data["last_line"])),
        sentences=tuple(
            Sentence(SentenceKind(kind), text[a - start : b - start], a, b)
            for kind, a, b in json.loads(data["sentences"])
        ),
    )
