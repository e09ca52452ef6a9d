"""How long a chat model is waited for, and how many of its answers are kept."""

from __future__ import annotations

import itertools

import pytest
from chat_server import ChatServer
from worded import LONG, Worded, true_reply

from answering import worder


def test_server_that_asks_to_be_left_alone_for_a_moment_is(worded: Worded, chat_server: ChatServer) -> None:
    chat_server.reply, chat_server.mode, chat_server.faults = true_reply, "busy", 1
    chat_server.retry_after = "0.6"
    assert worded().ask(LONG).trace.model_outcome == "worded"
    first, second = chat_server.asked_at
    assert second - first >= 0.6


@pytest.mark.parametrize("seconds", ["60", "7.9"])
def test_family_does_not_wait_for_a_server_that_wants_long(
    worded: Worded, chat_server: ChatServer, seconds: str
) -> None:
    chat_server.reply, chat_server.mode, chat_server.faults = true_reply, "busy", 1
    chat_server.retry_after = seconds
    answer = worded().ask(LONG)
    assert answer.trace.model_outcome == "busy"
    assert answer.sentences
    assert len(chat_server.asked) == 1


def test_only_so_many_answers_are_kept(
    worded: Worded, chat_server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worder, "KEPT", 2)
    chat_server.reply = true_reply
    model = worded()
    questions = [LONG, f"{LONG} please", f"{LONG} thank you"]
    asked = [len(chat_server.asked) for question in [*questions, *questions] if model.ask(question)]
    # The third pushed the first out, which pushed the second out.
    assert list(itertools.accumulate([1] * 6)) == asked
    assert model.ask(questions[-1]).trace.model_outcome == "cached"
