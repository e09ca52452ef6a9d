"""What is written, what is not, and that nobody waits: on real databases, whole and in trouble."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest
from databases import Postgres
from sqlalchemy import event, select, text, update

from answering.answerer import Answerer
from answering.records import Answer, AnswerSentence, Kind, Turn
from store.audit import events
from store.cases import cases, save
from store.database import Database, StoreError
from store.health import Health
from store.keeper import Keeper
from store.retention import DAY_S, purge
from store.review import delete_conversation
from store.schema import CitedRow, DetailRow, TurnRow
from store.turns import NewTurn, new_id

AT_ONCE_S = 0.2
"""Whoever hands something over has it back by then, whatever the database does."""


@pytest.fixture
def open_keeper() -> Iterator[Callable[..., Keeper]]:
    opened: list[Keeper] = []

    def _open(database: Database, mode: str = "redacted", **options: int) -> Keeper:
        opened.append(Keeper(database, mode, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield _open
    for keeper in opened:
        keeper.close()


def plain(text: str = "It blocks opioids.", kind: Kind = Kind.ABSTAIN, **more: object) -> Answer:
    return Answer(kind, (AnswerSentence(text),), **more)  # type: ignore[arg-type]


def rows(database: Database) -> list[TurnRow]:
    with database.reading() as session:
        return list(session.scalars(select(TurnRow).order_by(TurnRow.at)))


def test_turn_is_kept_redacted_with_all_behind_its_answer(
    database: Database, answerer: Answerer, open_keeper: Callable[..., Keeper]
) -> None:
    asked = "my son Tyler asks what the side effects are, call me 614-555-0182"
    answer = answerer.ask(asked)
    keeper = open_keeper(database)
    keeper.keep(NewTurn(asked, answer, conversation=new_id())).result(10)
    (row,) = rows(database)
    assert row.question == "my son [name] asks what the side effects are, call me [phone]"
    assert (row.kind, row.status, row.helpful) == (str(answer.kind), "new", None)
    assert row.probability == pytest.approx(answer.trace.probability)
    with database.reading() as session:
        detail = session.get(DetailRow, row.id)
        cited = set(session.scalars(select(CitedRow.passage_id)))
    assert detail is not None
    assert detail.answer == answer.text
    assert cited == {citation.passage.id for citation in answer.citations}
    evidence = detail.trace["evidence"]
    assert {one["passage_id"] for one in evidence if one["kept"]} == cited
    assert all(one["why"] for one in evidence)
    assert set(evidence[0]["scores"]) >= {"fused", "passage", "bm25_text"}
    assert detail.trace["versions"]["index"] == answer.trace.index_id


def test_nothing_unredacted_touches_the_disk(
    sqlite: Database, answerer: Answerer, open_keeper: Callable[..., Keeper]
) -> None:
    keeper = open_keeper(sqlite)
    history = [Turn("user", "my daughter Zorvanna took methadone"), Turn("assistant", "Yes.")]
    answer = answerer.ask("and how long must Zorvanna wait?", history)
    turn = NewTurn("and how long must Zorvanna wait?", answer, new_id())
    keeper.keep(turn).result(10)
    assert keeper.keep_feedback(
        turn.id, "answer", False, "It seems wrong", "zorvanna@example.org, my daughter Zorvanna"
    )
    folder = Path(str(sqlite.url.database)).parent
    written = [path for path in folder.iterdir() if path.is_file()]
    assert len(written) >= 2
    assert not [path for path in written if b"orvanna" in path.read_bytes()]
    assert "Zorvanna" not in repr(turn)


def test_emergency_is_category_and_time_alone(
    database: Database, answerer: Answerer, open_keeper: Callable[..., Keeper]
) -> None:
    asked = "he wont wake up and his lips are blue"
    answer = answerer.ask(asked)
    keeper, conversation = open_keeper(database), new_id()
    keeper.keep(turn := NewTurn(asked, answer, conversation)).result(10)
    # Nor what is said of its card, also by a page that lies about the kind.
    assert not keeper.keep_feedback(turn.id, "emergency", False, "", "his lips")
    keeper.keep_feedback(turn.id, "answer", False, "", "his lips")
    # What follows it must not bring its words back in a stand-alone form.
    later = answerer.ask("why?", [Turn("user", asked), Turn("assistant", answer.text)])
    keeper.keep(NewTurn("why?", later, conversation, after_emergency=True)).result(10)
    with database.reading() as session:
        everything = [
            [str(value) for value in row]
            for table in ("turns", "details", "cited")
            for row in session.execute(text(f"SELECT * FROM {table}"))
        ]
    first = rows(database)[0]
    assert (first.kind, first.category, first.conversation) == (
        "emergency",
        ", ".join(answer.emergencies),
        None,
    )
    assert first.question == first.standalone == ""
    assert not [value for row in everything for value in row if "lips" in value]


def test_written_twice_is_kept_once(database: Database, open_keeper: Callable[..., Keeper]) -> None:
    keeper = open_keeper(database)
    turn = NewTurn("what is it", plain(), new_id())
    for _ in range(2):
        keeper.keep(turn).result(10)
    assert len(rows(database)) == 1


def test_forgotten_conversation_leaves_no_trace(
    sqlite: Database, open_keeper: Callable[..., Keeper]
) -> None:
    keeper, mine, other = open_keeper(sqlite), new_id(), new_id()
    keeper.keep(NewTurn("what is a zebrawood", plain(), mine))
    keeper.keep(NewTurn("something else", plain(), other))
    assert keeper.forget(mine)
    assert [row.conversation for row in rows(sqlite)] == [other]
    folder = Path(str(sqlite.url.database)).parent
    assert not [path for path in folder.iterdir() if path.is_file() and b"zebrawood" in path.read_bytes()]
    assert keeper.forget("no token of ours")


def with_cases(keeper: Keeper, database: Database) -> tuple[NewTurn, NewTurn]:
    """Two families' turns with the same words, and cases of the first."""
    mine, other = (NewTurn("what is a zebrawood", plain(), new_id()) for _ in range(2))
    for turn in (mine, other):
        keeper.keep(turn).result(10)
    for name, words, turn in (
        ("theirs", "what is a zebrawood", mine),
        ("nearly theirs", "What is a zebrawood?", mine),
        ("ours", "is some kind of tree known here", mine),
        ("of another", "what is a zebrawood", other),
    ):
        assert save(database, "maria", {"id": name, "question": words}, turn.id)
    return mine, other


