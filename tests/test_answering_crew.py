"""Processes that answer beside the one that serves: the same answers, and none lost when they end."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
from conftest import MODELS
from serving import wait_until

from answering.answerer import Answerer
from answering.crew import LOOK_S, MANY_OWED, MOST_OWED, PATIENCE_S, Crew, Mate
from answering.records import Answer, Kind, Turn
from answering.wording import load_wording
from ingest.settings import Settings
from store.board import Board
from store.database import Database
from store.opening import open_answerer
from store.switches import switch_off, switch_on

QUESTION = "Is it addictive?"
HISTORY = (Turn("user", "what are the side effects"), Turn("assistant", "Nausea and headache."))
ASKED = [(QUESTION, ()), ("does that go away", HISTORY), ("he wont wake up", ()), ("", ())]


def never() -> Future[Answer]:
    raise AssertionError("answered here, and not by the crew")


def own_words(answer: Answer) -> dict[str, object]:
    return {name: value for name, value in answer.to_json().items() if name not in {"id", "timings_ms"}}


def _answered_here(answerer: Answerer) -> Future[Answer]:
    return answerer.begin(QUESTION)


@pytest.fixture
def settings(real_index: Path, tmp_path: Path) -> Settings:
    return Settings(index=real_index, models=MODELS, database_url=f"sqlite:///{tmp_path}/none.sqlite3")


@pytest.fixture
def mate(settings: Settings) -> Iterator[Mate]:
    made = Mate(open_answerer, settings)
    wait_until(lambda: made.ready, "a process that answers")
    yield made
    made.close()


def test_crew_gives_the_answers_that_are_given_here(mate: Mate, answerer: Answerer) -> None:
    asked = [mate.begin(question, history, never) for question, history in ASKED]
    for (question, history), answer in zip(ASKED, asked, strict=True):
        assert own_words(answer.result(20)) == own_words(answerer.ask(question, history))


def test_whoever_goes_away_before_the_answer_stops_nothing(mate: Mate) -> None:
    given_up = mate.begin(QUESTION, (), never)
    assert not given_up.cancel()
    assert [mate.begin(QUESTION, (), never).result(20).kind for _ in range(3)] == [Kind.ANSWER] * 3
    assert given_up.result(20).kind is Kind.ANSWER


def test_until_it_is_up_and_beyond_what_it_may_owe_this_process_answers(
    settings: Settings, answerer: Answerer
) -> None:
    crew = Crew(1, open_answerer, settings)
    try:
        here = partial(answerer.begin, QUESTION)
        assert crew.begin(QUESTION, (), here).result(20).kind is Kind.ANSWER
        (one,) = crew._mates
        wait_until(lambda: one.ready, "a process that answers")
        asked = [crew.begin(QUESTION, (), here) for _ in range(2 * MOST_OWED)]
        assert {answer.result(60).kind for answer in asked} == {Kind.ANSWER}
    finally:
        crew.close()


def test_while_its_processes_have_enough_to_do_whoever_asks_answers_one_at_a_time(
    settings: Settings,
) -> None:
    crew = Crew(1, open_answerer, settings)
    here: list[Future[Answer]] = []

    def begun_here() -> Future[Answer]:
        here.append(Future())
        return here[-1]

    try:
        (one,) = crew._mates
        wait_until(lambda: one.ready, "a process that answers")
        os.kill(one._process.pid, signal.SIGSTOP)  # type: ignore[union-attr]
        asked = [crew.begin(QUESTION, (), begun_here) for _ in range(MANY_OWED + 3)]
        assert (one.owes, len(here)) == (MANY_OWED + 2, 1)
        here[0].set_result(Answer(Kind.ABSTAIN, load_wording().say("trouble")))
        assert asked[MANY_OWED].result(1).kind is Kind.ABSTAIN
        crew.begin(QUESTION, (), begun_here)
        assert (one.owes, len(here)) == (MANY_OWED + 2, 2)
    finally:
        crew.close()


def test_process_that_is_killed_or_stopped_loses_no_answer_and_comes_back(
    mate: Mate, answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("answering.crew.PATIENCE_S", 1.0)
    monkeypatch.setattr("answering.crew.AGAIN_AFTER_S", 0.1)
    for end in (signal.SIGKILL, signal.SIGSTOP):
        wait_until(lambda: mate.ready, "a process that answers")
        assert mate._process is not None
        asked = [mate.begin(QUESTION, (), partial(answerer.begin, QUESTION)) for _ in range(20)]
        os.kill(mate._process.pid, end)
        assert {answer.result(30).kind for answer in asked} == {Kind.ANSWER}
    wait_until(lambda: mate.ready, "a process that answers")
    assert mate.begin(QUESTION, (), never).result(20).kind is Kind.ANSWER


def test_process_that_stands_still_holds_nobody_who_asks(mate: Mate, answerer: Answerer) -> None:
    assert mate._process
    os.kill(mate._process.pid, signal.SIGSTOP)
    began = time.monotonic()
    # More than its line holds: whoever asks must not wait until there is room.
    asked = [mate.begin("x " * 200_000, (), partial(_answered_here, answerer)) for _ in range(5)]
    assert time.monotonic() - began < LOOK_S
    # Patience ends though others go on asking.
    while time.monotonic() - began < PATIENCE_S + 3 * LOOK_S and not asked[0].done():
        mate.begin(QUESTION, (), partial(_answered_here, answerer))
        time.sleep(0.4)
    assert asked[0].done()


def test_what_staff_decide_holds_with_the_next_question(
    real_index: Path, sqlite: Database, tmp_path: Path, answerer: Answerer
) -> None:
    url = f"sqlite:///{tmp_path}/store/answers.sqlite3"
    kept = Settings(index=real_index, models=MODELS, database_url=url, store="redacted")
    passage = answerer.ask(QUESTION).citations[0].passage
    board = Board(sqlite, answerer)
    crew = answerer.crew = Crew(1, open_answerer, kept)
    try:
        (one,) = crew._mates
        wait_until(lambda: one.ready, "a process that answers")
        switch_off(sqlite, "maria", passage.id, "it is out of date")
        board.refresh()
        assert passage.id not in {c.passage.id for c in one.begin(QUESTION, (), never).result(20).citations}
        switch_on(sqlite, "maria", passage.id)
        board.refresh()
        assert passage.id in {c.passage.id for c in one.begin(QUESTION, (), never).result(20).citations}
    finally:
        answerer.crew = None
        crew.close()
        board.stop()
