"""How much one client may ask, and how large a request may be."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from fastapi import HTTPException, Request
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import SettingError
from ingest.network import network_of

MOST_BYTES = 1_000_000
"""Of a request's body: 200 turns and a long question fit in well."""
MOST_BYTES_OF_PAGES = 8_000_000
"""A page sends its whole conversation along, as it is shown."""
SLOWEST_BODY_S = 20.0
"""A body that has not come by then will not come."""
CLOCK_SLACK_S = 1.0
TOO_LARGE = '{"detail":"The request is larger than %d MB; send fewer or shorter turns."}'
TOO_SLOW = b'{"detail":"The request did not arrive in time; send it again."}'


class RateLimit:
    """A moving window for each client; shared between processes where the store is Redis."""

    def __init__(self, rate: str, store_url: str) -> None:
        """`rate` as in "60/minute"; `store_url` "memory://" or a redis:// address.

        Raises SettingError for either that cannot be used.
        """
        try:
            self._item: RateLimitItem = parse(rate)
        except ValueError as error:
            raise SettingError(f"FAMILY_QA_RATE_LIMIT={rate!r}: write it as 60/minute") from error
        try:
            self._store: Storage = storage_from_string(store_url, wrap_exceptions=True)  # type: ignore[assignment]
        except (ConfigurationError, ValueError, ImportError) as error:
            raise SettingError(
                f"FAMILY_QA_LIMITS_URL={store_url!r}: cannot be used ({error}); "
                "write memory:// or redis://host:6379"
            ) from error
        self._limiter = MovingWindowRateLimiter(self._store)
        self.is_shared = not isinstance(self._store, MemoryStorage)
        """Counted by another process, which may be slow to answer."""
        self._latest = 0.0

    def check(self, request: Request) -> None:
        """Raises HTTP 429 with Retry-After when the client has asked too much.

        Where the store is away, everybody is answered.
        """
        client = network_of(request.client.host) if request.client else "unknown"
        try:
            self._forget_the_future()
            if self._limiter.hit(self._item, client):
                return
            resets = self._limiter.get_window_stats(self._item, client).reset_time
        except StorageError:
            logging.getLogger(__name__).warning("FAMILY_QA_LIMITS_URL does not answer: nothing is counted")
            return
        wait = max(1, math.ceil(resets - time.time()))
        raise HTTPException(
            429, f"Too many questions; try again in {wait} s.", headers={"Retry-After": str(wait)}
        )

    def _forget_the_future(self) -> None:
        """A clock that was set back would keep clients out until it comes there again."""
        now = time.time()
        if now < self._latest - CLOCK_SLACK_S:
            self._store.reset()
        self._latest = now


class SizeLimit:
    """Refuses a body that is too large or too slow before anything reads it whole."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        """Paths under `prefix` may hold MOST_BYTES, the others MOST_BYTES_OF_PAGES."""
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self._app(scope, receive, send)
            return
        most = MOST_BYTES if scope["path"].startswith(self._prefix) else MOST_BYTES_OF_PAGES
        too_large = (TOO_LARGE % (most // 1_000_000)).encode()
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > most:
            await _refuse(send, 413, too_large)
            return
        body, status = await _whole_body(receive, most)
        if status:
            await _refuse(send, status, too_large if status == 413 else TOO_SLOW)
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _whole_body(receive: Receive, most: int) -> tuple[bytes, int]:
    """The body, and 0; or a status that refuses it."""
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(SLOWEST_BODY_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return b"", 408
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                if size > most:
                    return b"", 413
                if not message.get("more_body", False):
                    return b"".join(chunks), 0
    except TimeoutError:
        return b"", 408


async def _refuse(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
