"""The folder of a run: answers.jsonl, scores.jsonl, timings.json, summary.json. Written and read back.

Timings have a file of their own, so that all the others are the same bytes whenever the same version
answers the same questions. summary.json is written last: a folder without one is no run.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from evals.dataset import Fault, Sample, reason_of, rows_of
from evals.figures import ALL
from evals.records import Answered
from evals.run import Result
from evals.scorers import Score
from ingest.errors import DatasetError, StorageError

ANSWERS, SCORES, TIMINGS, SUMMARY = "answers.jsonl", "scores.jsonl", "timings.json", "summary.json"


class _Questions(BaseModel):
    checksum: str = Field(min_length=1)


class _Figure(BaseModel):
    # What is no number would be neither better nor worse than anything.
    value: float = Field(allow_inf_nan=False)


class _Summary(BaseModel):
    """What must stand in a summary: `compare` reads it, and is a gate."""

    questions: _Questions
    unscored: list[Fault]
    figures: dict[str, dict[str, _Figure]]

    @field_validator("figures")
    @classmethod
    def _hold_those_of_all(cls, value: dict[str, Any]) -> dict[str, Any]:
        if ALL not in value:
            raise ValueError(f"{ALL!r} is missing")
        return value


@dataclass(frozen=True)
class Run:
    """A run that was read back."""

    folder: Path
    summary: Mapping[str, Any]
    scores: tuple[Score, ...]
    answers: Mapping[str, Answered] = field(repr=False)

    @property
    def checksum(self) -> str:
        """Of the questions that were asked."""
        return str(self.summary["questions"]["checksum"])


def check_folder(folder: Path) -> None:
    """Raises StorageError where `folder` cannot be made or written into; makes nothing.

    To be asked before the questions are, which take minutes.
    """
    try:
        there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        usable = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
        fault = "" if usable else f"{there} is no folder that can be written into"
    except OSError as error:
        fault = str(error.strerror)
    if fault:
        raise StorageError(f"{folder}: cannot be written ({fault}); name another with --out")


def write_run(
    folder: Path, results: Sequence[Result], summary: Mapping[str, Any], others: Mapping[str, str]
) -> None:
    """Write a run into `folder`, anew where there was one; `others`: further files by name.

    Raises StorageError where it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SUMMARY).unlink(missing_ok=True)
        answers = [r.answer for r in results if r.answer]
        _write(folder / ANSWERS, _lines(a.model_dump(mode="json", exclude={"timings_ms"}) for a in answers))
        _write(folder / SCORES, _lines(r.score.model_dump(mode="json") for r in results))
        timings = {a.id: dict(a.timings_ms) for a in answers}
        _write(folder / TIMINGS, json.dumps(timings) + "\n")
        for name, text in others.items():
            _write(folder / name, text)
        _write(folder / SUMMARY, _pretty(summary))
    except OSError as error:
        raise StorageError(
            f"{folder}: cannot be written ({error.strerror}); name another with --out"
        ) from error


def write_baseline(folder: Path, run: Path) -> None:
    """What `compare` needs of a run, without the evidence: small enough to be committed."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = read_answers(run / ANSWERS)
    kept = {"id", "question", "kind", "text"}
    _write(folder / ANSWERS, _lines(a.model_dump(mode="json", include=kept) for a in answers))
    scores = rows_of(run / SCORES, Score)
    _write(folder / SCORES, _lines(s.model_dump(mode="json", exclude_defaults=True) for s in scores))
    shutil.copyfile(run / SUMMARY, folder / SUMMARY)


def read_run(folder: Path) -> Run:
    """A run as it was written; raises DatasetError that names what is missing or broken."""
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        _Summary.model_validate(summary)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, ValidationError) else repr(error)
        raise DatasetError(
            f"{folder}: is no finished run ({why}); name a folder that `python -m evals run` wrote"
        ) from error
    answers = {answer.id: answer for answer in read_answers(folder / ANSWERS)}
    return Run(folder, summary, tuple(rows_of(folder / SCORES, Score)), answers)


def read_answers(path: Path) -> list[Answered]:
    """Answers of a file, one a line; raises DatasetError with file, line and fault."""
    return rows_of(path, Answered)


def answers_for(path: Path, samples: Sequence[Sample]) -> tuple[dict[str, Answered], list[Fault]]:
    """The answers of `path` to `samples` by id, and what does not fit them.

    A file that answers other questions has other ids, or the same ids with other questions. Raises
    DatasetError where nothing in it fits.
    """
    known = {sample.id: sample for sample in samples}
    answers: dict[str, Answered] = {}
    faults: list[Fault] = []
    for number, answer in enumerate(read_answers(path), start=1):
        sample = known.get(answer.id)
        if sample is None:
            faults.append(Fault(str(path), number, answer.id, "answers none of these questions"))
        elif answer.question and answer.question != sample.question:
            faults.append(Fault(str(path), number, answer.id, "answers another question of the same id"))
        elif answer.id in answers:
            faults.append(Fault(str(path), number, answer.id, "is answered twice"))
        else:
            answers[answer.id] = answer
    if not answers:
        raise DatasetError(
            f"{path}: answers none of the {len(samples)} questions; name its own with --questions"
        )
    faults += [Fault(str(path), 0, one.id, "has no answer") for one in samples if one.id not in answers]
    return answers, faults


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _pretty(summary: Mapping[str, Any]) -> str:
    return json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
