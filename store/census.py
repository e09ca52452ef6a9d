"""Lists of names, and of the words that are no names; read once.

First and last names come from the US census by the package `names`; people.yaml has what it lacks.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process

from answering.vocabulary import word_lists

PATH = Path(__file__).with_name("people.yaml")
DRUGS = Path(__file__).with_name("drugs.txt")
ENGLISH = "frequency_dictionary_en_82_765.txt"
FIRST_NAMES = ("dist.male.first", "dist.female.first")
LAST_NAMES = "dist.all.last"
COMMON_ENGLISH = 6000
"""Words so usual that a capital makes no name of them."""
USUAL_ENGLISH = 45000
LEAST_LIKENESS = 84.0
"""Of 100 (rapidfuzz.fuzz.ratio): "somtimes" is 94 from "sometimes"."""
RARE_LAST_NAMES = 0.001
"""Percent of the population: below it the census lists nearly any word."""


@cache
def read_lists() -> dict[str, str]:
    """The file's lists by name, as they are written."""
    return dict(yaml.safe_load(PATH.read_text(encoding="utf-8")))


class NameLists:
    """Words by what they can be, lower case and without accents."""

    @cached_property
    def words_too(self) -> frozenset[str]:
        return _words("words_too")

    @cached_property
    def rare_words_too(self) -> frozenset[str]:
        """Names that are words, but no words that a sentence is built of."""
        return self.words_too - self.plain - self.stop

    @cached_property
    def plain(self) -> frozenset[str]:
        """Names that are such usual words that even a capital needs more before it."""
        return _words("plain")

    @cached_property
    def plain_names(self) -> frozenset[str]:
        return _words("plain_names") | {"april", "june"}

    @cached_property
    def calendar(self) -> frozenset[str]:
        return _words("calendar_and_places")

    @cached_property
    def never(self) -> frozenset[str]:
        """Drug names."""
        known = word_lists()
        lines = DRUGS.read_text(encoding="ascii").splitlines()
        listed = {word for line in lines if not line.startswith("#") for word in line.split()}
        drugs = listed | _words("drugs") | known["drugs_mended_towards"] | known["drugs_left_alone"]
        return frozenset(drugs | {f"{drug}s" for drug in drugs})

    @cached_property
    def stop(self) -> frozenset[str]:
        return word_lists()["stop_words"] | word_lists()["texting"]

    @cached_property
    def first(self) -> frozenset[str]:
        listed = {name for file in FIRST_NAMES for name, _ in _census(file)}
        return frozenset(listed | _words("more_first_names"))

    @cached_property
    def nicked(self) -> frozenset[str]:
        """First names that stand behind "lil"."""
        return self.first - self.stop

    @cached_property
    def no_initials(self) -> frozenset[str]:
        return self.never | self.of_the_field

    @cached_property
    def sure(self) -> frozenset[str]:
        """First names that are nothing else."""
        return self.first - self.words_too - self.common_not_names

    @cached_property
    def last(self) -> frozenset[str]:
        return frozenset(name for name, percent in _census(LAST_NAMES) if percent >= RARE_LAST_NAMES)

    @cached_property
    def no_opening(self) -> frozenset[str]:
        return self.never | self.calendar | self.stop | self.english_usual

    @cached_property
    def no_surname(self) -> frozenset[str]:
        return self.common | self.stop | self.never | self.calendar

    @cached_property
    def last_of_all(self) -> frozenset[str]:
        """With the rare ones, many of them first names elsewhere in the world."""
        return frozenset(name for name, _ in _census(LAST_NAMES)) | self.first

    @cached_property
    def _by_use(self) -> list[str]:
        """English words, the most used first."""
        lines = (files("symspellpy") / ENGLISH).read_text(encoding="utf-8-sig").splitlines()
        return [line.split(" ")[0] for line in sorted(lines, key=lambda line: -int(line.split(" ")[1]))]

    @cached_property
    def english(self) -> frozenset[str]:
        return frozenset(self._by_use)

    @cache  # noqa: B019 - the lists live as long as the process
    def is_slip(self, word: str) -> bool:
        """Whether a word is nearly a usual word or a drug's name: mistyped, and no name."""
        for known in (self._usual_words, self._drug_words):
            if process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS):
                return True
        return False

    @cached_property
    def _usual_words(self) -> list[str]:
        return [word for word in self._by_use[:20000] if word not in self.first or word in self.words_too]

    @cached_property
    def _drug_words(self) -> list[str]:
        return sorted(self.never)

    @cached_property
    def english_usual(self) -> frozenset[str]:
        """Without the rare tail, where the dictionary has names of other countries as well."""
        return frozenset(self._by_use[:USUAL_ENGLISH])

    @cached_property
    def english_known(self) -> frozenset[str]:
        """English words that are no names: the dictionary has the usual names in it as well."""
        return frozenset(self._by_use[:30000]) - (self.first - self.words_too)

    @cached_property
    def common(self) -> frozenset[str]:
        return frozenset(self._by_use[:COMMON_ENGLISH]) - (self.first - self.words_too)

    @cached_property
    def common_not_names(self) -> frozenset[str]:
        """Usual words that some parents gave as names ("see", "so"), but for the usual names."""
        usual = {name for file in FIRST_NAMES for name, percent in _census(file) if percent >= 0.02}
        return frozenset(self._by_use[:COMMON_ENGLISH]) - usual - _words("more_first_names")

    @cached_property
    def of_the_field(self) -> frozenset[str]:
        """What no dictionary has and is no name."""
        return self.calendar | {"opioid", "opioids", "detox", "rehab", "telehealth", "mat", "oud", "meds"}


def _words(name: str) -> frozenset[str]:
    return frozenset(read_lists()[name].split())


def _census(file: str) -> list[tuple[str, float]]:
    """(name, percent of the population) of a list of the package `names`."""
    lines = (files("names") / file).read_text(encoding="ascii").splitlines()
    return [(line.split()[0].lower(), float(line.split()[1])) for line in lines if line.strip()]
