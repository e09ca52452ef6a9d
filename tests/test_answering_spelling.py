"""Slips are mended; a drug's name is never turned into another."""

from __future__ import annotations

import pytest

from answering.spelling import Speller
from answering.vocabulary import word_lists


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(["cravings", "detox"], ["naltrexon", "dopesick"])


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("naltrexon side efects", "naltrexone side effects"),
        ("vivtrol", "vivitrol"),
        ("noloxone", "naloxone"),
        ("suboxin n methodone", "suboxone n methadone"),
        ("recoverey", "recovery"),
        ("menny bad benifits", "many bad benefits"),
        ("wen ppl stop b4 2nite", "when people stop before tonight"),
        ("snorin n cryin", "snoring n crying"),
        ("canhesellthe pills", "can he sell the pills"),
        ("whatdoesitdependon", "what does it depend on"),
        ("Walgreens metformin quetiapine", "Walgreens metformin quetiapine"),
        ("Is it safe?", "Is it safe?"),
        ("hes dopesick on dope subs percs", "hes dopesick on dope subs percs"),
        ("don't", "don't"),
        ("380mg", "380mg"),
        ("😀 <b>x</b>", "😀 <b>x</b>"),
    ],
)
def test_mend(speller: Speller, typed: str, mended: str) -> None:
    assert speller.mend(typed) == mended


def test_every_known_drug_name_stays_what_it_is(speller: Speller) -> None:
    lists = word_lists()
    for name in lists["drugs_mended_towards"] | lists["drugs_left_alone"]:
        assert speller.mend(name) == name
