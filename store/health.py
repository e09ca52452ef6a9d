"""Whether what should be kept is kept: what staff's banner and the log say."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

LOG_EVERY_S = 60.0
TELL_LOST_S = 3600.0
"""How long after a trouble is over staff are still told what was lost."""


class Health:
    """The state of the store's writer; safe to be shared between threads."""

    def __init__(self, waiting: Callable[[], int] = lambda: 0) -> None:
        """`waiting`: how many turns are still to be written."""
        self.waiting = waiting
        self.lost = 0
        """Turns that could not be kept, since the process began."""
        self._since: float | None = None
        self._lost_at = 0.0
        self._reason = ""
        self._for_good = ""
        self._logged_at = -LOG_EVERY_S
        self._lock = threading.Lock()

    @property
    def is_well(self) -> bool:
        return self._since is None

    def trouble(self, reason: str, lost: int = 0) -> None:
        """Nothing can be written now; one line a minute goes to the log."""
        with self._lock:
            self._since = self._since or time.time()
            self._reason = reason
            self._lose(lost)
            due = time.monotonic() - self._logged_at >= LOG_EVERY_S
            if due:
                self._logged_at = time.monotonic()
        if due:
            logging.getLogger(__name__).warning(
                "questions are not being kept: %s; %d wait, %d are lost; families are answered as ever",
                reason,
                self.waiting(),
                self.lost,
            )

    def well(self) -> None:
        """Something was written."""
        with self._lock:
            self._since = None

    def for_good(self, reason: str) -> None:
        """Nothing is kept until the next start."""
        self._for_good = reason

    def lose(self, count: int) -> None:
        """Turns that were given up while the database itself is well."""
        with self._lock:
            self._lose(count)

    def banner(self) -> str:
        """For staff: what is wrong, or ""."""
        if self._for_good:
            return (
                f"Nothing is being kept until the next start: {self._for_good}. "
                "Families are answered as ever. Please tell whoever runs this."
            )
        with self._lock:
            since, reason, lost, lost_at = self._since, self._reason, self.lost, self._lost_at
        if since is not None:
            clock = time.strftime("%H:%M", time.localtime(since))
            return (
                f"Since {clock} new questions are not being kept: {reason}. {self.waiting()} are waiting, "
                f"{lost} are lost. Families are answered as ever. Please tell whoever runs this."
            )
        if lost and time.time() - lost_at < TELL_LOST_S:
            return f"The store was in trouble; it works again. {lost} questions could not be kept."
        return ""

    def _lose(self, count: int) -> None:
        self.lost += count
        if count:
            self._lost_at = time.time()
