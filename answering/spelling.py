"""Mend how a question is written before searching: towards words of English and of the corpus.

Nearness counts edits, a swap of two neighbours being one (optimal string alignment, Boytsov 2011), by
rapidfuzz; of words as near the more usual one is meant, or one that sounds the same (metaphone, Philips
1990, by jellyfish). What is run together is taken apart, and what people text is written out. Careful on
purpose: only a word that neither English nor the corpus knows is changed, a drug's name is never turned
into another, and what the family typed is what stays in the conversation.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection

from jellyfish import metaphone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from answering.run_together import Separator
from answering.vocabulary import word_lists, word_pairs
from ingest.english import english_words, word_counts

# All English words are known, but a slip is mended only into a usual one.
SUGGESTED_ENGLISH = 20_000
# Counts that make corpus words win over English ones at the same distance.
ASKED_COUNT = 10**6
CORPUS_COUNT = 10**10
DRUG_COUNT = 10**11
SHORTEST_MENDED = 4
SHORTEST_FOR_TWO_EDITS = 6
# By ear a drug's name is far from its spelling: "bupenorfine" takes three edits.
SHORTEST_BY_EAR = 9
EDITS_BY_EAR = 3
EDIT, SAME_SOUND = 4.0, 1.5
"""In powers of ten of use: an edit weighs as much as being used ten thousand times less often, and a word
that sounds like what was written is dearer: "menny" is "many" and not "penny"."""
HEARD_AS = {
    "c": ("s", "k"),
    "f": ("ph",),
    "j": ("g",),
    "k": ("c",),
    "n": ("kn",),
    "r": ("wr",),
    "s": ("c",),
    "w": ("wh",),
}
"""Other beginnings of a word that sound like its first letter."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
WITH_DIGIT = re.compile(r"\b(?:\d[^\W\d_]+|[^\W\d_]+\d)\b")
"""As in "b4" and "2nite"."""


class Speller:
    """Mends the words of a question; made once per index."""

    def __init__(self, corpus_words: Collection[str], asked_words: Collection[str] = ()) -> None:
        """`corpus_words` (lower case) count as spelled right.

        `asked_words`, which several families used, do too, unless they look like a drug's name:
        "naltrexon" is the slip that everybody makes.
        """
        lists = word_lists()
        self._names = lists["drugs_mended_towards"]
        self._left_alone = lists["texting"] | lists["drugs_left_alone"]
        self._written_out = word_pairs("written_out")
        self._words = {*english_words(), *corpus_words, *self._names}
        suggested = word_counts(SUGGESTED_ENGLISH)
        for word in asked_words:
            if len(word) < SHORTEST_FOR_TWO_EDITS or not _within(word, self._names, 2):
                self._words.add(word)
                suggested[word] = suggested.get(word, 0) + ASKED_COUNT
        for words, count in ((corpus_words, CORPUS_COUNT), (self._names, DRUG_COUNT)):
            for word in words:
                suggested[word] = suggested.get(word, 0) + count
        self._suggested = suggested
        # The first letter is rarely the slip: without this, "dope" is near "hope".
        self._by_first_letter: dict[str, list[str]] = defaultdict(list)
        for word in suggested:
            self._by_first_letter[word[0]].append(word)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in suggested:
            self._by_sound[metaphone(word)].append(word)
        self._separator = Separator(suggested, lists["texting"])

    def mend(self, text: str) -> str:
        """`text` with its slips mended; letters of a mended word become lower case."""
        text = WITH_DIGIT.sub(lambda m: self._written_out.get(m.group().lower(), m.group()), text)
        return WORD.sub(lambda match: self._mend_word(match.group()), text)

    def is_spelled_right(self, text: str) -> bool:
        """Whether every word of `text` is known; to tell takes far less than to mend."""
        words = (word.lower().replace("’", "'") for word in WORD.findall(text))
        return all(
            bare not in self._written_out and self._is_let_be(word, bare)
            for word, bare in ((word, word.replace("'", "")) for word in words)
        )

    def _mend_word(self, written: str) -> str:
        word = written.lower().replace("’", "'")
        bare = word.replace("'", "")
        if bare in self._written_out:
            return self._written_out[bare]
        if self._is_let_be(word, bare):
            return written
        if bare.endswith("in") and bare + "g" in self._words:
            return bare + "g"
        is_name = written[0].isupper() and not written.isupper()
        edits = 2 if len(bare) >= SHORTEST_FOR_TWO_EDITS else 1
        near = _within(bare, self._by_first_letter.get(bare[0], []), edits)
        heard = {} if is_name else _within(bare, self._by_sound.get(metaphone(bare), []), 2)
        near |= {w: d for w, d in heard.items() if w.startswith((bare[0], *HEARD_AS.get(bare[0], ())))}
        cut = None if is_name else self._separator.take_apart(bare)
        if not near:
            return self._heard(bare) or (cut.words if cut else written)

        def cost(word: str) -> float:
            sound = SAME_SOUND if word in heard else 0.0
            return EDIT * near[word] - sound - math.log10(self._suggested[word])

        nearest = min(near, key=lambda word: (cost(word), word))
        if cut and EDIT * cut.blanks - cut.count < cost(nearest):
            return cut.words
        named = sorted(near[word] for word in near if word in self._names)
        if len(named) > 1 and nearest in self._names and named[0] == named[1]:
            # Two drugs within reach: only the strictly nearer one will do.
            return written
        return nearest

    def _heard(self, bare: str) -> str:
        """The one drug's name that a long unknown word may be meant for, or nothing."""
        if len(bare) < SHORTEST_BY_EAR:
            return ""
        found = _within(bare, self._names, EDITS_BY_EAR)
        nearest = [name for name in found if found[name] == min(found.values()) and name[0] == bare[0]]
        return nearest[0] if len(nearest) == 1 else ""

    def _is_let_be(self, word: str, bare: str) -> bool:
        return len(bare) < SHORTEST_MENDED or bare in self._left_alone or self._is_known(word, bare)

    def _is_known(self, word: str, bare: str) -> bool:
        return bare in self._words or word.removesuffix("'s") in self._words


def _within(word: str, words: Collection[str], edits: int) -> dict[str, int]:
    """Those of `words` that are at most so many edits away, with their distances."""
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=edits, limit=None)
    return {name: int(distance) for name, distance, _ in found}
