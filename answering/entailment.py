"""Does a sentence follow from what it cites? A small net that reads both together.

Method: recognising textual entailment (Dagan et al. 2006) with a cross-encoder: the packaged embedder
with a LoRA adapter of its own reads "sentence [SEP] what it cites", and a linear head on the vector says
how likely the one follows from the other. Trained by `python -m evals.support --train`. Where a rule
knows one word that is wrong, it knows whether a free rewording still says the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from answering.grounds import lead_in_of
from answering.records import Citation
from ingest.embed import PACKAGED, TextEmbedder
from ingest.embedder import Embedder
from ingest.linear import LinearHead, load_linear_head
from ingest.markdown import plain_text
from ingest.records import SentenceKind
from ingest.serving import serving_embedder
from ingest.settings import ENTAILMENT_ADAPTER, Precision


class Entailment:
    """How far sentences follow from what they cite; nothing is loaded until the first one."""

    def __init__(self, embedder: Embedder, folder: Path = ENTAILMENT_ADAPTER) -> None:
        self._embedder = embedder
        self._folder = folder

    def logits(self, sentences: Sequence[str], citations: Sequence[Sequence[Citation]]) -> np.ndarray:
        """Log odds that each sentence follows from its citations, shape (sentences,)."""
        texts = [read_as(s, premise_of(cited)) for s, cited in zip(sentences, citations, strict=True)]
        return self._head.logits(self._embedder.embed(texts))[:, 0]

    @cached_property
    def _head(self) -> LinearHead:
        return load_entailment_head(self._folder)


def read_as(sentence: str, premise: str) -> str:
    """The text that the net reads."""
    return f"{sentence} [SEP] {premise}"


def premise_of(citations: Sequence[Citation]) -> str:
    """What `citations` say, each behind its heading and what it leans on."""
    return " ".join(_premise(citation) for citation in citations)


def _premise(citation: Citation) -> str:
    sentences = citation.passage.sentences
    first = next(n for n, sentence in enumerate(sentences) if sentence.end > citation.start)
    is_item = sentences[first].kind is SentenceKind.ITEM
    before = plain_text(sentences[first - 1].text) if first and not is_item else ""
    parts = [f"{citation.passage.heading[-1]}." if citation.passage.heading else "", before, "[SEP]"]
    parts += [lead_in_of(citation.passage, first), plain_text(citation.quote)]
    return " ".join(part for part in parts if part)


def entailment_embedder() -> TextEmbedder:
    """The packaged model with the adapter of entailment."""
    return TextEmbedder(PACKAGED, ENTAILMENT_ADAPTER)


def load_entailment(models: Path, precision: Precision = "float32") -> Entailment:
    """The net of this package, from its export under `models` where there is one."""
    return Entailment(serving_embedder(entailment_embedder(), models, precision))


def load_entailment_head(folder: Path) -> LinearHead:
    """Raises EmbedderError when the file is missing, broken or of another shape."""
    return load_linear_head(folder, 1, "python -m evals.support --train")
