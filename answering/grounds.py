"""What a sentence can stand on: each cited sentence with what it leans on, and where the two disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from answering.claim_words import has_any, lexicon, plain, weak_groups
from answering.claims import RATE, Claim, clauses_of
from answering.compose import POINTS_BACK
from answering.opposites import adds_the_other, holds_both, is_opposite
from answering.records import Citation
from ingest.markdown import plain_text
from ingest.records import Passage, SentenceKind

FORMS = frozenset({"tablet", "injection"})
"""Of naltrexone: neither is the other."""
LEAVES_OPEN = ("who:", "that:", "them:", "when:", "if:")
"""A lead-in that ends so is one statement with each of its items."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One statement of a document."""

    claim: Claim
    """Its own words; with the lead-in where that is half of the statement."""
    around: Claim
    """Heading, lead-in, and the sentences that it points back at, then itself."""
    joined: bool
    """Made of an item and a lead-in that negates it."""
    subjects: frozenset[str]
    """The medicines it is about, by itself or by what it leans on; empty where it is about none."""
    passage: str
    """All of the passage in plain small letters: whom a "she" means stands further up."""
    topic: frozenset[str]
    """The medicines in its document's title: what "the medicine" means where none is named."""


def grounds_of(citations: Sequence[Citation]) -> list[Ground]:
    """The statements that the quotes of `citations` touch, whole and in their clauses."""
    found: list[Ground] = []
    for citation in citations:
        for number, sentence in enumerate(citation.passage.sentences):
            if sentence.start < citation.end and sentence.end > citation.start:
                found += _grounds(citation.passage, number, citation.title)
    return found


@lru_cache(maxsize=4096)
def _grounds(passage: Passage, number: int, title: str) -> tuple[Ground, ...]:
    sentence = passage.sentences[number]
    text = plain_text(sentence.text)
    leads = lead_in_of(passage, number)
    back: list[str] = []
    at = number
    is_item = sentence.kind is SentenceKind.ITEM
    while at > 0 and _leans(passage.sentences[at].text) and not (leads and is_item):
        at -= 1
        back.insert(0, plain_text(passage.sentences[at].text))
    said = f"{leads[:-1]} {text[:1].lower()}{text[1:]}" if leads.lower().endswith(LEAVES_OPEN) else text
    behind = [*passage.heading, leads, *back]
    whole = Claim(said)
    before = [plain_text(s.text) for s in passage.sentences[:number]]
    about = whole.subjects or _first_subjects(
        leads, *reversed(back), *reversed(before), *passage.heading[::-1]
    )
    pieces = [Claim(piece) for piece in clauses_of(text)] if said is text else [whole]
    claims = [whole, *pieces] if len(pieces) > 1 else [whole]
    around = Claim(". ".join(part for part in (*behind, text) if part))
    joined = said is not text and Claim(leads).negates
    whole_passage, topic = plain(passage.text), Claim(title).medicines
    return tuple(
        Ground(claim, around, joined, claim.subjects or about, whole_passage, topic) for claim in claims
    )


def lead_in_of(passage: Passage, number: int) -> str:
    """What stands above a list item, the outermost first; "" for what is in no list."""
    return " ".join(plain_text(passage.sentences[at].text) for at in passage.leads(number))


def _leans(text: str) -> bool:
    return bool(POINTS_BACK.match(text)) or text.startswith("Otherwise")


def _first_subjects(*texts: str) -> frozenset[str]:
    for text in texts:
        subjects = Claim(text).subjects
        if subjects:
            return subjects
    return frozenset()


def names_of(passages: Sequence[Passage]) -> frozenset[str]:
    """The names that stand in `passages`, in small letters: words that are never without a capital."""
    texts = [plain_text(sentence.text) for passage in passages for sentence in passage.sentences]
    names = {name for text in texts for name in Claim(text).names}
    return frozenset(names - {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)})


def disagreement(claim: Claim, medicines: frozenset[str], names: frozenset[str], ground: Ground) -> str:
    """Why `claim` cannot stand on `ground`, in a word or two; "" where nothing speaks against it.

    `medicines`: those it names, or those of the statement before where it names none; `names`: all that
    are known, for a capital at the start tells nothing.
    """
    there = ground.around
    if not _quantities_agree(claim, there):
        return "number"
    if claim.rates - there.rates or claim.periods - there.periods:
        return "rate"
    others = there.medicines - frozenset(lexicon()["substances"])
    named = there.medicines if others else there.medicines | ground.topic
    if medicines - named - _with_naltrexone(ground.subjects):
        return "medicine"
    if claim.exact - there.exact:
        return "exact"
    if claim.subjects and ground.subjects and _is_about_another(claim, ground):
        return "subject"
    if _does_it_with_another(claim, ground):
        return "medicine"
    said = claim.names | ({claim.opening} & names)
    if {name for name in said - _words(there) if not _stands_in(name, ground.passage)}:
        return "name"
    return _turned_round(claim, ground) or _too_sure(claim, ground)


def _stands_in(name: str, passage: str) -> bool:
    """Whether `passage` has a name, or the words that it is short for: "ER"."""
    words = re.findall(r"[a-z]+", passage)
    letters = zip(*(words[n:] for n in range(len(name))), strict=False)
    return name in words or (len(name) > 1 and any(name == "".join(w[0] for w in run) for run in letters))


