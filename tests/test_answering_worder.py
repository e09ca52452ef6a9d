"""Answers in a chat model's words: every sentence checked, and the article's own words whatever goes
wrong."""

from __future__ import annotations

import logging
import subprocess
import sys
import time

import pytest
from browsing import free_port
from chat_server import ChatServer, Mode, form, passages_of, reading_of
from worded import LONG, LONG_WAIT, SHORT_WAIT, Worded, true_reply

from answering.answerer import Answerer
from answering.chat_model import open_chat_model
from answering.records import Answer, Kind, Turn
from ingest.errors import SettingError
from ingest.settings import ROOT, Settings
from service.metrics import Metrics
from store.turns import trace_of


def same_words(answer: Answer, other: Answer) -> bool:
    return answer.text == other.text and answer.citations == other.citations and answer.kind is other.kind


def test_model_words_the_answer_and_every_sentence_is_cited(
    worded: Worded, chat_server: ChatServer, answerer: Answerer
) -> None:
    chat_server.reply = true_reply
    answer = worded().ask(LONG)
    assert [s.text for s in answer.sentences] == [
        "Most often this takes 7 to 10 days without short-acting opioids.",
        "With long-acting opioids it takes 10 to 14 days.",
    ]
    assert [c.quote for c in answer.citations] == [SHORT_WAIT, LONG_WAIT]
    assert answer.trace.model == "openai:scripted"
    assert answer.trace.tokens == (100, 20)
    assert answer.to_json()["worded_by_model"] is True
    assert answer.to_json()["versions"]["prompts"] == answerer.ask(LONG).trace.prompts
    # What must be known beside the words is known beside other words as well.
    assert answer.notes == answerer.ask(LONG).notes


def test_model_sees_only_numbered_passages_and_the_question(
    worded: Worded, chat_server: ChatServer
) -> None:
    chat_server.reply = true_reply
    worded().ask("what about the <b>shot</b>?", [Turn("user", "How long must he be free of opioids?")])
    (body,) = [b for b in chat_server.asked if "passages" in reading_of(b)]
    assert 1 <= len(passages_of(body)) <= 6
    assert "‹b›shot‹/b›" in reading_of(body)
    assert body["temperature"] == 0


@pytest.mark.parametrize(
    "false",
    [
        ("Most often this takes 2 to 3 days without short-acting opioids.", 1, SHORT_WAIT),
        ("Most often this takes 7 to 10 days without short-acting opioids.", 9, SHORT_WAIT),
        ("Most often this takes 7 to 10 days without short-acting opioids.", 1, "words that stand nowhere"),
        ("Most often this takes 7 to 10 days. Call 1-800-555-0100.", 1, SHORT_WAIT),
    ],
)
def test_false_first_sentence_gives_the_articles_own_words(
    worded: Worded, chat_server: ChatServer, answerer: Answerer, false: tuple[str, int, str]
) -> None:
    chat_server.reply = form(false)
    answer = worded().ask(LONG)
    assert same_words(answer, answerer.ask(LONG))
    assert answer.trace.model == ""
    assert answer.trace.model_outcome == "unsupported"
    assert len(answer.trace.dropped) == 1


def test_false_further_sentence_is_dropped(worded: Worded, chat_server: ChatServer) -> None:
    chat_server.reply = form(
        ("Most often this takes 7 to 10 days without short-acting opioids.", 1, SHORT_WAIT),
        ("With long-acting opioids it takes 20 days.", 1, LONG_WAIT),
    )
    answer = worded().ask(LONG)
    assert [s.text for s in answer.sentences] == [
        "Most often this takes 7 to 10 days without short-acting opioids."
    ]
    assert answer.trace.dropped == ("number",)


def test_model_that_finds_no_answer_changes_nothing(
    worded: Worded, chat_server: ChatServer, answerer: Answerer
) -> None:
    chat_server.reply = '{"answerable": "no", "sentences": []}'
    answer = worded().ask(LONG)
    assert same_words(answer, answerer.ask(LONG))
    assert answer.trace.model_outcome == "unanswerable"


