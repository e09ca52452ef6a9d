"""The app is told to stop (SIGTERM) while families ask: it ends soon, and what was answered is kept."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
from browsing import free_port, start, wait_until_served
from sqlalchemy import func, select
from staffed import PASSWORD

from bench.chat import OURS, asking_event, visitor
from store.accounts import add_account
from store.database import Database
from store.schema import DetailRow, TurnRow

VISITORS, ANSWERS = 6, 25
LONGEST_STOP_S = 30.0
"""What is being answered has five seconds, the store five more; the rest is for a busy machine."""


async def _ask_until_stopped(port: int, process: subprocess.Popen[str]) -> list[str]:
    """Visitors ask one question after the other until the app stops; which were answered to the end."""
    event = asking_event(port, OURS)
    answered: list[str] = []

    async def family(client: aiohttp.ClientSession, number: int) -> None:
        for n in range(100):
            question = f"What are the side effects after {number}{n:02} weeks?"
            try:
                await visitor(client, event, [question])
            except (aiohttp.ClientError, AssertionError):
                return
            answered.append(question)
            if len(answered) == ANSWERS:
                process.send_signal(signal.SIGTERM)

    async def page_that_stays_open(client: aiohttp.ClientSession) -> None:
        try:
            async with client.get(f"/gradio_api/heartbeat/{uuid.uuid4().hex}") as open_page:
                async for _ in open_page.content:
                    pass
        except aiohttp.ClientError:
            return

    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
        families = (family(client, number) for number in range(1, VISITORS + 1))
        await asyncio.gather(page_that_stays_open(client), *families)
    return answered


def test_sigterm_under_load_loses_no_answered_turn_and_ends(real_index: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/answers.sqlite3"
    database = Database(url)
    add_account(database, "maria", "admin", PASSWORD)
    process = start(port := free_port(), real_index, FAMILY_QA_DATABASE_URL=url)
    wait_until_served(process)
    try:
        # On a thread of its own: a browser of another test may have left a loop on this one.
        with ThreadPoolExecutor(1) as pool:
            answered = pool.submit(asyncio.run, _ask_until_stopped(port, process)).result()
        began = time.monotonic()
        process.wait(LONGEST_STOP_S)
        print(f"\nended {time.monotonic() - began:.1f} s after the last page was closed")
    finally:
        process.kill()
        process.communicate()
    with database.reading() as session:
        kept = list(session.scalars(select(TurnRow.question)))
        details = session.scalar(select(func.count()).select_from(DetailRow))
    assert len(answered) >= ANSWERS
    assert set(answered) <= set(kept)
    assert len(kept) == len(set(kept)) == details
    database.close()
