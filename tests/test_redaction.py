"""Redaction, measured on messages with planted personal data: what is found, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from answering.vocabulary import word_lists
from evals.redaction import MESSAGES, PATTERNED, TRAINING, load_marked, measure
from ingest.settings import load_settings
from redaction.patterns import NAME
from redaction.redact import HELPLINES, Redacted, redact
from redaction.tagging import Tagger, load_tagger


@pytest.fixture(scope="module")
def tagger(models: Path) -> Tagger:
    """As it is served."""
    return load_tagger(models, load_settings().precision)


def test_there_are_enough_messages() -> None:
    assert len(load_marked(MESSAGES, "development")) >= 1130
    assert len(load_marked(MESSAGES, "held_out")) >= 650
    known = {message.text for message in load_marked(MESSAGES, "held_out")}
    assert not known & {message.text for message in load_marked(TRAINING, "messages")}


@pytest.mark.parametrize(
    ("part", "least_patterned", "least_names", "least_precision"),
    [("development", 0.99, 0.98, 0.94), ("held_out", 0.965, 0.955, 0.85)],
)
def test_personal_data_is_redacted(
    tagger: Tagger, part: str, least_patterned: float, least_names: float, least_precision: float
) -> None:
    """What was reached; the aim is 98 and 85 %: the held-out part says what a new message meets.

    Its misses are not printed: whoever reads them and mends has no held-out part any more.
    """
    tally = measure(load_marked(MESSAGES, part), lambda text: redact(text, tagger))
    assert tally.recall(PATTERNED) >= least_patterned
    assert tally.recall(frozenset({NAME})) >= least_names
    assert tally.precision >= least_precision


def test_no_drug_name_is_redacted_whatever_stands_before_it(tagger: Tagger) -> None:
    lists = word_lists()
    drugs = lists["drugs_mended_towards"] | lists["drugs_left_alone"]
    for drug in sorted(drugs):
        for written in (drug, drug.capitalize(), drug.upper()):
            for sentence in (
                "a shot called {}", "my son {} every day", "this is {}", "Dr. {}", "told about {}.", "- {}"
            ):  # fmt: skip
                text = sentence.format(written)
                assert redact(text).text == text
        # Once with the net: it takes fifty times as long.
        text = f"my son takes {drug} since May"
        assert redact(text, tagger).text == text


def test_helpline_is_not_redacted(tagger: Tagger) -> None:
    for number in ("911", "988", "1-800-662-4357", "1-800-222-1222"):
        text = f"I called {number} and nobody came"
        assert redact(text, tagger) == redact(text) == Redacted(text, ())
    assert "8006624357" in HELPLINES


@pytest.mark.parametrize(
    "text",
    [
        "he takes 50 mg, then 100 mg, then 380 mg every 4 weeks for 6-12 months",
        "will he be ok in may or june",
        "He was clean for 7-10 days, and on 10/3 he used",
        "hope is all i have",
        "the box says NDC 65757-300-01 and the chart F11.20, billed as J2315",
        "is Casey's Law or the Marchman Act any use at Betty Ford or Hazelden",
        "the clinic in Houston and the one at Wendy's corner in Sydney",
        "he had naloxin and metadone but sumone stays with him",
        "she lives on Suboxone and Klonopin, 380 Vivitrol was too much",
        "code J2315 and CPT 99213 on the bill, his AST was 48 and ALT 61",
        "in case 2 shots fail: 12 steps, 90 meetings in 90 days, 30 tablets, 2 refills",
        "from 2019 to 2023 he was clean, about 100,000 people died",
        "blood pressure 140/90, pulse 110, temp 99.6, 300 ng/ml",
        "first house rule is no drugs in the house, he walked past the church",
        "is the shot under the skin or in the muscle over the hip",
        "he turned 18 and may 5 or 6 of them share a needle?",
        "my sister's on Medicaid and at 14 she took 2 Suboxone",
        "",
        "\n",
    ],
)
def test_what_is_nobodys_is_left_alone_by_patterns(text: str) -> None:
    """How often the net takes away more than it must is measured above."""
    assert redact(text).text == text


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("then Squirrel threw her out", "Squirrel"),
        ("can naveah start on it", "naveah"),
        ("Pt: OKONKWO, CHIDI seen", "OKONKWO CHIDI"),
        ("Kind regards,\nPhilippa Ashdown-Grey\nmother", "Philippa Ashdown Grey"),
        ("TX 31884027 is my licence", "31884027"),
        ("sunny mama 77 at yahoo dot com is best", "sunny mama 77 yahoo"),
        ("hes on insta as kushkid420", "kushkid420"),
        ("come to the yellow house on Pickett St.", "yellow Pickett"),
        ("at 88 Corliss, 3rd floor. ring twice", "88 Corliss 3rd"),
        ("he turned 30 on the 5th of May", "5th May"),
        ("dob oh three eleven ninety one", "oh three eleven ninety one"),
        ("year of birth 1988, male", "1988"),
        ("since 15 de enero de 2025", "15 enero 2025"),
        ("cell B-114, locker 212", "114 212"),
        ("his pin is four four oh two oops", "four oh two"),
        ("my wifi password is sunflower22", "sunflower22"),
        ("confirmation code QWKZRT for the intake", "QWKZRT"),
        ("plate is ktr 4471", "ktr 4471"),
        ("his plan is xxxx-4471", "4471"),
        ("call 6 1 4, 5 5 5, 0 1 8 2 after six", "6 1 4 5 0 8 2"),
        ("it is at 1190 N County Road 400 W", "1190 County 400"),
    ],
)
def test_families_of_wording(tagger: Tagger, text: str, personal: str) -> None:
    left = redact(text, tagger).text.split()
    assert not {word.strip(",.-") for word in left} & set(personal.split())


@pytest.mark.parametrize(
    "unit", ["x", "*", "Aa, ", "born in ", "house 12, ", "code is ", "1-", "at 12 Aa "]
)
def test_a_message_made_to_be_slow_is_read_to_its_end(unit: str) -> None:
    """A pattern that tried every way to split "xxxx" did not come back within three minutes."""
    text = (unit * 500)[:2000]
    assert redact(text).text


def test_medicine_beside_an_address_stays() -> None:
    assert "Vivitrol" in redact("he lives at 12 Oak Street on Vivitrol, and it helps").text


def test_a_name_once_known_is_redacted_everywhere() -> None:
    shown = redact("my son Zorvan is ill. Zorvan's doctor says zorvan must wait")
    assert "orvan" not in shown.text
    assert {span.kind for span in shown.spans} == {NAME}
