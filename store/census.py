"""Lists of names, and of the words that are no names; read once.

First and last names come from the US census by the package `names`, and those of other countries from
`faker`; people.yaml has what they lack.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import yaml
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from answering.vocabulary import word_lists

PATH = Path(__file__).with_name("people.yaml")
DRUGS = Path(__file__).with_name("drugs.txt")
ENGLISH = "frequency_dictionary_en_82_765.txt"
FIRST_NAMES = ("dist.male.first", "dist.female.first")
LAST_NAMES = "dist.all.last"
COUNTRIES = (
    "cs_CZ", "da_DK", "de_DE", "en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ", "en_PK", "en_US", "es_CO",
    "es_ES", "es_MX", "fi_FI", "fr_FR", "hr_HR", "hu_HU", "id_ID", "it_IT", "lt_LT", "lv_LV", "nl_NL", "no_NO", "pl_PL",
    "pt_BR", "ro_RO", "sk_SK", "sl_SI", "sv_SE", "sw", "tr_TR", "tw_GH", "vi_VN", "yo_NG", "zu_ZA",
)  # fmt: skip
"""Whose names `faker` has in Latin letters."""
COMMON_ENGLISH = 6000
"""Words so usual that a capital makes no name of them."""
USUAL_ENGLISH = 45000
USUAL_SLIPS = 4000
SLIPPED_ENGLISH = 3000
"""Words so usual that a slip in one is likelier than a rare name."""
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
        """Names that are words, too; of other countries' names all that the dictionary has."""
        return _words("words_too") | _words("nicknames") | self._foreign_words | self._foreign_slips

    @cached_property
    def rare_words_too(self) -> frozenset[str]:
        """Names that are words, but no words that a sentence is built of."""
        return self.words_too - self.plain - self.stop

    @cached_property
    def plain(self) -> frozenset[str]:
        """Names that are such usual words that even a capital needs more before it."""
        return _words("plain")

    @cached_property
    def ours(self) -> frozenset[str]:
        """Names that are words and stand behind "my son" in small letters: "my son hunter"."""
        return (_words("words_too") & self.first) - self.plain - self.stop - self.common_not_names - self.calendar

    @cached_property
    def ours_capital(self) -> frozenset[str]:
        """First names that a capital may show, though usual words ("Rain")."""
        return self.first - self.plain - self.stop - self.calendar

    @cached_property
    def nameable(self) -> frozenset[str]:
        """First names, words too, that no sentence is built of."""
        return self.first - self.plain - self.stop - self.calendar - self.common_not_names

    @cached_property
    def plain_names(self) -> frozenset[str]:
        return _words("plain_names") | {"april", "june"}

    @cached_property
    def nicknames(self) -> frozenset[str]:
        return _words("nicknames")

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
        return frozenset(listed | _words("more_first_names") | _words("nicknames") | self._foreign | self._foreign_words)

    @cached_property
    def _census_first(self) -> frozenset[str]:
        return frozenset({name for file in FIRST_NAMES for name, _ in _census(file)} | _words("more_first_names"))

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """First names of other countries that are no English words."""
        names = _of_countries("first_names", "first_names_male", "first_names_female")
        return frozenset(name for name in names if len(name) > 3) - self.english - self._census_first - self.stop

    @cached_property
    def _foreign_slips(self) -> frozenset[str]:
        """Those that are also usual words less a letter or with another one ("sayin")."""
        usual = {part for word in self._by_use[:SLIPPED_ENGLISH] if word not in self.first for part in _shortened(word)}
        return frozenset(name for name in self._foreign if not usual.isdisjoint(_shortened(name)))

    @cached_property
    def _foreign_words(self) -> frozenset[str]:
        """First names of other countries that the dictionary has, but no usual words."""
        names = _of_countries("first_names", "first_names_male", "first_names_female") & self.english
        usual = frozenset(self._by_use[:COMMON_ENGLISH])
        return frozenset(name for name in names if len(name) > 2) - usual - self._census_first - self.stop

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
        listed = frozenset(name for name, percent in _census(LAST_NAMES) if percent >= RARE_LAST_NAMES)
        return listed | (_of_countries("last_names") - self.english - self.stop)

    @cached_property
    def no_opening(self) -> frozenset[str]:
        return self.never | self.calendar | self.stop | self.english_usual

    @cached_property
    def no_surname(self) -> frozenset[str]:
        return self.common | self.stop | self.never | self.calendar

    @cached_property
    def last_of_all(self) -> frozenset[str]:
        """With the rare ones, many of them first names elsewhere in the world."""
        return frozenset(name for name, _ in _census(LAST_NAMES)) | self.first | self.last

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

    @cache  # noqa: B019
    def is_misspelt(self, word: str) -> bool:
        """Whether a word that no list has is a usual first name but for a letter or its vowels ("naveah")."""
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
        return process.extractOne(word, self._usual_words[:USUAL_SLIPS], scorer=OSA.distance, score_cutoff=far) is not None

    @cached_property
    def _medicines(self) -> list[str]:
        known = word_lists()
        return sorted(_words("drugs") | known["drugs_mended_towards"] | known["drugs_left_alone"])

    def _is_inflected(self, word: str) -> bool:
        return any(word.removesuffix(ending) in self.english for ending in ("s", "ed", "ing", "in", "er", "y"))

    @cached_property
    def _usual_first(self) -> dict[str, list[str]]:
        """Those of five letters and more, by their first letter."""
        by_letter: dict[str, list[str]] = {}
        for name in sorted(self._census_first - self.words_too):
            if len(name) > 4:
                by_letter.setdefault(name[0], []).append(name)
        return by_letter

    @cached_property
    def cities(self) -> frozenset[str]:
        return _words("cities")

    @cached_property
    def roles(self) -> frozenset[str]:
        """Kin and callings, which a capital makes no name of."""
        return _words("roles")

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
        return frozenset(self._by_use[:COMMON_ENGLISH]) - self.usual_first

    @cached_property
    def usual_first(self) -> frozenset[str]:
        """First names that many have."""
        usual = {name for file in FIRST_NAMES for name, percent in _census(file) if percent >= 0.02}
        return frozenset(usual) | _words("more_first_names")

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


def _shortened(word: str) -> set[str]:
    """The word, and the word less each of its letters."""
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


def _consonants(word: str) -> str:
    return "".join(letter for letter in word.replace("ph", "f") if letter not in "aeiouy")


@cache
def _of_countries(*kinds: str) -> frozenset[str]:
    """The names that `faker` lists, lower case and without accents."""
    found: set[str] = set()
    for country in COUNTRIES:
        provider = import_module(f"faker.providers.person.{country}").Provider
        for kind in kinds:
            names: Iterable[str] = getattr(provider, kind, ())
            found |= {part for name in names for part in _plain(name).replace("-", " ").split()}
    return frozenset(name for name in found if name.isascii() and name.isalpha())


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
