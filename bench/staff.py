"""The staff pages as a benchmark asks for them: served, signed in, every page timed."""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select

from answering.answerer import Answerer
from answering.wording import load_wording
from bench.server import free_port
from pages.review.desk import Desk
from pages.review.digest import SPANS, DigestMaker
from pages.review.rooms import mount_review
from store.board import Board
from store.database import Database
from store.health import Health
from store.review import SHOWS
from store.schema import CitedRow, TurnRow

PASSWORD = "correct horse battery"
ROUNDS = 20
LONGEST_WAIT_S = 600.0


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody signed in, and the digests behind the pages."""

    client: httpx.Client
    digests: DigestMaker


@contextmanager
def staff_pages(database: Database, answerer: Answerer, health: Health) -> Iterator[Staff]:
    """The staff pages on a port of their own, in this process."""
    import uvicorn

    app, port = FastAPI(), free_port()
    board, digests = Board(database, answerer), DigestMaker(database, answerer)
    mount_review(app, Desk(database, answerer, load_wording(), board, health, digests))
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        token = re.search(r'form_token" value="([^"]+)', client.get("/review/sign-in").text)
        assert token
        form = {"name": "maria", "password": PASSWORD, "form_token": token[1]}
        assert client.post("/review/sign-in", data=form).status_code == 303
        yield Staff(client, digests)
    server.should_exit = True
    thread.join()
    digests.stop()
    board.stop()


def timed(client: httpx.Client, path: str) -> float:
    """Milliseconds until a page is there; of an export, until its first line is."""
    began = time.perf_counter()
    with client.stream("GET", path) as answer:
        assert answer.status_code == 200, (path, answer.status_code)
        for _ in answer.iter_bytes():
            if "/export." in path or path.endswith(".csv"):
                break
    return (time.perf_counter() - began) * 1000


def time_every_page(staff: Staff, database: Database) -> None:
    """Prints p50 and the slowest of each page, the first visit apart, and what the processor was busy
    with it (the client included): on a machine that others use, that is what the page costs."""
    first = {path: timed(staff.client, path) for path in ("/review/figures", "/review/gaps")}
    began = time.perf_counter()
    while (digest := staff.digests.latest()) is None:
        time.sleep(0.05)
    print(
        f"  first figures {time.perf_counter() - began:.1f} s after the start; until then the page says so"
    )
    while digest is None or digest.gaps.waiting:
        assert time.perf_counter() - began < LONGEST_WAIT_S
        time.sleep(1)
        digest = staff.digests.latest()
    print(
        f"  {digest.gaps.grouped} unanswered questions in {len(digest.gaps.groups)} groups "
        f"{time.perf_counter() - began:.0f} s after the start"
    )
    worst = 0.0
    for name, path in pages_of(database):
        visited = first.get(path) or timed(staff.client, path)
        used = time.process_time()
        took = sorted(timed(staff.client, path) for _ in range(ROUNDS))
        used = (time.process_time() - used) / ROUNDS * 1000
        worst = max(worst, visited, took[-1])
        p50 = statistics.median(took)
        print(
            f"  {name:30} p50 {p50:4.0f} ms, slowest {took[-1]:4.0f}, first {visited:4.0f}; "
            f"processor {used:3.0f} ms",
            flush=True,
        )
    print(f"  slowest of all: {worst:.0f} ms")


def pages_of(database: Database) -> list[tuple[str, str]]:
    """(name, address) of every page of /review that shows something."""
    with database.reading() as session:
        turns = {
            kind: session.scalar(select(TurnRow.id).where(TurnRow.kind == kind).limit(1)) or ""
            for kind in ("answer", "abstain", "emergency")
        }
        number = func.count().desc()
        quoted = session.scalar(select(CitedRow.passage_id).group_by(CitedRow.passage_id).order_by(number))
    answered = f"/review/turns/{turns['answer']}"
    return [
        *((f"queue, {show}", f"/review?show={show}") for show in SHOWS),
        ("queue, found words", "/review?show=all&words=insurance"),
        ("queue, words of none", "/review?show=all&words=zzzzzz"),
        ("queue, days and status", "/review?show=all&since=2020-01-01&until=2100-01-01&status=checked"),
        ("queue, of a passage", f"/review?show=all&passage={quoted}"),
        ("queue, page 1000", "/review?show=all&page=1000"),
        ("turn, answered", answered),
        ("turn, not answered", f"/review/turns/{turns['abstain']}"),
        ("turn, emergency", f"/review/turns/{turns['emergency']}"),
        ("ask again", f"{answered}/again"),
        ("make a case", f"{answered}/case"),
        ("evaluation cases", "/review/cases"),
        ("approved answers", "/review/approved"),
        ("write an approved answer", f"/review/approved/new?turn={turns['answer']}"),
        ("passages", "/review/passages"),
        ("passages, found words", "/review/passages?words=dose"),
        ("one passage", f"/review/passages/{quoted}"),
        ("gaps", "/review/gaps"),
        *((f"figures, {days} days", f"/review/figures?days={days}") for days in SPANS),
        ("figures", "/review/figures"),
        ("audit", "/review/audit"),
        ("sign-in", "/review/sign-in"),
        ("CSV of all, first line", "/review/export.csv?show=all"),
        ("JSONL of a search, first line", "/review/export.jsonl?show=all&words=insurance"),
        ("CSV of the audit, first line", "/review/audit.csv"),
    ]