@pytest.mark.parametrize("by", ["a family", "maria", "retention"])
def test_deleted_question_leaves_no_case_with_its_words(
    sqlite: Database, open_keeper: Callable[..., Keeper], by: str
) -> None:
    """Whoever deletes it; a case in words of staff's own stays, and so does another family's."""
    keeper = open_keeper(sqlite)
    mine, other = with_cases(keeper, sqlite)
    match by:
        case "a family":
            assert keeper.forget(mine.conversation)
        case "maria":
            assert delete_conversation(sqlite, "maria", mine.id) == 1
        case _:
            with sqlite.writing() as session:
                session.execute(update(TurnRow).where(TurnRow.id == mine.id).values(at=0.0))
            assert purge(sqlite, days=30) == 1
    assert {sample["id"] for sample, _, _ in cases(sqlite)} == {"ours", "of another"}
    deleted = [e for _, e in events(sqlite) if e.action == "deleted an evaluation case"]
    assert {(event.account, event.about) for event in deleted} == {(by, "theirs"), (by, "nearly theirs")}
    assert [row.id for row in rows(sqlite)] == [other.id]


def test_what_holds_until_the_next_start_is_not_taken_back() -> None:
    health = Health()
    health.for_good("the database is locked")
    health.well()
    assert health.banner().startswith("Nothing is being kept until the next start: the database is locked.")


def test_feedback_only_keeps_no_question(database: Database, open_keeper: Callable[..., Keeper]) -> None:
    keeper = open_keeper(database, "feedback-only")
    with pytest.raises(ValueError, match="feedback-only"):
        keeper.keep(NewTurn("what is it", plain(), new_id()))
    assert keeper.keep_feedback("", "abstain", False, "It seems wrong", "I am Karen and it is wrong")
    (row,) = rows(database)
    assert (row.kind, row.category, row.helpful, row.comment) == (
        "feedback", "abstain", False, "I am [name] and it is wrong",
    )  # fmt: skip
    assert row.question == ""


def test_thumb_goes_to_its_turn(database: Database, open_keeper: Callable[..., Keeper]) -> None:
    keeper, turn = open_keeper(database), NewTurn("what is it", plain(), new_id())
    keeper.keep(turn)
    assert keeper.keep_feedback(turn.id, "abstain", True, "", "")
    assert [row.helpful for row in rows(database)] == [True]


def test_old_turns_are_deleted_and_young_ones_stay(
    database: Database, open_keeper: Callable[..., Keeper]
) -> None:
    keeper, now = open_keeper(database), time.time()
    for days in (1, 29, 31, 400):
        keeper.keep(NewTurn(f"{days} days", plain(), new_id(), at=now - days * DAY_S)).result(10)
    assert purge(database, 30, now) == 2
    assert [row.question for row in rows(database)] == ["29 days", "1 days"]
    with database.reading() as session:
        assert len(list(session.scalars(select(DetailRow.turn_id)))) == 2


