"""Documents, their passages, question banks and context notes, checked together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ingest.bank import QuestionBank, load_bank
from ingest.load import Documents, load_documents
from ingest.notes import ContextNote, load_notes
from ingest.records import Document, Passage
from ingest.settings import Settings
from ingest.split import split_document


@dataclass(frozen=True)
class Corpus:
    """What is to be indexed. Documents and passages are read when they are asked for."""

    documents: Documents
    bank: QuestionBank
    notes: tuple[ContextNote, ...] = ()

    @property
    def folders(self) -> list[Path]:
        """Where the documents lie, and their banks and adapters beside them."""
        return list(dict.fromkeys(info.folder for info in self.documents.infos))

    def split(self) -> Iterator[tuple[Document, list[Passage]]]:
        """Each document with its passages, one in memory at a time."""
        return ((document, split_document(document)) for document in self.documents)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All passages in reading order; of a corpus that fits in memory."""
        return tuple(passage for _, passages in self.split() for passage in passages)


def open_corpus(paths: Sequence[Path], settings: Settings) -> Corpus:
    """The corpus in `paths`, files and folders. Raises SourcesError, BankError and NotesError."""
    return read_corpus(load_documents(paths, settings.max_source_mb * 1_000_000))


def read_corpus(documents: Documents) -> Corpus:
    """Load what lies beside `documents`, checked against them; raises BankError or NotesError."""
    banks: list[QuestionBank] = []
    notes: list[ContextNote] = []
    folders = dict.fromkeys(info.folder for info in documents.infos)
    for number, folder in enumerate(folders, start=1):
        banks.append(load_bank(folder, _passages_in(folder, documents)))
        own = load_notes(folder, _passages_in(folder, documents))
        notes += _named_apart(own, number) if len(folders) > 1 else own
    return Corpus(
        documents=documents,
        bank=QuestionBank(
            tuple(question for bank in banks for question in bank.covered),
            tuple(question for bank in banks for question in bank.uncovered),
            tuple(question for bank in banks for question in bank.buttons),
        ),
        notes=tuple(notes),
    )


def _named_apart(notes: Iterable[ContextNote], folder: int) -> Iterator[ContextNote]:
    """`notes` with names that no other folder's have: one that goes instead of N1 means its own N1.

    By the folder's number: where it lies on this machine changes nothing of an index.
    """
    for note in notes:
        own = tuple(f"{folder}/{name}" for name in note.instead_of)
        yield replace(note, id=f"{folder}/{note.id}", instead_of=own)


def _passages_in(folder: Path, documents: Documents) -> Iterator[Passage]:
    """Of the documents of one folder; nothing is read until the first is asked for."""
    for number, info in enumerate(documents.infos):
        if info.folder == folder:
            yield from split_document(documents[number])
