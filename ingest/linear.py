"""The linear head of a net that judges a text or its words: one file beside the net's adapter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ingest.errors import EmbedderError

HEAD = "head.safetensors"


@dataclass(frozen=True, slots=True)
class LinearHead:
    """Logits of vectors; a row of the weights for each output."""

    weights: np.ndarray
    """Shape (outputs, dimension)."""
    bias: np.ndarray
    """Shape (outputs,)."""

    def logits(self, vectors: np.ndarray) -> np.ndarray:
        """Shape (vectors, outputs)."""
        return np.asarray(vectors @ self.weights.T + self.bias)

    def save(self, folder: Path) -> None:
        save_file({"weights": self.weights, "bias": self.bias}, str(folder / HEAD))


def load_linear_head(folder: Path, outputs: int, again: str) -> LinearHead:
    """Raises EmbedderError when the file is missing, broken or of another shape; `again`: what makes it."""
    path = folder / HEAD
    try:
        tensors = load_file(str(path))
        head = LinearHead(tensors["weights"], tensors["bias"])
    except (OSError, SafetensorError, KeyError) as error:
        raise EmbedderError(f"{path}: cannot be read ({error}); run `{again}`") from error
    if head.weights.shape[:1] != (outputs,) or head.bias.shape != (outputs,):
        raise EmbedderError(f"{path}: not for {outputs} outputs; run `{again}`")
    return head
