"""A follow-up as a question that stands alone, by a chat model: believed only where it adds nothing
of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answering.claims import Claim
from answering.editorial import look_up
from answering.followup import understand

if TYPE_CHECKING:
    from answering.asking import Asking
    from answering.worder import Worder

LIKE_RULES = 0.5
"""Least cosine to the question that the rules made."""
KEPT_WORDS = 0.5
"""Least share of the message's own words."""
LONGEST = 300
"""Characters."""


def condense(asking: Asking, worder: Worder) -> None:
    """Puts the model's question in place of the rules' where it is faithful; both are kept in `asking`."""
    question = asking.question
    if question is None or question.standalone == asking.mended:
        return
    asked = [turn.content for turn in asking.history if turn.role == "user"][-3:]
    line, asking.condensing = worder.condense("\n".join(asked), asking.mended)
    asking.by_rules, asking.by_model = question.standalone, line
    if not is_faithful(line, asking.mended, asked):
        return
    condensed = understand(line)
    retriever = asking.generation.retriever
    vectors = retriever.vectors([condensed.whole, *condensed.parts])
    assert asking.vectors is not None
    if float(vectors[0] @ asking.vectors[0]) >= LIKE_RULES:
        asking.question, asking.vectors = condensed, vectors
        look_up(asking)
        asking.condensing.outcome = "used"


def is_faithful(line: str, message: str, before: list[str]) -> bool:
    """Whether `line` keeps what `message` says and names nothing that the conversation does not."""
    claim, said = Claim(line), Claim(" ".join([*before, message]))
    own = set(Claim(message).stems)
    kept = len(own & set(claim.stems)) / len(own) if own else 1.0
    adds = (
        claim.medicines - said.medicines
        or claim.quantities - said.quantities
        or claim.periods - said.periods
        or (claim.negates and not said.negates)
    )
    return bool(line) and len(line) <= LONGEST and not adds and kept >= KEPT_WORDS
