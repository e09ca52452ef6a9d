"""A large corpus: each passage is read once, and the vectors of its sentences come of that reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import LARGEST, CountingEmbedder

import ingest.build
from ingest.build import BuildReport, build_index
from ingest.corpus import Corpus, read_corpus
from ingest.embedder import Span
from ingest.entries import document_entries
from ingest.index import Entry, VectorIndex
from ingest.load import load_documents
from ingest.markdown import plain_text

Write = Callable[..., Path]
ARTICLE = "# Guide\n\nIt blocks opioids. **Ask** the doctor.\n\nThe shot:\n\n- Monthly.\n- Costs more.\n"


class ReadingEmbedder(CountingEmbedder):
    """The vector of a part is that of "text: part"; the texts that were read are counted."""

    def __init__(self, name: str = "reading") -> None:
        super().__init__(name)
        self.read: list[str] = []

    reads_parts = True  # type: ignore[assignment]

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        self.read += texts
        return vectors_of(list(texts)), [
            vectors_of([f"{text}: {text[a:b]}" for a, b in spans])
            for text, spans in zip(texts, parts, strict=True)
        ]


def vectors_of(texts: list[str]) -> np.ndarray:
    return CountingEmbedder().embed(texts)


def build(folder: Path, index: VectorIndex, embedder: CountingEmbedder) -> BuildReport:
    return build_index(read_corpus(load_documents([folder / "docs"], LARGEST)), index, embedder)


@pytest.fixture
def _large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every corpus counts as a large one."""
    monkeypatch.setattr(ingest.build, "SENTENCES_ALONE_UP_TO", 0)


def test_every_sentence_is_found_in_its_passage(real_corpus: Corpus) -> None:
    for document, passages in real_corpus.split():
        entries = document_entries(document, passages, 0)
        texts = {entry.id: entry.text for entry in entries if entry.kind == "passages"}
        sentences = {f"{p.id}#{n}": s.text for p in passages for n, s in enumerate(p.sentences)}
        placed = [entry for entry in entries if entry.place]
        assert len(placed) == sum(entry.kind == "sentences" for entry in entries)
        for entry in placed:
            assert entry.place
            start, end = entry.place
            assert texts[str(entry.metadata["passage_id"])][start:end] == plain_text(sentences[entry.id])


@pytest.mark.usefixtures("_large")
def test_passages_are_read_once_and_their_sentences_with_them(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", ARTICLE)
    index, embedder = VectorIndex(tmp_path / "index"), ReadingEmbedder()
    report = build(tmp_path, index, embedder)
    assert embedder.read == ["It blocks opioids. Ask the doctor.", "The shot: - Monthly. - Costs more."]
    assert embedder.texts == []
    assert report.embedded == 7
    wanted = vectors_of([f"{embedder.read[0]}: Ask the doctor."])
    ((ids, cosines),) = index.nearest("sentences", report.index_id, wanted, 1)
    assert ids[0].endswith("#1")
    assert cosines == pytest.approx([1.0], abs=1e-5)

    write("docs/a.md", ARTICLE.replace("It blocks", "It may block"))
    again = ReadingEmbedder()
    assert build(tmp_path, index, again).embedded == 3
    assert again.read == ["It may block opioids. Ask the doctor."]


class DyingIndex(VectorIndex):
    """Dies when passages are to be written, as a killed process would."""

    def add(
        self, kind: str, index_id: str, entries: Sequence[Entry], vectors: np.ndarray, first: int = 0
    ) -> None:
        if kind == "passages" and entries:
            raise KeyboardInterrupt
        super().add(kind, index_id, entries, vectors, first)


@pytest.mark.usefixtures("_large")
def test_killed_build_goes_on_with_the_same_vectors(write: Write, tmp_path: Path) -> None:
    write("docs/a.md", ARTICLE)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, DyingIndex(tmp_path / "index"), ReadingEmbedder())
    last = ReadingEmbedder()
    indexes = VectorIndex(tmp_path / "index"), VectorIndex(tmp_path / "other")
    ids = [build(tmp_path, index, last).index_id for index in indexes]
    assert last.texts == []
    names = [record.id for record in indexes[0].read_all("sentences", ids[0])]
    one, other = (index.vectors_of("sentences", ids[0], names) for index in indexes)
    assert len(names) == 5
    assert all(np.allclose(one[name], other[name]) for name in names)


def test_corpus_that_grows_large_gets_the_vectors_of_its_sentences_anew(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("docs/a.md", ARTICLE)
    index = VectorIndex(tmp_path / "index")
    small = build(tmp_path, index, ReadingEmbedder())
    monkeypatch.setattr(ingest.build, "SENTENCES_ALONE_UP_TO", 20)
    embedder = ReadingEmbedder()
    large = build(tmp_path, index, embedder)
    assert large.index_id != small.index_id
    assert (large.embedded, len(embedder.read), embedder.texts) == (7, 2, [])
