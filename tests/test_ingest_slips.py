"""Slips for training: as many as are asked for, near what was written, and the same for the same seed."""

from __future__ import annotations

import random

from ingest.slips import slip

TEXT = "how long does my boy have to be clean before the shot, he's been off it a week"


def slips(rate: float, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    return [slip(TEXT, chance, rate) for _ in range(400)]


def test_share_of_texts_that_slip_is_the_rate() -> None:
    assert {*slips(0.0)} == {TEXT}
    assert 0.2 < sum(text != TEXT for text in slips(0.25)) / 400 < 0.3


def test_every_kind_of_slip_comes_and_the_meaning_stays() -> None:
    made = slips(1.0)
    assert any("'" not in text for text in made)
    assert any(len(text.split()) < len(TEXT.split()) for text in made)
    assert any(sum(c in "aeiou" for c in text) < sum(c in "aeiou" for c in TEXT) for text in made)
    assert all(abs(len(text) - len(TEXT)) <= 6 for text in made)
    assert made == slips(1.0)
    assert made != slips(1.0, seed=2)


def test_what_is_short_is_left_alone() -> None:
    assert slip("why not", random.Random(1), 1.0) == "why not"
