"""What a message asks, alone and after others."""

from __future__ import annotations

import pytest

from answering.followup import understand
from answering.records import Turn

ASKED = [Turn("user", "How often is the shot given?"), Turn("assistant", "Once a month.")]


@pytest.mark.parametrize(
    "message",
    ["and what about the tablets?", "does that hurt?", "why?", "what if she stops", "and for how long"],
)
def test_follow_up_carries_the_last_subject_over(message: str) -> None:
    question = understand(message, ASKED)
    assert question.standalone == f"How often is the shot given? {message}"
    assert question.whole.texts == (question.standalone, message, f"Once a month. {message}")


@pytest.mark.parametrize(
    "message",
    [
        "Can naltrexone damage his liver?",
        "What questions should I ask the doctor at our first appointment?",
        "Does insurance pay for Vivitrol?",
    ],
)
def test_new_topic_stands_alone(message: str) -> None:
    assert understand(message, ASKED).standalone == message


def test_the_more_a_message_says_the_less_it_leans() -> None:
    asked = (
        "why?",
        "and the tablets, are they dear?",
        "Do fewer people die of an overdose while they take it?",
    )
    own = [understand(message, ASKED).whole.weights[1] for message in asked]
    assert own == sorted(set(own))
    assert max(own) < 1
    assert sum(understand(asked[2], ASKED).whole.weights) == pytest.approx(1)
    assert understand(asked[2]).whole.texts == (asked[2],)


def test_follow_up_of_a_follow_up_reaches_back_to_the_subject() -> None:
    history = [*ASKED, Turn("user", "and the tablets?"), Turn("assistant", "Daily.")]
    question = understand("why?", history)
    assert question.standalone == "How often is the shot given? and the tablets? why?"


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("What are the side effects and how long do they last?", 2),
        ("How does it work? Is it addictive?", 2),
        ("Did the trials find it works, and in the real world do they land in hospital less?", 2),
        ("Is it safe and effective?", 1),
        ("My son has used for three years. I am tired. Can it hurt his liver?", 1),
        ("His knees ache since Friday. Could it be the shot or is he dodging work?", 1),
    ],
)
def test_parts_of_a_question(message: str, parts: int) -> None:
    assert len(understand(message).parts or [message]) == parts


def test_each_part_keeps_the_scene_that_was_told() -> None:
    question = understand("Five months on the shot. Is this as good as it gets? Is there more to come?")
    assert [part.text for part in question.parts] == [
        "Five months on the shot. Is this as good as it gets?",
        "Five months on the shot. Is there more to come?",
    ]


def test_history_that_does_not_alternate_is_no_trouble() -> None:
    history = [Turn("assistant", "Hello"), Turn("user", ""), Turn("user", "How is the shot given?")]
    assert understand("and the tablets?", history).standalone.startswith("How is the shot given?")
