"""The embedder as it is served: ONNX Runtime and a tokenizer, from what ingest.export wrote."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.embed import TextEmbedder
from ingest.embedder import Embedder, Progress, Span, longest_first
from ingest.errors import EmbedderError, first_line
from ingest.settings import Precision

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

GRAPHS: dict[Precision, str] = {"float32": "model.onnx", "int8": "model.int8.onnx"}
EXACT: Precision = "float32"
TOKENIZER, ABOUT = "tokenizer.json", "about.json"
VECTORS, TOKENS = "vectors", "tokens"
"""What the graph gives: only what is asked for is computed."""
FORM = 4
"""Raise this when the graph changes its form: it is then exported anew."""
BATCH_TOKENS = 256
"""Read at a time, unless one text is longer: what fits in a core's own cache is read quickest."""
FEW = 4
"""Up to so many texts, the parts of one message, run one by one: no padding, and none changes another."""
WORKERS = os.cpu_count() or 1


class OnnxEmbedder(Embedder):
    """An exported embedder; gives the vectors of the `source` it was exported from."""

    def __init__(self, folder: Path, source: TextEmbedder, precision: Precision = "float32") -> None:
        """Nothing is loaded until the first text is embedded."""
        self._folder = folder
        self._graph = folder / GRAPHS[precision]
        self._source = source
        self.precision = precision
        self.model = source.model
        self.adapter = source.adapter

    @property
    def fingerprint(self) -> str:
        return self._source.fingerprint

    @cached_property
    def dimension(self) -> int:
        return int(self._about["dimension"])

    @cached_property
    def reads_parts(self) -> bool:
        """Where the vector of a text is the mean of those of its tokens."""
        return bool(self._about.get("mean_pooled"))

    def embed(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = self._encode(texts)

        def run(batch: list[int]) -> tuple[list[int], np.ndarray]:
            return batch, self._run([encoded[number] for number in batch], [VECTORS])[0]

        batches = _batches(encoded)
        for batch, found in map(run, batches) if len(batches) < 2 else self._workers.map(run, batches):
            vectors[batch] = found
            if progress:
                progress(len(batch))
        return vectors

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        of_parts = [np.zeros((len(spans), self.dimension), dtype=np.float32) for spans in parts]
        encoded = self._encode(texts)

        def run(batch: list[int]) -> None:
            found, tokens = self._run([encoded[number] for number in batch], [VECTORS, TOKENS])
            vectors[batch] = found
            for row, number in enumerate(batch):
                _add_means(of_parts[number], tokens[row], encoded[number].offsets, parts[number])

        for _ in self._workers.map(run, _batches(encoded)):
            pass
        return vectors, of_parts

    def embed_tokens(self, text: str) -> tuple[list[Span], np.ndarray]:
        (encoded,) = self._encode([text])
        return list(encoded.offsets), self._run([encoded], [TOKENS])[0][0]

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        if len(texts) <= FEW:  # handing them to other threads takes longer
            return [self._tokenizer.encode(text) for text in texts]
        return list(self._tokenizer.encode_batch(list(texts)))

    def _run(self, encoded: Sequence[Encoding], outputs: list[str]) -> list[np.ndarray]:
        """One pass through the graph; each output has a row for each text."""
        shape = len(encoded), max(len(text) for text in encoded)
        ids, mask = np.full(shape, self._about["pad"], dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, text in enumerate(encoded):
            ids[row, : len(text)] = text.ids
            mask[row, : len(text)] = 1
        return [
            np.asarray(o) for o in self._session.run(outputs, {"input_ids": ids, "attention_mask": mask})
        ]

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(WORKERS, thread_name_prefix="embedding")

    @cached_property
    def _about(self) -> dict[str, int]:
        try:
            about: dict[str, int] = json.loads((self._folder / ABOUT).read_text(encoding="utf-8"))
            return about
        except (OSError, ValueError) as error:
            raise self._broken(error) from error

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
        except Exception as error:  # the library raises nothing narrower
            raise self._broken(error) from error
        tokenizer.enable_truncation(self._about["longest"])
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Texts run side by side, each on one thread: two on one short text wait more than they work.
        options.intra_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                str(self._graph),
                options,
                providers=["CPUExecutionProvider"],
                # Its kernel adds and normalises number by number: a seventh of all the time.
                disabled_optimizers=["SkipLayerNormFusion"],
            )
        except Exception as error:  # a class of its own for each fault
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> EmbedderError:
        return EmbedderError(
            f"{self._folder}: the exported model cannot be read ({first_line(error, 160)}); "
            "delete that folder and run `python -m ingest`"
        )


def _batches(encoded: Sequence[Encoding]) -> list[list[int]]:
    """Positions of texts that are read together: alike in length, so that padding is short."""
    if len(encoded) <= FEW:
        return [[number] for number in range(len(encoded))]
    batches: list[list[int]] = []
    longest = 0
    for number in longest_first([len(text) for text in encoded]):
        if batches and (len(batches[-1]) + 1) * longest <= BATCH_TOKENS:
            batches[-1].append(number)
        else:
            batches.append([number])
            longest = len(encoded[number])
    return batches


def _add_means(
    means: np.ndarray, tokens: np.ndarray, offsets: Sequence[Span], spans: Sequence[Span]
) -> None:
    """Into each row of `means` the unit vector of one of `spans`: the mean of the tokens within it."""
    places = np.array(offsets)
    for row, (start, end) in enumerate(spans):
        # Marks of the model's own, at the start and the end of a text, have no length.
        within = (places[:, 0] >= start) & (places[:, 1] <= end) & (places[:, 0] < places[:, 1])
        if within.any():
            mean = tokens[: len(places)][within].mean(axis=0)
            means[row] = mean / np.linalg.norm(mean)


def export_folder(models: Path, fingerprint: str) -> Path:
    """Where the export of the embedder with this fingerprint lies."""
    return models / f"{fingerprint}-{FORM}"


def is_exported(folder: Path, precision: Precision = "float32") -> bool:
    """Whether a whole export lies there."""
    return all((folder / name).is_file() for name in (GRAPHS[precision], TOKENIZER, ABOUT))


def is_served(source: TextEmbedder, models: Path, precision: Precision = "float32") -> bool:
    """Whether `source` has been exported to `models`."""
    return is_exported(export_folder(models, source.fingerprint), precision)


def serving_embedder(source: TextEmbedder, models: Path, precision: Precision = "float32") -> Embedder:
    """The export of `source` under `models`, or `source` itself, with a line in the log.

    Where there is none of that precision, the exact one serves.
    """
    for held in (precision, EXACT):
        if is_served(source, models, held):
            return OnnxEmbedder(export_folder(models, source.fingerprint), source, held)
    logging.getLogger(__name__).warning(
        "no export of %s in %s: answering with sentence-transformers, slower; run `python -m ingest`",
        source.name,
        models,
    )
    return source
