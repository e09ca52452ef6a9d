"""Words in another alphabet are left out, and a message that is mostly that is told so."""

from __future__ import annotations

import pytest

from answering.answerer import Answerer
from answering.records import Kind
from answering.script import is_mostly_readable, readable


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("how long?", "how long?"),
        ("how long до shot 日本", "how long shot"),
        ("he's blue 😭 help", "he's blue 😭 help"),
        ("¿cuánto tiempo?", "¿cuánto tiempo?"),
        ("שלום", ""),
    ],
)
def test_readable(message: str, left: str) -> None:
    assert readable(message) == left


@pytest.mark.parametrize(
    ("message", "mostly"), [("how long до", True), ("как долго ok", False), ("?!", True), ("", True)]
)
def test_mostly_readable(message: str, mostly: bool) -> None:
    assert is_mostly_readable(message) is mostly


def test_message_in_another_alphabet_is_told_so_with_the_number(answerer: Answerer) -> None:
    answer = answerer.ask("كم من الوقت يستمر العلاج")
    assert answer.kind is Kind.ABSTAIN
    assert "I can only read English" in answer.text
    assert "call 911" in answer.text
