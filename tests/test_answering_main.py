"""The command line: one question, a batch, and what is wrong with either."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from answering.__main__ import main

Write = Callable[..., Path]
KEYS = {
    "id",
    "kind",
    "text",
    "sentences",
    "citations",
    "notes",
    "suggestions",
    "appointment",
    "standalone_question",
    "lead",
    "credit",
    "said_above",
    "worded_by_model",
    "probability",
    "timings_ms",
    "versions",
}


@pytest.fixture(autouse=True)
def _index(real_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))


def test_question_is_answered_with_marks_and_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Is it addictive?"]) == 0
    shown = capsys.readouterr().out
    assert "not addictive" in shown
    assert "[1]" in shown
    assert "(line" in shown


def test_json_has_the_agreed_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["Is it addictive?", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert set(row) == KEYS
    assert set(row["citations"][0]) == {
        "number",
        "document",
        "title",
        "heading",
        "passage_id",
        "quote",
        "start",
        "end",
        "page",
    }
    assert set(row["versions"]) == {"index", "prompts", "model"}


def test_batch_answers_every_row_in_order(write: Write, tmp_path: Path) -> None:
    history = [
        {"role": "user", "content": "How is the shot given?"},
        {"role": "assistant", "content": "Monthly."},
    ]
    rows = [
        {"id": "a", "question": "Is it addictive?"},
        {"id": 2, "question": "and the tablets?", "history": history},
        {"id": "c", "question": ""},
    ]
    source = write("in.jsonl", "\n".join(map(json.dumps, rows)) + "\n\n")
    assert main(["--batch", str(source), "--out", str(tmp_path / "out.jsonl")]) == 0
    answers = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [answer["id"] for answer in answers] == ["a", 2, "c"]
    assert [answer["kind"] for answer in answers] == ["answer", "answer", "abstain"]
    assert not (tmp_path / "out.jsonl.part").exists()


def test_bad_rows_are_all_named_and_nothing_is_written(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write("in.jsonl", '{"id": "a"}\nnot json\n{"id": "b", "question": "Is it safe?"}\n')
    assert main(["--batch", str(source), "--out", str(tmp_path / "out.jsonl")]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [error.split(": ")[0] for error in errors] == [f"{source}:1", f"{source}:2"]
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(
    ("out", "fault"),
    [
        ("in.jsonl", "these are the questions"),
        ("folder", "is no plain file"),
        ("link", "is no plain file"),
        ("nowhere/out.jsonl", "there is no folder"),
    ],
)
def test_answers_take_the_place_of_nothing_but_a_file(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, fault: str
) -> None:
    row = '{"id": "a", "question": "Is it safe?"}\n'
    source = write("in.jsonl", row)
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/null")
    assert main(["--batch", str(source), "--out", str(tmp_path / out)]) == 2
    assert fault in capsys.readouterr().err
    assert source.read_text() == row
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "in.jsonl", "link"]


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ([], "no question"),
        (["--batch", "missing.jsonl", "--out", "x"], "missing.jsonl: cannot be read"),
        (["--batch", "missing.jsonl"], "--batch needs --out"),
    ],
)
def test_mistakes_are_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    assert main(arguments) == 2
    assert fault in capsys.readouterr().err


def test_bad_setting_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAMILY_QA_PORT", "abc")
    assert main(["Is it safe?"]) == 2
    assert "FAMILY_QA_PORT='abc'" in capsys.readouterr().err
