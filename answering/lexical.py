"""BM25 over stemmed words (Robertson and Zaragoza 2009), by bm25s and PyStemmer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer

from answering.vocabulary import word_lists

_stem = Stemmer.Stemmer("english")


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers; "don't" is one word, "7-10" is two."""
    return re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("’", ""))


def stems_of(text: str) -> list[str]:
    """Stems of the words that carry the subject, in order."""
    silent = word_lists()["stop_words"]
    return [str(s) for s in _stem.stemWords([w for w in words_of(text) if w not in silent])]


class LexicalIndex:
    """BM25 scores of a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        stems = [stems_of(text) for text in texts]
        self.frequency = Counter(stem for row in stems for stem in set(row))
        """In how many of the texts each stem occurs."""
        self.vocabulary = frozenset(self.frequency)
        self._model = bm25s.BM25() if self.vocabulary else None
        if self._model:
            self._model.index(stems, show_progress=False)

    def scores(self, question: str) -> np.ndarray:
        """One score per text, float32 of shape (size,); 0 where no word is shared."""
        stems = [stem for stem in stems_of(question) if stem in self.vocabulary]
        if not stems or self._model is None:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(stems), dtype=np.float32)
