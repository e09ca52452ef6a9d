"""Export an embedder to ONNX, once: the whole of it in one graph, proven equal before it is used.

Answering then needs ONNX Runtime and a tokenizer, and neither torch nor sentence-transformers.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock

from ingest.embed import TextEmbedder
from ingest.embedder import Embedder
from ingest.errors import ExportError, StorageError, first_line
from ingest.serving import (
    ABOUT,
    GRAPHS,
    TOKENIZER,
    TOKENS,
    VECTORS,
    OnnxEmbedder,
    export_folder,
    is_exported,
)
from ingest.settings import Precision

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LEAST_COSINE = 0.9999
"""Every vector of the sample must be at least this near to that of sentence-transformers."""
LEAST_MEAN_COSINE_INT8 = 0.98
"""Of a sample, in the mean: an embedder that 8 bits turn further than this is served in float32."""
SAMPLE = 48
OPSET = 20
"""The first that knows the Gelu as one step: a tenth of the time."""
LONGEST_TRACED = 512


def export_embedder(
    embedder: TextEmbedder, models: Path, texts: Sequence[str], precision: Precision = "float32"
) -> Path:
    """Export `embedder` to its folder under `models`, unless it is there; returns that folder.

    `texts`: what the proof is sampled from. Raises ExportError when the graph cannot be made or does
    not give the same vectors, and StorageError when it cannot be written; nothing half stays behind.
    """
    target = export_folder(models, embedder.fingerprint)
    if is_exported(target, precision):
        return target
    draft: Path | None = None
    try:
        if is_exported(target):
            _add_int8(embedder, target, texts)
            return target
        models.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=models))
        _write_proven(embedder, draft, texts)
        if precision == "int8":
            _add_int8(embedder, draft, texts)
        draft.replace(target)
    except OSError as error:
        raise StorageError(f"{models}: cannot be written ({error.strerror}); check free space") from error
    finally:
        if draft:
            shutil.rmtree(draft, ignore_errors=True)
    return target


@contextlib.contextmanager
def exporting(models: Path) -> Iterator[None]:
    """Waits until no other run exports to `models`; raises StorageError when that cannot be told."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        lock = FileLock(models / "exporting.lock")
        lock.acquire()
    except OSError as error:
        raise StorageError(f"{models}: cannot be written ({error.strerror}); check free space") from error
    try:
        yield
    finally:
        lock.release()


