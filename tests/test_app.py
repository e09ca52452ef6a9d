"""The app as it is started: what it refuses, and what Gradio must not offer."""

from __future__ import annotations

import re
import socket
import time
from pathlib import Path

import httpx
from browsing import free_port, start

OWN_PAGE_KB = 300


def test_gradio_has_no_open_queue_analytics_or_history(address: str) -> None:
    config = httpx.get(f"{address}/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False
    assert all(dependency["api_visibility"] == "private" for dependency in config["dependencies"])
    assert httpx.get(f"{address}/monitoring").status_code in {403, 404}
    told = httpx.get(f"{address}/gradio_api/info").json()
    assert told == {"named_endpoints": {}, "unnamed_endpoints": {}}


def test_no_page_of_the_interface_loads_a_script_from_elsewhere(address: str) -> None:
    assert httpx.get(f"{address}/openapi.json").json()["info"]["title"] == "family-answers"
    for path in ("/docs", "/redoc"):
        assert "cdn." not in httpx.get(f"{address}{path}").text


def test_first_paint_needs_little_beyond_gradio(address: str) -> None:
    """The page itself and what it names of ours."""
    page = httpx.get(address).text
    own = re.findall(r"[\"'](/look/[^\"']+|/config)[\"']", page)
    size = len(page) + sum(len(httpx.get(f"{address}{path}").content) for path in set(own))
    assert size < OWN_PAGE_KB * 1000


def test_port_in_use_is_one_line_and_exit_code_2(real_index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(taken.getsockname()[1], real_index)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert re.fullmatch(r"port \d+ on 127.0.0.1 cannot be used .*; set FAMILY_QA_PORT to another\n", errors)


def test_nothing_that_a_family_types_is_written_anywhere(real_index: Path, tmp_path: Path) -> None:
    """Asked over HTTP, well and badly; then every file that the process may write is searched."""
    home = tmp_path / "home"
    home.mkdir()
    process = start(port := free_port(), real_index, HOME=str(home), TMPDIR=str(home))
    assert process.stdout
    address = f"http://127.0.0.1:{port}"
    assert address in process.stdout.readline()
    word = "zebrawood"
    for body in (
        {"question": f"Does {word} hurt the liver?"},
        {"question": f"{word} he wont wake up"},
        [word],
    ):
        for _ in range(50):
            try:
                httpx.post(f"{address}/api/ask", json=body, timeout=10)
                break
            except httpx.TransportError:
                time.sleep(0.2)
    httpx.get(f"{address}/api/passages/{word}")
    process.terminate()
    output, errors = process.communicate(timeout=20)
    assert word not in output + errors
    written = [path for folder in (home, real_index) for path in folder.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if word.encode() in path.read_bytes()]
