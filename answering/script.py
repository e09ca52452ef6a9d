"""Which of a message's words the embedder can read: it knows the Latin alphabet and no other."""

from __future__ import annotations

import unicodedata
from functools import cache

LEAST_READABLE = 0.5
"""Share of a message's letters; below it, what is left is not the message."""


def readable(message: str) -> str:
    """`message` without the words that are written in another alphabet; signs and emoji stay."""
    if message.isascii():
        return message
    return " ".join(word for word in message.split() if not _is_foreign(word))


def is_mostly_readable(message: str) -> bool:
    """Whether at least half of the letters are Latin; true where there are none."""
    letters = [character for character in message if character.isalpha()]
    known = sum(_is_latin(character) for character in letters)
    return known >= LEAST_READABLE * len(letters)


def _is_foreign(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return bool(letters) and not any(_is_latin(character) for character in letters)


@cache
def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith("LATIN")
