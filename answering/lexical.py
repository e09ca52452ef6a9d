"""BM25 over stemmed words (Robertson and Zaragoza 2009), by bm25s and PyStemmer."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import re
import shutil
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from answering.vocabulary import word_lists

_stem = Stemmer.Stemmer("english")
# It asks for its DEBUG lines when it is imported, wherever anyone has set up logging.
logging.getLogger("bm25s").setLevel(logging.WARNING)


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
        stems = [stems_of(text) for text in texts]
        model = bm25s.BM25() if any(stems) else None
        if model:
            model.index(stems, show_progress=False)
        self._use(model, len(texts))

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """The index of `size` texts that `save` wrote; OSError or ValueError when it is not there."""
        # Read, not mapped: a file cut short beneath a mapping ends the process with SIGBUS.
        model = bm25s.BM25.load(folder, show_progress=False)
        if int(model.scores["num_docs"]) != size:
            raise ValueError(f"{folder}: not of these texts")
        loaded = cls.__new__(cls)
        loaded._use(model, size)
        return loaded

    def save(self, folder: Path) -> None:
        """Write what `load` reads, all or nothing; an index without words is not kept."""
        if self._model is None:
            return
        draft = folder.with_name(f"{folder.name}-{os.getpid()}")
        try:
            self._model.save(draft, show_progress=False)
            shutil.rmtree(folder, ignore_errors=True)
            draft.replace(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _use(self, model: bm25s.BM25 | None, size: int) -> None:
        self._model = model
        self.size = size
        self._words: dict[str, int] = model.vocab_dict if model else {}
        self._starts = np.asarray(model.scores["indptr"]) if model else np.zeros(1, dtype=np.int64)

    def frequency(self, stem: str) -> int:
        """In how many of the texts a stem occurs."""
        word = self._words.get(stem)
        return int(self._starts[word + 1] - self._starts[word]) if word is not None else 0

    def scores(self, question: str) -> np.ndarray:
        """One score per text, float32 of shape (size,); 0 where no word is shared."""
        stems = [stem for stem in stems_of(question) if stem in self._words]
        if not stems or self._model is None:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(stems), dtype=np.float32)


def kept_lexical_index(folder: Path, texts: Sequence[str]) -> LexicalIndex:
    """The index of `texts`, from `folder` where it was made before; a cache, so nothing is lost without it.

    What counts as a word is part of the folder's name: a new version makes its own.
    """
    kept = folder.with_name(f"{folder.name}-{_words_version()}")
    try:
        return LexicalIndex.load(kept, len(texts))
    except (OSError, EOFError, ValueError, LookupError, TypeError):
        index = LexicalIndex(texts)
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        index.save(kept)
    return index


@cache
def _words_version() -> str:
    silent = " ".join(sorted(word_lists()["stop_words"]))
    return hashlib.sha256(f"{bm25s.__version__} {silent}".encode()).hexdigest()[:8]
