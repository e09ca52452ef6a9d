"""Documents, their passages, question banks and context notes, checked together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.bank import QuestionBank, load_bank
from ingest.notes import ContextNote, load_notes
from ingest.records import Document, Passage
from ingest.split import split_document


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents, their passages, question banks and context notes, checked and ready to be indexed."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    bank: QuestionBank
    notes: tuple[ContextNote, ...] = ()

    @property
    def folders(self) -> list[Path]:
        """Where the documents lie, and their banks and adapters beside them."""
        return list(dict.fromkeys(document.folder for document in self.documents))

    @property
    def sentence_count(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)


def read_corpus(documents: Sequence[Document]) -> Corpus:
    """Split `documents` and load what lies beside them; raises BankError or NotesError."""
    passages = [passage for document in documents for passage in split_document(document)]
    banks: list[QuestionBank] = []
    notes: list[ContextNote] = []
    for folder in dict.fromkeys(document.folder for document in documents):
        here = {document.id for document in documents if document.folder == folder}
        own = [passage for passage in passages if passage.document_id in here]
        banks.append(load_bank(folder, own))
        notes += load_notes(folder, own)
    return Corpus(
        documents=tuple(documents),
        passages=tuple(passages),
        bank=QuestionBank(
            tuple(question for bank in banks for question in bank.covered),
            tuple(question for bank in banks for question in bank.uncovered),
        ),
        notes=tuple(notes),
    )
