"""What tests share: no way out of this machine, and one real index of the real corpus."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from answering.answerer import Answerer
from answering.entailment import entailment_embedder
from answering.weights import load_weights
from answering.wording import load_wording
from evals.library import Library
from ingest.corpus import Corpus, read_corpus
from ingest.embed import TextEmbedder, find_adapter
from ingest.index import VectorIndex
from ingest.load import load_documents
from ingest.serving import serving_embedder
from ingest.settings import ROOT, Precision, load_settings
from redaction.tagging import tagger_embedder
from triage.classifier import triage_embedder
from triage.judge import Triager, load_triager

pytest_plugins = ["browsing", "databases", "serving", "staffed", "worded"]
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
LARGEST = 20_000_000
# Kept between runs like any other index, so that a second run of the tests embeds nothing.
INDEX = ROOT / ".index-test"
MODELS = INDEX / "models"
PRECISION: Precision = "int8"
"""As it is served by default."""


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails, whatever it is."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            try:
                allowed = ipaddress.ip_address(host).is_loopback
            except ValueError:
                allowed = host == "localhost"
            if not allowed:
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the person who runs the tests, and none of another test."""
    for name in [name for name in os.environ if name.startswith("FAMILY_QA_")]:
        monkeypatch.delenv(name)
    # Exporting a model takes seconds: tests of the command line share what was exported.
    monkeypatch.setenv("FAMILY_QA_MODELS", str(MODELS))
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


class CountingEmbedder(TextEmbedder):
    """Stands in for the model: a text's vector is its checksum, and every text is counted."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__(name)
        self.texts: list[str] = []

    @property
    def fingerprint(self) -> str:  # type: ignore[override]
        return self.model

    @property
    def dimension(self) -> int:  # type: ignore[override]
        return 32

    def embed(self, texts: list[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        self.texts += texts
        rows = [list(hashlib.sha256(text.encode()).digest()) for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(len(texts), 32) - 127.5
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture(scope="session")
def real_corpus() -> Corpus:
    """The corpus that is served."""
    return read_corpus(load_documents([CORPUS], LARGEST))


@pytest.fixture(scope="session")
def library(real_corpus: Corpus) -> Library:
    """The documents of the corpus, as samples are scored on them."""
    return Library(
        documents={document.id: document.text for document in real_corpus.documents},
        passages=real_corpus.passages,
    )


@pytest.fixture(scope="session")
def models(real_corpus: Corpus) -> Path:
    """The exports of the models that are served."""
    from ingest.export import export_embedder, sweep_exports

    texts = [passage.text for passage in real_corpus.passages]
    served = [
        TextEmbedder(adapter=find_adapter("auto", real_corpus.folders)),
        triage_embedder(),
        entailment_embedder(),
        tagger_embedder(),
    ]
    for one in served:
        export_embedder(one, MODELS, texts, PRECISION)
    sweep_exports(MODELS, {one.fingerprint for one in (*served, TextEmbedder())})
    return MODELS


@pytest.fixture(scope="session")
def real_index(real_corpus: Corpus, models: Path) -> Path:
    """The index of the real corpus by the real embedder, brought up to date."""
    from ingest.build import build_index

    source = TextEmbedder(adapter=find_adapter("auto", real_corpus.folders))
    build_index(real_corpus, VectorIndex(INDEX), serving_embedder(source, models, PRECISION))
    return INDEX


@pytest.fixture(scope="session")
def triager(models: Path) -> Triager:
    """Triage as it is served."""
    return load_triager(models, PRECISION)


@pytest.fixture(scope="session")
def answerer(real_index: Path, models: Path, triager: Triager) -> Answerer:
    """The whole path on the real corpus."""
    return open_answerer(real_index, models, triager)


def open_answerer(folder: Path, models: Path, triager: Triager, **more: Any) -> Answerer:
    """An answerer of the index in `folder` as it is served; `more` goes to the Answerer."""
    index = VectorIndex(folder)
    manifest = index.read_manifest()
    assert manifest is not None
    adapter = Path(manifest.adapter) if manifest.adapter else None
    embedder = serving_embedder(TextEmbedder(adapter=adapter), models, PRECISION)
    return Answerer(index, embedder, load_weights(), load_wording(), triager, **more)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """write("a.md", "text") -> the path of a new file; bytes are written as they are."""

    def _write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write
