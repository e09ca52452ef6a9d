"""Lists of names, and of the words that are no names; read once."""

from __future__ import annotations

from functools import cached_property

from answering.vocabulary import word_lists
from ingest.english import word_counts
from redaction.sources import (
    FIRST_NAMES,
    LAST_NAMES,
    census,
    drugs_of_file,
    names_of_countries,
    shortened,
    words_of,
)

ALL_ENGLISH = 100_000
COMMON_ENGLISH = 6000
"""Words so usual that a capital makes no name of them."""
USUAL_ENGLISH = 45000
SLIPPED_ENGLISH = 3000
"""Words so usual that a slip in one is likelier than a rare name."""
RARE_LAST_NAMES = 0.001
"""Percent of the population: below it the census lists nearly any word."""


class NameLists:
    """Words by what they can be, lower case and without accents."""

    @cached_property
    def words_too(self) -> frozenset[str]:
        """Names that are words, too; of other countries' names all that the dictionary has."""
        return words_of("words_too") | words_of("nicknames") | self._foreign_words | self._foreign_slips

    @cached_property
    def rare_words_too(self) -> frozenset[str]:
        """Names that are words, but no words that a sentence is built of."""
        return self.words_too - self.plain - self.stop

    @cached_property
    def plain(self) -> frozenset[str]:
        """Names that are such usual words that even a capital needs more before it."""
        return words_of("plain")

    @cached_property
    def ours(self) -> frozenset[str]:
        """Names that are words and stand behind "my son" in small letters: "my son hunter"."""
        return (
            (words_of("words_too") & self.first)
            - self.plain
            - self.stop
            - self.common_not_names
            - self.calendar
        )

    @cached_property
    def ours_capital(self) -> frozenset[str]:
        """First names that a capital may show, though usual words ("Rain")."""
        return (self.first | words_of("words_too")) - self.plain - self.stop - self.calendar

    @cached_property
    def nameable(self) -> frozenset[str]:
        """First names, words too, that no sentence is built of."""
        return self.first - self.plain - self.stop - self.calendar - self.common_not_names

    @cached_property
    def plain_only(self) -> frozenset[str]:
        return self.plain - self.plain_names

    @cached_property
    def plain_names(self) -> frozenset[str]:
        return words_of("plain_names") | {"april", "june"}

    @cached_property
    def nicknames(self) -> frozenset[str]:
        return words_of("nicknames")

    @cached_property
    def calendar(self) -> frozenset[str]:
        return words_of("calendar_and_places") | self.brands

    @cached_property
    def brands(self) -> frozenset[str]:
        """Firms, goods, teams, peoples and days."""
        return words_of("brands")

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Words that are names only where something says so."""
        return self.no_surname | self.words_too

    @cached_property
    def never(self) -> frozenset[str]:
        """Drug names."""
        known = word_lists()
        listed = drugs_of_file()
        drugs = listed | words_of("drugs") | known["drugs_mended_towards"] | known["drugs_left_alone"]
        return frozenset(drugs | {f"{drug}s" for drug in drugs})

    @cached_property
    def stop(self) -> frozenset[str]:
        return word_lists()["stop_words"] | word_lists()["texting"]

    @cached_property
    def first(self) -> frozenset[str]:
        listed = {name for file in FIRST_NAMES for name, _ in census(file)}
        return frozenset(
            listed
            | words_of("more_first_names")
            | words_of("nicknames")
            | self._foreign
            | self._foreign_words
        )

    @cached_property
    def census_first(self) -> frozenset[str]:
        return frozenset(
            {name for file in FIRST_NAMES for name, _ in census(file)} | words_of("more_first_names")
        )

    @cached_property
    def _foreign(self) -> frozenset[str]:
        """First names of other countries that are no English words."""
        names = names_of_countries("first_names", "first_names_male", "first_names_female")
        return (
            frozenset(name for name in names if len(name) > 3)
            - self.english
            - self.census_first
            - self.stop
        )

    @cached_property
    def _foreign_slips(self) -> frozenset[str]:
        """Those that are also usual words less a letter or with another one ("sayin")."""
        usual = {
            part
            for word in self.by_use[:SLIPPED_ENGLISH]
            if word not in self.first
            for part in shortened(word)
        }
        return frozenset(name for name in self._foreign if not usual.isdisjoint(shortened(name)))

    @cached_property
    def _foreign_words(self) -> frozenset[str]:
        """First names of other countries that the dictionary has, but no usual words."""
        names = names_of_countries("first_names", "first_names_male", "first_names_female") & self.english
        usual = frozenset(self.by_use[:COMMON_ENGLISH])
        return frozenset(name for name in names if len(name) > 2) - usual - self.census_first - self.stop

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
        listed = frozenset(name for name, percent in census(LAST_NAMES) if percent >= RARE_LAST_NAMES)
        return listed | (names_of_countries("last_names") - self.english - self.stop)

    @cached_property
    def no_opening(self) -> frozenset[str]:
        return self.never | self.calendar | self.stop | self.english_usual

    @cached_property
    def no_surname(self) -> frozenset[str]:
        return self.common | self.stop | self.never | self.calendar

    @cached_property
    def last_of_all(self) -> frozenset[str]:
        """With the rare ones, many of them first names elsewhere in the world."""
        return frozenset(name for name, _ in census(LAST_NAMES)) | self.first | self.last

    @cached_property
    def by_use(self) -> list[str]:
        """English words, the most used first."""
        counts = word_counts(ALL_ENGLISH)
        return sorted(counts, key=lambda word: -counts[word])

    @cached_property
    def english(self) -> frozenset[str]:
        return frozenset(self.by_use)

    @cached_property
    def cities(self) -> frozenset[str]:
        return words_of("cities")

    @cached_property
    def roles(self) -> frozenset[str]:
        """Kin and callings, which a capital makes no name of."""
        return words_of("roles")

    @cached_property
    def english_usual(self) -> frozenset[str]:
        """Without the rare tail, where the dictionary has names of other countries as well."""
        return frozenset(self.by_use[:USUAL_ENGLISH])

    @cached_property
    def english_known(self) -> frozenset[str]:
        """English words that are no names: the dictionary has the usual names in it as well."""
        return frozenset(self.by_use[:30000]) - (self.first - self.words_too)

    @cached_property
    def common(self) -> frozenset[str]:
        return frozenset(self.by_use[:COMMON_ENGLISH]) - (self.first - self.words_too)

    @cached_property
    def common_not_names(self) -> frozenset[str]:
        """Usual words that some parents gave as names ("see", "so"), but for the usual names."""
        return frozenset(self.by_use[:COMMON_ENGLISH]) - self.usual_first

    @cached_property
    def usual_first(self) -> frozenset[str]:
        """First names that many have."""
        usual = {name for file in FIRST_NAMES for name, percent in census(file) if percent >= 0.02}
        return frozenset(usual) | words_of("more_first_names")

    @cached_property
    def of_the_field(self) -> frozenset[str]:
        """What no dictionary has and is no name."""
        return self.calendar | {"opioid", "opioids", "detox", "rehab", "telehealth", "mat", "oud", "meds"}
