"""Mend slips of the thumb before searching, by SymSpell (Garbe 2012) over English and the corpus.

Careful on purpose: only a word that neither English nor the corpus knows is changed, a drug's name
is never turned into another, and what the family typed is what stays in the conversation.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from importlib.resources import files

from symspellpy import SymSpell, Verbosity

from answering.vocabulary import word_lists

ENGLISH = "frequency_dictionary_en_82_765.txt"
# All English words are known, but a slip is mended only into a usual one; preparing them all to be
# looked up takes two seconds at every start.
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
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


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
        names = SymSpell(max_dictionary_edit_distance=EDITS_BY_EAR, prefix_length=7)
        for name in self._names:
            names.create_dictionary_entry(name, 1)
        self._by_ear = names
        english = _english_words()
        self._words = {word for word, _ in english} | set(corpus_words) | self._names
        self._known = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
        for word, count in english[:SUGGESTED_ENGLISH]:
            self._known.create_dictionary_entry(word, count)
        for word in asked_words:
            if len(word) < SHORTEST_FOR_TWO_EDITS or not names.lookup(word, Verbosity.TOP, 2):
                self._words.add(word)
                self._known.create_dictionary_entry(word, ASKED_COUNT)
        for word in corpus_words:
            self._known.create_dictionary_entry(word, CORPUS_COUNT)
        for word in self._names:
            self._known.create_dictionary_entry(word, DRUG_COUNT)

    def mend(self, text: str) -> str:
        """`text` with its slips mended; letters of a mended word become lower case."""
        return WORD.sub(lambda match: self._mend_word(match.group()), text)

    def _mend_word(self, written: str) -> str:
        word = written.lower().replace("’", "'")
        bare = word.replace("'", "")
        if len(bare) < SHORTEST_MENDED or bare in self._left_alone or self._is_known(word, bare):
            return written
        edits = 2 if len(bare) >= SHORTEST_FOR_TWO_EDITS else 1
        found = self._known.lookup(bare, Verbosity.ALL, max_edit_distance=edits)
        # The first letter is rarely the slip: without this, "dope" is near "hope".
        near = [entry for entry in found if entry.term[0] == bare[0]]
        if not near:
            return self._heard(bare) or written
        nearest = min(near, key=lambda entry: (entry.distance, -entry.count))
        named = [entry for entry in near if entry.term in self._names]
        if len(named) > 1 and nearest.term in self._names:
            # Two drugs within reach: only the strictly nearer one will do.
            best, second = sorted(named, key=lambda entry: entry.distance)[:2]
            return best.term if best.distance < second.distance else written
        return str(nearest.term)

    def _heard(self, bare: str) -> str:
        """The one drug's name that a long unknown word may be meant for, or nothing."""
        if len(bare) < SHORTEST_BY_EAR:
            return ""
        found = self._by_ear.lookup(bare, Verbosity.CLOSEST, max_edit_distance=EDITS_BY_EAR)
        near = [entry.term for entry in found if entry.term[0] == bare[0]]
        return near[0] if len(near) == 1 else ""

    def _is_known(self, word: str, bare: str) -> bool:
        return bare in self._words or word.removesuffix("'s") in self._words


@cache
def _english_words() -> list[tuple[str, int]]:
    """Every English word with its count, the most used first."""
    lines = (files("symspellpy") / ENGLISH).read_text(encoding="utf-8-sig").splitlines()
    words = [(word, int(count)) for word, count in (line.split(" ") for line in lines)]
    return sorted(words, key=lambda pair: -pair[1])
