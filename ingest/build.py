"""Build the index of a set of documents: the whole way from files to a published manifest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import numpy as np

from ingest.bank import Part
from ingest.corpus import Corpus
from ingest.coverage import Coverage, fit_coverage
from ingest.embedder import Embedder
from ingest.entries import bank_entries, document_entries, document_metadata, question_id, text_id
from ingest.errors import IndexMismatchError, StorageError
from ingest.filling import Filling, batches
from ingest.index import Entry, VectorIndex
from ingest.manifest import FORMAT, Manifest
from ingest.shards import SHARD
from ingest.snapshot import keep_snapshot

SENTENCES_ALONE_UP_TO = 200_000
"""Characters of a corpus whose sentences are embedded one by one. In a larger one their vectors come of the
reading of their passage: half the work. docs/log.md has what either finds."""

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
            if old and _made_with(old) == _makes_with(corpus, embedder):
                reusable.append(old.index_id)
            filling = Filling(index, index_id, reusable, embedder, _in_passage(corpus, embedder))
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
        keep_snapshot(index, manifest)
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
    for batch in batches(bank):
        done += sum(len(entry.text) for entry in batch)
        yield batch, done, total


def _in_passage(corpus: Corpus, embedder: Embedder) -> bool:
    """Whether the vectors of sentences come of the reading of their passages."""
    characters = sum(info.characters for info in corpus.documents.infos)
    return characters > SENTENCES_ALONE_UP_TO and embedder.reads_parts


def _makes_with(corpus: Corpus, embedder: Embedder) -> tuple[str, str, bool]:
    """What decides the vector of a text."""
    return embedder.fingerprint, embedder.precision, _in_passage(corpus, embedder)


def _made_with(manifest: Manifest) -> tuple[str, str, bool]:
    return manifest.fingerprint, manifest.precision, manifest.sentences_in_passage


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
        sentences_in_passage=_in_passage(corpus, embedder),
        counts=counts,
        documents=[
            {"id": info.id, "title": info.title, "sha256": info.sha256} for info in corpus.documents.infos
        ],
        previous=old.index_id if old else "",
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        adapter=str(embedder.adapter or ""),
        coverage=asdict(coverage),
        notes=[asdict(note) for note in corpus.notes],
        buttons={button.passage_id: button.text for button in corpus.bank.buttons},
    )


def _coverage(corpus: Corpus, index: VectorIndex, index_id: str) -> Coverage:
    """From the training part alone, so that the development part can be used to weigh it."""
    training = corpus.bank.part(Part.TRAINING)
    # Two documents may leave the same question open.
    covered = list(dict.fromkeys(question_id(question) for question in training.covered))
    uncovered = list(dict.fromkeys(text_id(question.text) for question in training.uncovered))
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
    # Where a sentence lies is part of it: an unfinished build of another form is not gone on with.
    parts = [f"format {FORMAT}", f"shards of {SHARD}", embedder.fingerprint, embedder.precision]
    if _in_passage(corpus, embedder):
        parts.append("sentences in passages")
    for info in corpus.documents.infos:
        # Where the file lies on this machine changes nothing.
        parts.append(f"{info.id} {sorted({**document_metadata(info), 'source': ''}.items())}")
    parts += sorted(f"{q.passage_id} {q.text}" for q in indexed.covered)
    parts += sorted(f"{q.text} {q.topic} {q.who_would_know} {q.nearby}" for q in indexed.uncovered)
    parts += sorted(repr(note) for note in corpus.notes)
    parts += sorted(f"button {button.passage_id} {button.text}" for button in corpus.bank.buttons)
    return text_id("\n".join(parts))[:12]
