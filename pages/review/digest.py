"""What takes long to count and to draw, made in the background: figures, plots, groups of questions.

A page shows the newest that there is and says of when it is; nobody waits for a count.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from answering.answerer import Answerer
from pages.review.names import passage_name
from pages.review.plots import bars, histogram, stacked_days
from store.database import Database, StoreError
from store.every import Every
from store.figures import Figures, figures
from store.gaps import Gaps, gaps
from store.verdicts import counted

SPANS = (7, 30, 90)
"""Days that figures can be asked for."""
LABELS = {
    "answer": "answered",
    "referral": "decision for the prescriber",
    "abstain": "not in the article",
    "emergency": "emergency card",
}
SHOWN_GAPS = 8
FRESH_S = 60.0
"""While somebody looks, a digest is made anew when it is this old."""
LOOKED_S, OLDEST_S = 600.0, 1800.0
"""Somebody counts as looking for so long after a page; without anybody one is made this seldom."""


@dataclass(frozen=True, slots=True)
class Span:
    """The figures of some days, drawn."""

    found: Figures
    names: Mapping[str, str]
    """Of the passages that are quoted most, by id."""
    plots: Mapping[str, Markup]

    @property
    def asked(self) -> dict[str, tuple[int, ...]]:
        """Questions on each day, by kind as staff read it."""
        return {LABELS[kind]: counts for kind, counts in self.found.asked.items()}

    @property
    def kinds(self) -> dict[str, int]:
        return {label: sum(counts) for label, counts in self.asked.items()}


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything as it was at one moment."""

    at: float
    spans: Mapping[int, Span]
    gaps: Gaps
    verdicts: Mapping[str, int]
    plots: Mapping[str, Markup]
    """Of what does not depend on the days: gaps and verdicts."""

    @property
    def is_fresh(self) -> bool:
        return time.time() - self.at < FRESH_S


class DigestMaker:
    """Makes digests on a thread of its own; safe to be shared between threads."""

    def __init__(self, database: Database, answerer: Answerer) -> None:
        self._database, self._answerer = database, answerer
        self._latest: Digest | None = None
        self._looked_at = 0.0
        self._over = threading.Event()
        self._every = Every("review-digest", FRESH_S, self._make_if_due)

    def latest(self) -> Digest | None:
        """At once; None until the first is made. An old one is made anew behind the page."""
        self._looked_at = time.time()
        latest = self._latest
        if latest is not None and not latest.is_fresh:
            self._every.hurry()
        return latest

    def stop(self) -> None:
        self._over.set()
        self._every.stop()

    def _make_if_due(self) -> None:
        latest, now = self._latest, time.time()
        looking = now - self._looked_at < LOOKED_S
        if latest and (latest.is_fresh or not (looking or now - latest.at > OLDEST_S)):
            return
        # The pages tell of a database that is away by themselves.
        with contextlib.suppress(StoreError):
            while not self._over.is_set():
                began = time.monotonic()
                self._latest = made = self._make()
                if made is None or not made.gaps.waiting:
                    return
                # Vectors of many old questions are still to be made: half of a core is left to families.
                self._over.wait(time.monotonic() - began)

    def _make(self) -> Digest | None:
        """One digest; the one before where the app stops meanwhile."""
        before = self._latest
        at = time.time()
        missing = gaps(self._database, self._answerer.embedder)
        verdicts = counted(self._database)
        spans: dict[int, Span] = {}
        for days in SPANS:
            if self._over.is_set():
                return before
            spans[days] = self._span(days, before.spans[days] if before else None)
        groups = [(gap.heading, gap.count) for gap in missing.groups[:SHOWN_GAPS]]
        plots = {
            "gaps": bars("Not answered, by group of like questions", groups),
            "verdicts": bars("Verdicts of staff", list(verdicts.items())),
        }
        return Digest(at, spans, missing, verdicts, plots)

    def _span(self, days: int, before: Span | None) -> Span:
        found = figures(self._database, days)
        names = {one: passage_name(self._answerer.store, one) for one, _ in found.quoted}
        if before and (before.found, before.names) == (found, names):
            return before
        span = Span(found, names, {})
        plots = {
            "days": stacked_days("Questions a day", found.days, span.asked),
            "kinds": bars("What kind of answer was given", list(span.kinds.items())),
            "thumbs": bars("What families said", list(found.thumbs.items())),
            "quoted": bars("Most used passages", [(names[one], count) for one, count in found.quoted]),
            "latency": histogram(
                "Milliseconds from question to answer", found.waits, found.latency.get(99, 0.0)
            ),
        }
        return Span(found, names, plots)
