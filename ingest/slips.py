"""Questions as they are typed in a hurry, for training: what is spelled right is not all that is asked."""

from __future__ import annotations

import random


def slip(text: str, chance: random.Random, rate: float) -> str:
    """With probability `rate`, the text with one to three slips of the thumb or the ear in it."""
    if chance.random() >= rate or len(text) < 8:
        return text
    letters = list(text)
    for _ in range(chance.choice([1, 1, 2, 3])):
        at = chance.randrange(1, len(letters) - 1)
        match chance.randrange(6):
            case 0:
                letters[at], letters[at - 1] = letters[at - 1], letters[at]
            case 1:
                del letters[at]
            case 2:
                letters.insert(at, letters[at])
            case 3:
                letters = _without_next(letters, at, " ")
            case 4:
                letters = _without_next(letters, at, "aeiou")
            case _:
                letters = list("".join(letters).replace("'", "").lower())
        if len(letters) < 8:
            break
    return "".join(letters)


def _without_next(letters: list[str], start: int, which: str) -> list[str]:
    """Without the first of `which` from `start` on: words run together, or short of a vowel."""
    at = next((n for n in range(start, len(letters)) if letters[n] in which), None)
    return letters if at is None else [*letters[:at], *letters[at + 1 :]]
