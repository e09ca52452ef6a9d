"""Who to call, by country: prompts/numbers.yaml, checked when it is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import SettingError

NAMES = frozenset(
    {
        "emergency",
        "text_emergency",
        "crisis_call",
        "poison_call",
        "poison",
        "violence_line",
        "child_line",
        "helpline",
    }
)


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


class NumbersFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid")
    checked_on: date
    """When every number was last held against its official page."""
    countries: dict[str, _Country]


def read_numbers(path: Path) -> NumbersFile:
    """Raises SettingError that names the fault."""
    try:
        return NumbersFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingError(f"{path}: cannot be read ({error}); restore it") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise SettingError(f"{path}: {where}: {fault['msg']}; mend it") from error


def numbers_of(path: Path, country: str) -> Mapping[str, str]:
    """What stands for each of NAMES in `country`; raises SettingError for one that is not there."""
    known = read_numbers(path).countries
    if country not in known:
        raise SettingError(
            f"FAMILY_QA_COUNTRY={country!r}: no numbers for it; use one of {', '.join(known)}, "
            f"or add it to {path}"
        )
    return known[country].model_dump(exclude={"sources"})
