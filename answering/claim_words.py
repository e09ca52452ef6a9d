"""The words by which claims are taken apart (claims.yaml, antonyms.txt), and texts made plain for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from answering.lexical import stems_of

PATH = Path(__file__).with_name("claims.yaml")
ANTONYMS = Path(__file__).with_name("antonyms.txt")
NUMBER_WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
OTHER_NUMBERS = {
    "hundred": 100, "thousand": 1000, "half": 0.5, "twice": 2, "double": 2, "doubled": 2, "triple": 3,
    "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "dozen": 12,
}  # fmt: skip
# "One" is mostly no number ("one of them"), and no dose is told by it.
NUMBERS: Mapping[str, float] = (
    {word: n for n, word in enumerate(NUMBER_WORDS) if n != 1} | TENS | OTHER_NUMBERS
)


@cache
def lexicon() -> dict[str, Any]:
    """claims.yaml, its word lists as patterns and sets."""
    data: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return data


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(w) for w in words) + r")(?![\w-])")


SPANS = (
    (re.compile(r"\ba year and (?:a )?0\.5\b"), "18 months"),
    (re.compile(r"\b0\.5 a year\b"), "6 months"),
    (re.compile(r"\b(months? (?:to|and|or)) a year\b"), r"\1 12 months"),
    (re.compile(r"\ba (week|month|year)(?= to (?:\d|a ))"), r"1 \1"),
    (re.compile(r"\bthese days\b"), "now"),
    (re.compile(r"\bsince the day\b"), "since"),
    (re.compile(r"\bfrom 1 day to the next\b"), "at once"),
    # "The cheaper of the 2" counts nothing that is told.
    (
        re.compile(r"\b(?:of )?(the|these|those) [234]\b(?=$|[.,;:?!]| (?:of|is|are|to|together)\b)"),
        r"\1",
    ),
    (re.compile(r"\b[234] (?=things\b|points\b|forms\b|kinds\b|medicines\b)"), ""),
)
"""Said otherwise, (pattern, plain form): spans of time without a figure, and figures that are none."""


def has_any(text: str, words: Sequence[str]) -> bool:
    """Whether one of `words` stands in `text`, which is in small letters."""
    return bool(any_of(tuple(words)).search(text))


def plain(text: str) -> str:
    """Small letters, one kind of quote, dash and blank; number words as figures."""
    text = text.translate(str.maketrans("’‘“”–—−", "''\"\"---")).lower()
    text = re.sub(r"n't\b", " not", text.replace("can't", "can not"))
    text = text.replace("cannot", "can not").replace("without fail", "always")
    # "Not only" takes nothing away, "as well" says nothing is well, "if not" leans on what came before.
    text = re.sub(r"\bas well as\b", "and", text.replace("not only", "").replace("if not,", "otherwise,"))
    text = re.sub(r"\bas well\b", "", text)
    # What a word means is meant as the word is: "cannot be diverted, which means sold".
    text = re.sub(r", which means\b", " or", text)
    text = re.sub(r"\b(?:right away|at once|straight away)", "immediately", text)
    text = re.sub(r"\b(?:twice|double|doubled)\b", "2 times", text)
    text = " ".join(re.sub(r"[a-z]+", lambda found: _figure(found[0]), text).split())
    for pattern, said in SPANS:
        text = pattern.sub(said, text)
    return text


def _figure(word: str) -> str:
    value = NUMBERS.get(word)
    return word if value is None else f"{value:g}"


@cache
def same_as() -> Mapping[str, str]:
    """Stem -> the stem that stands for all words of its line."""
    found: dict[str, str] = {}
    for line in lexicon()["same"]:
        stems = [stem for word in line for stem in stems_of(word)]
        for stem in stems:
            found.setdefault(stem, stems[0])
    return found


@cache
def medicine_groups() -> frozenset[str]:
    """The word groups of all names of medicines."""
    stems = [stem for names in lexicon()["medicines"].values() for name in names for stem in stems_of(name)]
    return frozenset(same_as().get(stem, stem) for stem in stems)


@cache
def antonyms() -> Mapping[str, frozenset[str]]:
    """Stem -> the stems of its opposites, by antonyms.txt."""
    found: dict[str, set[str]] = {}
    for line in ANTONYMS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            (one,), (other,) = map(stems_of, line.split())
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {stem: frozenset(others) for stem, others in found.items()}


def named_in(text: str, kind: str) -> frozenset[str]:
    """The names of one kind of claims.yaml ("medicines", "exact") that stand in `text`."""
    return frozenset(name for name, words in lexicon()[kind].items() if has_any(text, words))


@cache
def weak_groups() -> frozenset[str]:
    """Word groups on which neither a negation nor a likeness hangs."""
    stems = [stem for word in lexicon()["weak"] for stem in stems_of(word)]
    return frozenset(same_as().get(stem, stem) for stem in stems)
