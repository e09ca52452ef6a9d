"""BM25 over stemmed words (Robertson and Zaragoza 2009), by bm25s and PyStemmer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import bm25s
import numpy as np
import Stemmer

# Words that say nothing of the subject. Kept short on purpose: "not", "stop", "after" do say it.
STOP_WORDS = frozenset(
    "a an and are as at be been being but by can could did do does for from get got had has have he "
    "her hers him his how i if in is it its just like me my of on or our she should so some that the "
    "their them then there these they this those to too us was we were what when where which who why "
    "will with would you your yours im hes shes its dont does about really any am please tell know "
    "thing things".split()
)
_stem = Stemmer.Stemmer("english")


def words_of(text: str) -> list[str]:
    """Lower-case words and numbers; "don't" is one word, "7-10" is two."""
    return re.findall(r"[^\W_]+", text.lower().replace("'", "").replace("’", ""))


def stems_of(text: str) -> list[str]:
    """Stems of the words that carry the subject, in order."""
    return [str(s) for s in _stem.stemWords([w for w in words_of(text) if w not in STOP_WORDS])]


class LexicalIndex:
    """BM25 scores of a fixed list of texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        stems = [stems_of(text) for text in texts]
        self.vocabulary = frozenset(stem for row in stems for stem in row)
        self._model = bm25s.BM25() if self.vocabulary else None
        if self._model:
            self._model.index(stems, show_progress=False)

    def scores(self, question: str) -> np.ndarray:
        """One score per text, float32 of shape (size,); 0 where no word is shared."""
        stems = [stem for stem in stems_of(question) if stem in self.vocabulary]
        if not stems or self._model is None:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(stems), dtype=np.float32)
