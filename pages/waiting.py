"""How many families wait for an answer at once; who comes after that is told whom to call, at once."""

from __future__ import annotations

from types import TracebackType

MOST = 200
"""On a machine that answers twenty in a second the last of so many is answered before the page says that
something is wrong (chat.js); on a quicker one it bounds what is held."""


class FullError(Exception):
    """Too many wait already."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} questions wait already; one more was turned away")


class WaitingRoom:
    """A place for each question that is being answered; used on one event loop."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._taken = 0

    def __enter__(self) -> None:
        """Raises FullError."""
        if self._taken >= self._most:
            raise FullError(self._most)
        self._taken += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._taken -= 1
