"""A circuit breaker (Nygard, "Release It!", 2007): an endpoint that fails is left alone for a while.

Our own: pybreaker holds its lock while the guarded call runs, so that one family would wait for
another, and
with a generator it lets everyone through for the trial (docs/log.md).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAULTS = 3
"""In a row, that open it."""
REST_S = 30.0
"""How long it stays open; then one call is let through to try."""
LONG_REST_S = 600.0
"""After a fault that only the operator can mend, like a wrong key."""


class Breaker:
    """Safe to be shared between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._faults = 0
        self._open_until = 0.0

    def lets_through(self) -> bool:
        """Whether the endpoint may be called now. After a rest one caller may, until it reports back."""
        with self._lock:
            if self._faults < FAULTS:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + REST_S
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._faults = 0

    def failed(self, lasting: bool = False) -> None:
        """Counts a fault; a `lasting` one opens the breaker at once, and for long."""
        with self._lock:
            self._faults = FAULTS if lasting else self._faults + 1
            if self._faults >= FAULTS:
                self._open_until = self._clock() + (LONG_REST_S if lasting else REST_S)
