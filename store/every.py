"""Something that is done again and again while the app serves."""

from __future__ import annotations

import threading
from collections.abc import Callable

LONGEST_STOP_S = 5.0


class Every:
    """Calls `task` at once and then every so many seconds, on a thread of its own, until it is stopped."""

    def __init__(self, name: str, seconds: float, task: Callable[[], None]) -> None:
        """`task` must not raise: the thread would end with it."""
        self._seconds, self._task = seconds, task
        self._stopping = threading.Event()
        self._due = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def hurry(self) -> None:
        """The next call comes now; returns at once."""
        self._due.set()

    def stop(self) -> None:
        self._stopping.set()
        self._due.set()
        self._thread.join(LONGEST_STOP_S)

    def _run(self) -> None:
        while True:
            self._task()
            self._due.wait(self._seconds)
            # Cleared before it is asked whether to stop: a stop that comes now is not slept through.
            self._due.clear()
            if self._stopping.is_set():
                return
