"""The numbers of the dashboard, over the days that are asked for."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from sqlalchemy import func, select

from store.database import Database
from store.schema import CitedRow, TurnRow

KINDS = ("answer", "referral", "abstain", "emergency")
DAY_S = 86_400.0
PERCENTILES = (50, 90, 95, 99)
BINS = 30


@dataclass(frozen=True, slots=True)
class Figures:
    days: tuple[str, ...]
    """ISO dates (UTC), oldest first, without a gap."""
    asked: dict[str, tuple[int, ...]]
    """By kind: questions on each day."""
    thumbs: dict[str, int]
    """"helped", "did not help", "no thumb"."""
    reasons: dict[str, int]
    quoted: tuple[tuple[str, int], ...]
    """(passage id, answers that quote it), most quoted first."""
    latency: dict[int, float]
    """By percentile: milliseconds from question to answer."""
    waits: tuple[int, ...]
    """Answers by how long they took: BINS equal spans from 0 to the 99th percentile."""

    @property
    def total(self) -> int:
        return sum(sum(counts) for counts in self.asked.values())


def figures(database: Database, days: int, most_quoted: int = 10) -> Figures:
    """Raises StoreError."""
    today = datetime.now(UTC).date()
    dates = tuple((today - timedelta(days=n)).isoformat() for n in reversed(range(days)))
    since = datetime.fromisoformat(dates[0]).replace(tzinfo=UTC).timestamp()
    recent = TurnRow.at >= since
    with database.reading() as session:
        # Whole days since 1970, which both databases can count the same way.
        day = func.floor(TurnRow.at / DAY_S)
        by_day = Counter(
            {
                (_date(float(number)), kind): count
                for number, kind, count in session.execute(
                    select(day, TurnRow.kind, func.count()).where(recent).group_by(day, TurnRow.kind)
                )
            }
        )
        thumbs = {
            helpful: int(count)
            for helpful, count in session.execute(
                select(TurnRow.helpful, func.count()).where(recent).group_by(TurnRow.helpful)
            )
        }
        reasons = {
            reason: int(count)
            for reason, count in session.execute(
                select(TurnRow.reason, func.count())
                .where(recent, TurnRow.helpful.is_(False))
                .group_by(TurnRow.reason)
            )
        }
        number = func.count()
        quoted = [
            (passage_id, count)
            for passage_id, count in session.execute(
                select(CitedRow.passage_id, number)
                .join(TurnRow, TurnRow.id == CitedRow.turn_id)
                .where(recent)
                .group_by(CitedRow.passage_id)
                .order_by(number.desc(), CitedRow.passage_id)
                .limit(most_quoted)
            )
        ]
        times = [
            float(ms)
            for ms in session.scalars(
                select(TurnRow.milliseconds).where(recent, TurnRow.milliseconds.is_not(None))
            )
            if ms is not None
        ]
    latency = {p: float(np.percentile(times, p)) for p in PERCENTILES} if times else {}
    waits = np.histogram(times, BINS, (0.0, latency[99]))[0] if times else np.zeros(0)
    return Figures(
        days=dates,
        asked={kind: tuple(by_day[(date, kind)] for date in dates) for kind in KINDS},
        thumbs={
            "helped": thumbs.get(True, 0),
            "did not help": thumbs.get(False, 0),
            "no thumb": thumbs.get(None, 0),
        },
        reasons={reason or "no reason": count for reason, count in reasons.items()},
        quoted=tuple(quoted),
        latency=latency,
        waits=tuple(int(count) for count in waits),
    )


def _date(days_since_1970: float) -> str:
    return time.strftime("%Y-%m-%d", time.gmtime(days_since_1970 * DAY_S))
