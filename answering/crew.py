"""Answers made in processes of their own, beside the one that serves the page.

Page and answers otherwise wait for one interpreter lock, whatever the number of cores. What is asked of a
process that is not there yet, is gone or is silent is answered here instead: nobody waits for one in vain.
So is one question at a time while all of them have enough to do.
"""

from __future__ import annotations

import contextlib
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import TYPE_CHECKING

from answering.records import Answer, Turn
from ingest.settings import Settings

if TYPE_CHECKING:
    from answering.answerer import Answerer

Opener = Callable[[Settings], "Answerer"]
"""A function of a module, which the other process finds by its name."""
Instead = Callable[[], Future[Answer]]

PATIENCE_S = 10.0
"""A process that owes an answer for so long is ended, and another is started."""
AGAIN_AFTER_S = 10.0
"""Seconds between two starts, so that one which cannot start does not take the processor for itself."""
LOOK_S = 1.0
MANY_OWED = 4
"""By each process: from here on the one that asks takes a question as well, one at a time."""
MOST_OWED = 64
"""By one process: more is answered sooner by whoever asks."""
TURN_S = 0.001
"""For so long a thread that makes an answer keeps the interpreter from one whose question was just read;
five times that is Python's own choice, and a twentieth fewer answers (docs/log.md)."""
READY, REFRESH = 0, -1
"""What is sent in place of the number of a question."""


@dataclass(slots=True)
class _Owed:
    """A question that a process has, and where its answer is waited for."""

    answer: Future[Answer]
    instead: Instead
    since: float = field(default_factory=time.monotonic)


class Crew:
    """Several processes; a question goes to the one that owes the fewest answers."""

    def __init__(self, count: int, open_answerer: Opener, settings: Settings) -> None:
        self._mates = [Mate(open_answerer, settings) for _ in range(count)]
        self._spare = threading.Semaphore(1)
        """Where all have enough to do, whoever asks answers one question at a time."""
        self._agreed = ""
        """The build that all answered from when it was last asked for."""

    def begin(self, message: str, history: Sequence[Turn], instead: Instead) -> Future[Answer]:
        """The answer, from a process, or `instead` of it by the caller."""
        mate = min(self._mates, key=lambda mate: (not mate.ready, mate.owes))
        if mate.owes >= MANY_OWED and self._spare.acquire(blocking=False):
            try:
                here = instead()
            except BaseException:
                self._spare.release()
                raise
            here.add_done_callback(lambda _: self._spare.release())
            return here
        return mate.begin(message, history, instead)

    @property
    def ready(self) -> int:
        """How many are up."""
        return sum(mate.ready for mate in self._mates)

    def index_id(self, here: str) -> str:
        """The build that all answer from, this process `here` too; while some move on, the one before."""
        if all(mate.index_id == here for mate in self._mates if mate.ready):
            self._agreed = here
        return self._agreed or here

    def refresh(self) -> None:
        """Staff decided something, or there is a newer index: each looks at once."""
        for mate in self._mates:
            mate.refresh()

    def close(self) -> None:
        for mate in self._mates:
            mate.close()


