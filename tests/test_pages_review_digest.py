"""Figures and gaps are made behind the pages: nobody waits, and an old digest is replaced by a new one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Iterator

import pytest

from answering.answerer import Answerer
from answering.records import Answer, AnswerSentence, Kind
from pages.review.digest import SPANS, Digest, DigestMaker
from store.database import Database
from store.keeper import Keeper
from store.turns import NewTurn, new_id

UNANSWERED = Answer(Kind.ABSTAIN, (AnswerSentence("The article does not say."),))


@pytest.fixture
def maker(sqlite: Database, answerer: Answerer) -> Iterator[DigestMaker]:
    keep_one(sqlite)
    made = DigestMaker(sqlite, answerer)
    yield made
    made.stop()


def keep_one(database: Database) -> None:
    keeper = Keeper(database, "redacted")
    answer = dataclasses.replace(UNANSWERED, standalone_question="does it come as a patch")
    keeper.keep(NewTurn("does it come as a patch", answer, new_id())).result(10)
    keeper.close()


def wait_for(maker: DigestMaker, later_than: float = 0.0) -> Digest:
    for _ in range(1200):
        latest = maker.latest()
        if latest and latest.at > later_than:
            return latest
        time.sleep(0.05)
    raise AssertionError("no digest was made")


def test_a_digest_is_made_by_itself_and_has_everything(maker: DigestMaker) -> None:
    digest = wait_for(maker)
    assert digest.is_fresh
    assert set(digest.spans) == set(SPANS)
    assert (digest.gaps.unanswered, digest.gaps.grouped, digest.gaps.waiting) == (1, 1, 0)
    assert digest.spans[7].kinds["not in the article"] == 1
    assert all("<svg" in plot for span in digest.spans.values() for plot in span.plots.values())


def test_an_old_digest_is_shown_at_once_and_made_anew_behind_the_page(
    maker: DigestMaker, sqlite: Database
) -> None:
    old = dataclasses.replace(wait_for(maker), at=time.time() - 3600)
    maker._latest = old
    keep_one(sqlite)
    assert maker.latest() is old
    assert wait_for(maker, old.at).gaps.unanswered == 2
