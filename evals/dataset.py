"""Samples: a question, and what a right answer to it must hold. Read from JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from ingest.errors import OperatorError


class DatasetError(OperatorError):
    """A file of questions that cannot be used."""


class Expect(StrEnum):
    ANSWER = "answer"
    ANSWER_WITH_REFERRAL = "answer_with_referral"
    ABSTAIN = "abstain"
    EMERGENCY = "emergency"


class Fact(BaseModel):
    """A fact is stated when any of its patterns is found in the answer's text, ignoring case."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    text: str
    any: tuple[str, ...]

    def stated_in(self, text: str) -> bool:
        return any(re.search(pattern, text, re.IGNORECASE | re.DOTALL) for pattern in self.any)


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
    must_not: tuple[str, ...] = ()

    @field_validator("must_not", "facts")
    @classmethod
    def _patterns_compile(cls, value: tuple[str | Fact, ...]) -> tuple[str | Fact, ...]:
        for entry in value:
            for pattern in entry.any if isinstance(entry, Fact) else (entry,):
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"pattern {pattern!r} is broken: {error}") from error
        return value


def load_samples(paths: Iterable[Path]) -> list[Sample]:
    """The samples of `paths`, in order. Raises DatasetError with file, line, fault and remedy."""
    samples: dict[str, Sample] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DatasetError(f"{path}: cannot be read ({error}); check the path") from error
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                sample = Sample.model_validate_json(line)
            except ValidationError as error:
                fault = error.errors()[0]
                where = ".".join(str(part) for part in fault["loc"]) or "line"
                raise DatasetError(f"{path}:{number}: {where}: {fault['msg']}; mend it") from error
            if sample.id in samples:
                raise DatasetError(f"{path}:{number}: id {sample.id!r} is there twice; rename one")
            samples[sample.id] = sample
    if not samples:
        raise DatasetError("no questions in the files given; name others with --questions")
    return list(samples.values())
