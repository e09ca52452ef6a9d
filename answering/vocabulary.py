"""Lists of words from vocabulary.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).with_name("vocabulary.yaml")


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """Every list of the file, by name."""
    data = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


@cache
def word_pairs(name: str) -> Mapping[str, str]:
    """A list of the file whose words are "written=meant", with "_" for a blank in what is meant."""
    pairs = (pair.split("=") for pair in word_lists()[name])
    return {written: meant.replace("_", " ") for written, meant in pairs}
