"""Is a question about what the corpus is about, and is what was found enough to answer it?"""

from __future__ import annotations

import re

from answering.retrieve import PassageRetriever, Search

# How like known questions, or a passage, a question must be to count as one about the corpus: 2 in 3
# off-topic questions are below, and 1 in 12 near misses: "it says nothing about that" is true of them too.
NEAR_QUESTIONS = 0.46
NEAR_PASSAGE = 0.45
# An answer that is not sure must be to a question at least this like known ones, or its passage.
NEAR_TO_ANSWER = 0.44
SURE = 0.8
OFF_TOPIC = "off topic"
"""The topic of bank questions that have nothing to do with the corpus."""
# A personal decision about treatment is about the corpus anyway; below this nobody asks for one, whatever
# the classifier thinks of the tone.
NEAR_FOR_DECISION = 0.38
KNOWN = 0.74


OF_LIFE = {"counselor", "helpline", "lawyer", "police", "insurer", "chat"}
"""Who would know of what no prescriber decides: money, trust, the law, where help is, this program."""

PLAINLY = 0.02
NAMES_TREATMENT = re.compile(
    r"\b(naltrexone|vivitrol|revia|shots?|jabs?|injections?|pills?|tablets?|dos(e|es|age)|medicines?|medication"
    r"|meds|treatment|methadone|suboxone|subs|bupe|buprenorphine|detox\w*)\b",
    re.IGNORECASE,
)


def is_enough(search: Search, probability: float, retriever: PassageRetriever) -> bool:
    """Whether a search found an answer: likely enough, and about the corpus at all.

    The model of P(answerable) was fitted on questions near the corpus; of others it knows little.
    """
    if probability < retriever.weights.threshold:
        return False
    known = bool(retriever.store.question_texts)
    likeness = max(search.asked_like, search.evidence[0].scores["passage"])
    return probability >= SURE or not known or likeness >= NEAR_TO_ANSWER


def is_near(search: Search, least: float = NEAR_QUESTIONS) -> bool:
    """Whether a query is about what the corpus is about, answered there or not."""
    if not search.evidence or _is_off_topic(search):
        return False
    likeness = max(search.asked_like, search.uncovered_like)
    return likeness >= least or search.evidence[0].scores["passage"] >= NEAR_PASSAGE


def is_known(search: Search) -> bool:
    """Whether a query is nearly one of the questions that the corpus answers."""
    return search.asked_like >= max(KNOWN, search.uncovered_like)


def is_of_life(search: Search, message: str) -> bool:
    """Whether of all known questions those that are no matter of treatment are plainly nearest.

    "Should I give him money" sounds like a decision that a prescriber makes, and is none; whoever names the
    medicine asks about it.
    """
    uncovered = search.uncovered
    known = uncovered is not None and uncovered.who_would_know in OF_LIFE
    plainly = search.uncovered_like > search.asked_like + PLAINLY
    return known and plainly and not NAMES_TREATMENT.search(message)


def _is_off_topic(search: Search) -> bool:
    """Whether of all known questions those that have nothing to do with the corpus are nearest."""
    off_topic = search.uncovered is not None and search.uncovered.topic == OFF_TOPIC
    return off_topic and search.uncovered_like >= search.asked_like
