"""A chat model's server on this machine, scripted: OpenAI's protocol over real HTTP, whole or as a
stream."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

Mode = Literal["ok", "garbage", "busy", "broken", "denied", "no_form", "cut", "endless", "empty", "silent"]
MODEL = "scripted"
PIECE = 40
"""Characters of a streamed reply at a time."""
USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


@dataclass
class ChatServer:
    """What it answers with, and what it was asked."""

    address: str = ""
    """Base URL as an OpenAI client takes it."""
    reply: str | Callable[[dict[str, Any]], str] = "{}"
    """The content of each reply in mode "ok"; or what makes it of the body of a request."""
    mode: Mode = "ok"
    """"garbage": a reply that holds no JSON; "busy": 429 with Retry-After; "broken": 500; "denied":
    401; "no_form":
    400 to whoever asks for a form, else "ok"; "cut": the connection ends in the reply; "endless": it
    never ends;
    "empty": no content; "silent": nothing comes."""
    retry_after: str = "1"
    """Seconds, as the header of a 429 says them."""
    faults: int = 1_000_000
    """How many replies the mode spoils before "ok" comes back."""
    pause: float = 0.0
    """Seconds between two pieces of a streamed reply."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """The body of every request, the spoilt ones too."""
    asked_at: list[float] = field(default_factory=list)
    """Seconds on the monotonic clock."""
    over: threading.Event = field(default_factory=threading.Event)

    async def answer(self, body: dict[str, Any]) -> Response:
        self.asked.append(body)
        self.asked_at.append(time.monotonic())
        mode: Mode = "ok"
        if self.mode != "ok" and self.faults > 0:
            self.faults -= 1
            mode = self.mode
        if mode == "busy":
            error = {"error": {"message": "slow down", "type": "rate_limit", "code": "rate_limit"}}
            return JSONResponse(error, 429, headers={"Retry-After": self.retry_after})
        if mode == "broken":
            return JSONResponse({"error": {"message": "out of order", "type": "server_error"}}, 500)
        if mode == "denied":
            return JSONResponse({"error": {"message": "wrong key", "type": "invalid_api_key"}}, 401)
        if mode == "no_form" and "response_format" in body:
            return JSONResponse({"error": {"message": "no response_format", "type": "bad_request"}}, 400)
        if mode == "silent":
            while not self.over.is_set():
                await asyncio.sleep(0.05)
        content = self._content(body, mode)
        if body.get("stream"):
            return StreamingResponse(self._stream(content, mode), media_type="text/event-stream")
        return JSONResponse(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 0,
                "model": MODEL,
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": content},
                    }
                ],
                "usage": USAGE,
            }
        )

    def _content(self, body: dict[str, Any], mode: Mode) -> str:
        if mode == "garbage":
            return "I'd rather talk about the weather."
        if mode == "empty":
            return ""
        return self.reply if isinstance(self.reply, str) else self.reply(body)

    async def _stream(self, content: str, mode: Mode) -> AsyncIterator[str]:
        pieces = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
        yield _event({"role": "assistant", "content": ""})
        for number, piece in enumerate(pieces):
            if mode == "cut" and number >= len(pieces) // 2:
                raise ConnectionAbortedError("cut on purpose")
            yield _event({"content": piece})
            await asyncio.sleep(self.pause)
        while mode == "endless" and not self.over.is_set():
            yield _event({"content": " and so on"})
            await asyncio.sleep(0.001)
        yield _event({}, "stop")
        yield _event(None)
        yield "data: [DONE]\n\n"


def _event(delta: dict[str, Any] | None, finish: str | None = None) -> str:
    """One piece of a stream; None for the last, which only counts tokens."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    event = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": MODEL,
        "choices": choices,
        "usage": USAGE if delta is None else None,
    }
    return f"data: {json.dumps(event)}\n\n"


@contextmanager
def running_chat_server() -> Iterator[ChatServer]:
    """The server on a port of its own, in a thread of this process."""
    script = ChatServer()
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> Response:
        return await script.answer(await request.json())

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        script.address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        # A stream that is cut on purpose is no fault to be printed.
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield script
        script.over.set()
        server.should_exit = True
        thread.join(timeout=10)


def reading_of(body: dict[str, Any]) -> str:
    """What the model was given to read: the last message."""
    return str(body["messages"][-1]["content"])


def passages_of(body: dict[str, Any]) -> list[str]:
    """The numbered passages of a request, in order."""
    found = re.search(r"<text\w+-passages>\n(.*)\n</text\w+-passages>", reading_of(body), re.DOTALL)
    parts = re.split(r"(?:^|\n\n)\[\d+\] \([^\n]*\)\n", found[1]) if found else []
    return [part.strip() for part in parts[1:]]


def form(*sentences: tuple[str, int, str]) -> str:
    """A reply in the form that is asked for: (sentence, number, quote)."""
    rows = [{"text": text, "citations": [{"number": n, "quote": quote}]} for text, n, quote in sentences]
    return json.dumps({"answerable": "yes", "sentences": rows})
