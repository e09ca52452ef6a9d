"""A message as words: where each stands, and whether it heads a sentence or has a capital."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from redaction.cues import ABBREVIATED, ENDS_SENTENCE, WORD


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    """Without a possessive 's."""
    word: str
    lower: str
    opens: bool
    """Stands first in a sentence."""

    @property
    def is_capital(self) -> bool:
        return self.word[0].isupper()


def words_of_message(text: str) -> list[Token]:
    """In order."""
    tokens = []
    for found in WORD.finditer(text):
        word, end = found.group(), found.end()
        if word[-2:].lower() in {"'s", "’s"}:
            word, end = word[:-2], end - 2
        if word:
            before = text[max(0, found.start() - 8) : found.start()]
            opens = bool(ENDS_SENTENCE.search(before)) and not ABBREVIATED.search(before)
            tokens.append(Token(found.start(), end, word, _plain_letters(word), opens))
    return tokens


def _plain_letters(word: str) -> str:
    """Lower case, without accents: "Tomás" is in the list as "tomas"."""
    letters = unicodedata.normalize("NFD", word.lower().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def is_shouted(tokens: list[Token]) -> bool:
    """Whether a message is all capitals, where capitals say nothing."""
    letters = [token for token in tokens if len(token.word) > 1]
    return len(letters) >= 3 and sum(token.word.isupper() for token in letters) > len(letters) * 0.6
