"""`POST /api/ask` by 1, 8 and 32 clients at once, over HTTP on loopback."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass

import aiohttp

from bench.server import app_served, free_port

QUESTIONS_EACH = 60


@dataclass(frozen=True, slots=True)
class Load:
    """What so many clients at once saw."""

    clients: int
    per_second: float
    p50_ms: float
    p95_ms: float
    errors: int


def measure_api(texts: list[str], clients: list[int]) -> list[Load]:
    port = free_port()
    server = app_served(port, FAMILY_QA_RATE_LIMIT="1000000/minute")
    try:
        asyncio.run(_load(port, 8, texts[:64]))
        return [asyncio.run(_load(port, n, texts)) for n in clients]
    finally:
        server.terminate()


async def _load(port: int, clients: int, texts: list[str]) -> Load:
    milliseconds: list[float] = []
    errors = 0

    async def one(client: aiohttp.ClientSession, first: int) -> None:
        nonlocal errors
        for number in range(QUESTIONS_EACH):
            question = texts[(first * QUESTIONS_EACH + number) % len(texts)]
            began = time.perf_counter()
            async with client.post("/api/ask", json={"question": question}) as answer:
                await answer.json()
            milliseconds.append((time.perf_counter() - began) * 1000)
            errors += answer.status != 200

    connections = aiohttp.TCPConnector(limit=clients)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connections) as client:
        began = time.perf_counter()
        await asyncio.gather(*(one(client, n) for n in range(clients)))
        seconds = time.perf_counter() - began
    cuts = statistics.quantiles(milliseconds, n=20)
    return Load(clients, len(milliseconds) / seconds, statistics.median(milliseconds), cuts[18], errors)
