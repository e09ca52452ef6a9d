"""What is kept and what is not, by FAMILY_QA_STORE: the one way from the chat into the store."""

from __future__ import annotations

import contextlib
import re
import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from answering.records import Kind
from ingest.settings import StoreMode
from redaction.redact import redact
from redaction.tagging import Tagger
from store.database import Database, StoreError
from store.schema import TurnRow
from store.turns import NewTurn, keep_turn, new_id, write_once
from store.withdrawing import withdraw_cases
from store.writer import MOST_WAITING, Writer

PATIENCE_S = 3.0
"""How long a family waits to hear that its thumb is kept or its conversation deleted."""
LONGEST_COMMENT = 1000
TOKEN = re.compile(r"[0-9a-f]{32}")
A_FAMILY = "a family"
"""Who the audit says it was."""


class Keeper:
    """Keeps turns, thumbs and words as the mode allows; safe to be shared between threads."""

    def __init__(
        self,
        database: Database,
        mode: StoreMode,
        days: int = 30,
        most_waiting: int = MOST_WAITING,
        tagger: Tagger | None = None,
    ) -> None:
        """`days`: how long families are told that it is kept. `tagger`: helps to redact."""
        self.mode = mode
        self.days = days
        self._database = database
        self._tagger = tagger
        self._writer = Writer(database, most_waiting)
        self.health = self._writer.health

    @property
    def keeps_turns(self) -> bool:
        return self.mode == "redacted"

    @property
    def keeps_words(self) -> bool:
        """Whether what a family writes beside a thumb is kept."""
        return self.mode in {"redacted", "feedback-only"}

    def keep(self, turn: NewTurn) -> Future[None]:
        """Returns at once; the future is done when the turn is committed. Only where `keeps_turns`."""
        if not self.keeps_turns:
            raise ValueError(f"turns are not kept: the store is {self.mode}")
        return self._writer.offer(lambda session: keep_turn(session, turn, self._tagger))

    def keep_feedback(self, turn_id: str, kind: str, helpful: bool, reason: str, words: str) -> bool:
        """Whether a thumb is committed, with its reason and words; waits a few seconds at most.

        Of an emergency nothing but its kind and time is kept, whoever sends words.
        """
        if not self.keeps_words or kind == Kind.EMERGENCY:
            return False

        def write(session: Session) -> None:
            comment = redact(words[:LONGEST_COMMENT], self._tagger).text
            said = {"helpful": helpful, "reason": reason, "comment": comment}
            if self.keeps_turns:
                if TOKEN.fullmatch(turn_id):
                    its_turn = (TurnRow.id == turn_id, TurnRow.kind != Kind.EMERGENCY)
                    session.execute(update(TurnRow).where(*its_turn).values(**said))
                return
            row: dict[str, Any] = {"id": feedback_id, "at": at, "kind": "feedback", "category": kind}
            write_once(session, TurnRow, row | said)

        feedback_id, at = new_id(), time.time()
        return self._settled(self._writer.offer(write))

    def forget(self, conversation: str) -> bool:
        """Whether everything of a conversation is deleted; what still waits to be written is, too."""
        if not TOKEN.fullmatch(conversation):
            return True

        def write(session: Session) -> None:
            whose = TurnRow.conversation == conversation
            withdraw_cases(session, A_FAMILY, session.scalars(select(TurnRow.id).where(whose)).all())
            session.execute(delete(TurnRow).where(whose))

        done = self._settled(self._writer.offer(write))
        if done:
            with contextlib.suppress(StoreError):  # the next deletion sweeps it
                self._database.sweep()
        return done

    def close(self) -> None:
        """Write what waits, then let the database go."""
        self._writer.stop()
        self._database.close()

    def _settled(self, written: Future[None]) -> bool:
        """Whether it is committed. What is not by then is taken back, so that the answer is true."""
        try:
            written.result(PATIENCE_S)
        except NotYet:
            return not self._writer.take_back(written) and written.exception() is None
        except StoreError:
            return False
        return True
