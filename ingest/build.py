"""Build the index of a set of documents: the whole way from files to a published manifest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice

import numpy as np

from ingest.bank import Part
from ingest.corpus import Corpus
from ingest.coverage import Coverage, fit_coverage
from ingest.embedder import Embedder
from ingest.entries import corpus_entries, document_entry, question_id, text_id
from ingest.errors import IndexMismatchError
from ingest.index import FORMAT, KINDS, Entry, Manifest, VectorIndex

BATCH = 512

Progress = Callable[[int, int], None]
"""Called with (records done, records in all)."""


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


def build_index(
    corpus: Corpus, index: VectorIndex, embedder: Embedder, progress: Progress | None = None
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
            entries = corpus_entries(corpus)
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


def is_stale(corpus: Corpus, index: VectorIndex, embedder: Embedder) -> bool:
    """Whether a build would change anything; reads no vectors and loads no model."""
    manifest = _readable_manifest(index)
    return manifest is None or manifest.index_id != _index_id(corpus, embedder)


def _write(
    index: VectorIndex,
    kind: str,
    index_id: str,
    batch: list[Entry],
    reusable: list[str],
    embedder: Embedder,
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


def _manifest(
    corpus: Corpus,
    index_id: str,
    embedder: Embedder,
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
        notes=[asdict(note) for note in corpus.notes],
    )


def _coverage(corpus: Corpus, index: VectorIndex, index_id: str) -> Coverage:
    """From the training part alone, so that the development part can be used to weigh it."""
    training = corpus.bank.part(Part.TRAINING)
    covered = [question_id(question) for question in training.covered]
    uncovered = [text_id(question.text) for question in training.uncovered]
    vectors = [
        np.array(list(index.vectors_of(kind, index_id, ids).values()))
        for kind, ids in (("questions", covered), ("uncovered", uncovered))
    ]
    return fit_coverage(*vectors)


def _readable_manifest(index: VectorIndex) -> Manifest | None:
    """An index of another format is no use to a build: it is built anew beside it."""
    try:
        return index.read_manifest()
    except IndexMismatchError:
        return None


def _index_id(corpus: Corpus, embedder: Embedder) -> str:
    """The same for the same texts, banks, metadata and model, in whatever order they came."""
    indexed = corpus.bank.indexed()
    parts = [f"format {FORMAT}", embedder.fingerprint]
    for entry in sorted(map(document_entry, corpus.documents), key=lambda entry: entry.id):
        # Where the file lies on this machine changes nothing.
        parts.append(f"{entry.id} {sorted({**entry.metadata, 'source': ''}.items())}")
    parts += sorted(f"{q.passage_id} {q.text}" for q in indexed.covered)
    parts += sorted(f"{q.text} {q.topic} {q.who_would_know}" for q in indexed.uncovered)
    parts += sorted(repr(note) for note in corpus.notes)
    return text_id("\n".join(parts))[:12]


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rows = iter(entries)
    while batch := list(islice(rows, BATCH)):
        yield batch
