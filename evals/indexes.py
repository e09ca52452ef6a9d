"""Indexes that a run builds for itself, kept by content: what was embedded once is there the next time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from evals.splitting import Splitting, resplit
from ingest.build import build_index
from ingest.corpus import Corpus
from ingest.embed import TextEmbedder, find_adapter
from ingest.embedder import Embedder, Progress
from ingest.entries import bank_entries, document_entries
from ingest.index import VectorIndex
from ingest.serving import is_served, serving_embedder
from ingest.settings import Precision, Settings
from ingest.update import export_served
from triage.classifier import triage_embedder


def build_for_run(
    corpus: Corpus,
    settings: Settings,
    *,
    splitting: Splitting,
    adapter: str,
    precision: Precision,
    folder: Path | None = None,
) -> Settings:
    """The settings that ask an index of `corpus`, built where there is none of the same content.

    `adapter`: `auto`, `none`, or a folder. `folder`: where to build it; else among the runs, in a folder
    that is named after what it holds. Raises what `build_index` raises.
    """
    cut = resplit(corpus, splitting)
    source = TextEmbedder(settings.embedder, find_adapter(adapter, corpus.folders))
    models = _models([source, triage_embedder()], cut, settings, precision)
    embedder = serving_embedder(source, models, precision)
    index = folder or settings.runs / "indexes" / content_of(cut, embedder)
    build_index(cut, VectorIndex(index), _Remembering(embedder))
    # In a folder of its own, whatever server holds the index that families ask.
    changed = {"index": index, "models": models, "precision": precision, "chroma_url": ""}
    return settings.model_copy(update=changed)


def content_of(corpus: Corpus, embedder: Embedder) -> str:
    """12 hex digits: the same for the same texts to be embedded, bank, notes, model and precision."""
    digest = hashlib.sha256(f"{embedder.fingerprint} {embedder.precision}".encode())
    for document, passages in corpus.split():
        for entry in document_entries(document, passages, 0):
            digest.update(f"{entry.kind}\x1f{entry.id}\x1f{entry.text}\n".encode())
    for entry in bank_entries(corpus.bank):
        digest.update(f"{entry.kind}\x1f{entry.text}\x1f{sorted(entry.metadata.items())}\n".encode())
    digest.update(repr(corpus.notes).encode())
    return digest.hexdigest()[:12]


class _Remembering(Embedder):
    """An embedder that embeds no text twice in this process: the points of a sweep share most of theirs."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.model, self.adapter, self.precision = embedder.model, embedder.adapter, embedder.precision

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        known = _vectors(self.fingerprint, self.precision)
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        if fresh:
            known.update(zip(fresh, self._embedder.embed(fresh, progress), strict=True))
        return np.stack([known[text] for text in texts])


@cache
def _vectors(fingerprint: str, precision: Precision) -> dict[str, np.ndarray]:
    """By text; of one model."""
    return {}


def _models(
    sources: Sequence[TextEmbedder], corpus: Corpus, settings: Settings, precision: Precision
) -> Path:
    """Where the models lie as they are served: beside the index that families ask, or else exported once.

    Not into the folder of that index: `python -m ingest` keeps there what it serves and nothing else.
    """
    served = settings.models_of(settings.index)
    if all(is_served(source, served, precision) for source in sources):
        return served
    home = settings.models or settings.runs / "models"
    # What cannot be exported is served by its own library, slower; serving_embedder says so.
    export_served(sources, home, corpus, precision)
    return home