def in_trouble(keeper: Keeper, caplog: pytest.LogCaptureFixture) -> NewTurn:
    """A turn and a thumb handed over while the database cannot take them: what families notice of it."""
    turn = NewTurn("asked in trouble", plain(), new_id())
    began = time.perf_counter()
    waiting = keeper.keep(turn)
    assert time.perf_counter() - began < AT_ONCE_S
    assert not keeper.keep_feedback(turn.id, "abstain", True, "", "")
    assert not waiting.done()
    assert "not being kept" in keeper.health.banner()
    lines = [r for r in caplog.records if r.name == "store.health" and r.levelno >= logging.WARNING]
    assert len(lines) == 1
    assert "asked in trouble" not in caplog.text
    return turn


def recovered(database: Database, keeper: Keeper, turn: NewTurn) -> None:
    """Once the database is well again, what waited is there, and the thumb that was refused is not."""
    for _ in range(150):
        if keeper.health.is_well and not keeper.health.waiting():
            break
        time.sleep(0.1)
    assert keeper.health.banner() == ""
    (row,) = [row for row in rows(database) if row.id == turn.id]
    assert row.helpful is None


def test_locked_database(
    sqlite: Database, open_keeper: Callable[..., Keeper], caplog: pytest.LogCaptureFixture
) -> None:
    keeper = open_keeper(sqlite)
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    other = sqlite3.connect(str(sqlite.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    turn = in_trouble(keeper, caplog)
    other.execute("ROLLBACK")
    other.close()
    recovered(sqlite, keeper, turn)


def test_full_disk(
    sqlite: Database, open_keeper: Callable[..., Keeper], caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite itself says that the disk is full, at a size that it is held to."""
    keeper = open_keeper(sqlite)
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    pages = 1

    def hold(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(sqlite.engine, "checkout", hold)
    for number in range(20):  # what room there is in the file's last pages
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("store.keeper.PATIENCE_S", 0.3)
            filler = NewTurn(f"{number} " + "x " * 1800, plain(), new_id())
            if not keeper.keep(filler).done():
                time.sleep(0.05)
        if not keeper.health.is_well:
            break
    time.sleep(0.5)
    turn = in_trouble(keeper, caplog)
    pages = 1_000_000
    recovered(sqlite, keeper, turn)


def test_database_away(
    postgres: Postgres, open_keeper: Callable[..., Keeper], caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(postgres.new_database())
    keeper = open_keeper(database)
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    postgres.stop()
    try:
        turn = in_trouble(keeper, caplog)
        with pytest.raises(StoreError, match="cannot be used"):
            rows(database)
    finally:
        postgres.start()
    recovered(database, keeper, turn)


def test_database_away_from_the_start_is_made_ready_later(
    tmp_path: Path, open_keeper: Callable[..., Keeper]
) -> None:
    blocked = tmp_path / "store"
    blocked.write_text("a file where the folder should be")
    database = Database(f"sqlite:///{blocked}/answers.sqlite3")
    keeper = open_keeper(database)
    turn = NewTurn("early", plain(), new_id())
    keeper.keep(turn)
    time.sleep(0.5)
    assert "not being kept" in keeper.health.banner()
    blocked.unlink()
    recovered(database, keeper, turn)


def test_more_than_there_is_room_for_is_lost_and_counted(
    sqlite: Database, open_keeper: Callable[..., Keeper]
) -> None:
    keeper = open_keeper(sqlite, most_waiting=5)
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    other = sqlite3.connect(str(sqlite.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    futures = [keeper.keep(NewTurn(str(n), plain(), new_id())) for n in range(600)]
    other.execute("ROLLBACK")
    other.close()
    wait(futures, 15)
    lost = [one for one in futures if one.exception() is not None]
    assert lost
    assert keeper.health.lost == len(lost)
    assert len(rows(sqlite)) == 601 - len(lost)
    assert f"{len(lost)} questions could not be kept" in keeper.health.banner()


def test_a_row_that_cannot_be_written_costs_no_other(
    database: Database, open_keeper: Callable[..., Keeper]
) -> None:
    keeper = open_keeper(database)
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    good = [NewTurn(str(n), plain(), new_id()) for n in range(4)]
    bad = NewTurn("bad", plain(), new_id(), id=None)  # type: ignore[arg-type]
    futures = [keeper.keep(turn) for turn in (*good[:2], bad, *good[2:])]
    wait(futures, 10)
    assert [one.exception() is None for one in futures] == [True, True, False, True, True]
    assert len(rows(database)) == 5


def test_closing_writes_what_waits_first(sqlite: Database) -> None:
    keeper = Keeper(sqlite, "redacted")
    keeper.keep(NewTurn("before", plain(), new_id())).result(10)
    for number in range(20):
        keeper.keep(NewTurn(str(number), plain(), new_id()))
    keeper.close()
    assert len(rows(sqlite)) == 21
