"""The embedder as it is served: ONNX Runtime and a tokenizer, from what ingest.export wrote."""

from __future__ import annotations

import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.embed import TextEmbedder
from ingest.embedder import Embedder, Progress, longest_first
from ingest.errors import EmbedderError
from ingest.settings import Precision

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

GRAPHS: dict[Precision, str] = {"float32": "model.onnx", "int8": "model.int8.onnx"}
EXACT: Precision = "float32"
TOKENIZER, ABOUT = "tokenizer.json", "about.json"
BATCH = 32
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

    def embed(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        batches = longest_first(texts, 1 if len(texts) <= FEW else BATCH)

        def run(batch: list[int]) -> tuple[list[int], np.ndarray]:
            return batch, self._run([texts[number] for number in batch])

        for batch, found in map(run, batches) if len(batches) < 2 else self._workers.map(run, batches):
            vectors[batch] = found
            if progress:
                progress(len(batch))
        return vectors

    def _run(self, texts: list[str]) -> np.ndarray:
        """One pass through the graph, shape (len(texts), dimension)."""
        if len(texts) == 1:
            encoded = [self._tokenizer.encode(texts[0])]
        else:
            encoded = self._tokenizer.encode_batch(texts)
        inputs = {
            "input_ids": np.array([tokens.ids for tokens in encoded], dtype=np.int64),
            "attention_mask": np.array([tokens.attention_mask for tokens in encoded], dtype=np.int64),
        }
        return np.asarray(self._session.run(None, inputs)[0])

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
        tokenizer.enable_padding(pad_id=self._about["pad"])
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Texts run side by side, each on one thread: two on one short text wait more than they work.
        options.intra_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                str(self._graph), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # a class of its own for each fault
            raise self._broken(error) from error

    def _broken(self, error: Exception) -> EmbedderError:
        return EmbedderError(
            f"{self._folder}: the exported model cannot be read ({str(error).splitlines()[0][:160]}); "
            "delete that folder and run `python -m ingest`"
        )


def export_folder(models: Path, fingerprint: str) -> Path:
    """Where the export of the embedder with this fingerprint lies."""
    return models / fingerprint


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