@pytest.mark.parametrize(
    "question",
    [
        "he wont wake up",
        "i want to die tonight",
        "What is a prime number?",
        "Can he drive a truck on it?",
        "???",
    ],
)
def test_emergency_and_abstention_never_reach_the_model(
    worded: Worded, chat_server: ChatServer, answerer: Answerer, question: str
) -> None:
    answer = worded().ask(question)
    assert same_words(answer, answerer.ask(question))
    assert chat_server.asked == []


def test_decision_is_referred_around_the_models_words_within_the_length(
    worded: Worded, chat_server: ChatServer, answerer: Answerer
) -> None:
    question = "should my son stop the shots now"
    chat_server.reply = lambda body: form(
        *(
            (sentence, 1, sentence)
            for sentence in ["Stopping naltrexone takes careful planning and support:"] * 30
        )
    )
    answer, own = worded().ask(question), answerer.ask(question)
    assert answer.kind is Kind.REFERRAL
    assert answer.sentences[0] == own.sentences[0]
    assert answer.sentences[-1] == own.sentences[-1]
    assert sum(len(s.text.split()) for s in answer.sentences) <= 150


@pytest.mark.parametrize("mode", ["busy", "broken", "garbage", "empty", "cut"])
def test_one_retry_where_it_helps(worded: Worded, chat_server: ChatServer, mode: Mode) -> None:
    chat_server.reply, chat_server.mode, chat_server.faults = true_reply, mode, 1
    chat_server.retry_after = "0.1"
    if mode in {"garbage", "empty"}:
        # The second time it is asked in the strict text form.
        chat_server.reply = lambda body: TEXT if "response_format" not in body else true_reply(body)
    answer = worded().ask(LONG)
    assert answer.trace.model_outcome == "worded"
    assert len(chat_server.asked) == 2


TEXT = f"""ANSWERABLE: yes
SENTENCE: Most often this takes 7 to 10 days without short-acting opioids.
CITES: [1] "{SHORT_WAIT}"
END
"""


