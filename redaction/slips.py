"""What a mistyped word may have meant: an English word, a medicine, or a name ("naveah")."""

from __future__ import annotations

from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from answering.vocabulary import word_lists
from redaction.census import NameLists
from redaction.sources import words_of

USUAL_SLIPS = 4000
"""Words so usual that families write them by their sound."""
WORDS_REMEMBERED = 2000
LEAST_LIKENESS = 84.0
"""Of 100 (rapidfuzz.fuzz.ratio): "somtimes" is 94 from "sometimes"."""


class Lexicon(NameLists):
    """The lists, and what a word that is in none of them may be."""

    @lru_cache(maxsize=WORDS_REMEMBERED)  # noqa: B019 - the lists live as long as the process
    def is_slip(self, word: str) -> bool:
        """Whether a word is nearly a usual word or a drug's name: mistyped, and no name."""
        for known in (self._usual_words, self._drug_words):
            if process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS):
                return True
        medicine = process.extractOne(word, self._medicines, scorer=OSA.distance, score_cutoff=2)
        return len(word) > 5 and medicine is not None and len(medicine[0]) > 5

    def is_unknown(self, lower: str) -> bool:
        """Whether a word in small letters is in no list, and is no mistyped one: "my son thabo"."""
        if len(lower) < 4 or "'" in lower or lower in self.stop:
            return False
        if any(part in self.english for part in lower.split("-")):
            return False
        if lower in self.never or lower in self.calendar or lower in self.of_the_field:
            return False
        return not self.is_slip(lower)

    @lru_cache(maxsize=WORDS_REMEMBERED)  # noqa: B019
    def is_misspelt(self, word: str) -> bool:
        """Whether a word is a usual first name but for a letter or its vowels ("naveah")."""
        if len(word) < 5 or word in self.english or word in self.no_initials or word in self.stop:
            return False
        for name in self._usual_first.get(word[0], ()):
            if abs(len(name) - len(word)) < 2 and (
                OSA.distance(word, name, score_cutoff=1) < 2
                or (len(word) > 5 and len(word) == len(name) and _consonants(word) == _consonants(name))
            ):
                return not (self.is_slip(word) or self._is_inflected(word) or self.is_rough(word))
        return False

    def is_rough(self, word: str) -> bool:
        """Whether a word may be a usual one spelt by its sound: "sumone"."""
        far = 2 if len(word) > 5 else 1
        usual = self._usual_words[:USUAL_SLIPS]
        return process.extractOne(word, usual, scorer=OSA.distance, score_cutoff=far) is not None

    @cached_property
    def _medicines(self) -> list[str]:
        known = word_lists()
        return sorted(words_of("drugs") | known["drugs_mended_towards"] | known["drugs_left_alone"])

    def _is_inflected(self, word: str) -> bool:
        return any(
            word.removesuffix(ending) in self.english for ending in ("s", "ed", "ing", "in", "er", "y")
        )

    @cached_property
    def _usual_first(self) -> dict[str, list[str]]:
        """Those of five letters and more, by their first letter."""
        by_letter: dict[str, list[str]] = {}
        for name in sorted(self.census_first - self.words_too):
            if len(name) > 4:
                by_letter.setdefault(name[0], []).append(name)
        return by_letter

    @cached_property
    def _usual_words(self) -> list[str]:
        return [word for word in self.by_use[:20000] if word not in self.first or word in self.words_too]

    @cached_property
    def _drug_words(self) -> list[str]:
        return sorted(self.never)


def _consonants(word: str) -> str:
    return "".join(letter for letter in word.replace("ph", "f") if letter not in "aeiouy")