class Mate:
    """One process, started again whenever it ends; shared between threads."""

    def __init__(self, open_answerer: Opener, settings: Settings) -> None:
        """Starts it and does not wait for it."""
        self._given = open_answerer, settings
        self._lock = threading.Lock()
        self._owed: dict[int, _Owed] = {}
        self._asked = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._outbox: SimpleQueue[object] = SimpleQueue()
        """What the process is to read next; never waited for."""
        self._writer: threading.Thread | None = None
        self._closing = threading.Event()
        self.ready = False
        self.index_id = ""
        """The build of the index that it answers from, once it is ready."""
        self._thread = threading.Thread(target=self._keep, name="crew", daemon=True)
        self._thread.start()

    @property
    def owes(self) -> int:
        return len(self._owed)

    def begin(self, message: str, history: Sequence[Turn], instead: Instead) -> Future[Answer]:
        """The answer, from the process, or `instead` of it by the caller."""
        owed = _Owed(Future(), instead)
        # From now on whoever waits may go away, and cannot call it off: it is under way elsewhere.
        owed.answer.set_running_or_notify_cancel()
        with self._lock:
            if not self.ready or self._line is None or len(self._owed) >= MOST_OWED:
                return instead()
            self._asked += 1
            self._owed[self._asked] = owed
            self._outbox.put((self._asked, message, tuple(history)))
        return owed.answer

    def refresh(self) -> None:
        with self._lock:
            if self.ready:
                self._outbox.put((REFRESH, "", ()))

    def close(self) -> None:
        """End the process; what it owes is answered by whoever asked."""
        self._closing.set()
        self._end()
        self._thread.join(timeout=2 * LOOK_S)

    def _keep(self) -> None:
        """The thread: start it, hand out what it answers, and begin again when it ends."""
        while not self._closing.is_set():
            began = time.monotonic()
            try:
                self._listen(self._start())
            except Exception as error:  # whatever it is, the next one is started
                if not self._closing.is_set():
                    logging.getLogger(__name__).warning(
                        "a process that answers has ended (%s); this one answers until the next is up",
                        str(error) or type(error).__name__,
                    )
            self._end()
            self._closing.wait(max(0.0, AGAIN_AFTER_S - (time.monotonic() - began)))

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "answering.crew", str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        line = self._line = Connection(ours.detach())
        line.send(self._given)
        outbox = self._outbox = SimpleQueue()
        self._writer = threading.Thread(target=_write, args=(line, outbox), name="crew-line", daemon=True)
        self._writer.start()
        return line

    def _listen(self, line: Connection) -> None:
        while not self._closing.is_set():
            if any(time.monotonic() - owed.since > PATIENCE_S for owed in [*self._owed.values()]):
                raise OSError(f"an answer was owed for {PATIENCE_S:.0f} s")
            if not line.poll(LOOK_S):
                continue
            number, answer = line.recv()
            if number == READY:
                self.index_id = answer
                self.ready = True
                continue
            with self._lock:
                owed = self._owed.pop(number, None)
            if owed is None:
                continue
            if answer is None:
                _hand_on(owed)
            else:
                owed.answer.set_result(answer)

    def _end(self) -> None:
        """Whatever is left of it goes; what it owes is answered by whoever asked."""
        with self._lock:
            self.ready = False
            line, self._line = self._line, None
            owed, self._owed = [*self._owed.values()], {}
        if self._process is not None:
            # First of all: a line that nobody reads holds whoever writes to it until then.
            self._process.kill()
            self._process.wait()
        if self._writer is not None:
            self._outbox.put(None)
            self._writer.join(timeout=LOOK_S)
        if line is not None:
            line.close()
        for one in owed:
            _hand_on(one)


def _write(line: Connection, outbox: SimpleQueue[object]) -> None:
    """The thread of one line: whoever asks never waits until a process has room for a question."""
    with contextlib.suppress(OSError):  # it has ended: whoever keeps it sees that
        while (question := outbox.get()) is not None:
            line.send(question)


def _hand_on(owed: _Owed) -> None:
    def copy(done: Future[Answer]) -> None:
        error = done.exception()
        if error is None:
            owed.answer.set_result(done.result())
        else:
            owed.answer.set_exception(error)

    owed.instead().add_done_callback(copy)


def serve(line: Connection) -> None:
    """The other side: answers what comes down the line until it is closed."""
    open_answerer, settings = line.recv()
    answerer: Answerer = open_answerer(settings)
    answerer.ask("isitsafe")  # loads models and word lists before anybody waits for them
    sending = threading.Lock()

    def send(number: int, done: Future[Answer]) -> None:
        answer = None if done.exception() else done.result()
        with sending:
            line.send((number, answer))

    def report() -> None:
        # Read before the lock is taken: to look at it may be what finds a newer one, and reports that.
        index_id = answerer.store.index_id
        with sending:
            line.send((READY, index_id))

    answerer.generations.moved = report
    report()
    while True:
        number, message, history = line.recv()
        if number == REFRESH:
            answerer.editorial.catch_up()
            # Opening a large index takes seconds: meanwhile the one in use answers.
            threading.Thread(target=answerer.generations.look, daemon=True).start()
        else:
            answerer.begin(message, history).add_done_callback(partial(send, number))


def main() -> None:
    sys.setswitchinterval(TURN_S)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the app, which ends this
    try:
        serve(Connection(int(sys.argv[1])))
    except (EOFError, OSError):
        return  # the app is gone


if __name__ == "__main__":
    main()
