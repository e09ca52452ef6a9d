"""Build the index of a set of documents: the whole way from files to a published manifest."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from ingest.bank import Part, QuestionBank, load_bank
from ingest.coverage import Coverage, fit_coverage
from ingest.embed import TextEmbedder
from ingest.index import FORMAT, KINDS, Entry, Manifest, VectorIndex
from ingest.markdown import plain_text
from ingest.records import BankQuestion, Document, Passage, SentenceKind
from ingest.split import split_document

BATCH = 512

Progress = Callable[[int, int], None]
"""Called with (records done, records in all)."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents, their passages and their question banks, checked and ready to be indexed."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    bank: QuestionBank

    @property
    def sentence_count(self) -> int:
        return sum(len(passage.sentences) for passage in self.passages)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one run of ingest did."""

    index_id: str
    documents: int
    passages: int
    sentences: int
    questions: int
    embedded: int
    """Texts that went through the model; the rest was taken over from the index before."""
    seconds: float
    unchanged: bool


def read_corpus(documents: Sequence[Document]) -> Corpus:
    """Split `documents` and load the banks beside them; raises BankError."""
    passages = [passage for document in documents for passage in split_document(document)]
    banks: list[QuestionBank] = []
    for folder in dict.fromkeys(document.folder for document in documents):
        here = {document.id for document in documents if document.folder == folder}
        banks.append(load_bank(folder, [p for p in passages if p.document_id in here]))
    return Corpus(
        documents=tuple(documents),
        passages=tuple(passages),
        bank=QuestionBank(
            tuple(question for bank in banks for question in bank.covered),
            tuple(question for bank in banks for question in bank.uncovered),
        ),
    )


def build_index(
    corpus: Corpus, index: VectorIndex, embedder: TextEmbedder, progress: Progress | None = None
) -> BuildReport:
    """Bring `index` up to date with `corpus`; embeds only what no earlier index holds.

    Raises IndexBusyError, StorageError and EmbedderError; then the old index still serves.
    """
    began = time.perf_counter()
    index_id = _index_id(corpus, embedder)
    embedded = 0
    with index.writing():
        old = _readable_manifest(index)
        unchanged = old is not None and old.index_id == index_id
        if not unchanged:
            reusable = [index_id]
            if old and old.fingerprint == embedder.fingerprint:
                reusable.append(old.index_id)
            entries = _entries(corpus)
            total = sum(len(kind) for kind in entries.values())
            done = 0
            for kind in KINDS:
                index.add(kind, index_id, [], np.empty((0, 0)))
                for batch in _batches(entries[kind]):
                    embedded += _write(index, kind, index_id, batch, reusable, embedder)
                    done += len(batch)
                    if progress:
                        progress(done, total)
            coverage = _coverage(corpus, index, index_id)
            index.publish(_manifest(corpus, index_id, embedder, entries, coverage, old))
        index.sweep({index_id, old.previous if unchanged and old else old.index_id if old else ""})
    return BuildReport(
        index_id=index_id,
        documents=len(corpus.documents),
        passages=len(corpus.passages),
        sentences=corpus.sentence_count,
        questions=len(corpus.bank.indexed().covered),
        embedded=embedded,
        seconds=time.perf_counter() - began,
        unchanged=unchanged,
    )


def is_stale(corpus: Corpus, index: VectorIndex, embedder: TextEmbedder) -> bool:
    """Whether a build would change anything; reads no vectors and loads no model."""
    manifest = _readable_manifest(index)
    return manifest is None or manifest.index_id != _index_id(corpus, embedder)


def _write(
    index: VectorIndex,
    kind: str,
    index_id: str,
    batch: list[Entry],
    reusable: list[str],
    embedder: TextEmbedder,
) -> int:
    """Write one batch, with known vectors where there are some; returns how many were embedded."""
    if kind == "documents":
        # Kept to be read back by id, never searched: any vector will do.
        index.add(kind, index_id, batch, np.ones((len(batch), 1), dtype=np.float32))
        return 0
    known: dict[str, np.ndarray] = {}
    for generation in reusable:
        missing = [entry.id for entry in batch if entry.id not in known]
        if missing:
            known |= index.vectors_of(kind, generation, missing)
    fresh = [entry for entry in batch if entry.id not in known]
    if fresh:
        vectors = embedder.embed([entry.text for entry in fresh])
        known |= {entry.id: vector for entry, vector in zip(fresh, vectors, strict=True)}
    index.add(kind, index_id, batch, np.stack([known[entry.id] for entry in batch]))
    return len(fresh)


def _entries(corpus: Corpus) -> dict[str, list[Entry]]:
    indexed = corpus.bank.indexed()
    entries: dict[str, list[Entry]] = {
        "documents": [_document_entry(document) for document in corpus.documents],
        "passages": [_passage_entry(number, p) for number, p in enumerate(corpus.passages)],
        "sentences": [entry for p in corpus.passages for entry in _sentence_entries(p)],
        "questions": [
            Entry(_question_id(q), q.text, {"passage_id": q.passage_id}) for q in indexed.covered
        ],
        "uncovered": [
            Entry(_text_id(q.text), q.text, {"topic": q.topic, "who_would_know": q.who_would_know})
            for q in indexed.uncovered
        ],
    }
    return {kind: list({entry.id: entry for entry in rows}.values()) for kind, rows in entries.items()}


def _document_entry(document: Document) -> Entry:
    metadata = {
        "title": document.title,
        "source": document.source,
        "language": document.language,
        "provenance": document.provenance,
        "updated_on": str(document.updated_on or ""),
        "reviewed_by": document.reviewed_by,
        "reviewed_on": str(document.reviewed_on or ""),
        "sha256": document.sha256,
    }
    return Entry(document.id, document.text, metadata)  # type: ignore[arg-type]


def passage_text(passage: Passage) -> str:
    """What is embedded for a passage: its heading path, then what a reader sees of it."""
    context = " > ".join(passage.heading)
    shown = plain_text(passage.text)
    return f"{context}\n{shown}" if context else shown


def _passage_entry(number: int, passage: Passage) -> Entry:
    return Entry(
        id=passage.id,
        text=passage_text(passage),
        document=passage.text,
        metadata={
            "document_id": passage.document_id,
            "number": number,
            "heading": json.dumps(passage.heading, ensure_ascii=False),
            "start": passage.start,
            "end": passage.end,
            "first_line": passage.lines[0],
            "last_line": passage.lines[1],
            "sentences": json.dumps([(s.kind.value, s.start, s.end) for s in passage.sentences]),
        },
    )


def sentence_id(passage_id: str, number: int) -> str:
    """Id of the vector of a passage's sentence; `passage_of_sentence` is its inverse."""
    return f"{passage_id}#{number}"


