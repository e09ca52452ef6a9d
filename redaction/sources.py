"""Where the words and names of redaction are read from: the files of this package, and libraries' lists.

First and last names come from the US census by the package `names`, those of other countries from `faker`;
people.yaml has what they lack.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("people.yaml")
DRUGS = Path(__file__).with_name("drugs.txt")
FIRST_NAMES = ("dist.male.first", "dist.female.first")
LAST_NAMES = "dist.all.last"
COUNTRIES = (
    "cs_CZ", "da_DK", "de_DE", "en", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG", "en_NZ",
    "en_PK", "en_US", "es_CO", "es_ES", "es_MX", "fi_FI", "fr_FR", "hr_HR", "hu_HU", "id_ID",
    "it_IT", "lt_LT", "lv_LV", "nl_NL", "no_NO", "pl_PL", "pt_BR", "ro_RO", "sk_SK", "sl_SI",
    "sv_SE", "sw", "tr_TR", "tw_GH", "vi_VN", "yo_NG", "zu_ZA",
)  # fmt: skip
"""Whose names `faker` has in Latin letters."""


@cache
def read_lists() -> dict[str, str]:
    """The lists of people.yaml by name, as they are written."""
    return dict(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def words_of(name: str) -> frozenset[str]:
    """The words of a list of people.yaml."""
    return frozenset(read_lists()[name].split())


def drugs_of_file() -> set[str]:
    """Medicines of one word that MedlinePlus, DrugBank and MeSH know."""
    lines = DRUGS.read_text(encoding="ascii").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def census(file: str) -> list[tuple[str, float]]:
    """(name, percent of the population) of a list of the package `names`."""
    lines = (files("names") / file).read_text(encoding="ascii").splitlines()
    return [(line.split()[0].lower(), float(line.split()[1])) for line in lines if line.strip()]


@cache
def names_of_countries(*kinds: str) -> frozenset[str]:
    """The names that `faker` lists, lower case and without accents."""
    found: set[str] = set()
    for country in COUNTRIES:
        provider = import_module(f"faker.providers.person.{country}").Provider
        for kind in kinds:
            names: Iterable[str] = getattr(provider, kind, ())
            found |= {part for name in names for part in _plain(name).replace("-", " ").split()}
    return frozenset(name for name in found if name.isascii() and name.isalpha())


def shortened(word: str) -> set[str]:
    """The word, and the word less each of its letters: two words that share one are a slip apart."""
    return {word} | {word[:n] + word[n + 1 :] for n in range(len(word))}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
