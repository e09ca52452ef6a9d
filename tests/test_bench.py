"""The benchmarks measure what they say: their own arithmetic, and one small real run."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.api import Load
from bench.medquad import hit_rate, read_medquad
from bench.report import write_report
from bench.scale import Scale, Stock
from bench.start import Standing

ROWS = [
    {"id": "1", "question": "What is a cold?", "answer": "A cold is a virus."},
    {"id": "2", "question": "What is the flu?", "answer": "The flu is another."},
    {"id": "3", "question": "Is a cold a virus?", "answer": "A cold is a virus."},
]


@pytest.fixture
def medquad(tmp_path: Path) -> Path:
    path = tmp_path / "medquad.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)
    return path


def test_equal_answers_are_equally_right_and_a_smaller_set_is_in_the_larger(medquad: Path) -> None:
    whole = read_medquad(medquad, None, 10)
    assert len(whole.answers) == 3
    right = dict(whole.questions)
    assert right["What is a cold?"] == right["Is a cold a virus?"]
    assert len(right["What is a cold?"]) == 2
    assert read_medquad(medquad, 2, 10).answers.items() <= whole.answers.items()


def test_hit_is_a_right_document_among_the_first_five() -> None:
    found = [["a", "b"], ["c", "d", "e", "f", "g", "a"]]
    assert hit_rate(found, [frozenset("b"), frozenset("a")]) == 0.5


def test_report_gives_ratios_and_leaves_out_what_was_not_measured(tmp_path: Path) -> None:
    standings = [
        Standing("family-answers", 1.0, 5.0, 8.0, 300.0),
        Standing("LangChain stock", 4.0, 10.0, 16.0, 600.0),
    ]
    scale = Scale(100, 1000, 300, 2.0, 500, 10, 300, 5, 9, 1.0, 0.9, Stock(0.6, 9, 700, 4.0, 1000))
    alone = Scale(200, 2000, 600, 4.0, 500, 20, 300, 6, 9, 1.0, 0.9, None)
    page = write_report(
        tmp_path, standings, None, [Load(8, 150.0, 50.0, 90.0, 0)], [scale, alone]
    ).read_text()
    assert "| ours / LangChain | 0.25 | 0.50 | 0.50 | 0.50 |" in page
    assert "| 8 | 150 | 50 | 90 | 0 |" in page
    assert "| 1.500 |" in page
    assert "| 200 | 600 | 500 | - |" in page
    assert "echoes" not in page
    assert (tmp_path / "benchmarks/start.svg").read_text().startswith("<?xml")


def test_scale_without_its_data_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["scale", "--medquad", "nowhere.gz"])
    assert stopped.value.code == 2
    assert "nowhere.gz: no such file" in capsys.readouterr().err
