"""The question bank of a document: what families ask, by passage, and what it does not cover.

`questions.yaml` beside a document:

    passages:
      - passage: forms-of-naltrexone/oral-naltrexone-revia-is-the-tablet-form
        button: How is the tablet taken?
        questions: [...]
    not_covered:
      - who_would_know: pharmacist
        topic: price
        nearby: forms-of-naltrexone/extended-release-injectable-naltrexone-vivitrol-is-the
        questions: [...]

`button` is how the page offers the passage after an answer; where a bank has none at all, questions of
it that read well are offered. `nearby`, where it is set, names the passage that says the most that the
document has on the matter.
A tenth of it, chosen by checksum, is never trained on and never indexed: it measures. Another tenth
is never trained on, so that weights can be fitted on it.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ingest.checked import read_checked
from ingest.errors import BankError
from ingest.records import BankQuestion, Passage, UncoveredQuestion

FILE_NAME = "questions.yaml"
MOST_ON_A_BUTTON = 60
"""Characters, so that three buttons fit on a phone."""
WHO_WOULD_KNOW = {
    "prescriber", "pharmacist", "clinic", "insurer", "lawyer", "police", "counselor", "helpline",
    "emergency", "chat", "other",
}  # fmt: skip
"""The kinds of place of prompts/who_would_know.yaml; "chat": it is about this program itself."""


Worded = Annotated[str, Field(pattern=r"\w")]


class _PassageQuestions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    passage: str
    button: str = Field("", max_length=MOST_ON_A_BUTTON)
    questions: list[Worded] = Field(min_length=1)


class _UncoveredQuestions(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: str
    who_would_know: str
    nearby: str = ""
    questions: list[Worded] = Field(min_length=1)


class _BankFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    passages: list[_PassageQuestions] = []
    not_covered: list[_UncoveredQuestions] = []


class Part(StrEnum):
    """Which part of the bank a question belongs to, by its checksum."""

    TRAINING = "training"
    """Eight tenths: the adapter is trained on them, and they are indexed."""
    DEVELOPMENT = "development"
    """One tenth: never trained on; indexed, and left out one by one when weights are fitted."""
    HELD_OUT = "held-out"
    """One tenth: never trained on, never indexed, never fitted to: it measures."""


@dataclass(frozen=True, slots=True)
class QuestionBank:
    """The questions of one or more documents."""

    covered: tuple[BankQuestion, ...] = ()
    uncovered: tuple[UncoveredQuestion, ...] = ()
    buttons: tuple[BankQuestion, ...] = ()
    """How a passage is offered after an answer; neither learned from nor indexed."""

    def part(self, *parts: Part) -> QuestionBank:
        """The questions of these parts only."""
        return QuestionBank(
            tuple(question for question in self.covered if part_of(question.text) in parts),
            tuple(question for question in self.uncovered if part_of(question.text) in parts),
        )

    def indexed(self) -> QuestionBank:
        """The questions that become vectors of their passage."""
        return self.part(Part.TRAINING, Part.DEVELOPMENT)


def part_of(question: str) -> Part:
    """By checksum: the same on every machine, whatever else is added to the bank."""
    words = " ".join(question.lower().split())
    tenth = int(hashlib.sha256(words.encode()).hexdigest()[:8], 16) % 10
    return {0: Part.HELD_OUT, 1: Part.DEVELOPMENT}.get(tenth, Part.TRAINING)


def load_bank(folder: Path, passages: Iterable[Passage]) -> QuestionBank:
    """The bank in `folder` for the passages of the documents there; empty when it has none.

    Raises BankError that names every passage key the documents do not have.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return QuestionBank()
    bank = read_checked(path, _BankFile, BankError)
    ids: dict[str, str] = {}
    shared: dict[str, str] = {}
    for passage in passages:
        if ids.setdefault(passage.key, passage.id) != passage.id:
            shared[passage.key] = passage.id
    named = [key for key in (entry.passage for entry in bank.passages) if key in shared]
    errors = [
        f"{path}: {key!r} are two passages, {ids[key]} and {shared[key]}; change a heading" for key in named
    ]
    covered: list[BankQuestion] = []
    buttons: list[BankQuestion] = []
    for entry in bank.passages:
        if entry.passage in ids:
            covered += [BankQuestion(text, ids[entry.passage]) for text in entry.questions]
            buttons += [BankQuestion(entry.button, ids[entry.passage])] if entry.button else []
        else:
            errors.append(_no_passage(path, entry.passage, ids))
    uncovered: list[UncoveredQuestion] = []
    for topic in bank.not_covered:
        if topic.nearby and topic.nearby not in ids:
            errors.append(_no_passage(path, topic.nearby, ids))
        nearby = ids.get(topic.nearby, "")
        uncovered += [
            UncoveredQuestion(text, topic.topic, topic.who_would_know, nearby) for text in topic.questions
        ]
    for text in sorted({q.text for q in covered} & {q.text for q in uncovered}):
        errors.append(f"{path}: {text[:60]!r} is both covered and not covered; take one out")
    unknown = sorted({e.who_would_know for e in bank.not_covered} - WHO_WOULD_KNOW)
    if unknown:
        known = ", ".join(sorted(WHO_WOULD_KNOW))
        errors.append(f"{path}: who_would_know {', '.join(unknown)}; use one of {known}")
    if errors:
        raise BankError("\n".join(errors))
    return QuestionBank(tuple(covered), tuple(uncovered), tuple(buttons))


def _no_passage(path: Path, key: str, ids: Mapping[str, str]) -> str:
    """The line that says so, with the key that is most like it."""
    near = difflib.get_close_matches(key, ids, n=1, cutoff=0.0)
    hint = f"nearest is {near[0]!r}" if near else "the document has no passages"
    return f"{path}: no passage {key!r}; {hint}"
