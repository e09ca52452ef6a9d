"""Take apart words that were typed without a space: "canhesellit" is "can he sell it".

The likeliest way to cut, by how often each word is used (Norvig 2009), by symspellpy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symspellpy import SymSpell

SHORTEST = 8
LEAST_LOG10 = -1.05
"""Log10 probability for each letter: "canhesellthe" has -0.9, "metformin" has -1.4."""
ALONE = frozenset("ai")
"""Letters that are words."""


class Separator:
    """Knows the words that may stand alone."""

    def __init__(self, counts: Mapping[str, int], also: Collection[str]) -> None:
        """`counts`: how often each word is used. `also`: more of them, rarely used."""
        self._counts = {**dict.fromkeys(also, 1), **counts}

    def take_apart(self, word: str) -> str:
        """`word`, in lower case, as words with blanks between; "" where it is not made of known ones."""
        if len(word) < SHORTEST:
            return ""
        cut = self._words.word_segmentation(word, max_edit_distance=0)
        if cut.log_prob_sum < LEAST_LOG10 * len(word):
            return ""
        pieces = str(cut.segmented_string).split()
        known = all(piece in self._counts and (len(piece) > 1 or piece in ALONE) for piece in pieces)
        return " ".join(pieces) if known and len(pieces) > 1 else ""

    @cached_property
    def _words(self) -> SymSpell:
        # Made when the first such word comes: it takes a tenth of a second.
        from symspellpy import SymSpell

        words = SymSpell(max_dictionary_edit_distance=0)
        for word, count in self._counts.items():
            words.create_dictionary_entry(word, count)
        return words
