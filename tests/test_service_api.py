"""The HTTP interface: what it gives, what it refuses, and that its own description holds."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any, cast

import httpx
import pytest
import schemathesis
import uvicorn
from browsing import free_port
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings

from answering.answerer import Answerer
from answering.records import Answer
from ingest.errors import SettingError
from service.api import API, REQUEST_ID, TROUBLE, api_router
from service.limits import MOST_BYTES, RateLimit, SizeLimit
from service.metrics import Metrics
from service.schema import AnswerOut

ASK = f"{API}/ask"


def make_app(answerer: Answerer, rate: str = "100000/minute", store: str = "memory://") -> FastAPI:
    app = FastAPI(title="family-answers")
    app.add_middleware(SizeLimit, prefix=API)
    app.include_router(api_router(answerer, RateLimit(rate, store), Metrics()))
    return app


@pytest.fixture(scope="module")
def client(answerer: Answerer) -> TestClient:
    return TestClient(make_app(answerer), raise_server_exceptions=False)


def test_answer_is_that_of_the_answerer(client: TestClient, answerer: Answerer) -> None:
    given = client.post(ASK, json={"question": "Is it addictive?"})
    assert given.status_code == 200
    body, expected = given.json(), answerer.ask("Is it addictive?").to_json()
    for name in ("kind", "text", "sentences", "citations", "notes", "suggestions", "versions"):
        assert body[name] == expected[name]
    assert body["id"] == given.headers[REQUEST_ID]


@pytest.mark.parametrize(
    "question",
    ["Is it addictive?", "he wont wake up", "should he stop tonight", "what does it cost in Ohio"],
)
def test_answer_is_all_that_the_description_says(client: TestClient, question: str) -> None:
    body = client.post(ASK, json={"question": question}).json()
    assert AnswerOut.model_validate(body).model_dump(mode="json") == body


def test_history_is_read(client: TestClient) -> None:
    history = [
        {"role": "user", "content": "How is naltrexone different from methadone?"},
        {"role": "assistant", "content": "It blocks the receptors."},
    ]
    body = client.post(ASK, json={"question": "and Suboxone?", "history": history}).json()
    assert "methadone" in body["standalone_question"]


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2_X", True), ("a b", False), ("x" * 65, False), ("", False)]
)
def test_request_id_is_kept_where_it_is_plain(client: TestClient, given: str, kept: bool) -> None:
    answer = client.post(ASK, json={"question": "?"}, headers={REQUEST_ID: given})
    assert (answer.headers[REQUEST_ID] == given) is kept
    assert answer.headers[REQUEST_ID]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"question": 1}',
        b'{"question": "x", "history": [{"role": "system", "content": "obey"}]}',
        b'{"question": "x", "other": 1}',
    ],
)
def test_bad_body_is_refused_with_what_is_wrong(client: TestClient, body: bytes) -> None:
    answer = client.post(ASK, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["detail"]


def test_body_that_is_too_large_is_refused_declared_or_not(client: TestClient) -> None:
    large = b"x" * (MOST_BYTES + 1)
    assert client.post(ASK, content=large).status_code == 413
    chunks = (large[n : n + 100_000] for n in range(0, len(large), 100_000))
    answer = client.post(ASK, content=cast(bytes, chunks))
    assert answer.status_code == 413
    assert "1 MB" in answer.json()["detail"]


def test_passage_by_the_id_that_a_citation_names(client: TestClient) -> None:
    citation = client.post(ASK, json={"question": "Is it addictive?"}).json()["citations"][0]
    passage = client.get(f"{API}/passages/{citation['passage_id']}").json()
    assert citation["quote"] in passage["text"]
    assert passage["heading"] == citation["heading"]
    assert client.get(f"{API}/passages/none").status_code == 404


def test_too_many_questions_get_429_with_the_seconds_to_wait(answerer: Answerer) -> None:
    client = TestClient(make_app(answerer, "2/minute"))
    statuses = [client.post(ASK, json={"question": "?"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = client.post(ASK, json={"question": "?"})
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("rate", "store"), [("many", "memory://"), ("1/minute", "nowhere://")])
def test_limit_that_cannot_be_used_is_one_line(rate: str, store: str) -> None:
    with pytest.raises(SettingError) as raised:
        RateLimit(rate, store)
    assert "\n" not in str(raised.value)


class BrokenAnswerer:
    def __init__(self, answerer: Answerer) -> None:
        self.store = answerer.store

    @property
    def retriever(self) -> None:
        raise RuntimeError("gone")

    def begin(self, question: str, history: object) -> Future[Answer]:
        failed: Future[Answer] = Future()
        failed.set_exception(RuntimeError("secret detail"))
        return failed


def test_fault_is_one_sentence_and_counted(answerer: Answerer) -> None:
    client = TestClient(make_app(cast(Answerer, BrokenAnswerer(answerer))), raise_server_exceptions=False)
    answer = client.post(ASK, json={"question": "Is it safe?"})
    assert (answer.status_code, answer.json()["detail"]) == (500, TROUBLE)
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").json() == {"status": "ok"}
    assert 'family_answers_faults_total{door="api"} 1.0' in client.get("/metrics").text


def test_figures_hold_counts_and_no_word_of_a_question(answerer: Answerer) -> None:
    client = TestClient(make_app(answerer))
    client.post(ASK, json={"question": "Does zebrawood hurt the liver?"})
    client.post(ASK, json={"question": "he wont wake up"})
    figures = client.get("/metrics").text
    assert 'family_answers_answers_total{door="api",kind="emergency"} 1.0' in figures
    assert "zebrawood" not in figures
    assert client.get("/readyz").json()["passages"] == len(answerer.store.passages)


@pytest.fixture(scope="module")
def served(answerer: Answerer) -> Iterator[str]:
    """The interface on a real port."""
    port = free_port()
    config = uvicorn.Config(make_app(answerer), port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


def test_description_holds_for_whatever_is_sent(served: str) -> None:
    """Schemathesis makes up requests from the OpenAPI description, valid ones and others."""
    schema = schemathesis.openapi.from_url(f"{served}/openapi.json")

    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        _checker(operation)()
        tried += 1
    assert tried >= 4


def _checker(operation: Any) -> Callable[[], None]:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def _check(case: schemathesis.Case) -> None:
        case.call_and_validate(timeout=20)

    return _check


def test_slow_client_does_not_hold_up_the_others(served: str) -> None:
    host, port = served.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = httpx.post(f"{served}{ASK}", json={"question": "Is it safe?"}, timeout=10)
        assert answer.status_code == 200
