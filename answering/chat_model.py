"""The door to chat models: LangChain's `init_chat_model`, its streams under a deadline, its errors as ours.

Imported only where a model is set: LangChain takes a second to load.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langsmith import tracing_context

from answering.prices import Prices, parse_prices
from answering.reply import Deadline, ModelFault, Tokens
from ingest.errors import SettingError, first_line
from ingest.settings import Settings

MOST_TOKENS = 900
MOST_CHARS = 8000
"""Of a reply; a longer one has no end."""
TOO_MANY, REFUSED, NO_SUCH = 429, (401, 403), (404,)


@dataclass
class _Stream:
    """What passes between the thread that reads and the one that waits."""

    chunks: queue.Queue[Any] = field(default_factory=queue.Queue)
    stopped: threading.Event = field(default_factory=threading.Event)


class ChatModel:
    """One model; safe to be shared between threads."""

    def __init__(self, name: str, model: BaseChatModel, prices: Prices | None = None) -> None:
        """`prices`: None where the operator has set none."""
        self.name = name
        self.prices = prices
        self._model = model

    def stream_form(
        self, system: str, human: str, schema: dict[str, Any], deadline: Deadline, tokens: Tokens
    ) -> Iterator[dict[str, Any]]:
        """The reply by `schema` as far as it has come, again and again; raises ModelFault."""
        try:
            structured = self._model.with_structured_output(schema)
        except (NotImplementedError, ValueError) as error:
            raise ModelFault("wrong", "no structured output") from error
        for reply in self._stream(structured, system, human, deadline, tokens):
            if isinstance(reply, dict):
                yield reply

    def stream_text(self, system: str, human: str, deadline: Deadline, tokens: Tokens) -> Iterator[str]:
        """The reply's text as far as it has come, again and again; raises ModelFault."""
        text = ""
        for chunk in self._stream(self._model, system, human, deadline, tokens):
            text += str(chunk.text)
            if len(text) > MOST_CHARS:
                raise ModelFault("endless")
            yield text

    def _stream(
        self, runnable: Any, system: str, human: str, deadline: Deadline, tokens: Tokens
    ) -> Iterator[Any]:
        """Chunks of `runnable`, read in a thread of its own: no client's time-out covers a slow trickle."""
        stream = _Stream()
        usage = UsageMetadataCallbackHandler()
        thread = threading.Thread(
            target=_read, args=(runnable, system, human, usage, stream), name="chat-model", daemon=True
        )
        thread.start()
        try:
            while True:
                try:
                    chunk = stream.chunks.get(timeout=deadline.left)
                except queue.Empty:
                    raise ModelFault("silent", "nothing came in time") from None
                if isinstance(chunk, BaseException):
                    raise fault_of(chunk) from chunk
                if chunk is None:
                    return
                yield chunk
        finally:
            stream.stopped.set()
            tokens.add(usage.usage_metadata)


def _read(
    runnable: Any, system: str, human: str, usage: UsageMetadataCallbackHandler, stream: _Stream
) -> None:
    messages = [SystemMessage(system), HumanMessage(human)]
    size = 0
    try:
        # LangSmith would send what families ask to another company, whatever the environment says.
        with tracing_context(enabled=False):
            for chunk in runnable.stream(messages, config={"callbacks": [usage]}):
                if stream.stopped.is_set():
                    return
                size += 1
                if size > MOST_CHARS:
                    raise ModelFault("endless")
                stream.chunks.put(chunk)
    except BaseException as error:
        stream.chunks.put(error)
    else:
        stream.chunks.put(None)


def fault_of(error: BaseException) -> ModelFault:
    """A provider's error as ours: each client has classes of its own, but a status is called a status."""
    if isinstance(error, ModelFault):
        return error
    name = type(error).__name__
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if status == TOO_MANY:
        return ModelFault("busy", name, _retry_after(response))
    if status in REFUSED or status in NO_SUCH:
        return ModelFault("refused", f"{name}, status {status}")
    if isinstance(status, int) and status >= 500:
        return ModelFault("broken", f"{name}, status {status}")
    if isinstance(status, int) and status >= 400:
        return ModelFault("wrong", f"{name}, status {status}")
    if isinstance(error, OutputParserException | ValueError) or "LengthFinishReason" in name:
        return ModelFault("malformed", name)
    # Clients wrap what httpx says; whether the server was reached at all, only the innermost tells.
    names = [name]
    while error := error.__cause__ or error.__context__:  # type: ignore[assignment]
        names.append(type(error).__name__)
    if any("Timeout" in inner for inner in names):
        return ModelFault("silent", name)
    if any("Protocol" in inner or "ReadError" in inner for inner in names):
        return ModelFault("broken", name)
    return ModelFault("unreachable", name)


def _retry_after(response: Any) -> float | None:
    try:
        return float(response.headers["retry-after"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def open_chat_model(settings: Settings) -> ChatModel:
    """The model of the settings; raises SettingError where it cannot be set up. Nothing is sent yet."""
    name = settings.answer_model
    provider, colon, _ = name.partition(":")
    if not colon:
        raise SettingError(
            f"FAMILY_QA_ANSWER_MODEL={name!r}: write it as provider:model, like ollama:qwen3:4b"
        )
    options: dict[str, Any] = {"temperature": 0}
    if settings.answer_base_url:
        options["base_url"] = settings.answer_base_url
    if provider == "ollama":
        options |= {"num_predict": MOST_TOKENS, "client_kwargs": {"timeout": settings.answer_timeout}}
    else:
        options |= {"max_tokens": MOST_TOKENS, "timeout": settings.answer_timeout, "max_retries": 0}
    if provider == "openai":
        options["stream_usage"] = True
        if settings.answer_base_url and not os.environ.get("OPENAI_API_KEY"):
            options["api_key"] = "none"  # a server of one's own asks for none, but the client does
    prices = parse_prices("FAMILY_QA_ANSWER_PRICES", settings.answer_prices)
    try:
        return ChatModel(name, init_chat_model(name, **options), prices)
    except Exception as error:  # unknown provider, missing package, missing key: one class each
        raise SettingError(
            f"FAMILY_QA_ANSWER_MODEL={name!r}: cannot be set up ({first_line(error)}); "
            f"install its package (pip install -e '.[{provider}]') and set its key"
        ) from error
