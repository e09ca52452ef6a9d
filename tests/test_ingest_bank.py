"""The question bank: checked against its document, with one line per fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import LARGEST

from ingest.bank import Part, QuestionBank, load_bank, part_of
from ingest.errors import BankError
from ingest.load import load_document
from ingest.records import Passage
from ingest.split import split_document

Write = Callable[..., Path]


@pytest.fixture
def passages(write: Write) -> list[Passage]:
    return split_document(load_document(write("a.md", "## Forms\n\nIt is a tablet."), LARGEST))


def test_folder_without_a_bank_has_an_empty_one(tmp_path: Path, passages: list[Passage]) -> None:
    assert load_bank(tmp_path, passages) == QuestionBank()


def test_questions_go_to_the_passage_they_name(
    write: Write, tmp_path: Path, passages: list[Passage]
) -> None:
    write("questions.yaml", "passages:\n- passage: forms/it-is-a-tablet\n  questions: [is it a pill]\n")
    bank = load_bank(tmp_path, passages)
    (question,) = bank.covered
    assert (question.text, question.passage_id) == ("is it a pill", passages[0].id)
    assert bank.buttons == ()


def test_button_is_its_passages_and_no_question_of_the_bank(
    write: Write, tmp_path: Path, passages: list[Passage]
) -> None:
    row = (
        "passages:\n- passage: forms/it-is-a-tablet\n"
        "  button: Is it a pill?\n  questions: [a pill or what]\n"
    )
    write("questions.yaml", row)
    bank = load_bank(tmp_path, passages)
    assert [(one.text, one.passage_id) for one in bank.buttons] == [("Is it a pill?", passages[0].id)]
    assert [question.text for question in bank.covered] == ["a pill or what"]
    write("questions.yaml", row.replace("Is it", "Is it " * 12))
    with pytest.raises(BankError, match="button"):
        load_bank(tmp_path, passages)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("passages: [", "broken YAML at line"),
        (
            "passages:\n- passage: forms/it-was-a-tablet\n  questions: [x]\n",
            "no passage 'forms/it-was-a-tablet'; nearest is 'forms/it-is-a-tablet'",
        ),
        ("passages:\n- passage: forms/it-is-a-tablet\n  questions: []\n", "passages.0.questions"),
        ("covered: []\n", "covered"),
        ("passages:\n- passage: forms/it-is-a-tablet\n  questions: ['']\n", "passages.0.questions.0"),
        ("passages: []\nnot_covered: []\npassages: []\n", "at line 3 ('passages' twice)"),
        ("passages: [2026-02-30]\n", "broken YAML (day is out of range for month)"),
        (
            "passages:\n- passage: forms/it-is-a-tablet\n  questions: [is it one]\n"
            "not_covered:\n- topic: t\n  who_would_know: clinic\n  questions: [is it one]\n",
            "'is it one' is both covered and not covered",
        ),
        (
            "not_covered:\n- topic: t\n  who_would_know: nobody\n  questions: [x]\n",
            "who_would_know nobody; use one of",
        ),
        (
            "not_covered:\n- topic: t\n  who_would_know: clinic\n  nearby: forms/no\n  questions: [x]\n",
            "no passage 'forms/no'; nearest is 'forms/it-is-a-tablet'",
        ),
    ],
)
def test_broken_bank_is_one_clear_line(
    write: Write, tmp_path: Path, passages: list[Passage], text: str, fault: str
) -> None:
    write("questions.yaml", text)
    with pytest.raises(BankError) as raised:
        load_bank(tmp_path, passages)
    assert fault in str(raised.value)
    assert "\n" not in str(raised.value)


def test_topic_that_is_not_covered_may_point_to_what_is_near(
    write: Write, tmp_path: Path, passages: list[Passage]
) -> None:
    topic = "- topic: price\n  who_would_know: clinic\n"
    near = "  nearby: forms/it-is-a-tablet\n"
    write("questions.yaml", f"not_covered:\n{topic}{near}  questions: [x]\n{topic}  questions: [y]\n")
    pointing, silent = load_bank(tmp_path, passages).uncovered
    assert (pointing.nearby, silent.nearby) == (passages[0].id, "")


def test_part_depends_on_the_words_alone() -> None:
    assert part_of("How  long?") == part_of("how long?")
    assert {part_of(f"question {n}") for n in range(100)} == set(Part)


def test_passage_key_that_two_documents_share_is_refused(write: Write, tmp_path: Path) -> None:
    """Its questions would all go to one of them, and nothing would say so."""
    shared = [
        passage
        for name in ("a.md", "b.md")
        for passage in split_document(load_document(write(name, "## Forms\n\nIt is a tablet."), LARGEST))
    ]
    write("questions.yaml", "passages:\n- passage: forms/it-is-a-tablet\n  questions: [is it a pill]\n")
    with pytest.raises(BankError, match=r"'forms/it-is-a-tablet' are two passages, a/.* and b/"):
        load_bank(tmp_path, shared)
