"""An answer on the page sentence by sentence, where a chat model words it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from answering.records import Answer
from pages.render import render_part, turn_count

Respond = Callable[..., Awaitable[list[Any]]]


async def respond_by_sentence(
    respond: Respond,
    others: Sequence[Any],
    message: str,
    turns: list[dict[str, str]],
    log: str,
    urgent: str,
) -> AsyncIterator[list[Any]]:
    """What `respond` gives, and before it the answer so far for each sentence that was checked.

    `others`: what leaves the other parts of the page as they are. Only the conversation changes until
    then: no mark, no button, and nothing for a screen reader to read twice.
    """
    parts: asyncio.Queue[Answer | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(part: Answer) -> None:
        """From the thread on which the answer is made."""
        loop.call_soon_threadsafe(parts.put_nowait, part)

    whole = asyncio.ensure_future(respond(message, turns, log, urgent, tell))
    whole.add_done_callback(lambda _: parts.put_nowait(None))
    while part := await parts.get():
        shown = (log or "") + render_part(message, part, turn_count(log or "") + 1)
        yield [shown, *others]
    yield await whole
