"""Verdicts: blind until mine is given, kept apart from the thumb, and how far reviewers agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering.records import Answer, AnswerSentence, Kind
from evals.judge import read_human
from store.audit import events
from store.cases import lines_of, save, write
from store.database import Database
from store.keeper import Keeper
from store.review import Filter, counts, queue
from store.turns import NewTurn, new_id
from store.verdicts import agreed, alpha_of, counted, give, seen_by


@pytest.fixture
def turn_id(database: Database) -> str:
    keeper = Keeper(database, "redacted")
    turn = NewTurn("what is it", Answer(Kind.ABSTAIN, (AnswerSentence("No."),)), new_id())
    keeper.keep(turn).result(10)
    keeper.close()
    return turn.id


def test_second_verdict_is_blind_to_the_first(database: Database, turn_id: str) -> None:
    assert give(database, "maria", turn_id, "right", "fine")
    before = seen_by(database, "tom", turn_id)
    assert (before.mine, before.others, before.hidden) == (None, (), 1)
    assert counts(database, "tom")["second"] == 1
    assert counts(database, "maria")["second"] == 0
    give(database, "tom", turn_id, "unsafe", "")
    after = seen_by(database, "tom", turn_id)
    assert [(v.account, v.word, v.comment) for v in after.others] == [("maria", "right", "fine")]
    assert counts(database, "tom")["second"] == 0
    # Nor does the audit tell.
    assert not [event for _, event in events(database) if "right" in event.detail + event.action]


def test_verdict_can_be_changed_and_marks_the_turn_checked(database: Database, turn_id: str) -> None:
    give(database, "maria", turn_id, "right", "")
    give(database, "maria", turn_id, "incomplete", "no dose")
    seen = seen_by(database, "maria", turn_id)
    assert seen.mine is not None
    assert (seen.mine.word, seen.mine.comment) == ("incomplete", "no dose")
    assert counted(database)["incomplete"] == 1
    ((turn,), _) = queue(database, Filter("all"), "maria")
    assert (turn.status, turn.helpful) == ("checked", None)
    assert not give(database, "maria", "0" * 32, "right", "")


def test_verdicts_that_reviewers_agree_on_reach_the_evaluation(
    database: Database, turn_id: str, tmp_path: Path
) -> None:
    give(database, "maria", turn_id, "incomplete", "no dose")
    give(database, "tom", turn_id, "unsafe", "")
    path = tmp_path / "verdicts.jsonl"
    assert write(lines_of(agreed(database)), path) == 1
    (verdict,) = read_human(path).values()
    assert (verdict.id, verdict.answer) == (f"staff-{turn_id[:8]}", "No.")
    assert verdict.verdict != "right"
    # A case that staff called otherwise is asked under that name.
    assert save(database, "maria", {"id": "naltrexone-what", "question": "what is it"}, turn_id)
    assert [row["id"] for row in agreed(database)] == ["naltrexone-what"]
    # What people do not agree on says nothing of a model.
    give(database, "tom", turn_id, "right", "")
    assert agreed(database) == []


def test_alpha_of_a_worked_example() -> None:
    """By hand. Turns 1 to 4, reviewers A and B: rr, rr, ru, uu.

    Coincidences: r-r 4, r-u 1, u-r 1, u-u 2; n_r = 5, n_u = 3, n = 8. Observed disagreement 2/8 = 0.25;
    expected (5*3 + 3*5) / (8*7) = 30/56. alpha = 1 - 0.25 / (30/56) = 0.5333.
    """
    words = {"1": "rr", "2": "rr", "3": "ru", "4": "uu"}
    given = [
        (turn, who, word) for turn, pair in words.items() for who, word in zip("AB", pair, strict=True)
    ]
    # A turn that one alone judged tells nothing of agreement.
    found = alpha_of([*given, ("5", "A", "r")])
    assert found.turns == 4
    assert found.alpha == pytest.approx(1 - 0.25 / (30 / 56))


def test_alpha_is_not_defined_where_only_one_word_was_used() -> None:
    found = alpha_of([("1", "A", "r"), ("1", "B", "r")])
    assert (found.turns, found.alpha) == (1, None)
    assert alpha_of([]).alpha is None
