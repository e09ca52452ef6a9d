"""Other people's questions with their documents: SQuAD-2 JSON and MedQuAD rows, ready to be ingested."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.dataset import Expect, Fact, Fault, Questions, Sample, reason_of
from evals.medquad import read_rows, text_of
from ingest.errors import DatasetError, SettingError
from ingest.split import split_sentences

FORMS = ("squad", "medquad")


@dataclass(frozen=True, slots=True)
class Data:
    """A data set as the suite runs it."""

    file: Path
    questions: Questions
    corpus: Path
    """Folder of its documents, one text file each."""


def read_data(named: str, work: Path, limit: int | None = None) -> Data:
    """The data set that FORM:FILE names, its documents written under `work`.

    `limit`: of SQuAD the first questions, with all documents that they are asked about; of MedQuAD so
    many rows of a fixed shuffle, questions and documents. Raises SettingError and DatasetError.
    """
    form, _, path = named.partition(":")
    if form not in FORMS or not path:
        raise SettingError(f"--data {named}: give FORM:FILE with a form of {', '.join(FORMS)}")
    file = Path(path)
    read = read_squad if form == "squad" else read_medquad
    questions, documents = read(file, limit)
    if not questions.samples:
        raise DatasetError(
            "\n".join([*map(str, questions.faults), f"{file}: no question in it can be used"])
        )
    return Data(file, questions, _written(documents, work))


def read_squad(file: Path, limit: int | None = None) -> tuple[Questions, dict[str, str]]:
    """SQuAD 2.0's JSON (Rajpurkar et al. 2018): samples, and each paragraph as a document.

    An impossible question must be abstained from; of any other the answers are one fact, and the
    sentences that hold them its evidence.
    """
    try:
        articles = json.loads(text_of(file))["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(f'{file}: is no SQuAD JSON ({error!r}); it needs {{"data": [..]}}') from error
    samples: list[Sample] = []
    faults: list[Fault] = []
    documents: dict[str, str] = {}
    for article, paragraph, number in _paragraphs(articles):
        name = f"{_slug(str(article.get('title', 'untitled')))}-{number:03}"
        context = str(paragraph.get("context", ""))
        for row in paragraph.get("qas", []):
            if limit is not None and len(samples) >= limit:
                return Questions(tuple(samples), tuple(faults)), documents
            documents[name] = context
            try:
                samples.append(_squad_sample(row, name, context))
            except ValidationError as error:
                faults.append(Fault(str(file), 0, _id(row), reason_of(error)))
            except (KeyError, TypeError, ValueError) as error:
                faults.append(Fault(str(file), 0, _id(row), f"is no SQuAD question ({error!r}); mend it"))
    return Questions(tuple(samples), tuple(faults)), documents


def read_medquad(file: Path, limit: int | None = None) -> tuple[Questions, dict[str, str]]:
    """MedQuAD's rows: one document an answer, and a question's evidence is its whole document.

    Equal answers are one document.
    """
    rows, faults = read_rows(file, limit)
    names: dict[str, str] = {}
    samples = []
    for row in rows:
        name = names.setdefault(row.answer, f"answer-{len(names):05}")
        samples.append(
            Sample(
                id=row.id,
                category="direct",
                question=row.question,
                expect=Expect.ANSWER,
                evidence=(name,),
                source=name,
            )
        )
    return Questions(tuple(samples), tuple(faults)), {name: answer for answer, name in names.items()}


def _squad_sample(row: Mapping[str, Any], document: str, context: str) -> Sample:
    question, answers = str(row["question"]), list(row.get("answers", []))
    impossible = bool(row.get("is_impossible", False))
    if not impossible and not answers:
        raise ValueError("no answers")
    texts = list(dict.fromkeys(str(answer["text"]) for answer in answers))
    # What the question itself says can't show that it was answered.
    patterns = [p for p in map(_pattern, texts) if not re.search(p, question, re.IGNORECASE)]
    facts = (Fact(text=texts[0], any=tuple(patterns)),) if patterns and not impossible else ()
    places = {int(answer["answer_start"]) for answer in answers}
    evidence = tuple(dict.fromkeys(_sentence_at(context, place) for place in sorted(places)))
    return Sample(
        id=str(row["id"]),
        category="absent" if impossible else "direct",
        question=question,
        expect=Expect.ABSTAIN if impossible else Expect.ANSWER,
        facts=facts,
        evidence=() if impossible else evidence,
        source=document,
    )


def _sentence_at(context: str, place: int) -> str:
    for sentence in split_sentences(context, 0, len(context)):
        if sentence.start <= place < sentence.end:
            return sentence.text
    raise ValueError(f"answer_start {place} is outside its context")


def _pattern(text: str) -> str:
    return r"\s+".join(rf"\b{re.escape(w)}" if w[0].isalnum() else re.escape(w) for w in text.split())


def _paragraphs(articles: Iterable[Any]) -> Iterable[tuple[Mapping[str, Any], Mapping[str, Any], int]]:
    for article in articles:
        for number, paragraph in enumerate(article.get("paragraphs", [])):
            yield article, paragraph, number


def _written(documents: Mapping[str, str], work: Path) -> Path:
    """A folder that is named after what it holds, so that an index of it is used again."""
    checksum = hashlib.sha256(json.dumps(dict(documents), sort_keys=True).encode()).hexdigest()[:12]
    folder = work / checksum
    if not folder.exists():
        draft = work / f"{checksum}.part"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for name, text in documents.items():
            (draft / f"{name}.txt").write_text(text, encoding="utf-8")
        draft.rename(folder)
    return folder


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "untitled"


def _id(row: Any) -> str:
    return str(row.get("id", "")) if isinstance(row, dict) else ""
