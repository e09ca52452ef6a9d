"""Ask a chat model for the sentences of an answer, one by one as they come. What it says is checked
elsewhere."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any

from answering.citations import Reference
from answering.reply import Deadline, ModelFault, Tokens, Unanswerable
from ingest.records import Passage

if TYPE_CHECKING:
    from answering.chat_model import ChatModel

PARTS = "\n---\n"
"""Between what a prompt file says to the model as its rules, and what it is given to read."""
SCHEMA: Mapping[str, Any] = {
    "title": "answer",
    "description": "An answer in sentences, each with the passages it rests on.",
    "type": "object",
    "properties": {
        "answerable": {"type": "string", "enum": ["yes", "no"]},
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "citations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"number": {"type": "integer"}, "quote": {"type": "string"}},
                            "required": ["number", "quote"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["text", "citations"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["answerable", "sentences"],
    "additionalProperties": False,
}
ANSWERABLE = re.compile(r"ANSWERABLE: (yes|no)")
SENTENCE = re.compile(r"SENTENCE: (\S.*)")
CITES = re.compile(r'\[(\d+)\] "([^"]*(?:"[^"\[]+"[^"]*)*)"')


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence as the model gave it."""

    text: str
    references: tuple[Reference, ...]


class Generator:
    """Asks one model; safe to be shared between threads."""

    def __init__(self, model: ChatModel, prompts: Mapping[str, str]) -> None:
        self._model = model
        self._prompts = prompts
        self._by_form = True

    @property
    def name(self) -> str:
        return self._model.name

    def drafts(
        self, question: str, shown: Sequence[Passage], words: int, deadline: Deadline, tokens: Tokens
    ) -> Iterator[Draft]:
        """The sentences of one reply, each as soon as it is whole.

        `deadline` is looked at before each piece, so the caller may extend it. Raises ModelFault, or
        Unanswerable.
        """
        system, human = prompt(
            self._prompts["answer.md"],
            passages=numbered(shown),
            question=harmless(question),
            words=str(words),
        )
        if self._by_form:
            try:
                replies = self._model.stream_form(system, human, dict(SCHEMA), deadline, tokens)
                yield from _whole_drafts(replies)
                return
            except ModelFault as fault:
                if fault.kind == "wrong":
                    # The endpoint knows no structured output: it need not be asked for it again.
                    self._by_form = False
                elif fault.kind != "malformed":
                    raise
        system = f"{system}\n\n{self._prompts['answer_form.md']}"
        yield from _lines(self._model.stream_text(system, human, deadline, tokens))

    def one_line(self, name: str, deadline: Deadline, tokens: Tokens, **texts: str) -> str:
        """The model's one line in reply to prompts/`name`; raises ModelFault."""
        system, human = prompt(self._prompts[name], **{key: harmless(text) for key, text in texts.items()})
        *_, reply = ["", *self._model.stream_text(system, human, deadline, tokens)]
        lines = [line.strip() for line in reply.splitlines() if line.strip()]
        if len(lines) != 1:
            raise ModelFault("malformed", "not one line")
        return lines[0]


def prompt(text: str, **values: str) -> tuple[str, str]:
    """A prompt file's rules and its reading matter, filled in, behind marks that no text can know
    before."""
    rules, _, matter = (
        Template(text).substitute(fence=f"text{secrets.token_hex(4)}", **values).partition(PARTS)
    )
    return rules.strip(), matter.strip()


def harmless(text: str) -> str:
    """`text` without the signs that marks are made of."""
    return text.replace("<", "‹").replace(">", "›")


def numbered(shown: Sequence[Passage]) -> str:
    return "\n\n".join(
        f"[{number}] ({harmless(' > '.join(passage.heading))})\n{harmless(passage.text)}"
        for number, passage in enumerate(shown, start=1)
    )


def _whole_drafts(replies: Iterator[dict[str, Any]]) -> Iterator[Draft]:
    """A sentence is whole when the next one has begun, or the reply is at its end."""
    given, reply = 0, dict[str, Any]()
    for reply in replies:
        if reply.get("answerable") != "yes":
            continue
        rows = reply.get("sentences") or []
        while given < len(rows) - 1:
            yield _draft(rows[given])
            given += 1
    if reply.get("answerable") == "no":
        raise Unanswerable
    if reply.get("answerable") != "yes" or not isinstance(reply.get("sentences"), list):
        raise ModelFault("malformed", "not the form that was asked for")
    for row in reply["sentences"][given:]:
        yield _draft(row)


def _draft(row: Any) -> Draft:
    try:
        references = tuple(Reference(int(c["number"]), str(c["quote"])) for c in row["citations"])
        return Draft(" ".join(str(row["text"]).split()), references)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelFault("malformed", "a sentence without its parts") from error


def _lines(texts: Iterator[str]) -> Iterator[Draft]:
    """The strict text form of prompts/answer_form.md."""
    read, answerable, sentence, text = 0, "", "", ""
    for text in texts:
        *whole, _ = text.split("\n")
        for line in whole[read:]:
            answerable, sentence, draft = _step(line.strip(), answerable, sentence)
            if draft:
                yield draft
        read = len(whole)
    last = text.split("\n")[-1].strip()
    if not answerable or (last and last != "END") or sentence or "END" not in text.split():
        raise ModelFault("malformed", "not the text form that was asked for")


def _step(line: str, answerable: str, sentence: str) -> tuple[str, str, Draft | None]:
    first, said = ANSWERABLE.fullmatch(line), SENTENCE.fullmatch(line)
    if first and first[1] == "no":
        raise Unanswerable
    if first and not answerable:
        return "yes", "", None
    if said and answerable and not sentence:
        return answerable, said[1], None
    if line.startswith("CITES: ") and sentence:
        references = tuple(Reference(int(n), quote) for n, quote in CITES.findall(line))
        return answerable, "", Draft(sentence, references)
    if line in {"", "END"}:
        return answerable, sentence, None
    raise ModelFault("malformed", "a line that has no place")
