"""A chat model's server on this machine, scripted: OpenAI's protocol over real HTTP."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

Mode = Literal["ok", "garbage", "busy", "broken"]
MODEL = "scripted"


@dataclass
class ChatServer:
    """What it answers with, and what it was asked."""

    address: str = ""
    """Base URL as an OpenAI client takes it."""
    reply: str = "{}"
    """The content of each reply in mode "ok"."""
    mode: Mode = "ok"
    """"garbage": a reply that holds no JSON; "busy": 429 with Retry-After; "broken": 500."""
    retry_after: str = "1"
    """Seconds, as the header of a 429 says them."""
    faults: int = 1_000_000
    """How many replies the mode spoils before "ok" comes back."""
    asked: list[dict[str, Any]] = field(default_factory=list)
    """The body of every request, the spoilt ones too."""

    def answer(self, body: dict[str, Any]) -> JSONResponse:
        self.asked.append(body)
        mode: Mode = "ok"
        if self.mode != "ok" and self.faults > 0:
            self.faults -= 1
            mode = self.mode
        if mode == "busy":
            error = {"error": {"message": "slow down", "type": "rate_limit", "code": "rate_limit"}}
            return JSONResponse(error, 429, headers={"Retry-After": self.retry_after})
        if mode == "broken":
            return JSONResponse({"error": {"message": "out of order", "type": "server_error"}}, 500)
        content = "I'd rather talk about the weather." if mode == "garbage" else self.reply
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
                "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
            }
        )


@contextmanager
def running_chat_server() -> Iterator[ChatServer]:
    """The server on a port of its own, in a thread of this process."""
    script = ChatServer()
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> JSONResponse:
        return script.answer(await request.json())

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        script.address = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield script
        server.should_exit = True
        thread.join(timeout=10)
