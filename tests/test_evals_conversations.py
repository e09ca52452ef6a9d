"""Whole conversations are asked with the replies that were given, and every figure can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering.answerer import Answerer
from answering.records import Answer, AnswerSentence, Kind
from evals.conversations import (
    FOLDER,
    SETS,
    Conversation,
    Replied,
    Said,
    Wants,
    describe,
    hold,
    load_conversations,
    main,
    missed,
)

SHOT = "forms-of-naltrexone/extended-release-injectable-naltrexone-vivitrol-is-the"
TALK = Conversation(
    id="t-1",
    messages=(
        Said(text="how often is the shot", kind=Wants.ANSWER, passages=(SHOT,)),
        Said(text="ok cool thx", kind=Wants.THANKS),
        Said(text="what does the shot cost in dollars", kind=Wants.ABSTAIN),
    ),
)


def test_each_message_is_asked_after_the_replies_before_it(answerer: Answerer) -> None:
    first, thanks, price = hold(TALK, answerer)
    assert (first.opens, thanks.opens) == (True, False)
    assert thanks.before == first.answer.text
    assert thanks.checks["thanks: nothing looked up"]
    assert first.checks["first message: right passage first"]
    assert price.checks["not covered: not answered"]


def test_reply_that_does_badly_counts_against_it(answerer: Answerer) -> None:
    answer = answerer.ask("how often is the shot")
    wrong = Said(text="does it hurt the liver", kind=Wants.ANSWER, passages=("serious/liver",))
    checks = Replied("t", wrong, False, answer.text, answer).checks
    assert not checks["later message: right passage first"]
    assert not checks["later message: right passage quoted"]
    assert not checks["not the reply before again"]
    card = Replied("t", wrong, False, "", Answer(Kind.EMERGENCY, (AnswerSentence("Call 911."),)))
    assert not card.checks["no needless card"]
    assert describe([card])[0].startswith("  later message: no decision heard: 1 of 1")
    assert missed([card])[0].startswith("t | no needless card")


@pytest.mark.parametrize("name", SETS)
def test_our_sets_are_whole_and_name_passages_that_exist(answerer: Answerer, name: str) -> None:
    conversations = load_conversations(FOLDER / f"{name}.jsonl")
    keys = {passage.key for passage in answerer.store.passages}
    assert len({one.id for one in conversations}) == len(conversations)
    assert {key for one in conversations for said in one.messages for key in said.passages} <= keys


def test_broken_line_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "talks.jsonl"
    file.write_text('{"id": "a", "messages": []}\n', encoding="utf-8")
    assert main([str(file)]) == 2
    assert f"{file}:1: messages: " in capsys.readouterr().err
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    file.write_text("\n", encoding="utf-8")
    assert main([str(file)]) == 2
    assert capsys.readouterr().err == f"{file}: no conversations in it; name another file\n"


def test_passage_that_exists_nowhere_is_named_and_nothing_is_asked(
    real_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # No reply could hold it: it counted as a miss for ever.
    slip = TALK.model_copy(
        update={"id": "t-2", "messages": (Said(text="?", kind=Wants.ANSWER, passages=(SHOT, "shot")),)}
    )
    file = tmp_path / "talks.jsonl"
    # Editors leave a last blank line.
    file.write_text(f"{TALK.model_dump_json()}\n{slip.model_dump_json()}\n\n", encoding="utf-8")
    monkeypatch.setenv("FAMILY_QA_INDEX", str(real_index))
    assert main([str(file)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"{file}: t-2: 'shot' is no passage of this index; mend it\n")