def passage_of_sentence(name: str) -> str:
    """Id of the passage that the sentence with this id is in."""
    return name.rpartition("#")[0]


def _sentence_entries(passage: Passage) -> Iterator[Entry]:
    """A list item is embedded with its lead-in: "Headache" alone says nothing of whose it is."""
    lead_in = ""
    for number, sentence in enumerate(passage.sentences):
        if sentence.kind is SentenceKind.LABEL:
            continue
        text = plain_text(sentence.text)
        if sentence.kind is SentenceKind.LEAD_IN:
            lead_in = text
        elif sentence.kind is SentenceKind.ITEM and lead_in:
            text = f"{lead_in} {text}"
        yield Entry(
            id=sentence_id(passage.id, number),
            text=text,
            metadata={"passage_id": passage.id, "number": number},
        )


def _manifest(
    corpus: Corpus,
    index_id: str,
    embedder: TextEmbedder,
    entries: dict[str, list[Entry]],
    coverage: Coverage,
    old: Manifest | None,
) -> Manifest:
    return Manifest(
        index_id=index_id,
        format=FORMAT,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        counts={kind: len(rows) for kind, rows in entries.items()},
        documents=[{"id": d.id, "title": d.title, "sha256": d.sha256} for d in corpus.documents],
        previous=old.index_id if old else "",
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        adapter=str(embedder.adapter or ""),
        coverage=asdict(coverage),
    )


def _coverage(corpus: Corpus, index: VectorIndex, index_id: str) -> Coverage:
    """From the training part alone, so that the development part can be used to weigh it."""
    training = corpus.bank.part(Part.TRAINING)
    covered = [_question_id(question) for question in training.covered]
    uncovered = [_text_id(question.text) for question in training.uncovered]
    vectors = [
        np.array(list(index.vectors_of(kind, index_id, ids).values()))
        for kind, ids in (("questions", covered), ("uncovered", uncovered))
    ]
    return fit_coverage(*vectors)


def _question_id(question: BankQuestion) -> str:
    return _text_id(f"{question.passage_id}\n{question.text}")


def _readable_manifest(index: VectorIndex) -> Manifest | None:
    """An index of another format is no use to a build: it is built anew beside it."""
    from ingest.errors import IndexMismatchError

    try:
        return index.read_manifest()
    except IndexMismatchError:
        return None


def _index_id(corpus: Corpus, embedder: TextEmbedder) -> str:
    """The same for the same texts, banks, metadata and model, in whatever order they came."""
    indexed = corpus.bank.indexed()
    parts = [f"format {FORMAT}", embedder.fingerprint]
    parts += sorted(f"{e.id} {e.metadata}" for e in map(_document_entry, corpus.documents))
    parts += sorted(f"{q.passage_id} {q.text}" for q in indexed.covered)
    parts += sorted(f"{q.text} {q.topic} {q.who_would_know}" for q in indexed.uncovered)
    return _text_id("\n".join(parts))[:12]


def _text_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rows = iter(entries)
    while batch := list(islice(rows, BATCH)):
        yield batch


def corpus_folders(corpus: Corpus) -> list[Path]:
    """The folders whose adapters apply to `corpus`."""
    return list(dict.fromkeys(document.folder for document in corpus.documents))
