"""What every embedder is: text in, unit vectors out. A LangChain `Embeddings`, to fit anyone's chain."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from ingest.settings import Precision

Progress = Callable[[int], None]
"""Called with the number of texts that were just done."""
Span = tuple[int, int]
"""Start and end in a text, the end exclusive."""


class Embedder(Embeddings):
    """One model, with or without an adapter, however it is run."""

    model: str
    """The packaged model's name, a folder, or a name on a model hub."""
    adapter: Path | None
    """Folder of the LoRA adapter that is merged into it."""

    precision: Precision = "float32"
    """Of its weights. One of int8 gives nearly the same vectors, near enough to search each other's."""

    @property
    def reads_parts(self) -> bool:
        """Whether `embed_parts` can be asked."""
        return False

    @property
    @abstractmethod
    def fingerprint(self) -> str:
        """12 hex digits of what decides the vectors: weights and adapter."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """Length of a vector."""

    @abstractmethod
    def embed(self, texts: list[str], progress: Progress | None = None) -> np.ndarray:
        """Unit vectors, float32 of shape (len(texts), dimension).

        Raises EmbedderError when the model cannot be loaded.
        """

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[Span]]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        """The vectors of `embed`, and for each text those of its parts, shape (parts, dimension).

        Late chunking (Günther et al. 2024): a text is read once, and the vector of a part is the mean of
        its tokens'. Zeros for a part of which nothing was read, in a text that is too long.
        """
        raise NotImplementedError(f"{self.name} reads no parts")

    def embed_tokens(self, text: str) -> tuple[list[Span], np.ndarray]:
        """Where each token of `text` stands, and its vector, of shape (tokens, dimension), of any length.

        The model's own marks have an empty place. What is too long for the model is left out.
        """
        raise NotImplementedError(f"{self.name} gives no tokens")

    @property
    def name(self) -> str:
        """Fit for a message: the model, and the adapter's folder if there is one."""
        return f"{self.model} + {self.adapter.name}" if self.adapter else self.model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """LangChain's interface to `embed`."""
        return [[float(x) for x in vector] for vector in self.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """LangChain's interface to `embed`, for one text."""
        return self.embed_documents([text])[0]


def longest_first(lengths: Sequence[int]) -> list[int]:
    """Positions of texts by their `lengths`, so that those of like length stand together."""
    return sorted(range(len(lengths)), key=lambda number: -lengths[number])
