"""Samples: a question, and what a right answer to it must hold. Read from JSON lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeVar

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from ingest.checked import json_lines
from ingest.errors import DatasetError

Row = TypeVar("Row", bound=BaseModel)
OWN = Path(__file__).with_name("questions")
DEVELOPMENT, HELD_OUT = OWN / "development.jsonl", OWN / "held_out.jsonl"
STAFF = "staff"
"""Of a case that staff made of what went wrong."""
CATEGORIES = (
    "direct",
    "everyday",
    "typos",
    "two_part",
    "comparison",
    "follow_up",
    "absent",
    "off_topic",
    "personal",
    "emergency",
    "injection",
    STAFF,
)


class Expect(StrEnum):
    ANSWER = "answer"
    ANSWER_WITH_REFERRAL = "answer_with_referral"
    ABSTAIN = "abstain"
    EMERGENCY = "emergency"


COVERED = frozenset({Expect.ANSWER, Expect.ANSWER_WITH_REFERRAL})


LONGEST_MATCH_S = 0.5
"""A pattern that takes longer on one answer backtracks without end: whoever wrote it must mend it."""


def is_found(pattern: str, text: str, across_lines: bool = False) -> bool:
    """Whether a sample's pattern is found in `text`, ignoring case; `across_lines`: a dot fits any.

    Raises DatasetError for a pattern that takes too long. Other threads go on meanwhile.
    """
    flags = regex.IGNORECASE | (regex.DOTALL if across_lines else 0)
    try:
        return bool(regex.search(pattern, text, flags, timeout=LONGEST_MATCH_S, concurrent=True))
    except TimeoutError as error:
        raise DatasetError(f"pattern {pattern!r} takes too long; leave out nested repeats") from error


class Fact(BaseModel):
    """A fact is stated when any of its patterns is found in the answer's text, ignoring case."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str = Field(min_length=1)
    any: tuple[str, ...] = Field(min_length=1)

    def stated_in(self, text: str) -> bool:
        """Raises DatasetError for a pattern that takes too long."""
        return any(is_found(pattern, text, across_lines=True) for pattern in self.any)


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    role: Literal["user", "assistant"]
    content: str


class Sample(BaseModel):
    """One line of a file of questions."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    category: str
    question: str
    history: tuple[Message, ...] = ()
    expect: Expect
    facts: tuple[Fact, ...] = ()
    evidence: tuple[str, ...] = ()
    """What answers it: quotes, passages by id or key, or whole documents by id."""
    must_not: tuple[str, ...] = ()
    source: str = ""
    """The question that this one is a variant of: they stand and fall together."""

    @field_validator("category")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in CATEGORIES:
            raise ValueError(f"{value!r} is no category; use one of {', '.join(CATEGORIES)}")
        return value

    @field_validator("must_not", "facts")
    @classmethod
    def _patterns_compile(cls, value: tuple[str | Fact, ...]) -> tuple[str | Fact, ...]:
        for entry in value:
            for pattern in entry.any if isinstance(entry, Fact) else (entry,):
                try:
                    regex.compile(pattern)
                except regex.error as error:
                    raise ValueError(f"pattern {pattern!r} is broken: {error}") from error
        return value

    @model_validator(mode="after")
    def _facts_are_not_in_the_question(self) -> Sample:
        # An answer that only repeats the question would be counted as having stated them.
        for fact in self.facts:
            try:
                stated = fact.stated_in(self.question)
            except DatasetError as error:
                raise ValueError(str(error)) from error
            if stated:
                raise ValueError(f"the question itself states the fact {fact.text!r}; narrow its patterns")
        return self


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be scored, and where it stands."""

    file: str
    line: int
    id: str
    """"" where the line has none that can be read."""
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (where, self.id, self.reason) if part)


@dataclass(frozen=True, slots=True)
class Questions:
    """The samples that can be asked, and the lines that are none."""

    samples: tuple[Sample, ...]
    faults: tuple[Fault, ...] = ()
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """File and line of each sample, by id; other people's data has none."""

    def fault_of(self, sample: Sample, reason: str) -> Fault:
        """A sample that could not be scored, with its place."""
        return Fault(*self.places.get(sample.id, ("", 0)), sample.id, reason)

    @property
    def checksum(self) -> str:
        """12 hex digits: the same for the same samples, in whatever order or file."""
        rows = sorted(sample.model_dump_json() for sample in self.samples)
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def spread(samples: Sequence[Sample], count: int | None) -> tuple[Sample, ...]:
    """`count` samples from all along the file, always the same ones; all of them for None.

    A file is sorted by category: its first questions would be of one kind.
    """
    if count is None or count >= len(samples):
        return tuple(samples)
    return tuple(samples[number * len(samples) // count] for number in range(count))


def read_questions(paths: Iterable[Path]) -> Questions:
    """The samples of `paths`, in order, and every faulty line with its reason.

    Raises DatasetError for a file that cannot be read, and where no line at all can be used.
    """
    samples: dict[str, Sample] = {}
    places: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    for path in paths:
        for number, line in enumerate(lines_of(path), start=1):
            if not line.strip():
                continue
            try:
                sample = Sample.model_validate_json(line)
            except ValidationError as error:
                faults.append(Fault(str(path), number, _id_of(line), f"{reason_of(error)}; mend it"))
                continue
            if sample.id in samples:
                reason = f"id {sample.id!r} is there twice; rename one"
                faults.append(Fault(str(path), number, sample.id, reason))
                continue
            samples[sample.id] = sample
            places[sample.id] = (str(path), number)
    if not samples:
        raise DatasetError("\n".join([*map(str, faults), "no questions in the files given; name others"]))
    return Questions(tuple(samples.values()), tuple(faults), places)


def load_samples(paths: Iterable[Path]) -> list[Sample]:
    """The samples of `paths`, where every line must be one; raises DatasetError that names each fault."""
    questions = read_questions(paths)
    if questions.faults:
        raise DatasetError("\n".join(map(str, questions.faults)))
    return list(questions.samples)


def reason_of(error: ValidationError) -> str:
    """The first thing that is wrong: field and fault."""
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"]) or "line"
    return f"{where}: {fault['msg'].removeprefix('Value error, ')}"


def lines_of(path: Path) -> list[str]:
    """Raises DatasetError for a file that cannot be read."""
    try:
        return json_lines(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: cannot be read ({error}); check the path") from error


def rows_of(path: Path, kind: type[Row]) -> list[Row]:
    """A row for each line, in order; raises DatasetError with file, line and fault."""
    rows: list[Row] = []
    for number, line in enumerate(lines_of(path), start=1):
        try:
            rows.append(kind.model_validate_json(line))
        except ValidationError as error:
            raise DatasetError(f"{path}:{number}: {reason_of(error)}; mend it") from error
    return rows


def _id_of(line: str) -> str:
    try:
        row = json.loads(line)
    except ValueError:
        return ""
    return str(row.get("id", "")) if isinstance(row, dict) else ""
