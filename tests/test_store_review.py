"""The queue and what leaves it: filters, exports, deletion, evaluation cases, gaps, figures."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path

import numpy as np
import pytest
from conftest import CountingEmbedder

from answering.answerer import Answerer
from answering.records import Answer, AnswerSentence, Kind
from evals.dataset import Sample, load_samples
from store.cases import as_jsonl, draft, pattern_of, save, write
from store.database import Database
from store.export import turns_as_csv, turns_as_json
from store.figures import figures
from store.gaps import gaps, group
from store.keeper import Keeper
from store.review import (
    SHOWS,
    Filter,
    counts,
    delete_conversation,
    next_turn,
    queue,
    set_status,
    whole_turn,
)
from store.switches import switch_off, switch_on, switched_off, times_quoted
from store.turns import NewTurn, new_id

ASKED = (
    "What are the side effects?",
    "can she skip the shot this month",
    "does insurance in texas pay for vivitrol",
    "he wont wake up",
    "=HYPERLINK(1)",
)


@pytest.fixture
def kept(database: Database, answerer: Answerer) -> dict[str, str]:
    """The questions above, each its own conversation; question -> turn id."""
    keeper = Keeper(database, "redacted")
    ids: dict[str, str] = {}
    for number, question in enumerate(ASKED):
        turn = NewTurn(question, answerer.ask(question), new_id(), at=time.time() - 100 + number)
        keeper.keep(turn).result(10)
        ids[question] = turn.id
    assert keeper.keep_feedback(ids[ASKED[0]], "answer", False, "It seems wrong", "my name is Karen")
    keeper.close()
    return ids


def test_each_view_has_its_turns(database: Database, kept: dict[str, str]) -> None:
    set_status(database, "maria", kept[ASKED[4]], "checked")
    found = counts(database, "maria")
    assert {show: found[show] for show in SHOWS} == {
        show: queue(database, Filter(show), "maria")[1] for show in SHOWS
    }
    assert (found["all"], found["new"], found["thumbs-down"], found["emergency"]) == (5, 4, 1, 1)
    (turn,), _ = queue(database, Filter("thumbs-down"), "maria")
    assert (turn.id, turn.comment) == (kept[ASKED[0]], "my name is [name]")
    shown = [turn.question for turn in queue(database, Filter("abstained"), "maria")[0]]
    assert "does insurance in texas pay for vivitrol" in shown


def test_search_takes_every_sign_as_it_is(database: Database, kept: dict[str, str]) -> None:
    assert queue(database, Filter("all", words="INSURANCE"), "maria")[1] == 1
    assert queue(database, Filter("all", words="%"), "maria")[1] == 0
    assert queue(database, Filter("all", words="' OR 1=1 --"), "maria")[1] == 0
    assert queue(database, Filter("all", status="checked"), "maria")[1] == 0
    assert queue(database, Filter("all", since=time.time() + 10), "maria")[1] == 0


def test_next_turn_is_the_one_below(database: Database, kept: dict[str, str]) -> None:
    order = [turn.id for turn in queue(database, Filter("all"), "maria")[0]]
    walked = [order[0]]
    while following := next_turn(database, Filter("all"), "maria", walked[-1]):
        walked.append(following)
    assert walked == order


def test_export_has_what_the_view_has_and_runs_no_formula(database: Database, kept: dict[str, str]) -> None:
    rows = list(csv.DictReader(io.StringIO("".join(turns_as_csv(database, Filter("all"), "maria")))))
    assert [row["id"] for row in rows] == [turn.id for turn in queue(database, Filter("all"), "maria")[0]]
    assert {row["question"] for row in rows} >= {"'=HYPERLINK(1)", "What are the side effects?"}
    assert "Karen" not in json.dumps(rows)
    lines = [json.loads(line) for line in turns_as_json(database, Filter("thumbs-down"), "maria")]
    assert [line["comment"] for line in lines] == ["my name is [name]"]
    assert lines[0]["citations"][0]["quote"]


def test_deleting_a_conversation_takes_all_of_it(database: Database, kept: dict[str, str]) -> None:
    assert delete_conversation(database, "maria", kept[ASKED[0]]) == 1
    assert whole_turn(database, kept[ASKED[0]]) is None
    assert not times_quoted(database).keys() & {""}
    assert counts(database, "maria")["all"] == 4


def test_case_of_a_turn_is_one_that_the_evaluation_reads(
    database: Database, kept: dict[str, str], tmp_path: Path
) -> None:
    whole = whole_turn(database, kept[ASKED[0]])
    assert whole is not None
    sample = draft(whole, "right")
    checked = Sample.model_validate(sample)
    assert checked.facts
    assert all(fact.stated_in(whole.answer) for fact in checked.facts)
    assert save(database, "maria", sample, kept[ASKED[0]])
    assert not save(database, "maria", sample | {"question": "another"}, kept[ASKED[0]])
    path = tmp_path / "staff.jsonl"
    assert write(as_jsonl(database), path) == 1
    (read,) = load_samples([path])
    assert read == checked
    fixed = whole_turn(database, kept[ASKED[0]])
    assert fixed is not None
    assert fixed.turn.status == "fixed"


@pytest.mark.parametrize(
    ("verdict", "expect", "has_facts"),
    [
        ("right", "answer", True),
        ("should have abstained", "abstain", False),
        ("wrong source", "answer", False),
    ],
)
def test_draft_follows_the_verdict(
    database: Database, kept: dict[str, str], verdict: str, expect: str, has_facts: bool
) -> None:
    whole = whole_turn(database, kept[ASKED[0]])
    assert whole is not None
    sample = draft(whole, verdict)
    assert sample["expect"] == expect
    assert bool(sample["facts"]) == has_facts


def test_pattern_of_a_sentence_takes_its_signs_as_they_are() -> None:
    assert pattern_of("It (the shot) costs $1.") == r"It\s+\(the\s+shot\)\s+costs\s+\$1\."


def test_like_questions_stand_together_largest_first() -> None:
    """Two directions; the third question lies near the first one."""
    questions = [("a", "cost"), ("b", "fly"), ("c", "price")]
    vectors = np.array([[1.0, 0.0], [0.0, 1.0], [0.96, 0.28]], dtype=np.float32)
    found = group(questions, vectors)
    assert [{turn_id for turn_id, _ in gap.questions} for gap in found] == [{"a", "c"}, {"b"}]


def test_vectors_of_gaps_are_made_once(
    database: Database, kept: dict[str, str], embedder: CountingEmbedder
) -> None:
    first = gaps(database, embedder)
    made = len(embedder.texts)
    assert made == first.grouped == first.unanswered > 0
    assert first.waiting == 0
    assert gaps(database, embedder) == first
    assert len(embedder.texts) == made


def test_figures_count_every_turn_once(database: Database, kept: dict[str, str]) -> None:
    found = figures(database, 7)
    assert found.total == 5
    assert len(found.days) == 7
    assert found.asked["emergency"][-1] + found.asked["emergency"][-2] == 1
    assert found.thumbs == {"helped": 0, "did not help": 1, "no thumb": 4}
    assert found.reasons == {"It seems wrong": 1}
    assert found.latency[50] <= found.latency[99]
    assert dict(found.quoted) == times_quoted(database)


def test_switch_has_a_reason_and_can_be_taken_back(database: Database) -> None:
    switch_off(database, "maria", "a/b-1", "the dose is out of date")
    assert switched_off(database)["a/b-1"].reason == "the dose is out of date"
    switch_on(database, "tom", "a/b-1")
    assert switched_off(database) == {}


def test_answer_without_a_trace_can_be_looked_at(database: Database) -> None:
    keeper = Keeper(database, "redacted")
    turn = NewTurn("?!", Answer(Kind.ABSTAIN, (AnswerSentence("Ask me something."),)), new_id())
    keeper.keep(turn).result(10)
    keeper.close()
    whole = whole_turn(database, turn.id)
    assert whole is not None
    assert (whole.answer, whole.trace["evidence"]) == ("Ask me something.", [])
