"""Serving without torch: the export is proven equal, used, and missed with one clear line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from ingest.corpus import Corpus
from ingest.embed import TextEmbedder, find_adapter
from ingest.errors import EmbedderError, ExportError, StorageError
from ingest.export import LEAST_COSINE, export_embedder, prove_equal, sweep_exports
from ingest.serving import ABOUT, GRAPHS, TOKENIZER, OnnxEmbedder, export_folder, serving_embedder
from ingest.settings import ROOT

Write = Callable[..., Path]
TEXTS = ["is it safe", "", "ß 日本 \u200b", "how long does my boy have to be clean " * 60]
BUILDERS = ["torch", "transformers", "sentence_transformers", "peft", "sklearn", "onnx"]


@pytest.fixture
def source(real_corpus: Corpus) -> TextEmbedder:
    return TextEmbedder(adapter=find_adapter("auto", real_corpus.folders))


def test_export_gives_the_vectors_of_sentence_transformers(source: TextEmbedder, models: Path) -> None:
    exported = serving_embedder(source, models)
    assert isinstance(exported, OnnxEmbedder)
    assert exported.fingerprint == source.fingerprint
    assert exported.dimension == source.dimension
    cosines = np.sum(exported.embed(TEXTS) * source.embed(TEXTS), axis=1)
    assert cosines.min() >= LEAST_COSINE
    assert exported.embed([]).shape == (0, source.dimension)


def test_order_of_texts_and_progress_are_kept(source: TextEmbedder, models: Path) -> None:
    exported = serving_embedder(source, models)
    texts = [f"{'word ' * (n % 7)}{n}" for n in range(70)]
    done: list[int] = []
    together = exported.embed(texts, done.append)
    assert sum(done) == len(texts)
    alone = np.vstack([exported.embed([text]) for text in texts])
    assert np.allclose(together, alone, atol=1e-5)


def test_part_of_a_text_is_the_mean_of_its_tokens(source: TextEmbedder, models: Path) -> None:
    exported = serving_embedder(source, models)
    assert exported.reads_parts
    text = "It blocks opioids. The shot is given once a month."
    parts = [(0, 18), (19, len(text))]
    # Of a text that is too long, what was not read has no vector; so has what is empty.
    long = f"{text} " * 60
    vectors, found = exported.embed_parts(
        [text, long], [parts, [(0, 18), (len(long) - 30, len(long)), (5, 5)]]
    )
    assert np.allclose(vectors, exported.embed([text, long]), atol=1e-5)
    assert [rows.any(axis=1).tolist() for rows in found] == [[True, True], [True, False, False]]

    tokens = source.loaded.encode(text, output_value="token_embeddings").numpy()
    offsets = source.loaded.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
    for row, (start, end) in zip(found[0], parts, strict=True):
        inside = [n for n, (a, b) in enumerate(offsets) if start <= a < b <= end]
        mean = tokens[inside].mean(axis=0)
        assert row @ mean / np.linalg.norm(mean) >= LEAST_COSINE


def test_export_of_another_model_is_not_taken_for_equal(source: TextEmbedder, models: Path) -> None:
    folder = export_folder(models, source.fingerprint)
    with pytest.raises(ExportError, match="is not equal to it"):
        prove_equal(TextEmbedder(), OnnxEmbedder(folder, source), TEXTS)


def test_answering_imports_nothing_that_only_building_needs(real_index: Path) -> None:
    code = (
        "import sys; from answering.answerer import Answerer; from ingest.settings import load_settings\n"
        "answer = Answerer.from_settings(load_settings()).ask('Is it addictive?')\n"
        f"print(answer.kind, sorted(set(sys.modules) & set({BUILDERS})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"FAMILY_QA_INDEX": str(real_index), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "answer []"


def test_without_an_export_sentence_transformers_serves_and_says_so(
    source: TextEmbedder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert serving_embedder(source, tmp_path) is source
    (line,) = caplog.messages
    assert "answering with sentence-transformers, slower; run `python -m ingest`" in line


def test_broken_export_is_one_line(source: TextEmbedder, write: Write, tmp_path: Path) -> None:
    for name, content in (
        (ABOUT, '{"longest": 8, "dimension": 2, "pad": 0}'),
        (TOKENIZER, "{"),
        (GRAPHS["float32"], "x"),
    ):
        write(f"m/{name}", content)
    broken = OnnxEmbedder(tmp_path / "m", source)
    with pytest.raises(EmbedderError, match="delete that folder and run `python -m ingest`") as raised:
        broken.embed(["x"])
    assert "\n" not in str(raised.value)


def test_int8_is_made_beside_the_proven_graph_and_is_near_it(
    source: TextEmbedder, models: Path, tmp_path: Path
) -> None:
    folder = export_folder(tmp_path, source.fingerprint)
    shutil.copytree(export_folder(models, source.fingerprint), folder)
    export_embedder(source, tmp_path, TEXTS, "int8")
    exact, quick = serving_embedder(source, tmp_path), serving_embedder(source, tmp_path, "int8")
    texts = ["is it safe", "how long does my boy have to be clean before the shot"]
    assert (exact.embed(texts) * quick.embed(texts)).sum(axis=1).min() > 0.97
    sizes = [(folder / name).stat().st_size for name in GRAPHS.values()]
    assert sizes[1] < sizes[0] / 2


def test_attention_is_one_step_where_the_form_is_known(source: TextEmbedder, models: Path) -> None:
    import onnx
    from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertModel

    from ingest.attention import FusedAttention, Mask, with_fused_attention

    small = {"vocab_size": 20, "hidden_size": 8, "num_hidden_layers": 2, "num_attention_heads": 2}
    known = BertModel(BertConfig(**small, intermediate_size=8))
    other = DistilBertModel(DistilBertConfig(vocab_size=20, dim=8, n_layers=2, n_heads=2, hidden_dim=8))
    fused, unchanged = (with_fused_attention(model, Mask()) for model in (known, other))
    assert sum(isinstance(part, FusedAttention) for part in fused.modules()) == 2
    assert not any(isinstance(part, FusedAttention) for part in [*known.modules(), *unchanged.modules()])
    graph = onnx.load(export_folder(models, source.fingerprint) / GRAPHS["float32"]).graph
    steps = [node.op_type for node in graph.node]
    assert steps.count("Attention") == 6
    assert "Softmax" not in steps


def test_where_fused_attention_is_not_equal_the_parts_are_exported(
    source: TextEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import onnx

    from ingest import attention

    fuse = attention.with_fused_attention

    def fuse_badly(model: SentenceTransformer, mask: attention.Mask) -> SentenceTransformer:
        fused = fuse(model, mask)
        for part in fused.modules():
            if isinstance(part, attention.FusedAttention):
                part.bias += 1
        return fused

    monkeypatch.setattr(attention, "with_fused_attention", fuse_badly)
    folder = export_embedder(source, tmp_path, TEXTS)
    assert "is not equal to it" in caplog.text
    assert "exported without fused attention" in caplog.text
    graph = onnx.load(folder / GRAPHS["float32"]).graph
    assert "Attention" not in {node.op_type for node in graph.node}
    cosines = np.sum(serving_embedder(source, tmp_path).embed(TEXTS) * source.embed(TEXTS), axis=1)
    assert cosines.min() >= LEAST_COSINE


def test_folder_that_cannot_be_written_is_said(source: TextEmbedder, write: Write) -> None:
    with pytest.raises(StorageError, match="check free space"):
        export_embedder(source, write("models", "a file"), TEXTS)


def test_export_is_made_once_and_old_ones_are_swept(
    source: TextEmbedder, models: Path, tmp_path: Path
) -> None:
    folder = export_folder(models, source.fingerprint)
    before = (folder / GRAPHS["float32"]).stat().st_mtime_ns
    assert export_embedder(source, models, TEXTS) == folder
    assert (folder / GRAPHS["float32"]).stat().st_mtime_ns == before
    (tmp_path / "old").mkdir()
    kept = export_folder(tmp_path, "kept")
    kept.mkdir()
    sweep_exports(tmp_path, {"kept"})
    assert list(tmp_path.iterdir()) == [kept]
