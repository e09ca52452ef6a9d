"""MedQuAD's rows, one question and its answer each, in a fixed shuffle.

MedQuAD (Ben Abacha and Demner-Fushman 2019) is under CC BY 4.0; nothing of it lies in this project.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from evals.dataset import Fault
from ingest.checked import json_lines
from ingest.errors import DatasetError

SEED = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file."""

    id: str
    question: str
    answer: str


def read_rows(file: Path, count: int | None = None) -> tuple[list[Row], list[Fault]]:
    """`count` rows of {"id", "question", "answer"}, and every line of the file that is none.

    Shuffled, because the file is sorted by who wrote the answers, and always alike, so that a larger
    count holds a smaller one. MedQuAD gives several questions one id: the second becomes "id~2". Raises
    DatasetError for a file that cannot be read.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    times: Counter[str] = Counter()
    for number, line in enumerate(json_lines(text_of(file)), start=1):
        identity = ""
        try:
            data = json.loads(line)
            identity, question, answer = (str(data[key]) for key in ("id", "question", "answer"))
            if not answer.strip():
                raise ValueError("no answer")
        except (ValueError, KeyError, TypeError) as error:
            faults.append(Fault(str(file), number, identity, f"is no MedQuAD row ({error!r}); mend it"))
            continue
        times[identity] += 1
        name = identity if times[identity] == 1 else f"{identity}~{times[identity]}"
        rows.append(Row(name, question, answer))
    random.Random(SEED).shuffle(rows)
    return rows[:count], faults


def text_of(file: Path) -> str:
    """What a data set's file holds, unpacked where its name ends in .gz; raises DatasetError."""
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise DatasetError(f"{file}: cannot be read ({error}); check the path") from error
