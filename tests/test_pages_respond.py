"""One turn of the chat without a browser: what is said when it fails, and what is counted."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from gradio.routes import App

from answering.answerer import Answerer
from answering.records import Answer, Turn
from answering.wording import load_wording
from pages.chat import _respond, mount_pages
from pages.keeping import NOTHING_KEPT
from pages.waiting import WaitingRoom
from service.metrics import Metrics


class FailingAnswerer:
    """Fails at every question."""

    def begin(self, message: str, history: tuple[Turn, ...], show: object = None) -> Future[Answer]:
        failed: Future[Answer] = Future()
        failed.set_exception(RuntimeError("the disk is gone"))
        return failed


def finished(turn: Coroutine[Any, Any, list[Any]]) -> list[Any]:
    """On another thread: on this one the browser's own loop runs."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, turn).result()


def test_failure_gets_words_and_not_a_blank_page() -> None:
    figures = Metrics()
    respond = partial(
        _respond, cast(Answerer, FailingAnswerer()), load_wording(), figures, NOTHING_KEPT, WaitingRoom()
    )
    log, _, _, turns, *_ = finished(respond("Is it safe?", [], "", ""))
    assert "call <a href='tel:911'>911</a>" in log
    assert len(turns) == 2
    assert b'family_answers_faults_total{door="chat"} 1.0' in figures.text()
    assert b"family_answers_answers_total{" not in figures.text()


def test_who_comes_when_too_many_wait_is_told_whom_to_call(
    answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    respond = partial(
        _respond, answerer, load_wording(), Metrics(), NOTHING_KEPT, room := WaitingRoom(most=1)
    )
    with room:
        log, *_ = finished(respond("he wont wake up", [], "", ""))
    assert "call <a href='tel:911'>911</a>" in log
    assert caplog.messages == [
        "a question was not answered: 1 questions wait already; one more was turned away"
    ]
    assert not caplog.records[0].exc_info
    # The place is free again, also after a fault.
    failing = partial(_respond, cast(Answerer, FailingAnswerer()), load_wording(), Metrics(), NOTHING_KEPT)
    finished(failing(room, "Is it safe?", [], "", ""))
    _, card, *_ = finished(respond("he wont wake up", [], "", ""))
    assert "class='card'" in card


def test_answers_of_the_chat_are_counted_and_no_word_of_a_question(answerer: Answerer) -> None:
    figures = Metrics()
    respond = partial(_respond, answerer, load_wording(), figures, NOTHING_KEPT, WaitingRoom())
    finished(respond("Does zebrawood hurt the liver?", [], "", ""))
    finished(respond("he wont wake up", [], "", ""))
    counted = figures.text().decode()
    assert 'family_answers_answers_total{door="chat",kind="emergency"} 1.0' in counted
    assert 'family_answers_answer_seconds_count{door="chat"} 2.0' in counted
    assert "zebrawood" not in counted


def test_gradio_remembers_nothing_of_what_was_said(answerer: Answerer) -> None:
    app = mount_pages(FastAPI(), answerer, load_wording(), Metrics())
    (page,) = [route.app for route in app.routes if isinstance(getattr(route, "app", None), App)]
    with TestClient(app) as client:
        events = client.get("/config").json()["dependencies"]
        asked = next(e for e in events if any(event == "submit" for _, event in e["targets"]))
        body = {
            "data": ["Does zebrawood hurt the liver?", [], "", ""],
            "fn_index": asked["id"],
            "session_hash": "someone",
        }
        answer = client.post("/gradio_api/run/predict", json=body)
        assert "zebrawood" in answer.text
        assert page.state_holder.session_data == {}
        held = [page.state_holder["someone"], page.state_holder["another"]]
        assert held[0] is held[1]
        assert "zebrawood" not in repr(held[0].config_values)
        link = client.get("/gradio_api/deep_link", params={"session_hash": "someone"})
        assert "zebrawood" not in link.text
