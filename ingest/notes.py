"""Context notes of a document: what an authority says where the document is silent or could mislead.

`notes.yaml` beside a document; its head says what each field means.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator

from ingest.checked import read_checked
from ingest.errors import NotesError
from ingest.records import Passage

FILE_NAME = "notes.yaml"


class Gravity(StrEnum):
    """How much depends on a note; the gravest first."""

    HARM = "harm"
    """Could do harm if the document is quoted without it."""
    MISLEADS = "misleads"
    GOOD_TO_KNOW = "good_to_know"


@dataclass(frozen=True, slots=True)
class ContextNote:
    """One note, with where it belongs."""

    id: str
    gravity: str
    text: str
    source: str
    url: str
    passage_ids: tuple[str, ...]
    """An answer that cites one of these carries the note."""
    quoted: str
    """... only where the quoted words match this pattern; "" for always."""
    asked: str
    """A question that matches this pattern carries the note; "" for none."""
    instead_of: tuple[str, ...] = ()
    """Ids of notes that are left out beside this one, which says as well what they say."""
    pressing: bool = False
    """Where it is asked for, it goes before what the document says."""
    corrects: str = ""
    """It says otherwise than an item that matches this, which comes last of its list; "" for none."""


def read_note(row: dict[str, Any]) -> ContextNote:
    """A note as a manifest keeps it."""
    fields: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    return ContextNote(**fields)


class _NoteRow(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    gravity: Gravity
    text: str
    source: str
    url: str = ""
    passages: list[str] = []
    quoted: str = ""
    asked: str = ""
    instead_of: list[str] = []
    pressing: bool = False
    corrects: str = ""

    @field_validator("quoted", "asked", "corrects")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except (re.error, OverflowError) as error:
            raise ValueError(f"pattern {value!r} is broken: {error}") from error
        return value


class _NotesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    notes: list[_NoteRow] = []


def load_notes(folder: Path, passages: Iterable[Passage]) -> tuple[ContextNote, ...]:
    """The notes in `folder`, the gravest first; empty when it has none.

    Raises NotesError that names a broken file and every passage key the documents do not have.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return ()
    ids: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        ids[passage.key].append(passage.id)
    rows = sorted(
        read_checked(path, _NotesFile, NotesError).notes, key=lambda row: list(Gravity).index(row.gravity)
    )
    unknown = sorted({key for row in rows for key in row.passages if key not in ids})
    if unknown:
        raise NotesError("\n".join(f"{path}: no passage {key!r}; mend the key" for key in unknown))
    if twice := sorted(name for name, count in Counter(row.id for row in rows).items() if count > 1):
        raise NotesError(f"{path}: id {', '.join(twice)} is there twice; rename one")
    if strangers := sorted({name for row in rows for name in row.instead_of} - {row.id for row in rows}):
        raise NotesError(f"{path}: instead_of {', '.join(strangers)}: no such note")
    return tuple(
        ContextNote(
            id=row.id,
            gravity=row.gravity.value,
            text=row.text,
            source=row.source,
            url=row.url,
            # Documents may share a key: a warning too many does no harm.
            passage_ids=tuple(name for key in row.passages for name in ids[key]),
            quoted=row.quoted,
            asked=row.asked,
            instead_of=tuple(row.instead_of),
            pressing=row.pressing,
            corrects=row.corrects,
        )
        for row in rows
    )
