"""Take apart words that were typed without a space: "canhesellit" is "can he sell it".

The likeliest way to cut, by how often each word is used (Norvig 2009), by symspellpy.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symspellpy import SymSpell

SHORTEST = 5
LEAST_LOG10 = -1.15
"""Log10 probability for each letter: "canhesellthe" has -1.1, "quetiapine" -1.5."""
MOST_USED = 10**9
"""What the corpus says is said often, but not more often than "the"."""
ALONE = frozenset("ai")
"""Letters that are words."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Words that may have been run together."""

    words: str
    """With blanks between."""
    count: float
    """Log10 of how often they would be used, by chance, one after the other."""
    blanks: int


class Separator:
    """Knows the words that may stand alone."""

    def __init__(self, counts: Mapping[str, int], also: Collection[str]) -> None:
        """`counts`: how often each word is used. `also`: more of them, rarely used."""
        self._counts = {**dict.fromkeys(also, 1), **counts}

    def take_apart(self, word: str) -> Cut | None:
        """`word`, in lower case, as several known words; None where it is not likely made of them."""
        if len(word) < SHORTEST:
            return None
        found = self._words.word_segmentation(word, max_edit_distance=0)
        pieces = str(found.segmented_string).split()
        known = all(piece in self._counts and (len(piece) > 1 or piece in ALONE) for piece in pieces)
        if not known or len(pieces) < 2 or found.log_prob_sum < LEAST_LOG10 * len(word):
            return None
        return Cut(" ".join(pieces), found.log_prob_sum + math.log10(self._words.N), len(pieces) - 1)

    @cached_property
    def _words(self) -> SymSpell:
        # Made when the first such word comes: it takes a tenth of a second.
        from symspellpy import SymSpell

        words = SymSpell(max_dictionary_edit_distance=0)
        for word, count in self._counts.items():
            words.create_dictionary_entry(word, min(count, MOST_USED))
        return words