def _is_about_another(claim: Claim, ground: Ground) -> bool:
    """Whether `claim` says something of a medicine that `ground` says of others."""
    if not claim.subjects & ground.subjects:
        return True
    # The tablet and the shot are naltrexone as well, and yet not each other.
    others = claim.subjects - _with_naltrexone(ground.subjects)
    return bool(others) and bool(ground.claim.subjects or ground.subjects & FORMS)


def _with_naltrexone(subjects: frozenset[str]) -> frozenset[str]:
    return subjects | {"naltrexone"} if subjects & FORMS else subjects


def _does_it_with_another(claim: Claim, ground: Ground) -> bool:
    """Whether a medicine of `claim` stands behind a word behind which `ground` has others: "doses of"."""
    there = dict[str, set[str]]()
    for before, medicine in ground.claim.objects:
        there.setdefault(before, set()).add(_kind_of(medicine))
    return any(before in there and _kind_of(m) not in there[before] for before, m in claim.objects)


def _kind_of(medicine: str) -> str:
    return "naltrexone" if medicine in FORMS else medicine


def _compares_the_other_way(claim: Claim, ground: Claim) -> bool:
    """Whether what stands on one side of "than" in `claim` stands on the other side in `ground`."""
    here, there = claim.compared, ground.compared
    if not here or not there:
        return False
    swapped = (here[0] & there[1]) - there[0] or (here[1] & there[0]) - there[1]
    kept = (here[0] & there[0]) - there[1] or (here[1] & there[1]) - there[0]
    return bool(swapped) and not kept


def turned_round(claim: Claim, grounds: Sequence[Ground]) -> str:
    """A word that all `grounds` negate and `claim` does not, or the other way; "" for none.

    A sentence cut into clauses could otherwise stand on the half of a statement that leaves the "not" out.
    """
    for group, mark in claim.polarity.items():
        there = {g.claim.polarity[group] for g in grounds if group in g.claim.polarity}
        if group not in weak_groups() and there and mark != "?" and there == {"-" if mark == "+" else "+"}:
            if any(_negates_the_same(claim, ground.claim) for ground in grounds):
                continue
            return f"negation of {group}"
    if any(_compares_the_other_way(claim, ground.claim) for ground in grounds):
        return "comparison"
    return "opposite" if is_opposite(claim, [ground.claim for ground in grounds]) else ""


def _quantities_agree(claim: Claim, there: Claim) -> bool:
    figures = {figure for figure, _ in there.quantities}
    return all(
        quantity in there.quantities or (not quantity[1] and quantity[0] in figures)
        for quantity in claim.quantities
    )


def _words(claim: Claim) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", claim.text.lower()))


def _turned_round(claim: Claim, ground: Ground) -> str:
    for group in (claim.polarity.keys() & ground.claim.polarity.keys()) - weak_groups():
        if {claim.polarity[group], ground.claim.polarity[group]} == {"+", "-"} and not _negates_the_same(
            claim, ground.claim
        ):
            return f"negation of {group}"
    if ground.joined and claim.negations != ground.claim.negations:
        # "Not right for someone who is not able to": with one "not" fewer it is about the others.
        return "negation"
    if claim.negates and not ground.claim.negates:
        turned = {group for group, mark in claim.polarity.items() if mark == "-"}
        opened = {group for group, mark in ground.claim.polarity.items() if mark == "?"}
        if not turned & (opened - ground.claim.lessened):
            return "negation"
    is_turned = (
        is_opposite(claim, [ground.claim])
        or holds_both(claim, ground.claim)
        or adds_the_other(claim, ground.claim)
    )
    return "opposite" if is_turned else ""


def _negates_the_same(claim: Claim, there: Claim) -> bool:
    """Whether both negate equally often, and what `there` negates is negated, or open, in `claim`.

    "Family members run no risk" negates the risk, "does not put family members at risk" the family
    members as well.
    """
    negated = {group for group, mark in there.polarity.items() if mark == "-"} - weak_groups()
    shared = negated & claim.polarity.keys()
    return (
        bool(shared)
        and claim.negations == there.negations
        and all(claim.polarity[group] != "+" for group in shared)
    )


def _too_sure(claim: Claim, ground: Ground) -> str:
    words = lexicon()
    text, there = RATE.sub(" ", claim.plain).replace(" at all", ""), ground.around.plain
    if claim.negates:
        # "Does not make anyone feel high" says nothing of all.
        text = re.sub(r"\bany(?:one|body|thing)\b", "", text)
    for name, surer in words["surer"].items():
        if has_any(text, surer) and not has_any(there, [*surer, *words["as_sure"].get(name, ())]):
            return f"surer: {name}"
    hedging = [*words["hedges"], *words["hedging"]]
    hedged = has_any(ground.claim.plain.replace("can not", "not"), words["hedges"])
    if hedged and not has_any(text, hedging):
        return "surer"
    ordered = has_any(text, words["orders"]) or has_any(text.split(" ")[0], words["commands"])
    if ordered and not has_any(there, words["orders_in_source"]):
        return "order"
    if has_any(text, words["contacts"]) and not has_any(there, words["contacts"]):
        return "contact"
    if has_any(text, words["stigma"]) and not has_any(there, words["stigma"]):
        return "words about people"
    return ""
