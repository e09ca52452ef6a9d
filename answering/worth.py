"""Which searches are worth saying: the question's, its parts', and those behind a personal decision."""

from __future__ import annotations

from answering.aboutness import NEAR_FOR_DECISION, is_enough, is_near
from answering.asking import Asking
from answering.compose import Part
from answering.replies import PERHAPS
from answering.retrieve import PassageRetriever


def worth_saying(asking: Asking, referral: str, retriever: PassageRetriever) -> list[Part]:
    """In the order in which they are said; empty where nothing found is enough.

    A personal decision, named by `referral`, is referred anyway: there, what is near is welcome. Whoever is
    on methadone and asks about tomorrow is told of the wait before anything else.
    """
    temperature = retriever.weights.temperature
    whole, *parts = list(zip(asking.searches, asking.probabilities, strict=True))
    first_behind = len(parts) - len(asking.behind)
    own = [search for search, p in parts[:first_behind] if is_enough(search, p, retriever)]
    sure = bool(own) or is_enough(*whole, retriever)
    if not own and (sure or (referral not in ("", PERHAPS) and is_near(whole[0], NEAR_FOR_DECISION))):
        # What stands behind a decision is the same for everybody: what is near to this one comes first.
        own = [whole[0]]
    asked = whole[0].vector
    behind = [
        (leads, Part(search, temperature, (asked + search.vector) / 2))
        for (search, p), leads in zip(parts[first_behind:], asking.behind, strict=True)
        if is_enough(search, p, retriever)
    ]
    return [
        *(part for leads, part in behind if leads),
        *(Part(search, temperature, search.vector, sure) for search in own),
        *(part for leads, part in behind if not leads),
    ]
