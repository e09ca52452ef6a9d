"""The net that reads a sentence and what it cites: what it is given, and that it hears a changed word."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PRECISION

from answering.answerer import Answerer
from answering.entailment import Entailment, load_entailment, load_entailment_head, premise_of
from evals.pairs import citation_of
from ingest.errors import EmbedderError
from ingest.settings import ENTAILMENT_ADAPTER


@pytest.fixture(scope="module")
def net(models: Path) -> Entailment:
    return load_entailment(models, PRECISION)


def test_an_item_is_read_with_its_heading_and_its_lead_in(answerer: Answerer) -> None:
    citation = citation_of("Needs opioids for ongoing pain.", answerer.store)
    premise = premise_of([citation])
    assert premise.startswith(f"{citation.passage.heading[-1]}. [SEP] Naltrexone might not be right for")
    assert premise.endswith("Needs opioids for ongoing pain.")


def test_a_sentence_is_read_with_the_one_before(answerer: Answerer) -> None:
    premise = premise_of([citation_of("For long-acting opioids it takes 10-14 days.", answerer.store)])
    before, _, cited = premise.partition(" [SEP] ")
    assert "7-10 days" in before
    assert cited == "For long-acting opioids it takes 10-14 days."


# Each pair shares nearly all its words; none of them stands in evals/support/.
@pytest.mark.parametrize(
    ("quote", "true", "false"),
    [
        (
            "It is more expensive than tablets, but often more effective at keeping people in treatment.",
            "You pay more for it than for pills, yet people tend to stay in treatment better with it.",
            "You pay less for it than for pills, yet people tend to stay in treatment better with it.",
        ),
        (
            "Stopping should be carefully planned, with medical guidance.",
            "Do not just stop: plan it with care, and let a doctor guide you.",
            "You can just stop: there is no need for a plan, or for a doctor.",
        ),
        (
            "As the brain heals, recovery activities become more rewarding.",
            "When the brain gets better, what is done for recovery feels better too.",
            "When the brain gets better, using heroin feels better too.",
        ),
    ],
)
def test_a_rewording_follows_and_its_false_twin_less(
    answerer: Answerer, net: Entailment, quote: str, true: str, false: str
) -> None:
    citation = citation_of(quote, answerer.store)
    follows, does_not = net.logits([true, false], [[citation], [citation]])
    assert follows > does_not + 1


def test_a_head_that_is_missing_or_broken_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"head\.safetensors: cannot be read .*--train"):
        load_entailment_head(tmp_path)
    (tmp_path / "head.safetensors").write_bytes(b"\x00" * 30)
    with pytest.raises(EmbedderError, match="cannot be read"):
        load_entailment_head(tmp_path)


def test_the_adapter_is_small() -> None:
    assert sum(path.stat().st_size for path in ENTAILMENT_ADAPTER.iterdir()) <= 4_000_000
