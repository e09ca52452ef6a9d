"""The store under load: `python -m bench.keeping`.

1. 200 turns a second are written to SQLite while the staff pages are asked for; every turn is looked for.
2. The same, and the process is killed with SIGKILL in the middle, several times: every turn that was
   acknowledged must be there, once.
3. Every page of /review with 50,000 turns kept: milliseconds until it is there.
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
from concurrent.futures import Future
from functools import partial
from pathlib import Path

from sqlalchemy import func, select

from answering.answerer import Answerer
from answering.records import Answer
from bench.filling import fill
from bench.staff import PASSWORD, staff_pages, time_every_page, timed
from ingest.settings import ROOT, load_settings
from redaction.tagging import Tagger, load_tagger
from store.accounts import add_account
from store.database import Database
from store.health import Health
from store.keeper import Keeper
from store.schema import DetailRow, TurnRow
from store.turns import NewTurn, new_id

RATE, BURST = 200.0, 2000
LOOKED_AT_EVERY_S = 0.25
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


def _tagger() -> Tagger:
    """As the app has it."""
    settings = load_settings()
    return load_tagger(settings.models_of(settings.index), settings.precision)


def answers(answerer: Answerer) -> list[tuple[str, Answer]]:
    return [(question, answerer.ask(question)) for question in QUESTIONS]


def note_committed(names: list[str], name: str, done: Future[None]) -> None:
    if done.exception() is None:
        names.append(name)


def say_committed(name: str, done: Future[None]) -> None:
    if done.exception() is None:
        os.write(1, f"{name}\n".encode())


def write(
    keeper: Keeper, asked: list[tuple[str, Answer]], rate: float, seconds: float, acknowledged: list[str]
) -> list[str]:
    """Ids of the turns handed over, `rate` a second; `acknowledged` grows as they are committed."""
    handed: list[str] = []
    futures = []
    began = time.perf_counter()
    for number in range(round(rate * seconds)):
        wait = began + number / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        question, answer = asked[number % len(asked)]
        turn = NewTurn(question, answer, new_id())
        handed.append(turn.id)
        future = keeper.keep(turn)
        future.add_done_callback(partial(note_committed, acknowledged, turn.id))
        futures.append(future)
    for future in futures:
        future.result(30)
    took = time.perf_counter() - began
    print(f"  {len(handed)} turns committed in {took:.1f} s: {len(handed) / took:.0f} a second", flush=True)
    return handed


def sustained(folder: Path, answerer: Answerer, seconds: float) -> None:
    database = Database(f"sqlite:///{folder}/load.sqlite3")
    add_account(database, "maria", "admin", PASSWORD)
    keeper = Keeper(database, "redacted", tagger=_tagger())
    asked, pages, acknowledged, over = answers(answerer), list[float](), list[str](), threading.Event()
    with staff_pages(database, answerer, keeper.health) as staff:

        def look() -> None:
            while not over.is_set():
                pages.append(timed(staff.client, random.choice(PAGES)))
                time.sleep(LOOKED_AT_EVERY_S)

        watcher = threading.Thread(target=look)
        watcher.start()
        handed = write(keeper, asked, RATE, seconds, acknowledged)
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
    used = time.process_time()
    write(keeper, asked, 1e9, BURST / 1e9, acknowledged)
    print(f"  processor time of a turn: {(time.process_time() - used) / BURST * 1000:.2f} ms")
    keeper.close()


def victim(path: str) -> None:
    """Writes for ever and says on standard output which turns are committed."""
    answerer = Answerer.from_settings(load_settings())
    keeper = Keeper(Database(f"sqlite:///{path}"), "redacted", tagger=_tagger())
    asked = answers(answerer)
    print("ready", flush=True)
    for number in range(10**6):
        question, answer = asked[number % len(asked)]
        turn = NewTurn(question, answer, new_id())
        keeper.keep(turn).add_done_callback(partial(say_committed, turn.id))
        time.sleep(1 / 220)


def killed(folder: Path, times: int) -> None:
    for number in range(times):
        path = folder / f"killed-{number}.sqlite3"
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.keeping", "--victim", str(path)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
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
    with staff_pages(database, answerer, Health()) as staff:
        time_every_page(staff, database)
    database.close()


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
