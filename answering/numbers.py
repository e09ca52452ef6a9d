"""Who to call, by country: prompts/numbers.yaml, checked when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.checked import read_checked
from ingest.errors import SettingError


class _Country(BaseModel):
    model_config = ConfigDict(extra="forbid")
    emergency: str
    text_emergency: str
    crisis_call: str
    poison_call: str
    poison: str
    violence_line: str
    child_line: str
    helpline: str
    sources: list[str]


NAMES = frozenset(_Country.model_fields) - {"sources"}
"""The $names that stand for a number in prompts/ and in context notes."""


class NumbersFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")
    checked_on: date
    """When every number was last read in a copy of its source."""
    countries: dict[str, _Country]


def read_numbers(path: Path) -> NumbersFile:
    """Raises SettingError that names the fault."""
    return read_checked(path, NumbersFile, SettingError)


def numbers_of(path: Path, country: str) -> Mapping[str, str]:
    """What stands for each of NAMES in `country`; raises SettingError for one that is not there."""
    known = read_numbers(path).countries
    if country not in known:
        raise SettingError(
            f"FAMILY_QA_COUNTRY={country!r}: no numbers for it; use one of {', '.join(known)}, "
            f"or add it to {path}"
        )
    return known[country].model_dump(exclude={"sources"})
