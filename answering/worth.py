"""Which searches are worth saying: the question's, its parts', and those behind a personal decision."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from answering.aboutness import NEAR_FOR_DECISION, is_enough, is_near
from answering.asking import Asking
from answering.cards import MISSED, PERHAPS
from answering.compose import Part
from answering.notes import has_pressing, warned_of
from answering.retrieve import PassageRetriever, Search

LEAST_NEAR = 0.05
"""P(answerable) below which what is near to a personal decision has nothing to do with it."""


def worth_saying(asking: Asking, referral: str, retriever: PassageRetriever) -> list[Part]:
    """In the order in which they are said; empty where nothing found is enough.

    A personal decision, named by `referral`, is referred anyway: there, what is near is welcome. Whoever
    is on methadone and asks about tomorrow is told of the wait before anything else.
    """
    temperature = retriever.weights.temperature
    whole, *parts = list(zip(asking.searches, asking.probabilities, strict=True))
    first_behind = len(parts) - len(asking.behind)
    own = [search for search, p in parts[:first_behind] if is_enough(search, p, retriever)]
    sure = bool(own) or is_enough(*whole, retriever)
    near = whole[1] >= LEAST_NEAR and is_near(whole[0], NEAR_FOR_DECISION)
    decides = referral not in ("", PERHAPS) and near
    # A note that says it all leaves no room for what is only near.
    notes = asking.generation.store.notes
    noted = referral == MISSED or has_pressing(notes, asking.mended)
    # A comparison needs both of its sides.
    compares = bool(asking.question and asking.question.compares)
    warned = set() if compares else warned_of(notes, asking.mended)
    if not own and (sure or (decides and not noted)):
        # What stands behind a decision is the same for everybody: what is near to this one comes first.
        own = [whole[0]]
    asked = whole[0].vector
    behind = [
        (leads, Part(_unless(warned, search), temperature, (asked + search.vector) / 2))
        for (search, p), leads in zip(parts[first_behind:], asking.behind, strict=True)
        if is_enough(search, p, retriever)
    ]
    return [
        *(part for leads, part in behind if leads),
        *(Part(_unless(warned, search), temperature, _asked_of(search, asking), sure) for search in own),
        *(part for leads, part in behind if not leads),
    ]


def _unless(warned: Collection[str], search: Search) -> Search:
    """`search` without what a note warns of, but for the best: that is what was asked for."""
    best, *others = search.evidence
    return replace(search, evidence=(best, *(e for e in others if e.passage.id not in warned)))


def _asked_of(search: Search, asking: Asking) -> np.ndarray:
    """What sentences are chosen by: in a conversation half of it is what the message says itself."""
    if asking.own is None or not asking.history or search is not asking.searches[0]:
        return search.vector
    return np.asarray((search.vector + asking.own) / 2)
