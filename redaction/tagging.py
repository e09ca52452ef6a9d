"""Finds personal data that has no form: a net that reads the whole message tags every word of it.

Method: token classification (Devlin et al. 2019, section 5.3): the packaged embedder with a LoRA adapter of
its own, and a linear head on the vector of each token. Trained by `python -m evals.redaction --train`. It
stands beside the patterns of redaction.redact: each finds what the other does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np

from ingest.embed import PACKAGED, TextEmbedder
from ingest.embedder import Embedder
from ingest.embedder import Span as Place
from ingest.linear import LinearHead, load_linear_head
from ingest.serving import serving_embedder
from ingest.settings import TAGGER_ADAPTER, Precision
from redaction.patterns import ADDRESS, BIRTH, CARD, DATE, EMAIL, NAME, NUMBER, PHONE, SOCIAL

KINDS = (NAME, PHONE, EMAIL, ADDRESS, BIRTH, DATE, SOCIAL, CARD, NUMBER)
"""The order of the head's outputs, behind that of "nothing"."""
NOTHING = 0.5
"""A token is tagged where "nothing" is no likelier than this."""
WINDOW = 500
"""Characters read at a time: more tokens than the model reads are only in text that is no English."""
OVERLAP = 60
WORD = re.compile(r"[\w'’]+")


class Tagger:
    """Tags messages; nothing is loaded until the first one. Safe to be shared between threads."""

    def __init__(self, embedder: Embedder, folder: Path = TAGGER_ADAPTER) -> None:
        self._embedder = embedder
        self._folder = folder

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(kind, start, end) of each stretch of whole words that is personal data, in order."""
        found: list[tuple[str, int, int]] = []
        for offset, part in windows(text):
            places, vectors = self._embedder.embed_tokens(part)
            if len(places):
                found += self._stretches(part, offset, places, vectors)
        return sorted(set(found), key=lambda one: one[1:])

    def _stretches(
        self, part: str, offset: int, places: list[Place], vectors: np.ndarray
    ) -> Iterator[tuple[str, int, int]]:
        logits = self._head.logits(vectors)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        start, end, of_kinds = 0, 0, np.zeros(len(KINDS))
        for (begins, ends), row in zip(places, odds, strict=True):
            if begins == ends or row[0] > NOTHING:
                continue
            begins, ends = _whole_words(part, begins, ends)
            if end and not part[end:begins].strip():
                end, of_kinds = max(end, ends), of_kinds + row[1:]
                continue
            if end:
                yield KINDS[int(of_kinds.argmax())], offset + start, offset + end
            start, end, of_kinds = begins, ends, row[1:]
        if end:
            yield KINDS[int(of_kinds.argmax())], offset + start, offset + end

    @cached_property
    def _head(self) -> LinearHead:
        return load_tagger_head(self._folder)


def windows(text: str) -> Iterator[tuple[int, str]]:
    """(start, part): stretches that overlap, cut between words where there are any."""
    start = 0
    while len(text) - start > WINDOW:
        cut = text.rfind(" ", start + WINDOW - OVERLAP, start + WINDOW)
        end = cut if cut > start else start + WINDOW
        yield start, text[start:end]
        again = text.rfind(" ", start, end - OVERLAP)
        start = again + 1 if again > start else end
    yield start, text[start:]


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The words that a token stands in."""
    while start and WORD.fullmatch(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and WORD.fullmatch(text[end - 1 : end + 1]):
        end += 1
    return start, end


def tagger_embedder() -> TextEmbedder:
    """The packaged model with the adapter of the tagger."""
    return TextEmbedder(PACKAGED, TAGGER_ADAPTER)


def load_tagger(models: Path, precision: Precision = "float32") -> Tagger:
    """The tagger of this package, from its export under `models` where there is one."""
    return Tagger(serving_embedder(tagger_embedder(), models, precision))


def load_tagger_head(folder: Path) -> LinearHead:
    """Raises EmbedderError when the file is missing, broken or of another shape."""
    return load_linear_head(folder, len(KINDS) + 1, "python -m evals.redaction --train")
