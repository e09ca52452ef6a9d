"""An answerer with a chat model: the real client speaking to the scripted server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, form, running_chat_server
from conftest import open_answerer

from answering.answerer import Answerer
from answering.chat_model import open_chat_model
from answering.generate import SCHEMA
from answering.reply import Deadline, Tokens
from answering.rewording import rewording_of
from answering.wording import load_wording
from ingest.settings import Settings
from triage.judge import Triager

Worded = Callable[..., Answerer]
LONG = "How long does he have to be free of opioids before the shot?"
SHORT_WAIT = "Most often this takes 7-10 days without short-acting opioids."
LONG_WAIT = "For long-acting opioids it takes 10-14 days."


def true_reply(body: dict[str, Any]) -> str:
    return form(
        ("Most often this takes 7 to 10 days without short-acting opioids.", 1, SHORT_WAIT),
        ("With long-acting opioids it takes 10 to 14 days.", 1, LONG_WAIT),
    )


@pytest.fixture(scope="session")
def warm_client() -> None:
    """The client loads the half of itself with its first question: no test's deadline is to pay for
    that."""
    with running_chat_server() as server:
        server.reply = form(("One sentence.", 1, "three words here"))
        settings = Settings(answer_model="openai:scripted", answer_base_url=server.address)
        list(open_chat_model(settings).stream_form("", "", dict(SCHEMA), Deadline(60), Tokens()))


@pytest.fixture
def chat_server() -> Iterator[ChatServer]:
    with running_chat_server() as server:
        yield server


@pytest.fixture
def worded(
    warm_client: None, triager: Triager, real_index: Path, models: Path, chat_server: ChatServer
) -> Worded:
    """worded(timeout=...) -> an answerer of its own: no breaker and no cache of another test."""

    def _worded(timeout: float = 8.0, index: Path = real_index, prices: str = "") -> Answerer:
        settings = Settings(
            answer_model="openai:scripted",
            answer_base_url=chat_server.address,
            answer_timeout=timeout,
            answer_prices=prices,
        )
        return open_answerer(
            index, models, triager, rewording=rewording_of(settings, load_wording(), models)
        )

    return _worded
