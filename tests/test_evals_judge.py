"""The optional judge, through the real client, against a scripted server on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from chat_server import ChatServer
from test_evals_scorers import ANSWER, FACTS, LIBRARY, sample

from evals.judge import (
    HumanVerdict,
    Judge,
    agreement,
    agreement_on,
    load_judge,
    prompt_for,
    read_human,
    read_verdict,
)
from evals.run import run
from ingest.errors import DatasetError, JudgeError
from ingest.settings import load_settings

Write = Callable[..., Path]
SAMPLE = sample(facts=FACTS)


@pytest.fixture
def judge(chat_server: ChatServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    monkeypatch.setenv("OPENAI_BASE_URL", chat_server.address)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    monkeypatch.setenv("FAMILY_QA_JUDGE_MODEL", "openai:scripted")
    monkeypatch.setenv("FAMILY_QA_JUDGE_PRICES", "1,10")
    monkeypatch.setenv("FAMILY_QA_RUNS", str(tmp_path))
    chat_server.reply = json.dumps({"verdict": "partly", "unsupported": [1, 9], "reason": "one fact"})
    return load_judge(load_settings())


def test_marks_tokens_and_cost(judge: Judge, chat_server: ChatServer) -> None:
    """100 tokens read at a dollar a million, and 20 written at ten."""
    (result,) = judge.grade_all(run(lambda _: ANSWER, [SAMPLE], LIBRARY))
    assert result.score.judged == 0.5
    assert result.score.judged_support == 0.0  # sentence 1 is not supported, and there is no sentence 9
    assert judge.cost == pytest.approx((100 * 1 + 20 * 10) / 1e6)
    assert judge.told()[1][1:4] == ["1", "0", "0"]
    asked = chat_server.asked[0]["messages"][0]["content"]
    assert "- blocks\n- wears off" in asked
    assert "1. It blocks." in asked


def test_same_answer_is_asked_for_once(judge: Judge, chat_server: ChatServer) -> None:
    first, again = judge.grade(SAMPLE, ANSWER), judge.grade(SAMPLE, ANSWER)
    assert first == again
    assert (len(chat_server.asked), judge.from_cache) == (1, 1)
    judge.grade(SAMPLE, ANSWER.model_copy(update={"text": "It fades.", "sentences": ()}))
    assert len(chat_server.asked) == 2


@pytest.mark.parametrize("broken", [b"", b'{"verdict": "ri', b'{"verdict": "splendid"}', b"\xff"])
def test_verdict_that_was_kept_and_is_broken_is_asked_for_again(
    judge: Judge, chat_server: ChatServer, broken: bytes
) -> None:
    first = judge.grade(SAMPLE, ANSWER)
    (kept,) = judge.cache.iterdir()
    kept.write_bytes(broken)
    assert judge.grade(SAMPLE, ANSWER) == first
    assert (len(chat_server.asked), judge.from_cache) == (2, 0)
    assert judge.grade(SAMPLE, ANSWER) == first
    assert (len(chat_server.asked), judge.from_cache) == (2, 1)  # mended, and nothing beside it
    assert list(judge.cache.iterdir()) == [kept]


def test_run_that_is_killed_while_it_keeps_a_verdict_leaves_none(
    judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(self: Path, text: str, encoding: str) -> None:
        self.write_bytes(text.encode()[:9])
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(KeyboardInterrupt):
        judge.grade(SAMPLE, ANSWER)
    assert list(judge.cache.glob("*.json")) == []


def test_reply_that_cannot_be_read_is_asked_for_again_and_then_is_no_mark(
    judge: Judge, chat_server: ChatServer
) -> None:
    chat_server.mode, chat_server.faults = "garbage", 1
    assert judge.grade(SAMPLE, ANSWER) is not None
    chat_server.faults = 2
    other = ANSWER.model_copy(update={"id": "b", "text": "It fades.", "sentences": ()})
    (result,) = judge.grade_all(run(lambda _: other, [SAMPLE], LIBRARY))
    assert result.score.judged is None
    assert result.score.right is not None
    assert (judge.unread, judge.fault) == (1, "")


@pytest.mark.parametrize("mode", ["busy", "broken"])
def test_server_in_trouble_is_asked_again_by_the_client(
    judge: Judge, chat_server: ChatServer, mode: str
) -> None:
    chat_server.mode, chat_server.faults = mode, 1  # type: ignore[assignment]
    assert judge.grade(SAMPLE, ANSWER) is not None
    assert len(chat_server.asked) == 2


def test_server_that_never_answers_costs_its_retries_once(judge: Judge, chat_server: ChatServer) -> None:
    chat_server.mode, chat_server.retry_after = "busy", "0.01"
    results = run(
        lambda one: ANSWER.model_copy(update={"text": one.id}), [sample(id=i) for i in "ab"], LIBRARY
    )
    graded = judge.grade_all(results)
    assert [result.score.judged for result in graded] == [None, None]
    assert judge.fault.startswith("FAMILY_QA_JUDGE_MODEL=openai:scripted: fails (")
    assert "429 - slow down" in judge.fault
    assert len(chat_server.asked) == 5  # one and four retries, for the first answer alone


def test_judge_that_cannot_be_set_up_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(JudgeError, match="--judge needs FAMILY_QA_JUDGE_MODEL=provider:model"):
        load_judge(load_settings())
    load_settings.cache_clear()
    monkeypatch.setenv("FAMILY_QA_JUDGE_MODEL", "nobody:model")
    with pytest.raises(JudgeError, match="FAMILY_QA_JUDGE_MODEL=nobody:model: cannot be set up"):
        load_judge(load_settings())


def test_verdict_is_read_out_of_what_stands_around_it() -> None:
    found = read_verdict('Here you are:\n```json\n{"verdict": "right"}\n```')
    assert found is not None
    assert found.verdict == "right"
    assert read_verdict('{"verdict": "splendid"}') is None
    assert read_verdict("no") is None


def test_prompt_takes_dollars_and_braces_as_they_are() -> None:
    assert "${x} {y} $5" in prompt_for(
        SAMPLE, ANSWER.model_copy(update={"text": "${x} {y} $5", "sentences": ()})
    )


def test_agreement_with_people_is_cohens_kappa() -> None:
    """Both right 2, both not 1, apart 1: agreed 3/4; by chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2; kappa 1/2."""
    judged = {"a": 1.0, "b": 1.0, "c": 0.5, "d": 1.0, "e": None, "f": 1.0}
    human = {"a": True, "b": True, "c": False, "d": False, "e": True}
    assert agreement(judged, human) == {"n": 4, "agreed": 75.0, "kappa": 0.5}
    assert agreement({}, human) == {"n": 0, "agreed": None, "kappa": None}


def test_verdicts_of_people_are_read_line_by_line(write: Write) -> None:
    path = write("h.jsonl", '{"id": "a", "verdict": "right"}\n{"id": "b", "verdict": "wrong source"}\n')
    assert {name: one.verdict for name, one in read_human(path).items()} == {
        "a": "right",
        "b": "wrong source",
    }
    with pytest.raises(DatasetError, match=r"h\.jsonl:1: verdict: Field required"):
        read_human(write("h.jsonl", '{"id": "a"}\n'))


def test_people_are_asked_about_the_answer_that_they_saw(judge: Judge, chat_server: ChatServer) -> None:
    """Of three answers people saw two as they are given now, and called one of them right."""
    chat_server.reply = json.dumps({"verdict": "right"})
    three = [sample(id=name, facts=FACTS) for name in "abc"]
    graded = judge.grade_all(run(lambda one: ANSWER.model_copy(update={"id": one.id}), three, LIBRARY))
    human = {
        "a": HumanVerdict(id="a", verdict="right", answer="It\nblocks."),
        "b": HumanVerdict(id="b", verdict="incomplete", answer="It blocks."),
        "c": HumanVerdict(id="c", verdict="unsafe", answer="An older answer."),
    }
    people = agreement_on(graded, human)
    assert people == {"n": 2, "agreed": 50.0, "kappa": 0.0}
    assert judge.told(people)[1][-3:] == ["2", "50.0", "0.0"]
