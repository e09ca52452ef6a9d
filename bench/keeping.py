"""The store under load: `python -m bench.keeping`.

1. 200 turns a second are written to SQLite while the staff pages are asked for; every turn is looked for.
2. The same, and the process is killed with SIGKILL in the middle, several times: every turn that was
   acknowledged must be there, once.
3. The queue and one turn with 50,000 turns kept: milliseconds until the page is there.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy import func, insert, select

from answering.answerer import Answerer
from answering.records import Answer
from answering.wording import load_wording
from bench.server import free_port
from ingest.settings import load_settings
from pages.review.desk import Desk
from pages.review.rooms import mount_review
from store.accounts import add_account
from store.board import Board
from store.database import Database
from store.keeper import Keeper
from store.schema import CitedRow, DetailRow, TurnRow
from store.turns import NewTurn, new_id, trace_of

LOOKED_AT_EVERY_S = 0.25
PASSWORD = "correct horse battery"
QUESTIONS = (
    "my son Tyler asks what the side effects are",
    "can she skip the shot this month, call me 614-555-0182",
    "does insurance in texas pay for vivitrol",
    "is naltrexone or methadone better for my brother",
    "Is it addictive?",
)
PAGES = (
    "/review?show=all",
    "/review?show=new",
    "/review?show=all&words=insurance",
    "/review?show=all&page=1000",
)


def answers(answerer: Answerer) -> list[tuple[str, Answer]]:
    return [(question, answerer.ask(question)) for question in QUESTIONS]


def write(
    keeper: Keeper, asked: list[tuple[str, Answer]], rate: float, seconds: float, acknowledged: list[str]
) -> list[str]:
    """Ids of the turns handed over, `rate` a second; `acknowledged` grows as they are committed."""
    handed: list[str] = []
    futures = []
    began = time.perf_counter()
    for number in range(int(rate * seconds)):
        wait = began + number / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        question, answer = asked[number % len(asked)]
        turn = NewTurn(question, answer, new_id())
        handed.append(turn.id)
        future = keeper.keep(turn)
        future.add_done_callback(lambda done, name=turn.id: done.exception() or acknowledged.append(name))
        futures.append(future)
    for future in futures:
        future.result(30)
    print(
        f"  handed over {len(handed)} turns in {time.perf_counter() - began:.1f} s, all acknowledged",
        flush=True,
    )
    return handed


def serve(desk: Desk) -> tuple[str, threading.Thread]:
    import uvicorn

    app = FastAPI()
    mount_review(app, desk)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    return f"http://127.0.0.1:{port}", thread


def signed_in(address: str) -> httpx.Client:
    import re

    client = httpx.Client(base_url=address, timeout=60)
    token = re.search(r'form_token" value="([^"]+)', client.get("/review/sign-in").text)
    assert token
    form = {"name": "maria", "password": PASSWORD, "form_token": token[1]}
    assert client.post("/review/sign-in", data=form).status_code == 303
    return client


def timed(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - began) * 1000


def sustained(folder: Path, answerer: Answerer, seconds: float) -> None:
    database = Database(f"sqlite:///{folder}/load.sqlite3")
    add_account(database, "maria", "admin", PASSWORD)
    keeper = Keeper(database, "redacted")
    address, _ = serve(Desk(database, answerer, load_wording(), Board(database, answerer), keeper.health))
    client, pages, over = signed_in(address), list[float](), threading.Event()

    def look() -> None:
        while not over.is_set():
            pages.append(timed(client, random.choice(PAGES)))
            time.sleep(LOOKED_AT_EVERY_S)

    watcher = threading.Thread(target=look)
    watcher.start()
    acknowledged: list[str] = []
    handed = write(keeper, answers(answerer), 200, seconds, acknowledged)
    over.set()
    watcher.join()
    with database.reading() as session:
        found = list(session.scalars(select(TurnRow.id)))
    lost, doubled = set(handed) - set(found), len(found) - len(set(found))
    print(
        f"  lost {len(lost)}, doubled {doubled}, unacknowledged {len(handed) - len(acknowledged)}; "
        f"meanwhile {len(pages)} pages, median {statistics.median(pages):.0f} ms, "
        f"slowest {max(pages):.0f} ms"
    )
    keeper.close()


def victim(path: str) -> None:
    """Writes for ever and says on standard output which turns are committed."""
    answerer = Answerer.from_settings(load_settings())
    keeper = Keeper(Database(f"sqlite:///{path}"), "redacted")
    asked = answers(answerer)
    print("ready", flush=True)
    for number in range(10**6):
        question, answer = asked[number % len(asked)]
        turn = NewTurn(question, answer, new_id())
        keeper.keep(turn).add_done_callback(lambda _, name=turn.id: os.write(1, f"{name}\n".encode()))
        time.sleep(1 / 220)


def killed(folder: Path, times: int) -> None:
    for number in range(times):
        path = folder / f"killed-{number}.sqlite3"
        process = subprocess.Popen(
            [sys.executable, __file__, "--victim", str(path)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(3 + random.random() * 2)
        process.send_signal(signal.SIGKILL)
        said = [line.strip() for line in process.stdout.read().splitlines() if len(line.strip()) == 32]
        process.wait()
        database = Database(f"sqlite:///{path}")
        with database.reading() as session:
            found = list(session.scalars(select(TurnRow.id)))
            whole = session.scalar(select(func.count()).select_from(DetailRow))
        lost, doubled = len(set(said) - set(found)), len(found) - len(set(found))
        print(f"  killed with {len(said)} acknowledged: lost {lost}, doubled {doubled}, ", end="")
        print(f"turns without their answer {len(found) - (whole or 0)}")
        database.close()


def large(folder: Path, answerer: Answerer, count: int) -> None:
    database = Database(f"sqlite:///{folder}/large.sqlite3")
    add_account(database, "maria", "admin", PASSWORD)
    fill(database, answerer, count)
    address, _ = serve(
        Desk(database, answerer, load_wording(), Board(database, answerer), Keeper(database, "off").health)
    )
    client = signed_in(address)
    with database.reading() as session:
        turn_id = session.scalar(select(TurnRow.id).where(TurnRow.kind == "answer").limit(1))
    views = [
        f"/review?show={show}"
        for show in ("new", "thumbs-down", "abstained", "unsure", "notes", "emergency", "second")
    ]
    for path in (
        *PAGES,
        *views,
        f"/review/turns/{turn_id}",
        "/review/passages",
        "/review/gaps",
        "/review/figures",
    ):
        timed(client, path)
        took = [timed(client, path) for _ in range(9)]
        name = path.replace(turn_id or "none", "ID")
        print(f"  {name:42} median {statistics.median(took):4.0f} ms, slowest {max(took):4.0f} ms")


def fill(database: Database, answerer: Answerer, count: int) -> None:
    """`count` turns over 30 days, straight into the tables."""
    asked, rng, now = answers(answerer), random.Random(1), time.time()
    traces = [trace_of(answer) for _, answer in asked]
    for start in range(0, count, 5000):
        turns, details, cited = [], [], []
        for number in range(start, min(count, start + 5000)):
            kind = rng.randrange(len(asked))
            question, answer = asked[kind]
            turn_id = new_id()
            turns.append(
                {
                    "id": turn_id,
                    "at": now - rng.random() * 30 * 86400,
                    "kind": str(answer.kind),
                    "conversation": new_id(),
                    "question": f"{question} {number}",
                    "standalone": f"{question} {number}",
                    "category": "",
                    "probability": rng.random(),
                    "milliseconds": 20 + rng.random() * 60,
                    "unsure": rng.random() < 0.1,
                    "noted": bool(answer.notes),
                    "approved": "",
                    "helpful": rng.choice([None, None, True, False]),
                    "reason": "",
                    "comment": "",
                    "status": rng.choice(["new", "checked"]),
                    "vector_model": "",
                }
            )
            details.append({"turn_id": turn_id, "answer": answer.text, "trace": traces[kind]})
            cited += [
                {"turn_id": turn_id, "passage_id": c} for c in {c.passage.id for c in answer.citations}
            ]
        with database.writing() as session:
            session.execute(insert(TurnRow), turns)
            session.execute(insert(DetailRow), details)
            session.execute(insert(CitedRow), cited)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--turns", type=int, default=50_000)
    parser.add_argument("--victim", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.victim:
        victim(arguments.victim)
    answerer = Answerer.from_settings(load_settings())
    with tempfile.TemporaryDirectory() as name:
        print("200 turns a second, with the staff pages open")
        sustained(Path(name), answerer, arguments.seconds)
        print("killed under that load")
        killed(Path(name), arguments.kills)
        print(f"{arguments.turns} turns kept")
        large(Path(name), answerer, arguments.turns)


if __name__ == "__main__":
    main()
