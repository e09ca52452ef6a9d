"""Real servers for the tests: Chroma, the app, nginx."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from browsing import free_port

LONGEST_START_S = 180


def wait_until(happened: Callable[[], bool], what: str, seconds: float = LONGEST_START_S) -> None:
    """Fails with `what` when it has not happened by then."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether anything speaks HTTP there."""
    try:
        httpx.get(url, timeout=2)
    except httpx.TransportError:
        return False
    return True


class ChromaServer:
    """`chroma run`, which can be killed and started again on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(self._folder)]
        command += ["--host", "127.0.0.1", "--port", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: answers(f"{self.url}/api/v2/heartbeat"), "the Chroma server")

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        assert self._process
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaServer]:
    """A Chroma server of the test's own."""
    server = ChromaServer(tmp_path / "chroma-server")
    server.start()
    yield server
    server.kill()
