"""Files of questions: what is refused, how it is named, and what our own files hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.dataset import (
    CATEGORIES,
    DEVELOPMENT,
    HELD_OUT,
    Sample,
    load_samples,
    read_questions,
    rows_of,
)
from evals.library import Library
from ingest.errors import DatasetError

Write = Callable[..., Path]
ROW = {"id": "a", "category": "direct", "question": "Does it block?", "expect": "answer"}


def rows(*changes: dict[str, object]) -> str:
    return "\n".join(json.dumps(ROW | change) for change in changes)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "q.jsonl:1: line: Invalid JSON"),
        ('{"id": "a"}', "q.jsonl:1: a: category: Field required"),
        (rows({"category": "small_talk"}), "q.jsonl:1: a: category: 'small_talk' is no category"),
        (rows({"must_not": ["("]}), "q.jsonl:1: a: must_not: pattern '(' is broken"),
        (rows({"facts": [{"text": "x", "any": ["[a"]}]}), "q.jsonl:1: a: facts: pattern '[a' is broken"),
        (rows({}, {}), "q.jsonl:2: a: id 'a' is there twice"),
        (
            rows({"facts": [{"text": "It blocks", "any": ["blocks?"]}]}),
            "q.jsonl:1: a: line: the question itself states the fact 'It blocks'",
        ),
    ],
)
def test_bad_row_is_named_by_file_line_and_id_and_the_others_are_read(
    write: Write, text: str, fault: str
) -> None:
    path = write("q.jsonl", text + "\n" + rows({"id": "good"}))
    questions = read_questions([path])
    assert [sample.id for sample in questions.samples][-1] == "good"
    assert fault in str(questions.faults[0])
    with pytest.raises(DatasetError, match=r"q\.jsonl:"):
        load_samples([path])


def test_file_without_a_question_is_refused(write: Write) -> None:
    with pytest.raises(DatasetError, match="no questions"):
        read_questions([write("empty.jsonl", "\n")])
    with pytest.raises(DatasetError, match=r"missing\.jsonl: cannot be read"):
        read_questions([Path("missing.jsonl")])


def test_mark_of_an_editor_and_a_last_blank_line_are_read_past(write: Write) -> None:
    marked = write("q.jsonl", ("\ufeff" + rows({}, {"id": "b"}) + "\n\n").encode())
    assert [sample.id for sample in load_samples([marked])] == ["a", "b"]
    assert [sample.id for sample in rows_of(marked, Sample)] == ["a", "b"]
    with pytest.raises(DatasetError, match=r"q\.jsonl:2: category: Field required"):
        rows_of(write("q.jsonl", rows({}) + '\n{"id": "b"}\n\n'), Sample)


def test_checksum_is_of_the_questions_and_not_of_their_order(write: Write) -> None:
    one = read_questions([write("1.jsonl", rows({}, {"id": "b"}))])
    other = read_questions([write("2.jsonl", rows({"id": "b"}, {}))])
    changed = read_questions([write("3.jsonl", rows({"id": "b"}, {"question": "Does it last?"}))])
    assert one.checksum == other.checksum != changed.checksum


def test_own_questions_are_many_and_of_every_kind() -> None:
    samples = load_samples([DEVELOPMENT, HELD_OUT])
    assert len(samples) >= 300
    for path in (DEVELOPMENT, HELD_OUT):
        # "staff" is the category of cases that come from the staff pages.
        assert {one.category for one in load_samples([path])} == set(CATEGORIES) - {"staff"}


def all_own() -> list[Sample]:
    return load_samples([DEVELOPMENT, HELD_OUT])


def test_every_fact_stands_in_our_edition(library: Library) -> None:
    whole = " ".join(" ".join(text.split()) for text in library.documents.values())
    strays = [(s.id, fact.text) for s in all_own() for fact in s.facts if not fact.stated_in(whole)]
    assert strays == []


def test_every_piece_of_evidence_stands_in_our_edition(library: Library) -> None:
    for sample in all_own():
        assert bool(library.gold(sample)) == bool(sample.evidence), sample.id


def test_evidence_that_another_edition_lacks_is_left_out_and_in_our_own_a_fault() -> None:
    sample = next(s for s in all_own() if s.evidence)
    with pytest.raises(DatasetError, match="stands in no document"):
        Library({"other": "Other words."}, ()).gold(sample)
    assert Library({"other": "Other words."}, (), is_own=False).gold(sample) == frozenset()
