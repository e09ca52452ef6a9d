"""Which questions are offered after an answer."""

from __future__ import annotations

from collections.abc import Sequence

from answering.asking import Asking
from answering.records import Citation
from answering.stories import tells_story

MOST = 3


def suggest(asking: Asking, citations: Sequence[Citation]) -> tuple[str, ...]:
    """Questions of the bank that neighbouring passages answer, fit to be shown on a button."""
    said = {citation.passage.id for citation in citations}
    store = asking.generation.store
    suggestions: list[str] = []
    for evidence in asking.searches[0].evidence:
        told = evidence.passage.id in said or tells_story(evidence.passage)
        if not told and len(suggestions) < MOST:
            owner = store.position[evidence.passage.id]
            shown = store.shown_questions.get(owner)
            if shown:
                suggestions.append(shown)
    return tuple(suggestions)
