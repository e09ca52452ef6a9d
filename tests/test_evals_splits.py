"""Held-out questions are known in whatever file they turn up, and by nearly the same words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.dataset import DEVELOPMENT, HELD_OUT
from evals.splits import FITTING, MANIFEST, hold_out, marked, read_manifest, refuse_held_out
from ingest.errors import DatasetError

Write = Callable[..., Path]
ASKED = {"id": "x1", "question": "How long does one shot keep blocking heroin?"}
HEARD = {"role": "user", "content": "My son got his first shot."}


def rows(*changes: dict[str, object]) -> str:
    return "\n".join(json.dumps(ASKED | change) for change in changes)


@pytest.fixture
def manifest(write: Write, tmp_path: Path) -> Path:
    """A list that holds ASKED, whose own file is gone."""
    path = tmp_path / "splits.jsonl"
    assert hold_out(write("held.jsonl", rows({})), [], path) == 1
    return path


def test_list_holds_every_held_out_question_as_it_stands() -> None:
    """After a change of held_out.jsonl: `python -m evals.splits`, which takes nothing off the list."""
    listed = {(one.id, one.words) for one in read_manifest(MANIFEST)}
    assert {(one.id, one.words) for one in marked([HELD_OUT])} <= listed


def test_nothing_that_was_tuned_on_is_nearly_held_out() -> None:
    refuse_held_out([DEVELOPMENT, FITTING])


def test_held_out_questions_are_all_different() -> None:
    rows = list(marked([HELD_OUT]))
    assert [one.id for n, one in enumerate(rows) if any(one.is_nearly(other) for other in rows[:n])] == []


@pytest.mark.parametrize(
    "question",
    [
        ASKED["question"],
        "HOW LONG does one shot keep blocking heroin",
        "how long does one shot keep on blocking heroin??",
    ],
)
def test_question_that_was_moved_or_reworded_a_little_is_refused(
    write: Write, manifest: Path, question: str
) -> None:
    """Moved: it stands in no file of held-out questions any more."""
    path = write("mine.jsonl", rows({"question": "Is it addictive?"}, {"id": "y7", "question": question}))
    with pytest.raises(DatasetError, match=r"mine\.jsonl:2: y7: is held out, as x1\n") as raised:
        refuse_held_out([path], manifest)
    assert "this command tunes; use development.jsonl" in str(raised.value)


@pytest.mark.parametrize(
    "change",
    [{"question": "How long does one tablet keep blocking the craving?"}, {"history": [HEARD]}],
)
def test_another_question_is_not_refused(write: Write, manifest: Path, change: dict[str, object]) -> None:
    refuse_held_out([write("mine.jsonl", rows(change))], manifest)


def test_list_only_grows(write: Write, manifest: Path) -> None:
    other = write("held.jsonl", rows({"id": "x2", "question": "What does a missed shot do?"}))
    assert hold_out(other, [], manifest) == 1
    assert hold_out(other, [], manifest) == 0
    assert [one.id for one in read_manifest(manifest)] == ["x1", "x2"]


def test_held_out_question_that_is_nearly_one_tuned_on_is_not_taken(write: Write, manifest: Path) -> None:
    tuned = write("tuned.jsonl", rows({"question": "What does a missed shot do to him?"}))
    held = write("held.jsonl", rows({"id": "x2", "question": "What does a missed shot do to him then?"}))
    before = manifest.read_bytes()
    with pytest.raises(DatasetError, match=r"held\.jsonl:1: x2: is nearly .*tuned\.jsonl:1, which was"):
        hold_out(held, [tuned], manifest)
    assert manifest.read_bytes() == before


def test_tuning_command_names_the_held_out_question_and_ends_with_2(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    line = HELD_OUT.read_text(encoding="utf-8").splitlines()[7]
    path = write("mine.jsonl", line.replace(json.loads(line)["id"], "renamed"))
    assert main(["sweep", "--questions", str(DEVELOPMENT), str(path)]) == 2
    assert "mine.jsonl:1: renamed: is held out, as " in capsys.readouterr().err


def test_list_that_is_none_is_named(write: Write) -> None:
    with pytest.raises(DatasetError, match=r"s\.jsonl: is no list of splits"):
        read_manifest(write("s.jsonl", "[]"))
