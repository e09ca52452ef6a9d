"""Training an adapter for real, on a bank small enough for a test."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import CORPUS, LARGEST
from safetensors.numpy import load_file, save_file

from ingest.adapt import FURTHER, Recipe, measure, train_adapter
from ingest.bank import Part
from ingest.card import adapt_corpus
from ingest.corpus import Corpus, read_corpus
from ingest.embed import PACKAGED, TextEmbedder, find_adapter
from ingest.errors import BankError, EmbedderError
from ingest.load import load_documents
from ingest.soup import CONFIG, WEIGHTS, average_adapters

Write = Callable[..., Path]
SUBJECTS = {"forms/the-pill-is-daily": "pill", "forms/the-shot-is-monthly": "shot"}


def small_corpus(write: Write, tmp_path: Path, questions: int) -> Corpus:
    write("guide/guide.md", "## Forms\n\nThe pill is daily.\n\nThe shot is monthly.\n")
    passages = [
        {"passage": key, "questions": [f"how often the {word}, case {n}" for n in range(questions)]}
        for key, word in SUBJECTS.items()
    ]
    unknown = [f"where is the moon, case {n}" for n in range(questions)]
    uncovered = [{"topic": "moon", "who_would_know": "other", "questions": unknown}]
    write("guide/questions.yaml", json.dumps({"passages": passages, "not_covered": uncovered}))
    return read_corpus(load_documents([tmp_path / "guide"], LARGEST))


def test_adapter_is_small_whole_and_changes_the_vectors(write: Write, tmp_path: Path) -> None:
    corpus = small_corpus(write, tmp_path, 80)
    said: list[str] = []
    folder = adapt_corpus(corpus, PACKAGED, Recipe(epochs=1), [1, 2], said.append)
    assert folder == tmp_path / "guide/adapter"
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 4_000_000
    config = json.loads((folder / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == PACKAGED
    card = (folder / "README.md").read_text()
    assert "$" not in card
    assert "Compared: seed 1, seed 2, mean of all" in card
    assert " was kept." in card
    base, adapted = TextEmbedder(), TextEmbedder(adapter=find_adapter("auto", corpus.folders))
    assert base.fingerprint != adapted.fingerprint
    one, other = (embedder.embed(["how often is the pill?"])[0] for embedder in (base, adapted))
    assert np.linalg.norm(other) == pytest.approx(1.0, abs=1e-5)
    assert float(one @ other) < 0.9999


def test_adapter_that_stands_is_trained_further_and_stays_in_the_mean(write: Write, tmp_path: Path) -> None:
    corpus = small_corpus(write, tmp_path, 70)
    with pytest.raises(BankError, match="no adapter stands there"):
        adapt_corpus(corpus, PACKAGED, FURTHER, [1], lambda _: None)
    before = load_file(str(adapt_corpus(corpus, PACKAGED, Recipe(epochs=1), [1], lambda _: None) / WEIGHTS))
    folder = adapt_corpus(corpus, PACKAGED, replace(FURTHER, epochs=1), [1], lambda _: None)
    assert "what stood, mean of all" in (folder / "README.md").read_text()
    assert "from the adapter that stood" in (folder / "README.md").read_text()
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 4_000_000
    after = load_file(str(folder / WEIGHTS))
    name = next(name for name in before if "lora_A" in name)
    updates = [one[name.replace("lora_A", "lora_B")] @ one[name] for one in (before, after)]
    likeness = float((updates[0] * updates[1]).sum() / np.prod([np.linalg.norm(one) for one in updates]))
    # From the base it would begin anew, and go another way.
    assert likeness > 0.6


def test_mean_of_adapters_is_the_mean_of_their_updates(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    updates = []
    for name in ("one", "two"):
        a, b = (chance.normal(size=shape).astype(np.float32) for shape in ((2, 5), (4, 2)))
        (tmp_path / name).mkdir()
        save_file({"x.lora_A.weight": a, "x.lora_B.weight": b}, str(tmp_path / name / WEIGHTS))
        (tmp_path / name / CONFIG).write_text(json.dumps({"r": 2, "lora_alpha": 4}))
        updates.append(b @ a)
    average_adapters([tmp_path / "one", tmp_path / "two"], tmp_path / "mean")
    mean = load_file(str(tmp_path / "mean" / WEIGHTS))
    assert mean["x.lora_B.weight"] @ mean["x.lora_A.weight"] == pytest.approx(
        (updates[0] + updates[1]) / 2, abs=0.02
    )
    assert json.loads((tmp_path / "mean" / CONFIG).read_text()) == {"r": 4, "lora_alpha": 8}
    average_adapters([tmp_path / "one", tmp_path / "two"], tmp_path / "near", rank=3)
    near = load_file(str(tmp_path / "near" / WEIGHTS))
    assert near["x.lora_A.weight"].shape == (3, 5)
    assert json.loads((tmp_path / "near" / CONFIG).read_text()) == {"r": 3, "lora_alpha": 6}
    off = near["x.lora_B.weight"] @ near["x.lora_A.weight"] - (updates[0] + updates[1]) / 2
    # No matrix of rank 3 is nearer than the smallest singular value that is left out.
    least = np.linalg.svd((updates[0] + updates[1]) / 2)[1][3]
    assert np.linalg.norm(off) == pytest.approx(least, abs=0.03)


def test_same_seed_gives_the_same_adapter(write: Write, tmp_path: Path) -> None:
    corpus = small_corpus(write, tmp_path, 70)
    prints = [
        train_adapter(corpus, TextEmbedder(), tmp_path / name, Recipe(epochs=1), lambda _: None).fingerprint
        for name in ("first", "second")
    ]
    assert prints[0] == prints[1]


def test_too_few_questions_to_train_on_is_said(write: Write, tmp_path: Path) -> None:
    corpus = small_corpus(write, tmp_path, 20)
    with pytest.raises(BankError, match="at least 100 are needed"):
        adapt_corpus(corpus, PACKAGED, Recipe(epochs=1), [1], lambda _: None)


def test_adapter_of_the_corpus_is_better_than_the_base_on_unseen_questions() -> None:
    corpus = read_corpus(load_documents([CORPUS], LARGEST))
    adapter = find_adapter("auto", corpus.folders)
    assert adapter is not None
    assert sum(path.stat().st_size for path in adapter.iterdir()) <= 4_000_000
    before = measure(corpus, TextEmbedder(), Part.HELD_OUT)
    after = measure(corpus, TextEmbedder(adapter=adapter), Part.HELD_OUT)
    assert after.mean_reciprocal_rank > before.mean_reciprocal_rank + 0.2
    assert after.auroc > before.auroc + 0.2


@pytest.mark.parametrize(
    ("choice", "fault"), [("missing", "no adapter_config.json there"), ("broken", "is not JSON")]
)
def test_folder_that_is_no_adapter_is_named(write: Write, tmp_path: Path, choice: str, fault: str) -> None:
    write("broken/adapter_config.json", "{")
    write("broken/adapter_model.safetensors", "")
    with pytest.raises(EmbedderError, match=fault):
        find_adapter(str(tmp_path / choice), [])


def test_adapter_none_and_a_corpus_without_one_use_the_base(tmp_path: Path) -> None:
    assert find_adapter("none", [CORPUS / "naltrexone-guide"]) is None
    assert find_adapter("auto", [tmp_path]) is None


def test_model_that_is_not_there_is_one_line() -> None:
    with pytest.raises(EmbedderError, match="check FAMILY_QA_EMBEDDER") as raised:
        TextEmbedder("no-such/model").embed(["x"])
    assert "\n" not in str(raised.value)


def test_weights_that_are_not_the_published_ones_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.embed.PACKAGED_SHA256", "0" * 64)
    with pytest.raises(EmbedderError, match="is not the published 000000000000"):
        _ = TextEmbedder().fingerprint
