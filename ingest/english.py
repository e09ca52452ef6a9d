"""English words and how often each is used: the list that comes with symspellpy, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

LIST = "frequency_dictionary_en_82_765.txt"
"""Words with their counts, the most used first."""


@cache
def _fields() -> list[str]:
    return (files("symspellpy") / LIST).read_text(encoding="utf-8-sig").split()


@cache
def english_words() -> frozenset[str]:
    """All of them."""
    return frozenset(_fields()[::2])


def word_counts(most: int) -> dict[str, int]:
    """The `most` used, each with its count."""
    words, counts = _fields()[: 2 * most : 2], _fields()[1 : 2 * most : 2]
    return {word: int(count) for word, count in zip(words, counts, strict=True)}
