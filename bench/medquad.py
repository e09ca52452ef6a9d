"""MedQuAD as documents: 16,407 answers, each a file, and the questions that they answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.medquad import SEED, read_rows

SHOWN = 5


@dataclass(frozen=True, slots=True)
class MedQuad:
    """The first so many answers of a fixed shuffle, so that a larger set holds a smaller one."""

    answers: dict[str, str]
    """Text of each document by its name."""
    questions: list[tuple[str, frozenset[str]]]
    """A question, and the names of the documents that are right: answers with equal text are equal."""


def read_medquad(file: Path, documents: int | None, questions: int) -> MedQuad:
    rows, _ = read_rows(file, documents)
    names = [f"answer-{number:05}" for number in range(len(rows))]
    twins: dict[str, set[str]] = {}
    for name, row in zip(names, rows, strict=True):
        twins.setdefault(row.answer, set()).add(name)
    asked = random.Random(SEED).sample(rows, min(questions, len(rows)))
    return MedQuad(
        {name: row.answer for name, row in zip(names, rows, strict=True)},
        [(row.question, frozenset(twins[row.answer])) for row in asked],
    )


def write_files(medquad: MedQuad, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, answer in medquad.answers.items():
        (folder / f"{name}.txt").write_text(answer, encoding="utf-8")


def hit_rate(found: Sequence[Sequence[str]], right: Sequence[frozenset[str]]) -> float:
    """Share of questions with a right document among the first five that were shown."""
    return sum(bool(good & set(names[:SHOWN])) for names, good in zip(found, right, strict=True)) / len(
        right
    )
