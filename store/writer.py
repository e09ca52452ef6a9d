"""One thread that writes for everyone: a bounded queue, and many rows to a commit.

Whoever hands something over never waits for the database. A Future is done when the row is committed.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from store.database import Database, RowError, StoreError
from store.health import Health

Write = Callable[[Session], None]
MOST_WAITING = 10_000
MOST_AT_ONCE = 500
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
LAST_WORDS_S = 5.0
"""How long a process that ends still tries to write what waits."""


@dataclass(slots=True)
class Job:
    write: Write
    done: Future[None] = field(default_factory=Future)


class Writer:
    """Writes in the order of the queue; what waits is lost only with the process, unacknowledged."""

    def __init__(self, database: Database, most_waiting: int = MOST_WAITING) -> None:
        self._database = database
        self._jobs: queue.Queue[Job] = queue.Queue(most_waiting)
        self._held: list[Job] = []
        """Taken from the queue and not yet committed."""
        self._stopping = threading.Event()
        self._committing = threading.RLock()
        self.health = Health(lambda: self._jobs.qsize() + len(self._held))
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def offer(self, write: Write) -> Future[None]:
        """Returns at once. The future fails with StoreError where there is no room or no way."""
        job = Job(write)
        try:
            if self._stopping.is_set():
                raise queue.Full
            self._jobs.put_nowait(job)
        except queue.Full:
            self.health.trouble("more is waiting than there is room for", lost=1)
            job.done.set_exception(StoreError("the store has no room for more"))
        return job.done

    def take_back(self, written: Future[None]) -> bool:
        """Whether it will never be written; False where it is settled already.

        Waits for a commit that is under way, so that what a family is told is true.
        """
        with self._committing:
            return written.cancel()

    def stop(self) -> None:
        """Write what waits, for a few seconds at most."""
        self._stopping.set()
        self._thread.join(LAST_WORDS_S)

    def _run(self) -> None:
        pause = FIRST_PAUSE_S
        while True:
            if not self._held:
                self._held = self._take()
            if not self._held:
                if self._stopping.is_set():
                    return
                continue
            if self._commit(self._held):
                self._held = []
                pause = FIRST_PAUSE_S
                continue
            if self._stopping.wait(0):
                time.sleep(FIRST_PAUSE_S)
            else:
                self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    def _take(self) -> list[Job]:
        """What waits now, as far as it fits into one commit."""
        jobs: list[Job] = []
        with contextlib.suppress(queue.Empty):
            jobs.append(self._jobs.get(timeout=0.2))
            while len(jobs) < MOST_AT_ONCE:
                jobs.append(self._jobs.get_nowait())
        return jobs

    def _commit(self, jobs: list[Job]) -> bool:
        """Whether the jobs are settled; False where the database must be tried again later."""
        with self._committing:
            return self._commit_now(jobs)

    def _commit_now(self, jobs: list[Job]) -> bool:
        jobs[:] = [job for job in jobs if not job.done.cancelled()]
        if not jobs:
            return True
        try:
            with self._database.writing() as session:
                for job in jobs:
                    job.write(session)
        except RowError:
            return self._commit_singly(jobs)
        except StoreError as error:
            self.health.trouble(str(error))
            return False
        except Exception as error:  # a mistake of ours in one row must not stop the others
            if len(jobs) > 1:
                return self._commit_singly(jobs)
            self._give_up(jobs[0], f"{type(error).__name__} in a row")
            return True
        self.health.well()
        for job in jobs:
            with contextlib.suppress(Exception):  # whoever waited has gone
                job.done.set_result(None)
        return True

    def _commit_singly(self, jobs: list[Job]) -> bool:
        """Each alone, so that one row that cannot be written costs no other."""
        if len(jobs) == 1:
            self._give_up(jobs[0], "a row does not fit the tables")
            return True
        while jobs:
            if not self._commit([jobs[0]]):
                return False
            del jobs[0]
        return True

    def _give_up(self, job: Job, reason: str) -> None:
        self.health.lose(1)
        with contextlib.suppress(Exception):
            job.done.set_exception(StoreError(reason))
