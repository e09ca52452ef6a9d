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
from ingest.entries import bank_entries, document_entries, document_metadata, question_id, text_id
from ingest.errors import IndexMismatchError, StorageError
from ingest.index import KINDS, Entry, VectorIndex
from ingest.manifest import FORMAT, Manifest
from ingest.snapshot import open_snapshot

BATCH = 512

Progress = Callable[[int, int], None]
"""Called with (characters done, characters in all)."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one run of ingest did."""

    index_id: str
    counts: dict[str, int]
    """Records of each kind that the index holds."""
    embedded: int
    """Texts that went through the model; the rest was taken over from the index before."""
    seconds: float
    unchanged: bool


def build_index(
    corpus: Corpus, index: VectorIndex, embedder: Embedder, progress: Progress | None = None
) -> BuildReport:
    """Bring `index` up to date with `corpus`; embeds only what no earlier index holds.

    Documents pass through one at a time, and a build that was killed goes on where it stopped.
    Raises IndexBusyError, StorageError, SourceError and EmbedderError; then the old index still serves.
    """
    began = time.perf_counter()
    index_id = _index_id(corpus, embedder)
    embedded = 0
    with index.writing():
        old = _readable_manifest(index)
        index.discard_if_damaged()
        unchanged = old is not None and old.index_id == index_id and index.holds(index_id, old.counts)
        if not unchanged:
            reusable = [index_id]
            if old and (old.fingerprint, old.precision) == (embedder.fingerprint, embedder.precision):
                reusable.append(old.index_id)
            filling = _Filling(index, index_id, reusable, embedder)
            for entries, done, total in _stream(corpus):
                filling.add(entries)
                if progress:
                    progress(done, total)
            filling.finish()
            embedded = filling.embedded
            if not index.holds(index_id, filling.counts):
                raise StorageError(
                    f"{index_id}: records are missing; does another machine build on the same server? "
                    "run `python -m ingest` again, on one machine"
                )
            coverage = _coverage(corpus, index, index_id)
            index.publish(_manifest(corpus, index_id, embedder, filling.counts, coverage, old))
        index.sweep({index_id, old.previous if unchanged and old else old.index_id if old else ""})
        manifest = index.read_manifest()
        assert manifest is not None
        # Readers would make it as well, one second into their first question.
        open_snapshot(index, manifest)
    return BuildReport(
        index_id, manifest.counts, embedded, seconds=time.perf_counter() - began, unchanged=unchanged
    )


def is_stale(corpus: Corpus, index: VectorIndex, embedder: Embedder) -> bool:
    """Whether a build would change anything; reads no vectors and loads no model."""
    manifest = _readable_manifest(index)
    return manifest is None or manifest.index_id != _index_id(corpus, embedder)


def _stream(corpus: Corpus) -> Iterator[tuple[list[Entry], int, int]]:
    """All entries, a document at a time, with the characters of text done and in all."""
    bank = bank_entries(corpus.bank)
    total = sum(info.characters for info in corpus.documents.infos) + sum(len(e.text) for e in bank)
    done = passages = 0
    for document, split in corpus.split():
        done += len(document.text)
        yield document_entries(document, split, passages), done, total
        passages += len(split)
    for batch in _batches(bank):
        done += sum(len(entry.text) for entry in batch)
        yield batch, done, total


class _Filling:
    """Writes entries to one generation, a batch of each kind at a time."""

    def __init__(self, index: VectorIndex, index_id: str, reusable: list[str], embedder: Embedder) -> None:
        self._index = index
        self._index_id = index_id
        self._reusable = reusable
        self._embedder = embedder
        self._waiting: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
        self.counts = dict.fromkeys(KINDS, 0)
        self.embedded = 0
        for kind in KINDS:
            index.add(kind, index_id, [], np.empty((0, 0)))

    def add(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._waiting[entry.kind].append(entry)
        for kind, waiting in self._waiting.items():
            if len(waiting) >= BATCH:
                self._write(kind)

    def finish(self) -> None:
        for kind in KINDS:
            self._write(kind)

    def _write(self, kind: str) -> None:
        """What waits, with known vectors where there are some."""
        entries, self._waiting[kind] = self._waiting[kind], []
        self.counts[kind] += len(entries)
        for batch in _batches(entries):
            if kind == "documents":
                # Kept to be read back by id, never searched: any vector will do.
                self._index.add(kind, self._index_id, batch, np.ones((len(batch), 1), dtype=np.float32))
                continue
            known: dict[str, np.ndarray] = {}
            for generation in self._reusable:
                missing = [entry.id for entry in batch if entry.id not in known]
                known |= self._index.vectors_of(kind, generation, missing)
            fresh = [entry for entry in batch if entry.id not in known]
            if fresh:
                vectors = self._embedder.embed([entry.text for entry in fresh])
                known |= {entry.id: vector for entry, vector in zip(fresh, vectors, strict=True)}
            self.embedded += len(fresh)
            self._index.add(kind, self._index_id, batch, np.stack([known[entry.id] for entry in batch]))


def _manifest(
    corpus: Corpus,
    index_id: str,
    embedder: Embedder,
    counts: dict[str, int],
    coverage: Coverage,
    old: Manifest | None,
) -> Manifest:
    return Manifest(
        index_id=index_id,
        format=FORMAT,
        embedder=embedder.name,
        fingerprint=embedder.fingerprint,
        precision=embedder.precision,
        counts=counts,
        documents=[
            {"id": info.id, "title": info.title, "sha256": info.sha256} for info in corpus.documents.infos
        ],
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
    parts = [f"format {FORMAT}", embedder.fingerprint, embedder.precision]
    for info in corpus.documents.infos:
        # Where the file lies on this machine changes nothing.
        parts.append(f"{info.id} {sorted({**document_metadata(info), 'source': ''}.items())}")
    parts += sorted(f"{q.passage_id} {q.text}" for q in indexed.covered)
    parts += sorted(f"{q.text} {q.topic} {q.who_would_know}" for q in indexed.uncovered)
    parts += sorted(repr(note) for note in corpus.notes)
    return text_id("\n".join(parts))[:12]


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rows = iter(entries)
    while batch := list(islice(rows, BATCH)):
        yield batch