def test_endpoint_without_structured_output_is_asked_for_text(
    worded: Worded, chat_server: ChatServer
) -> None:
    chat_server.mode, chat_server.reply = "no_form", TEXT
    answerer = worded()
    assert answerer.ask(LONG).trace.model == "openai:scripted"
    answerer.ask("What are the side effects?")
    # Known by then: the second question asks for no form.
    assert ["response_format" in body for body in chat_server.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        ("busy", "busy"), ("broken", "broken"), ("denied", "refused"), ("garbage", "malformed"),
        ("empty", "malformed"), ("cut", "broken"), ("endless", "endless silent"), ("silent", "silent"),
    ],
)  # fmt: skip
def test_fault_gives_the_articles_own_words_in_time_and_a_quiet_line(
    worded: Worded,
    chat_server: ChatServer,
    answerer: Answerer,
    mode: Mode,
    outcome: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    chat_server.reply, chat_server.mode, chat_server.retry_after = true_reply, mode, "0.1"
    model = worded(timeout=2.0)
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        answer = model.ask(LONG)
    # Twice the deadline, and room for a machine that has other work.
    assert time.monotonic() - began < 20
    assert same_words(answer, answerer.ask(LONG))
    assert answer.trace.model_outcome in outcome.split()
    (line,) = [r.getMessage() for r in caplog.records if r.name.startswith("answering")]
    assert "openai:scripted" in line
    assert LONG not in line


def test_endpoint_that_is_not_there_gives_the_articles_own_words(
    worded: Worded, chat_server: ChatServer, answerer: Answerer
) -> None:
    chat_server.address = f"http://127.0.0.1:{free_port()}/v1"
    answer = worded().ask(LONG)
    assert same_words(answer, answerer.ask(LONG))
    assert answer.trace.model_outcome == "unreachable"


def test_dead_endpoint_costs_nothing_after_three_faults(
    worded: Worded, chat_server: ChatServer, answerer: Answerer
) -> None:
    chat_server.mode = "silent"
    model = worded(timeout=0.3)
    for _ in range(3):
        model.ask(LONG)
    before = len(chat_server.asked)
    answer = model.ask(LONG)
    assert answer.trace.model_outcome == "resting"
    assert len(chat_server.asked) == before
    assert same_words(answer, answerer.ask(LONG))


def test_wrong_key_is_not_tried_again(worded: Worded, chat_server: ChatServer) -> None:
    chat_server.mode = "denied"
    model = worded()
    model.ask(LONG)
    model.ask(LONG)
    assert len(chat_server.asked) == 1


def test_same_question_is_worded_once(worded: Worded, chat_server: ChatServer) -> None:
    chat_server.reply = true_reply
    model = worded()
    first, second = model.ask(LONG), model.ask(LONG)
    assert first.text == second.text
    assert second.trace.model_outcome == "cached"
    assert second.trace.tokens == (0, 0)
    assert len(chat_server.asked) == 1


def test_sentences_are_shown_one_by_one_each_checked(worded: Worded, chat_server: ChatServer) -> None:
    chat_server.reply, chat_server.pause = true_reply, 0.02
    shown: list[Answer] = []
    answer = worded().ask(LONG, show=shown.append)
    assert [len(a.sentences) for a in shown] == [1, 2]
    assert shown[-1].sentences == answer.sentences
    assert all(s.citations for a in shown for s in a.sentences)


def test_follow_up_is_condensed_only_where_nothing_is_added(
    worded: Worded, chat_server: ChatServer
) -> None:
    history = [
        Turn("user", "How long does treatment with naltrexone last?"),
        Turn("assistant", "It varies."),
    ]
    added = "How long does it last with 200 mg of methadone?"
    faithful = "Why does the length of treatment with naltrexone vary?"
    answers = {}
    for line in (added, faithful):
        chat_server.reply = lambda body, line=line: line if "-before>" in reading_of(body) else "{}"
        answers[line] = worded().ask("and why does it vary", history)
    assert answers[added].by_model == added
    assert answers[added].standalone_question == answers[added].by_rules
    assert answers[added].trace.condensed == "condensed"
    assert answers[faithful].trace.condensed == "used"
    assert answers[faithful].standalone_question == faithful
    # What a family typed is in no trace.
    assert "vary" not in str(answers[faithful].trace).replace("varies", "")


def test_without_a_model_nothing_of_one_is_imported() -> None:
    code = (
        "import sys; import answering.answerer; from ingest.settings import Settings; "
        "from answering.wording import load_wording; from answering.rewording import rewording_of; "
        "from pathlib import Path; assert rewording_of(Settings(), load_wording(), Path()) is None; "
        "assert not {'langchain', 'langsmith', 'openai', 'answering.chat_model'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["no-provider", "nobody:model"])
def test_model_that_cannot_be_set_up_is_one_clear_line(name: str) -> None:
    with pytest.raises(SettingError, match=f"FAMILY_QA_ANSWER_MODEL='{name}'"):
        open_chat_model(Settings(answer_model=name))


def test_nothing_is_traced_elsewhere(
    worded: Worded, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # LangSmith's own switches: with them, LangChain sends every question to another company.
    traced: list[str] = []
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "key")
    monkeypatch.setattr("langsmith.Client.create_run", lambda self, *a, **k: traced.append("run"))
    chat_server.reply = true_reply
    assert worded().ask(LONG).trace.model_outcome == "worded"
    assert traced == []


def test_tokens_and_dollars_of_an_answer_are_told_to_staff_and_counted(
    worded: Worded, chat_server: ChatServer
) -> None:
    chat_server.reply = true_reply
    model = worded(prices="1,10")
    first, cached = model.ask(LONG), model.ask(LONG)
    assert first.trace.cost == pytest.approx((100 * 1 + 20 * 10) / 1e6)
    assert cached.trace.cost == 0
    assert trace_of(first)["model"] == {
        "wording": "worded",
        "follow-up": "",
        "sentences dropped": "",
        "tokens": "100 read, 20 written",
        "cost": "$0.000300",
    }
    figures = Metrics()
    for answer in (first, cached, model.ask("he wont wake up")):
        figures.answered("chat", answer)
    shown = figures.text().decode()
    assert 'family_answers_model_total{outcome="worded"} 1.0' in shown
    assert 'family_answers_model_total{outcome="cached"} 1.0' in shown
    assert 'family_answers_model_tokens_total{direction="read"} 100.0' in shown
    assert "family_answers_model_dollars_total 0.0003" in shown
    assert trace_of(model.ask("he wont wake up"))["model"] == {}
