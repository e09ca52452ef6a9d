"""An answer on the page sentence by sentence, where a chat model words it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from answering.records import Answer
from pages.render import render_part, turn_count

Respond = Callable[..., list[Any]]


def respond_by_sentence(
    respond: Respond,
    others: Sequence[Any],
    message: str,
    turns: list[dict[str, str]],
    log: str,
    urgent: str,
) -> Iterator[list[Any]]:
    """What `respond` gives, and before it the answer so far for each sentence that was checked.

    `others`: what leaves the other parts of the page as they are. Only the conversation changes until
    then: no mark, no button, and nothing for a screen reader to read twice.
    """
    parts: queue.Queue[Answer | list[Any]] = queue.Queue()
    thread = threading.Thread(
        target=lambda: parts.put(respond(message, turns, log, urgent, parts.put)),
        name="answer-by-sentence",
        daemon=True,
    )
    thread.start()
    while isinstance(part := parts.get(), Answer):
        shown = (log or "") + render_part(message, part, turn_count(log or "") + 1)
        yield [shown, *others]
    yield part
