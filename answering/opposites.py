"""Words and their opposites: a sentence that says the one where the cited words say the other has turned
the fact round. By the pairs of claims.yaml, and the antonyms of WordNet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from answering.claim_words import antonyms, has_any, lexicon, same_as
from answering.claims import Claim
from answering.lexical import stems_of


def is_opposite(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether `claim` says one of a pair of opposites, and every other that says either says the other."""
    if any(_says_antonym(claim, stem, others) for stem in claim.stems):
        return True
    for pair in _opposites():
        said = [_marks(claim, side) for side in pair]
        if bool(said[0]) == bool(said[1]):
            continue
        here = 0 if said[0] else 1
        stands = [[_marks(there, side) for side in pair] for there in others]
        for there, marks in zip(others, stands, strict=True):
            # A word that means the same is as good: "finished" for "complete".
            marks[here] = marks[here] or ("+" if _has_alike(claim, there, pair[here]) else "")
        either = [marks for marks in stands if marks[0] or marks[1]]
        if either and all(
            not marks[here] and {*said[here], *marks[1 - here]} != {"+", "-"} for marks in either
        ):
            return True
    return False


def holds_both(claim: Claim, there: Claim) -> bool:
    """Whether `there` says both of a pair of opposites and `claim` one: which is meant, its clauses
    tell."""
    return any(
        bool(_marks(claim, one)) != bool(_marks(claim, other))
        and bool(_marks(there, one) and _marks(there, other))
        for one, other in _opposites()
    )


def adds_the_other(claim: Claim, there: Claim) -> bool:
    """Whether `claim` has more of one thing and less of another, and `there` only the one or the other."""
    more, less = _opposites()[0]
    both = bool(_marks(claim, more) and _marks(claim, less))
    return both and bool(_marks(there, more)) != bool(_marks(there, less))


def _says_antonym(claim: Claim, stem: str, others: Sequence[Claim]) -> bool:
    """Whether every other that has `stem` of `claim` or an antonym of it has the antonym, and means it."""
    for other in antonyms().get(stem, frozenset()) - frozenset(claim.stems):
        either = [there for there in others if {stem, other} & set(there.stems)]
        if either and all(
            stem not in there.stems and {_mark(claim, stem), _mark(there, other)} != {"+", "-"}
            for there in either
        ):
            return True
    return False


def _has_alike(claim: Claim, there: Claim, side: Sequence[str]) -> bool:
    """Whether `there` has a word of the group of one of `side` that stands in `claim`."""
    words = [word for word in side if " " not in word and has_any(claim.plain, (word,))]
    return any(same_as().get(s, s) in there.groups for word in words for s in stems_of(word))


def _mark(claim: Claim, stem: str) -> str:
    return claim.polarity.get(same_as().get(stem, stem), "?")


def _marks(claim: Claim, side: Sequence[str]) -> str:
    """How the words of `side` stand in `claim`: "+", "-" or "?" for each, "" where none does."""
    found = [word for word in side if has_any(claim.plain, (word,))]
    groups = [same_as().get(stem, stem) for word in found for stem in stems_of(word)[:1]]
    return "".join(claim.polarity.get(group, "?") for group in groups) or ("?" if found else "")


@lru_cache(maxsize=1)
def _opposites() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    pairs = lexicon()["opposites"]
    return [
        (tuple(w.strip('"') for w in one.split("|")), tuple(w.strip('"') for w in other.split("|")))
        for one, other in pairs
    ]
