"""Triage of one message on its way: with the turns before it, and by itself."""

from __future__ import annotations

import logging
from dataclasses import replace

from answering.asking import Asking, timed
from answering.followup import leans_on_context
from answering.script import readable
from triage.judge import Triager, Verdict


def triage(asking: Asking, triager: Triager) -> Verdict | None:
    """None where triage itself failed, whatever the reason."""
    try:
        with timed(asking, "triage"):
            message = readable(asking.whole)
            turns = [(turn.role, turn.content) for turn in asking.history]
            # What is too long to be searched for is read as it is.
            mended = asking.mended if asking.message == asking.whole else ""
            verdict = triager.judge(message, turns, mended)
            if verdict.emergencies and turns and not leans_on_context(message):
                # A question of its own after an emergency is answered, under the line about 911.
                alone = triager.judge(message, mended=mended)
                verdict = verdict if alone.emergencies else replace(alone, watch=True)
            return verdict
    except Exception:  # the one step that must never take the answer with it
        logging.getLogger(__name__).exception("triage failed")
        return None
