"""Bad input of `python -m evals run`: named by file, line and id; the run goes on, and ends with 2."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import evals.baseline as renewing
from answering.answerer import Answerer
from answering.records import Turn
from evals.__main__ import main
from evals.outputs import check_folder, read_run
from evals.systems import CONSTANTS, COUNTS
from ingest.errors import StorageError

Write = Callable[..., Path]
GOOD = {
    "id": "good",
    "category": "direct",
    "question": "Is naltrexone addictive?",
    "expect": "answer",
    "facts": [{"text": "no habit", "any": ["not addictive"]}],
}


@pytest.fixture(autouse=True)
def _index(real_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))


def row(**changes: object) -> str:
    return json.dumps(GOOD | {"id": "bad"} | changes)


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ('{"id": "bad",', "q.jsonl:2: line: Invalid JSON"),
        ('["bad"]', "q.jsonl:2: line: Input should be an object"),
        ('{"id": "bad"}', "q.jsonl:2: bad: category: Field required"),
        (row(expect="silence"), "q.jsonl:2: bad: expect: Input should be 'answer'"),
        (row(category="small_talk"), "q.jsonl:2: bad: category: 'small_talk' is no category"),
        (row(must_not=["("]), "q.jsonl:2: bad: must_not: pattern '(' is broken"),
        (row(facts=[{"text": "x", "any": ["[a"]}]), "q.jsonl:2: bad: facts: pattern '[a' is broken"),
        (row(id="good"), "q.jsonl:2: good: id 'good' is there twice"),
        (
            row(facts=[{"text": "habit", "any": ["addict\\w+"]}]),
            "q.jsonl:2: bad: line: the question itself states the fact 'habit'",
        ),
        (
            row(evidence=["It is a plant."]),
            "q.jsonl:2: bad: evidence 'It is a plant.' stands in no document",
        ),
    ],
)
def test_bad_row_is_named_and_counted_and_the_good_one_scored(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str, fault: str
) -> None:
    questions, out = write("q.jsonl", f"{json.dumps(GOOD)}\n{bad}\n"), tmp_path / "out"
    assert main(["run", "--questions", str(questions), "--out", str(out)]) == 2
    assert fault in capsys.readouterr().err
    run = read_run(out)
    assert [score.right for score in run.scores if not score.unscored] == [True]
    assert len(run.summary["unscored"]) == 1
    assert run.summary["figures"]["all"]["right"]["n"] == 1


def test_stage_that_raises_is_named_with_its_question(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Answerer.ask

    def breaks(self: Answerer, message: str, history: list[Turn]) -> object:
        if "shot" in message:
            raise RuntimeError("out of order")
        return ask(self, message, history)

    monkeypatch.setattr(Answerer, "ask", breaks)
    questions = write("q.jsonl", f"{json.dumps(GOOD)}\n{row(question='How long does a shot last?')}\n")
    assert main(["run", "--questions", str(questions), "--out", str(tmp_path / "out")]) == 2
    fault = "q.jsonl:2: bad: not answered: RuntimeError: out of order"
    assert fault in capsys.readouterr().err
    run = read_run(tmp_path / "out")
    assert [score.right for score in run.scores] == [True, None]  # None, not False
    assert fault in (tmp_path / "out" / "report.md").read_text()


def test_answers_of_another_question_set_are_named(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions, out = write("q.jsonl", f"{json.dumps(GOOD)}\n{row()}\n"), tmp_path / "out"
    assert main(["run", "--questions", str(questions), "--out", str(out)]) == 0
    lines = (out / "answers.jsonl").read_text().splitlines()
    other = json.loads(lines[1]) | {"question": "Something else?"}
    answers = write("a.jsonl", "\n".join([lines[0], json.dumps(other), json.dumps(other | {"id": "z"})]))
    again = tmp_path / "again"
    words = ["run", "--questions", str(questions), "--answers", str(answers), "--out", str(again)]
    assert main(words) == 2
    errors = capsys.readouterr().err
    assert "a.jsonl:2: bad: answers another question of the same id" in errors
    assert "a.jsonl:3: z: answers none of these questions" in errors
    assert "a.jsonl: bad: has no answer" in errors
    run = read_run(again)
    assert [score.right for score in run.scores] == [True]
    assert [fault["id"] for fault in run.summary["unscored"]] == ["bad", "z", "bad"]


def test_fault_in_the_second_split_leaves_the_whole_baseline_as_it_was(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "DEVELOPMENT", write("development.jsonl", json.dumps(GOOD)))
    monkeypatch.setattr(renewing, "HELD_OUT", write("held_out.jsonl", row(evidence=["It is a plant."])))
    monkeypatch.setattr(renewing, "BASELINE", tmp_path / "baseline")
    monkeypatch.setattr(renewing, "HISTORY", tmp_path / "history.jsonl")
    assert main(["baseline"]) == 2
    assert "not scored: bad evidence 'It is a plant.' stands in no document" in capsys.readouterr().err
    assert not (tmp_path / "baseline").exists()
    assert not (tmp_path / "history.jsonl").exists()
    monkeypatch.setattr(renewing, "HELD_OUT", write("held_out.jsonl", row()))
    assert main(["baseline"]) == 0
    assert read_run(tmp_path / "baseline").summary["questions"]["files"] == ["development.jsonl"]
    (line,) = (tmp_path / "history.jsonl").read_text().splitlines()
    assert json.loads(line)["held_out"]["n"] == 1


@pytest.fixture
def _nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> object:
        raise AssertionError("asked")

    for module in ("evals.suite", "evals.sweep"):
        monkeypatch.setattr(f"{module}.measure", fail)


@pytest.mark.usefixtures("_nothing_is_asked")
@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["run", "--set", "judge.threshold=nan"], "judge.threshold=nan: give a number from 0 to 1"),
        (["run", "--set", "judge.near=inf"], "judge.near=inf: give a number from 0 to 1"),
        (["run", "--set", "weights.passage=-0.1"], "weights.passage=-0.1: give a number from 0 to 1"),
        (["run", "--set", "retrieve.k=0"], "retrieve.k=0: give a whole number from 1"),
        (["run", "--set", "retrieve.k=nan"], "retrieve.k=nan: give a whole number from 1"),
        (["run", "--set", "compose.most_words=2.5"], "compose.most_words=2.5: give a whole number from 1"),
        (["run", "--out", "/dev/null/run"], "/dev/null/run: cannot be written (/dev/null is no folder"),
        # The second point is the faulty one.
        (["sweep", "--set", "retrieve.k=5,0"], "retrieve.k=0: give a whole number from 1"),
        (["sweep", "--set", "judge.threshold=0.2,x"], "judge.threshold=x: 'x' is no number"),
        (["sweep", "--set", "weights.passage=0.1,0.9", "weights.sentence=0.9"], "weights sum to 1"),
        (["sweep", "--set", "split.by=passages,lines"], "split.by=lines: use one of passages, chunks"),
        (["sweep", "--set", "embedder.precision=int8,int3"], "embedder.precision=int3: use one of"),
        (["sweep", "--set", "embedder.adapter=auto,/nowhere"], "/nowhere: no adapter_config.json there"),
        (["sweep", "--out", "/dev/null/sweep"], "/dev/null/sweep: cannot be written"),
    ],
)
def test_what_would_stop_a_run_stops_it_before_the_first_question(
    words: list[str], fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    errors = capsys.readouterr().err
    assert fault in errors
    assert len(errors.splitlines()) == 1


def test_folder_is_looked_at_and_not_made(write: Write, tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    check_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []
    file = write("file", "")
    for bad in (file, file / "run", tmp_path / ("x" * 300)):
        with pytest.raises(StorageError, match="cannot be written"):
            check_folder(bad)


def test_whole_numbers_are_those_that_are_served_as_such() -> None:
    values = {
        name: getattr(importlib.import_module(m), constant) for name, (m, constant) in CONSTANTS.items()
    }
    assert {name for name, value in values.items() if isinstance(value, int)} == COUNTS
