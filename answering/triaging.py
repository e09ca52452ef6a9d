"""Triage of one message on its way: with the turns before it, and by itself."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from answering.asking import Asking, timed
from answering.cards import was_missed
from answering.followup import leans_on_context
from answering.script import readable
from answering.told import lines_of, without_asides
from triage.judge import MOST_CARDS, PRESCRIBERS, Triager, Verdict
from triage.messages import Label, recent

NOTHING_ITSELF, NOTHING_BEFORE = 0.001, 0.03
"""P(any emergency) of a message by itself, and of the turns before it, below which what both make together
is not believed: 13 needless cards of 98, and 2 of 1,891 emergencies (docs/log.md)."""


def triage(
    asking: Asking,
    triager: Triager,
    asides: Collection[str] = (),
    cards: Mapping[str, Label | None] = MappingProxyType({}),
) -> Verdict | None:
    """None where triage itself failed, whatever the reason.

    `asides`: what the program says of its own, which tells nothing of who is in danger; `cards`: the lines
    of emergency cards among them, and what for. Right after a card less is needed for another ("still
    nothing"), and what it was for leads.
    """
    try:
        with timed(asking, "triage"):
            message = readable(asking.whole)
            turns = [(turn.role, without_asides(turn.content, asides)) for turn in asking.history]
            # What is too long to be searched for is read as it is.
            mended = asking.mended if asking.message == asking.whole else ""
            answers = [turn.content for turn in asking.history if turn.role == "assistant"]
            shown = [cards[line] for line in lines_of(answers[-1]) if line in cards] if answers else []
            verdict = triager.judge(message, turns, mended, after_card=bool(shown))
            if verdict.emergencies and turns:
                alone = triager.judge(message, mended=mended, opens=False)
                if not alone.emergencies and _comes_of_joining(message, alone, turns, triager):
                    # A question of its own, even after an emergency, is answered under the line about 911.
                    despair = Label.SUICIDE in verdict.emergencies
                    return replace(alone, watch=True, soften=alone.soften or despair)
                before = [label for label in shown if label is not None]
                both = tuple(dict.fromkeys([*before, *verdict.emergencies]))
                return replace(verdict, emergencies=both[:MOST_CARDS])
            return _decided_here(verdict, message, mended, turns, triager) if turns else verdict
    except Exception:  # the one step that must never take the answer with it
        logging.getLogger(__name__).exception("triage failed")
        return None


def _decided_here(
    verdict: Verdict, message: str, mended: str, turns: Sequence[tuple[str, str]], triager: Triager
) -> Verdict:
    """A decision of the turns before is not one of every message after it ("how often is the pill").

    By itself the message need not say what is decided, only that something is. After a missed dose it need
    not even do that: "what do we do now" is about it.
    """
    if verdict.decision not in PRESCRIBERS or verdict.ruled:
        return verdict
    before = next((said for role, said in reversed(turns) if role == "user"), "")
    if was_missed(message, before):
        return verdict
    alone = triager.judge(message, mended=mended, opens=False)
    if alone.decision is not None or alone.emergencies:
        return verdict
    return replace(
        verdict, decision=None if verdict.perhaps else verdict.decision, perhaps=not verdict.perhaps
    )


def _comes_of_joining(
    message: str, alone: Verdict, turns: Sequence[tuple[str, str]], triager: Triager
) -> bool:
    """Whether nobody is in danger but where a message is read together with the turns before it.

    "Two already" is an emergency after "have you given naloxone?"; "what kinds are there" is none, whatever
    the net hears, where what was said before is none either.
    """
    if not leans_on_context(message):
        return True
    if alone.danger >= NOTHING_ITSELF:
        return False
    before = triager.judge(recent(turns))
    return not before.emergencies and before.danger < NOTHING_BEFORE
