"""The chat beside a Gradio chat that only echoes.

Visitors speak the protocol of each page's own
script over HTTP: the echo chat, as Gradio makes it, asks through its queue, ours in one request. Then
Chromium measures what one visitor sees: from Enter to the answer.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import time
import uuid
from dataclasses import dataclass

import aiohttp
import httpx

from answering.wording import load_wording
from bench.server import app_served, free_port, served
from pages.render import render_line

ECHO = """
import gradio as gr, sys
demo = gr.ChatInterface(lambda message, history: message, api_name="chat", analytics_enabled=False)
demo.queue(default_concurrency_limit=16, max_size=200)
demo.launch(server_port=int(sys.argv[1]), quiet=True)
"""
# What starts an answer: in our page the event of the box, in Gradio's chat its endpoint of that name.
OURS, ECHOS = "submit", "chat"
DONE = "process_completed"
TROUBLE = render_line(load_wording().say("trouble")[0].text)
"""What the page says where no answer was made."""
LONGEST_LINE = 2**20
SEEN = 30


@dataclass(frozen=True, slots=True)
class ChatLoad:
    """What so many visitors at once saw of both."""

    visitors: int
    ours_per_second: float
    ours_ms: float
    """Median."""
    echo_per_second: float
    echo_ms: float


def measure_chat(texts: list[str], visitors: list[int]) -> tuple[list[ChatLoad], float]:
    """The load of each number of visitors, and the median milliseconds from Enter to the answer."""
    ours, echo = free_port(), free_port()
    servers = [app_served(ours), served(["-c", ECHO, str(echo)], echo)]
    loads = []
    try:
        for number in visitors:
            # Warm both, then measure one after the other, so that neither takes the other's cores.
            for port, name in ((ours, OURS), (echo, ECHOS)):
                asyncio.run(throughput(port, name, number, texts[:32]))
            (a, a_ms), (b, b_ms) = (
                asyncio.run(throughput(port, name, number, texts))
                for port, name in ((ours, OURS), (echo, ECHOS))
            )
            loads.append(ChatLoad(number, a, a_ms, b, b_ms))
        return loads, seen(ours, texts[:SEEN])
    finally:
        for server in servers:
            server.terminate()


@dataclass(frozen=True, slots=True)
class Event:
    """What a question starts, as the page's own script knows it."""

    function: int
    trigger: int
    others: list[object]
    """Empty values of its other inputs."""
    queued: bool
    """Whether the page joins Gradio's queue, and listens for the answer with a second request."""


def asking_event(port: int, name: str) -> Event:
    config = httpx.get(f"http://127.0.0.1:{port}/config").json()
    for index, dependency in enumerate(config["dependencies"]):
        if dependency["api_name"] == name or any(event == name for _, event in dependency["targets"]):
            others: list[object] = [[], *[""] * (len(dependency["inputs"]) - 2)]
            function, trigger = dependency.get("id", index), dependency["targets"][0][0]
            return Event(function, trigger, others, dependency["queue"] is not False)
    raise SystemExit("no event for a question; has the page changed?")


async def visitor(client: aiohttp.ClientSession, event: Event, texts: list[str]) -> list[float]:
    """Asks each text and waits for its answer; milliseconds of each."""
    session = uuid.uuid4().hex
    times = []
    for text in texts:
        began = time.perf_counter()
        body = {
            "data": [text, *event.others],
            "fn_index": event.function,
            "trigger_id": event.trigger,
            "session_hash": session,
        }
        await (_through_queue if event.queued else _at_once)(client, body)
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _at_once(client: aiohttp.ClientSession, body: dict[str, object]) -> None:
    async with client.post("/gradio_api/run/predict", json=body) as answer:
        answer.raise_for_status()
        log = (await answer.json())["data"][0]
        assert "class='answer" in log
        assert TROUBLE not in log


async def _through_queue(client: aiohttp.ClientSession, body: dict[str, object]) -> None:
    async with client.post("/gradio_api/queue/join", json=body) as joined:
        joined.raise_for_status()
    listening = {"session_hash": str(body["session_hash"])}
    async with client.get("/gradio_api/queue/data", params=listening) as stream:
        async for line in stream.content:
            if line.startswith(b"data:") and (said := json.loads(line[5:]))["msg"] == DONE:
                assert said["success"], said
                return
    raise AssertionError("the stream ended before the answer")


async def throughput(port: int, name: str, visitors: int, texts: list[str]) -> tuple[float, float]:
    """(questions per second, median milliseconds) of `visitors` at once."""
    event = asking_event(port, name)
    # An answer comes as one line, and the library's own limit of a line is 64 kB.
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", read_bufsize=LONGEST_LINE) as client:
        began = time.perf_counter()
        rounds = await asyncio.gather(
            *(visitor(client, event, texts[n::visitors]) for n in range(visitors))
        )
        seconds = time.perf_counter() - began
    times = [one for each in rounds for one in each]
    return len(times) / seconds, statistics.median(times)


def seen(port: int, texts: list[str]) -> float:
    """Median milliseconds from Enter until the answer stands on the page, each in a chat of its own."""
    from playwright.sync_api import sync_playwright

    times = []
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for text in texts:
            page.goto(f"http://127.0.0.1:{port}")
            box = page.get_by_label("Your question")
            box.fill(text)
            began = time.perf_counter()
            box.press("Enter")
            page.wait_for_selector("#turn-1 .answer")
            times.append((time.perf_counter() - began) * 1000)
        browser.close()
    return statistics.median(times)