def quantize(folder: Path) -> None:
    """Beside the proven graph, one with weights of 7 bits in 8, a scale for each channel.

    Not equal, by its nature (mean cosine 0.99): docs/log.md has what it does to the answers. The eighth
    bit is left free because a processor without VNNI adds two products in 16 bits, where they overflow:
    the same question then had another answer on another machine (ONNX Runtime, "Quantize ONNX models").
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    draft = folder / "draft.onnx"
    with _quiet():
        quantize_dynamic(
            folder / GRAPHS["float32"],
            draft,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather", "Attention"],
        )
    draft.replace(folder / GRAPHS["int8"])


def sweep_exports(models: Path, keep: set[str]) -> None:
    """Remove the exports of embedders whose fingerprint is not in `keep`, and what a kill left."""
    kept = {export_folder(models, fingerprint) for fingerprint in keep}
    for folder in models.glob("*"):
        if folder.is_dir() and folder not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def prove_equal(reference: TextEmbedder, exported: OnnxEmbedder, texts: Sequence[str]) -> None:
    """Raises ExportError unless both give the same vectors for a sample of `texts`, all lengths in it."""
    cosines = _cosines(reference, exported, texts)
    if not float(cosines.min()) >= LEAST_COSINE:
        raise ExportError(
            f"the export of {reference.name} is not equal to it (cosine {cosines.min():.5f}, "
            f"at least {LEAST_COSINE} is needed)"
        )


def _add_int8(source: TextEmbedder, folder: Path, texts: Sequence[str]) -> None:
    """The quantized graph, unless it turns the vectors too far on this machine: then it is left out."""
    quantize(folder)
    exact, coarse = (OnnxEmbedder(folder, source, precision) for precision in ("float32", "int8"))
    mean = float(_cosines(exact, coarse, texts).mean())
    if not mean >= LEAST_MEAN_COSINE_INT8:
        (folder / GRAPHS["int8"]).unlink()
        logging.getLogger(__name__).warning(
            "%s in int8 is not near enough to itself (mean cosine %.3f): served in float32",
            source.name,
            mean,
        )


def _cosines(reference: Embedder, exported: Embedder, texts: Sequence[str]) -> np.ndarray:
    ordered = sorted(set(texts), key=len)
    sample = [ordered[n] for n in np.unique(np.linspace(0, len(ordered) - 1, SAMPLE, dtype=int))]
    sample += ["", "?", "naltrexone " * LONGEST_TRACED]
    return np.asarray(np.sum(reference.embed(sample) * exported.embed(sample), axis=1))


def _write_proven(embedder: TextEmbedder, folder: Path, texts: Sequence[str]) -> None:
    """With attention as one step; part by part where that is not equal."""
    try:
        _write(embedder.loaded, folder, fused=True)
        prove_equal(embedder, OnnxEmbedder(folder, embedder), texts)
    except ExportError as error:
        logging.getLogger(__name__).warning("%s; exported without fused attention", error)
        _write(embedder.loaded, folder, fused=False)
        prove_equal(embedder, OnnxEmbedder(folder, embedder), texts)


def _write(model: SentenceTransformer, folder: Path, fused: bool) -> None:
    """The graph, the tokenizer, and how long a text may be."""
    import torch

    from ingest.attention import Mask, with_fused_attention

    class Whole(torch.nn.Module):
        """Tokens in; unit vectors of texts, by the model's own pooling, and those of tokens out."""

        def __init__(self, model: SentenceTransformer, read: Mask) -> None:
            super().__init__()
            self.model = model
            self.read = read

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            self.read.tokens = attention_mask.to(torch.int32)
            found = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
            vectors = torch.nn.functional.normalize(found["sentence_embedding"], dim=-1)
            return vectors, found["token_embeddings"]

    # Torch's own fused attention is traced without its mask; the plain one keeps it.
    transformer: Any = model[0]
    transformer.model.set_attn_implementation("eager")
    read = Mask()
    traced = Whole(with_fused_attention(model, read) if fused else model, read).eval()
    tokens = torch.arange(1, 28).reshape(3, 9)
    mask = torch.ones_like(tokens)
    mask[1, 5:] = 0
    rows, length = torch.export.Dim("rows"), torch.export.Dim("length", max=LONGEST_TRACED)
    shape = {0: rows, 1: length}
    try:
        with _quiet():
            torch.onnx.export(
                traced,
                (tokens, mask),
                str(folder / GRAPHS["float32"]),
                input_names=["input_ids", "attention_mask"],
                output_names=[VECTORS, TOKENS],
                dynamic_shapes={"input_ids": shape, "attention_mask": shape},
                opset_version=OPSET,
                external_data=False,
                verbose=False,
            )
    except OSError:
        raise
    except Exception as error:
        raise ExportError(f"the model cannot be exported ({first_line(error, 160)})") from error
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    with torch.no_grad():
        vectors, of_tokens = Whole(model, read)(tokens, mask)
    means = (of_tokens * mask[:, :, None]).sum(dim=1)
    least = float(torch.nn.functional.cosine_similarity(vectors, means).min())
    about = {
        "longest": int(model.max_seq_length or LONGEST_TRACED),
        "dimension": int(model.get_embedding_dimension() or 0),
        "pad": int(model.tokenizer.pad_token_id or 0),
        "mean_pooled": int(least >= LEAST_COSINE),
    }
    (folder / ABOUT).write_text(json.dumps(about) + "\n", encoding="utf-8")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter tells its whole story: on stdout, as warnings, and in the log."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
