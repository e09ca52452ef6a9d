"""Takes personal data out of a text before it is kept: what is redacted is never written anywhere.

Telephone numbers by `phonenumbers` and card numbers by `python-stdnum`, with patterns of our own beside
them for what people really type; names by store.people. A public helpline is no personal data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import luhn

from store.people import NameFinder

NAME, PHONE, EMAIL, ADDRESS = "name", "phone", "email", "address"
BIRTH, DATE, CARD, SOCIAL, NUMBER = (
    "date of birth",
    "date",
    "card number",
    "social security number",
    "number",
)
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
MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
YEAR = r"(?:(?:19|20)\d\d|['’]\d\d)"
DAY = r"(?:[0-3]?\d)(?:st|nd|rd|th)?"
FULL_DATE = (
    rf"(?:\b[01]?\d\s?[/.\-]\s?[0-3]?\d\s?[/.\-]\s?(?:(?:19|20)\d\d|\d\d)\b|\b[0-3]?\d\s?[/.\-]\s?[01]?\d\s?[/.\-]\s?(?:19|20)\d\d\b"
    rf"|\b(?:19|20)\d\d[/.\-][01]?\d[/.\-][0-3]?\d\b"
    rf"|\b{MONTH}\s+(?:the\s+)?{DAY}\s*,?\s*(?:of\s+)?{YEAR}|\b{DAY}\s+(?:of\s+)?{MONTH}\s*,?\s*{YEAR})"
)
PART_DATE = rf"(?:\b{MONTH}\s+(?:the\s+)?{DAY}\b|\b{DAY}\s+(?:of\s+)?{MONTH}|\b[01]?\d[/\-][0-3]?\d\b|\b{MONTH}\s+(?:of\s+)?{YEAR}|\b(?:19|20)\d\d\b|['’]\d\d\b|\b\d{{6}}\b|\b\d{{8}}\b)"
BORN = r"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|birth\s?-?date|birthdate|birthday|bday|b-day|born|birth)\b"
STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl|terrace|ter|"
    r"trail|trl|parkway|pkwy|highway|hwy|way|square|sq|loop|row|pike|alley|crescent|close|crossing|plaza|route|rte|run|path|ridge|grove|gardens|mews)"
)
UNIT = r"(?:apartment|apt|unit|suite|ste|room|rm|lot|floor|fl|bldg|building|trailer|flat|#)"
STATE = (
    r"(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]|"
    r"Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|"
    r"Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|"
    r"New\s(?:Hampshire|Jersey|Mexico|York)|(?:North|South)\s(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|"
    r"Tennessee|Texas|Utah|Vermont|(?:West\s)?Virginia|Washington|Wisconsin|Wyoming)"
)
TOWN = rf"(?-i:\s*,?\s*(?:in\s+)?[A-Z][a-z]+(?:\s[A-Z][a-z]+){{0,2}}\s*,?\s*\b{STATE}\b(?:\s*,?\s*\d{{5}}(?:-\d{{4}})?)?|\s*,?\s+\d{{5}}(?:-\d{{4}})?\b)?"
IN_UNIT = rf"(?:\s*,?\s*{UNIT}\.?\s*#?\s*\w{{1,5}}\b)?"
DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+|[\w.+\-]+@\w+\b", re.I)),
    (
        EMAIL,
        re.compile(
            r"\b[\w.+\-]+\s*(?:\(at\)|\[at\]|\sat\s)\s*[\w\-]+\s*(?:\(dot\)|\[dot\]|\sdot\s|\.)\s*(?:com|net|org|edu|gov|io|co|us|uk|me)\b"
            r"|\b[\w.+\-]+ at (?:gmail|yahoo|hotmail|outlook|aol|icloud|comcast|protonmail)\b",
            re.I,
        ),
    ),
    (SOCIAL, re.compile(r"(?<![\d-])\d{3}[\s.\-–]\d{2}[\s.\-–]\d{4}(?![\d-])|(?<![\d])\d{2}-\d{7}(?!\d)")),
    (
        SOCIAL,
        re.compile(
            r"(?:\b(?:ssn?|socials?|soc\.? ?sec\w*|social security(?: number| no\.?| num)?|last (?:four|4)|itin|tax id)\b[^\d\n]{0,30})"
            r"(?P<value>\d(?:[\s.\-]?\d){3,8})(?!\d)",
            re.I,
        ),
    ),
    (
        CARD,
        re.compile(
            r"(?<!\d)\d{4}(?:[\s.\-]\d{4}){3}(?:[\s.\-]\d{1,3})?(?!\d)|(?<!\d)3[47]\d{2}[\s.\-]\d{6}[\s.\-]\d{5}(?!\d)"
        ),
    ),
    (
        CARD,
        re.compile(
            r"\b(?:visa|mastercard|amex|american express|discover|debit|credit|card|cvv|cvc|ending in|account)\b[^\d\n]{0,25}"
            r"(?P<value>\d(?:[\s.\-]?\d){2,18})(?!\d)",
            re.I,
        ),
    ),
    (BIRTH, re.compile(rf"{BORN}[^\n.!?]{{0,25}}?(?P<value>{FULL_DATE}|{PART_DATE})", re.I)),
    (BIRTH, re.compile(rf"(?P<value>{FULL_DATE})[^\n.!?]{{0,18}}{BORN}", re.I)),
    (
        BIRTH,
        re.compile(
            rf"(?P<value>{PART_DATE})\s+(?:is|was)\s+(?:his|her|my|their)\s+(?:birthday|birth\s?date|bday|dob)",
            re.I,
        ),
    ),
    (
        PHONE,
        re.compile(
            r"(?<![\d\w])\+?\d{0,3}[\s.\-]?\(?\d{3}\)?[\s.\-/–]{0,3}\d{3}[\s.\-–]{1,3}\d{4}(?!\d)(?:\s?(?:x|ext\.?)\s?\d{1,5})?"
            r"|(?<![\d\-$.])\d{3}[\s]?[\-.–][\s]?\d{4}(?![\d\-])|(?<!\d)\(?\d{3}\)?[\s.\-]*\d{7}(?!\d)",
            re.I,
        ),
    ),
    (
        PHONE,
        re.compile(
            r"\b(?:call|text|cell|phone|mobile|number|reach|tel|fax|ph|whatsapp|dial|home|work|landline)\b[^\d\n]{0,22}"
            r"(?P<value>\+?\(?\d(?:[\s().\-–]{0,2}\d){6,13})(?!\d)",
            re.I,
        ),
    ),
    (PHONE, re.compile(rf"\b{DIGIT_WORD}(?:[\s,\-]+{DIGIT_WORD}){{6,}}\b", re.I)),
    (
        ADDRESS,
        re.compile(
            rf"(?<![\d$.])\b\d{{1,6}}(?:\s?[A-Za-z]|\s?1/2|-\d+)?\s+(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?\s+)?"
            rf"(?:(?!mg\b|days?\b|weeks?\b|months?\b|hours?\b|years?\b|times?\b|pills?\b|shots?\b|of\b|and\b|in\b|a\b|is\b|more\b|other\b|percent\b|mcg\b|ml\b)[A-Za-z0-9'’.]+\s+){{1,3}}{STREET}\b\.?"
            rf"(?:\s+(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?{IN_UNIT}{TOWN}",
            re.I,
        ),
    ),
    (
        ADDRESS,
        re.compile(
            rf"(?<![\d$.])\b\d{{1,6}}\s+(?:broadway|main|elm|county road|cr|route|rte|highway|hwy|state route|us)\s*\d*\b{IN_UNIT}{TOWN}",
            re.I,
        ),
    ),
    (ADDRESS, re.compile(rf"\b(?:p\.?\s?o\.?\s*box|post office box)\s*#?\s*\d+{TOWN}", re.I)),
    (
        ADDRESS,
        re.compile(
            r"\b(?:apartment|apt|unit|suite|flat|room|trailer|lot)\.?\s*#?\s*\d+[A-Za-z]?\b|\b(?:apt|apartment|unit)\.?\s+[A-Za-z]?\d*[A-Za-z]\b(?=[\s,.])",
            re.I,
        ),
    ),
    (
        ADDRESS,
        re.compile(
            rf"\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s*,?\s+{STATE}\s*,?\s*\d{{5}}(?:-\d{{4}})?\b|\b{STATE}\s+\d{{5}}(?:-\d{{4}})?\b|\bzip(?:\s?code)?(?:\s+is)?:?\s*\d{{5}}(?:-\d{{4}})?\b"
        ),
    ),
    (
        ADDRESS,
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"),
    ),
    (DATE, re.compile(FULL_DATE, re.I)),
    (NUMBER, re.compile(r"(?<![\d.,])\d(?:[\s\-]?\d){6,}(?![\d.])|\b[A-Z]{1,4}\d{6,}\b")),
)
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


def redact(text: str) -> Redacted:
    """`text` without personal data, as far as it is found (tests/redaction.yaml measures how far)."""
    spans = _chosen(sorted(_found(text), key=lambda span: (ORDER.index(span.kind), span.start)))
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
            if not _is_helpline(match.raw_string):
                yield Span(PHONE, match.start, match.end)
        for run in re.finditer(r"(?<!\d)\d(?:[\s\-]?\d){12,18}(?!\d)", text):
            if luhn.is_valid(re.sub(r"\D", "", run.group())):
                yield Span(CARD, *run.span())
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            name = "value" if found.groupdict().get("value") else 0
            start, end = found.span(name)
            if start < end and not (kind in {PHONE, NUMBER} and _is_helpline(text[start:end])):
                yield Span(kind, start, end)
    for start, end in PEOPLE.find(text):
        yield Span(NAME, start, end)


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


def _is_helpline(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    return digits in HELPLINES or digits.removeprefix("1") in HELPLINES
