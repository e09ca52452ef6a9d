"""Documents cut otherwise, and the indexes that a run builds for itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.indexes import content_of
from evals.outputs import read_run
from evals.splitting import Splitting, resplit
from ingest.corpus import Corpus, open_corpus
from ingest.entries import passage_text
from ingest.settings import load_settings

Write = Callable[..., Path]
ARTICLE = """# Bees

## Honey

Bees store honey in combs made of wax. They eat it in winter, when no flower is open.

A hive needs:

- water within a mile
- flowers from spring to autumn

## The queen

A queen lays all the eggs of the hive. She lives for years, and the others for weeks.
"""
BANK = """passages:
  - passage: honey/a-hive-needs-water-within-a-mile
    questions: ["what does a hive need?"]
"""
CHUNKS = Splitting("chunks", words=22)


@pytest.fixture
def bees(write: Write) -> Path:
    write("corpus/bees/questions.yaml", BANK)
    return write("corpus/bees/article.md", ARTICLE).parent


@pytest.fixture
def corpus(bees: Path) -> Corpus:
    return open_corpus([bees], load_settings())


def test_chunks_hold_every_sentence_once_in_order_and_so_many_words(corpus: Corpus) -> None:
    cut = resplit(corpus, CHUNKS).passages
    sentences = [s for passage in corpus.passages for s in passage.sentences]
    assert [s for passage in cut for s in passage.sentences] == sentences
    assert [sum(len(s.text.split()) for s in passage.sentences) for passage in cut] == [21, 18, 9]
    assert cut[1].text.endswith("all the eggs of the hive.")  # across a list and a heading
    assert [passage.heading for passage in cut] == [("Honey",), ("Honey",), ("The queen",)]


def test_question_of_the_bank_goes_to_the_chunk_that_holds_its_passage(corpus: Corpus) -> None:
    moved = resplit(corpus, CHUNKS)
    (question,) = moved.bank.covered
    (chunk,) = [passage for passage in moved.passages if "A hive needs" in passage.text]
    assert question.passage_id == chunk.id


def test_passage_without_its_heading_keeps_its_id(corpus: Corpus) -> None:
    bare = resplit(corpus, Splitting(headings=False))
    assert [passage.id for passage in bare.passages] == [passage.id for passage in corpus.passages]
    assert passage_text(corpus.passages[0]).startswith("Honey\nBees store")
    assert passage_text(bare.passages[0]).startswith("Bees store")
    assert resplit(corpus, Splitting()) is corpus


def test_index_is_named_after_what_it_holds(corpus: Corpus, embedder) -> None:  # type: ignore[no-untyped-def]
    names = {
        content_of(resplit(corpus, splitting), embedder)
        for splitting in (Splitting(), CHUNKS, replace(CHUNKS, headings=False), Splitting(headings=False))
    }
    assert len(names) == 4
    assert content_of(corpus, embedder) in names


def test_sweep_splits_and_embeds_otherwise_and_draws_what_it_buys(
    write: Write, bees: Path, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAMILY_QA_CORPUS", str(bees))
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("FAMILY_QA_ADAPTER", "none")
    asked = {
        "id": "b",
        "category": "direct",
        "question": "What does a hive need?",
        "expect": "answer",
        "evidence": ["honey/a-hive-needs-water-within-a-mile"],
        "facts": [{"text": "water", "any": ["within a mile"]}],
    }
    questions, out = write("q.jsonl", json.dumps(asked)), tmp_path / "sweep"
    words = ["sweep", "--questions", str(questions), "--out", str(out)]
    grid = ["split.by=passages,chunks", "embedder.precision=int8,float32"]
    assert main([*words, "--set", *grid]) == 0
    table = (out / "sweep.csv").read_text().splitlines()
    assert [row.split(",")[1:3] for row in table[1:]] == [
        [by, precision] for by in ("passages", "chunks") for precision in ("int8", "float32")
    ]
    page = (out / "sweep.html").read_text()
    for title in ("Facts stated, and words to read", "Right, and time"):
        assert f"<figcaption>{title}</figcaption><svg" in page
    indexes = set((tmp_path / "runs" / "indexes").iterdir())
    assert len(indexes) == 4
    assert main([*words, "--set", "split.by=passages"]) == 0
    assert set((tmp_path / "runs" / "indexes").iterdir()) == indexes  # of the same content: used again


def test_evidence_that_names_a_passage_is_scored_however_the_document_is_split(
    write: Write, bees: Path, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))
    asked = {"id": "b", "category": "direct", "question": "What does a hive need?", "expect": "answer"}
    line = json.dumps(asked | {"evidence": ["honey/a-hive-needs-water-within-a-mile"]})
    questions, out = write("q.jsonl", line), tmp_path / "out"
    words = ["run", "--questions", str(questions), "--corpus", str(bees), "--out", str(out)]
    assert main([*words, "--set", "split.by=chunks", "split.passage_words=20"]) == 0
    assert read_run(out).scores[0].retrieval["recall@5"] == 1.0


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["split.by=pages"], "--set split.by=pages: use one of passages, chunks"),
        (["split.headings=maybe"], "--set split.headings=maybe: use one of on, off"),
        (["split.passage_words=few"], "--set split.passage_words=few: give a number from 1"),
        (["embedder.precision=int4"], "--set embedder.precision=int4: use one of float32, int8"),
        (["embedder.adapter=nowhere"], "nowhere: no adapter_config.json there"),
    ],
)
def test_way_to_split_that_is_none_is_named(
    write: Write,
    bees: Path,
    words: list[str],
    fault: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    row = {"id": "b", "category": "direct", "question": "What?", "expect": "answer"}
    questions = write("q.jsonl", json.dumps(row))
    out = ["--out", str(tmp_path / "out"), "--corpus", str(bees)]
    assert main(["run", "--questions", str(questions), *out, "--set", *words]) == 2
    assert fault in capsys.readouterr().err


def test_index_that_is_named_is_not_split_anew(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"id": "b", "category": "direct", "question": "What?", "expect": "answer"}
    questions = write("q.jsonl", json.dumps(row))
    named = ["--index", str(tmp_path / "theirs"), "--set", "split.by=chunks"]
    assert main(["run", "--questions", str(questions), *named]) == 2
    assert "an index is built for the run; leave out --index" in capsys.readouterr().err
    assert not (tmp_path / "theirs").exists()
