"""The app as it is started: what it refuses, and what Gradio must not offer."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx
from browsing import start

OWN_PAGE_KB = 300


def test_gradio_has_no_open_queue_analytics_or_history(address: str) -> None:
    config = httpx.get(f"{address}/config").json()
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert config["run_history"] is False
    assert all(dependency["api_visibility"] == "private" for dependency in config["dependencies"])
    assert httpx.get(f"{address}/monitoring").status_code in {403, 404}
    first = config["dependencies"][0]
    answer = httpx.post(f"{address}/gradio_api/run/{first['api_name']}", json={"data": ["x"]})
    assert answer.status_code >= 400


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
