"""Clients that misbehave, and a clock that jumps: the others are answered as before."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
import uvicorn
from browsing import free_port, start
from conftest import MODELS
from fastapi.testclient import TestClient
from serving import answers, wait_until
from test_service_api import ASK, make_app

import service.limits
from answering.answerer import Answerer

IDLE = 1000
SLOW = 100
USUAL_LIMIT = 1024
"""Files that a process may have open, until it asks for more."""
LARGE = b"x" * 10_000_000
QUESTION = {"question": "Is it addictive?"}


@pytest.fixture(scope="module")
def app(real_index: Path) -> Iterator[tuple[str, int]]:
    """Host and port of an app that was started under the usual limit of open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < IDLE * 2:
        pytest.skip(f"no more than {hard} files may be open here")
    port = free_port()
    resource.setrlimit(resource.RLIMIT_NOFILE, (USUAL_LIMIT, hard))
    try:
        process = start(port, real_index, FAMILY_QA_MODELS=str(MODELS))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, IDLE * 2), hard))
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), "the app")
    yield "127.0.0.1", port
    process.terminate()
    process.communicate(timeout=60)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def is_answered(app: tuple[str, int]) -> bool:
    answer = httpx.post(f"http://{app[0]}:{app[1]}{ASK}", json=QUESTION, timeout=20)
    return answer.status_code == 200 and answer.json()["kind"] == "answer"


def test_thousand_idle_connections_hold_up_nobody(app: tuple[str, int]) -> None:
    with ExitStack() as open_ones:
        for _ in range(IDLE):
            open_ones.enter_context(socket.create_connection(app, timeout=20))
        assert is_answered(app)
        assert httpx.get(f"http://{app[0]}:{app[1]}/", timeout=20).status_code == 200


def test_slow_clients_hold_up_nobody(app: tuple[str, int]) -> None:
    """Half are in the middle of a header, half in the middle of a body; each gives a byte a turn."""
    header = b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(socket.create_connection(app, timeout=20)) for _ in range(SLOW)]
        for number, one in enumerate(slow):
            one.sendall(header if number % 2 else header + b"\r\n{")
        for _ in range(3):
            for number, one in enumerate(slow):
                one.sendall(b"X" if number % 2 else b" ")
            assert is_answered(app)


@pytest.mark.parametrize(
    "path", [ASK, "/gradio_api/run/predict", "/gradio_api/queue/join", "/gradio_api/upload", "/"]
)
def test_body_of_10_mb_is_refused_everywhere(app: tuple[str, int], path: str) -> None:
    answer = httpx.post(f"http://{app[0]}:{app[1]}{path}", content=LARGE, timeout=20)
    assert answer.status_code == 413
    assert "larger than" in answer.json()["detail"]
    assert is_answered(app)


def test_body_that_does_not_come_gets_408(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.limits, "SLOWEST_BODY_S", 0.3)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(make_app(answerer), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the interface")
    with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        told = b""
        while part := slow.recv(4096):
            told += part
    assert told.startswith(b"HTTP/1.1 408")
    assert b"The request did not arrive in time" in told
    server.should_exit = True
    thread.join(timeout=20)


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0])
def test_clock_that_jumps_keeps_nobody_out(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, jump_s: float
) -> None:
    client = TestClient(make_app(answerer, "2/minute"))
    first = client.post(ASK, json=QUESTION).json()
    assert client.post(ASK, json=QUESTION).status_code == 200
    assert client.post(ASK, json=QUESTION).status_code == 429
    clock = time.time
    monkeypatch.setattr(time, "time", lambda: clock() + jump_s)
    again = client.post(ASK, json=QUESTION)
    assert (again.status_code, again.json()["text"]) == (200, first["text"])
    assert again.json()["timings_ms"]["total"] > 0
    # And the limit holds by the new clock.
    assert client.post(ASK, json=QUESTION).status_code == 200
    refused = client.post(ASK, json=QUESTION)
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_store_of_the_limits_that_is_away_keeps_nobody_out(
    answerer: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(make_app(answerer, "1/minute", "redis://127.0.0.1:9"))
    assert [client.post(ASK, json=QUESTION).status_code for _ in range(2)] == [200, 200]
    assert "FAMILY_QA_LIMITS_URL does not answer: nothing is counted" in caplog.messages
