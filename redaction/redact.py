"""Takes personal data out of a text before it is kept: what is redacted is never written anywhere.

Telephone numbers by `phonenumbers` and card numbers by `python-stdnum`, with patterns of our own beside
them for what people really type; names by redaction.people; and whatever else a net finds that reads
the whole message (redaction.tagging). A public helpline is no personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import luhn

from redaction.codes import codes
from redaction.mail import BARE_HANDLES
from redaction.patterns import (
    ADDRESS,
    BIRTH,
    CARD,
    DATE,
    EMAIL,
    HINTS,
    NAME,
    NUMBER,
    PATTERNS,
    PHONE,
    SOCIAL,
    SPOKEN,
)
from redaction.people import NameFinder
from redaction.tagging import Tagger

# Where two kinds claim the same words, the first of these has them.
ORDER = (EMAIL, SOCIAL, CARD, BIRTH, PHONE, ADDRESS, DATE, NUMBER, NAME)
HELPLINES = frozenset(
    {
        "8006624357",
        "8004874889",
        "8002738255",
        "8002221222",
        "8007997233",
        "9885",
        "116123",
        "8004264433",
        "8442897233",
    }
)
DIGITS = re.compile(r"\d(?:[\s().\-]*\d)*")
PUBLIC_CODE = re.compile(
    r"(?:NDC\s?)?\d{4,5}-\d{3,4}-\d{1,2}|[A-Z]\d\d\.\d{1,3}[A-Z]?|J\d{4}|(?:CPT"
    r"|HCPCS)[\s\-]?\w{5}|U-?47700|[HGT]\d{4}"
)
"""Codes of medicines ("65757-300-01"), of diagnoses ("F11.20") and of bills ("J2315"): nobody's."""
LONGEST_PUBLIC = 3
"""Digits of 911, 988, 112: nobody's own number is so short."""
SAID_BETWEEN = frozenset({"then", "and", "dash", "hyphen", "space", "area", "code", "ext"})
AROUND = 90
"""Characters before and behind a word of birth in which the day may stand."""
TIMES = {"double": 2, "triple": 3, "treble": 3}
PEOPLE = NameFinder()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that is personal data."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with "[name]" and the like in place of personal data; `spans` count in the original."""

    text: str
    spans: tuple[Span, ...]


def redact(text: str, tagger: Tagger | None = None) -> Redacted:
    """`text` without personal data, as far as it is found (`python -m evals.redaction` measures how far).

    Without a `tagger` by patterns and lists alone.
    """
    found = list(_found(text))
    if tagger:
        found += [Span(*tagged) for tagged in tagger.find(text) if not _is_plainly_nobodys(text, *tagged)]
    spans = _chosen(sorted(found, key=lambda span: (ORDER.index(span.kind), span.start)))
    pieces: list[str] = []
    at = 0
    for span in spans:
        if not (pieces and text[at : span.start].isspace() and pieces[-1] == f"[{span.kind}]"):
            pieces += [text[at : span.start], f"[{span.kind}]"]
        at = span.end
    return Redacted("".join([*pieces, text[at:]]), tuple(spans))


