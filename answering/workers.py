"""Whose turn it is: how many questions are worked on at a time, and what is done beside another step."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from ingest.serving import WORKERS

AT_ONCE = WORKERS
"""Questions worked on at a time: 32 threads on two cores answered a third fewer than three did."""
AT_ONCE_WITH_MODEL = 32
"""The same with a chat model, whose words are waited for, not worked out here."""

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Threads for questions, first come first served."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_work = ThreadPoolExecutor(at_once, thread_name_prefix="answering")
        self._helping = ThreadPoolExecutor(WORKERS, thread_name_prefix="beside")
        self._counting = threading.Lock()
        self._begun = 0
        """Questions that wait or are worked on."""

    def begin(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> Future[T]:
        """Starts `work` when it is its turn."""
        with self._counting:
            self._begun += 1
        future = self._at_work.submit(work, *given, **named)
        future.add_done_callback(self._ended)
        return future

    def beside(self, step: Callable[P, T], *given: P.args, **named: P.kwargs) -> Future[T]:
        """A step of a question that another of its steps does not wait for.

        On a thread of its own while no other question waits, else here and now: every core is busy
        then, and a second thread would only take turns with the first.
        """
        if self._begun <= 1:
            return self._helping.submit(step, *given, **named)
        return here_and_now(step, *given, **named)

    def _ended(self, _: Future[T]) -> None:
        with self._counting:
            self._begun -= 1


def here_and_now(step: Callable[P, T], *given: P.args, **named: P.kwargs) -> Future[T]:
    """The result of `step`, or what it raised, for whoever asks."""
    future: Future[T] = Future()
    try:
        future.set_result(step(*given, **named))
    except Exception as error:
        future.set_exception(error)
    return future
