"""The third net: a linear model over words and runs of letters.

It hears plain short cries and phonetic spelling, where the adapter is weakest, and is wrong about
other messages than the adapter is. Method: multinomial logistic regression over tf-idf of word and
character n-grams (Wang & Manning 2012, "Baselines and bigrams").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from ingest.errors import EmbedderError
from triage.messages import LABELS, Label, Message, read_as

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

PATH = Path(__file__).with_name("ngrams.npz")
LETTERS = (2, 5)
"""Shortest and longest run of letters that is counted, a space at each end of a word."""
REGULARIZATION = 10.0
"""C of the logistic regression: the inverse of the penalty."""
NEVER = -20.0
"""The logit of a label that was never seen."""
UNCOVERED_WEIGHT = 0.3
"""Of a question that no document answers: nearly always harmless, and not surely."""


def word_grams(text: str) -> list[str]:
    """Each word and each two words in a row."""
    words = re.findall(r"\w\w+", text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letter_grams(text: str) -> list[str]:
    """Runs of letters within each word, which see through a slip of the thumb."""
    return [
        padded[start : start + length]
        for padded in (f" {word} " for word in text.split())
        for length in range(LETTERS[0], min(LETTERS[1], len(padded)) + 1)
        for start in range(len(padded) - length + 1)
    ]


# (what is counted, seen in at least so many messages)
KINDS: dict[str, tuple[Callable[[str], list[str]], int]] = {
    "words": (word_grams, 2),
    "letters": (letter_grams, 3),
}


@dataclass(frozen=True, slots=True)
class _Terms:
    """What is counted of one kind, and what each term says."""

    grams: Callable[[str], list[str]]
    rows: dict[str, int]
    idf: np.ndarray
    """Shape (terms,)."""
    weights: np.ndarray
    """Shape (terms, labels)."""

    def logits(self, text: str) -> np.ndarray:
        """(1 + log tf) idf, of length 1, times the weights; shape (labels,)."""
        known = [row for row in map(self.rows.get, self.grams(text)) if row is not None]
        if not known:
            return np.zeros(self.weights.shape[1])
        rows, counts = np.unique(known, return_counts=True)
        values = (1 + np.log(counts)) * self.idf[rows]
        return np.asarray(values / np.linalg.norm(values) @ self.weights[rows])


class NgramModel:
    """log P(label) of messages as `read_as` gives them; nothing is loaded until the first one."""

    def __init__(self, path: Path = PATH) -> None:
        self._path = path

    def log_probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Shape (texts, labels), in the order of LABELS."""
        kinds, bias = self._loaded
        logits = np.array([bias + sum(kind.logits(text) for kind in kinds) for text in texts])
        logits -= logits.max(axis=1, keepdims=True)
        return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))

    @cached_property
    def _loaded(self) -> tuple[list[_Terms], np.ndarray]:
        try:
            with np.load(self._path) as data:
                return [_read(data, name) for name in KINDS], data["bias"]
        except (OSError, KeyError, ValueError, BadZipFile) as error:
            raise EmbedderError(
                f"{self._path}: cannot be read ({error}); run `python -m triage train --net ngrams`"
            ) from error


def train_ngrams(
    messages: Sequence[Message], covered: Sequence[str], uncovered: Sequence[str], path: Path = PATH
) -> None:
    """Train on `messages` and on the banks' questions, which count as harmless, and save to `path`.

    The same messages give the same file.
    """
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [read_as(m.text, m.history) for m in messages] + [read_as(t) for t in (*covered, *uncovered)]
    strangers = [Label.HARMLESS] * (len(covered) + len(uncovered))
    labels = [LABELS.index(label) for label in (*(m.label for m in messages), *strangers)]
    certain = np.ones(len(texts))
    certain[len(texts) - len(uncovered) :] = UNCOVERED_WEIGHT
    vectorizers = {
        name: TfidfVectorizer(analyzer=grams, min_df=fewest, sublinear_tf=True)
        for name, (grams, fewest) in KINDS.items()
    }
    counted = hstack([vectorizer.fit_transform(texts) for vectorizer in vectorizers.values()]).tocsr()
    model = LogisticRegression(C=REGULARIZATION, max_iter=300).fit(counted, labels, sample_weight=certain)
    weights, bias = _of_all_labels(model)
    arrays: dict[str, np.ndarray] = {"bias": bias}
    start = 0
    for name, vectorizer in vectorizers.items():
        terms = vectorizer.get_feature_names_out()
        end = start + len(terms)
        arrays[f"{name}_terms"] = np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)
        # Half precision: three digits, and half the file.
        arrays[f"{name}_idf"] = vectorizer.idf_.astype(np.float16)
        arrays[f"{name}_weights"] = weights[:, start:end].T.astype(np.float16)
        start = end
    np.savez_compressed(path, allow_pickle=False, **arrays)


def _of_all_labels(model: LogisticRegression) -> tuple[np.ndarray, np.ndarray]:
    """Weights, shape (labels, terms), and bias; a label that no message had is never likely."""
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        # Of two classes the library keeps the difference alone.
        coefficients = np.vstack([np.zeros_like(coefficients), coefficients])
        intercepts = np.array([0.0, *intercepts])
    weights = np.zeros((len(LABELS), coefficients.shape[1]))
    bias = np.full(len(LABELS), NEVER)
    weights[model.classes_], bias[model.classes_] = coefficients, intercepts
    return weights, bias


def _read(data: dict[str, np.ndarray], name: str) -> _Terms:
    terms = data[f"{name}_terms"].tobytes().decode().split("\n")
    idf, weights = (data[f"{name}_{part}"].astype(np.float32) for part in ("idf", "weights"))
    return _Terms(KINDS[name][0], {term: row for row, term in enumerate(terms)}, idf, weights)