def _found(text: str) -> Iterator[Span]:
    has_digit = any(character.isdigit() for character in text)
    if has_digit:
        for match in PhoneNumberMatcher(text, "US", leniency=Leniency.POSSIBLE):
            if not _is_nobodys(match.raw_string):
                yield Span(PHONE, match.start, match.end)
        for run in re.finditer(r"(?<!\d)\d(?:[\s\-]?\d){12,18}(?!\d)", text):
            if luhn.is_valid(re.sub(r"\D", "", run.group())):
                yield Span(CARD, *run.span())
    absent = {kind for kind, hint in HINTS.items() if not hint.search(text)}
    births = _around(HINTS[BIRTH].finditer(text))
    for kind, pattern in PATTERNS:
        if kind in absent:
            continue
        stretches = births if kind == BIRTH else [(0, len(text))]
        for found in (match for stretch in stretches for match in pattern.finditer(text, *stretch)):
            start, end = found.span(next((name for name, said in found.groupdict().items() if said), 0))
            if start < end and not (kind in {PHONE, NUMBER, CARD} and _is_nobodys(text[start:end])):
                if kind == ADDRESS and _is_amount(text[start:end]):
                    continue
                yield Span(kind, start, end)
    for pattern in () if EMAIL in absent else BARE_HANDLES:
        for found in pattern.finditer(text):
            if not PEOPLE.is_word(found["value"]):
                yield Span(EMAIL, *found.span("value"))
    for run in SPOKEN.finditer(text):
        if _is_spoken_number(run.group()):
            yield Span(PHONE, *run.span())
    for start, end in codes(text):
        if not _is_nobodys(text[start:end]):
            yield Span(NUMBER, start, end)
    for start, end in PEOPLE.find(text):
        yield Span(NAME, start, end)


def _is_plainly_nobodys(text: str, kind: str, start: int, end: int) -> bool:
    """Whether what the net tagged is a medicine, a helpline, or words that are nobody's name."""
    written = text[start:end]
    runs = (run for run in DIGITS.finditer(text) if run.start() < end and start < run.end())
    return bool(
        PEOPLE.has_drug(written)
        or PUBLIC_CODE.fullmatch(written.strip())
        or any(_is_nobodys(run.group()) for run in runs)
        or (kind == NAME and PEOPLE.is_nobody(written))
        or (kind == PHONE and written.isdigit() and len(written) <= LONGEST_PUBLIC)
        or not any(character.isalnum() for character in written)
    )


def _around(cues: Iterator[re.Match[str]]) -> list[tuple[int, int]]:
    """(start, end) of the stretches around words that tell of a birth: its patterns are slow elsewhere."""
    stretches: list[tuple[int, int]] = []
    for cue in cues:
        start, end = max(0, cue.start() - AROUND), cue.end() + AROUND
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
    return stretches


def _chosen(spans: list[Span]) -> list[Span]:
    """Without overlaps: the more telling kind wins, and grows over what it overlaps."""
    kept: list[Span] = []
    for span in spans:
        over = [other for other in kept if other.start < span.end and span.start < other.end]
        if not over:
            kept.append(span)
            continue
        first = over[0]
        start, end = min(span.start, *(o.start for o in over)), max(span.end, *(o.end for o in over))
        kept = [other for other in kept if other not in over] + [Span(first.kind, start, end)]
    return sorted(kept, key=lambda span: span.start)


def _is_amount(written: str) -> bool:
    """Whether a medicine stands in an address, or a firm behind its number: "380 Vivitrol"."""
    return PEOPLE.has_drug(written) or (written[:1].isdigit() and PEOPLE.has_firm(written))


def _is_spoken_number(run: str) -> bool:
    """Whether words and digits have as many digits as a telephone number, three of them in words."""
    pieces = re.split(r"[\s,.\-]+", run.lower())
    pieces = [piece for piece in pieces if piece not in SAID_BETWEEN]
    words = [piece for piece in pieces if not piece.isdigit() and piece not in TIMES]
    digits = len(words) + sum(len(piece) for piece in pieces if piece.isdigit())
    digits += sum(piece.endswith("teen") or piece in {"ten", "eleven", "twelve"} for piece in words)
    digits += sum(TIMES[piece] - 1 for piece in pieces if piece in TIMES)
    return (len(words) >= 3 and digits >= 7) or (len(words) > 0 and len(pieces) > 3 and digits in {10, 11})


def _is_nobodys(written: str) -> bool:
    """Whether a number is a helpline's, or the code of a drug or a diagnosis."""
    if PUBLIC_CODE.fullmatch(written.strip()):
        return True
    digits = re.sub(r"\D", "", written)
    return digits in HELPLINES or digits.removeprefix("1") in HELPLINES
