"""The evaluators' page: only where it is switched on, and only what was finished."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.settings import load_settings
from pages import history
from pages.evals import evals_router, latest_run
from pages.history import APART, drawing_of

HISTORY = [
    {"commit": "aaa", "on": "2026-11-01", "held_out": {"right": 80.0, "facts": 79.0}},
    {"commit": "bbb", "on": "2026-11-02", "held_out": {"right": 86.6, "facts": 83.9}},
]


def run_folder(runs: Path, name: str, finished: bool = True, age: int = 0) -> Path:
    folder = runs / name
    folder.mkdir(parents=True)
    (folder / "report.html").write_text(f"<h1>report of {name}</h1>")
    if finished:
        figures = {"all": {"right": {"value": 86.6, "low": 82.6, "high": 89.8}}}
        summary = {"questions": {"asked": 3, "files": ["q.jsonl"]}, "figures": figures}
        (folder / "summary.json").write_text(json.dumps(summary))
        os.utime(folder / "summary.json", (1_000_000 - age, 1_000_000 - age))
    return folder


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path / "runs"))
    monkeypatch.setenv("FAMILY_QA_EVALS_PAGE", "on")
    kept = tmp_path / "history.jsonl"
    kept.write_text("\n".join([*map(json.dumps, HISTORY), "{broken"]))
    monkeypatch.setattr(history, "HISTORY", kept)
    app = FastAPI()
    app.include_router(evals_router(load_settings()))
    return TestClient(app)


def test_page_is_off_by_default() -> None:
    app = FastAPI()
    app.include_router(evals_router(load_settings()))
    for path in ("/evals", "/evals/report"):
        assert TestClient(app).get(path).status_code == 404


def test_latest_finished_run_is_shown_and_its_report_served(client: TestClient, tmp_path: Path) -> None:
    assert "There is no report yet" in client.get("/evals").text
    assert client.get("/evals/report").status_code == 404
    run_folder(tmp_path / "runs", "older", age=60)
    run_folder(tmp_path / "runs", "newer")
    run_folder(tmp_path / "runs", "unfinished", finished=False)
    page = client.get("/evals").text
    assert "newer" in page
    assert "86.6 %<small>82.6 to 89.8</small>" in page
    assert client.get("/evals/report").text == "<h1>report of newer</h1>"
    assert client.get("/evals/report").headers["Cache-Control"] == "no-store"


def test_history_is_a_table_and_a_line_latest_commit_first(client: TestClient) -> None:
    page = client.get("/evals").text
    assert page.index("<td>bbb") < page.index("<td>aaa")
    assert page.count("<polyline") == 2
    assert "Held-out questions, over commits" in page


def test_labels_of_lines_that_end_together_are_kept_apart() -> None:
    rows = [
        {"commit": "a", "s": {"right": 90.0, "facts": 90.0}},
        {"commit": "b", "s": {"right": 90.0, "facts": 90.1}},
    ]
    drawing = drawing_of(rows, "s")
    assert drawing is not None
    first, second = drawing.lines
    assert second.label_y - first.label_y >= APART
    assert [value for _, value in drawing.rules] == ["89 %", "91 %"]
    assert drawing_of(rows[:1], "s") is None


def test_no_run_is_no_latest(tmp_path: Path) -> None:
    assert latest_run(tmp_path / "nowhere") is None
