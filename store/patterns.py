"""Patterns of personal data that has a form: addresses, dates, numbers. Used by store.redact.

In a pattern with a group `value` only that group is personal; what stands before it announces it.
"""

from __future__ import annotations

from store.corners import CORNERS
from store.dates import BORN, DAY, FULL_DATE, MONTH, ONES, PART_DATE, TENS, WEEKDAY, YEAR
from store.late import Late, any_case, as_written
from store.mail import HANDLES, LOGIN, MAILS, SITE
from store.places import ADDRESSES
from store.records import RECORDS
from store.streets import STREETS

NAME, PHONE, EMAIL, ADDRESS = "name", "phone", "email", "address"
BIRTH, DATE, CARD, SOCIAL, NUMBER = (
    "date of birth",
    "date",
    "card number",
    "social security number",
    "number",
)

DIGIT_WORD = (
    rf"(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    rf"|\w{{3,5}}teen|{TENS})"
)
BETWEEN = r"[\s,.\-]+(?:(?:then|and|and then|dash|hyphen|space|area code|ext)[\s,]+)?"
SPOKEN = any_case(
    rf"\b(?:{DIGIT_WORD}|double|triple|treble|\d{{1,6}})(?:{BETWEEN}(?:{DIGIT_WORD}|double|triple|treble"
    rf"|\d{{1,6}})){{2,}}\b"
)
"""A number in words, or in words and digits; redact.py counts how many digits it has."""
PATTERNS: tuple[tuple[str, Late], ...] = (
    *((EMAIL, pattern) for pattern in MAILS),
    *((EMAIL, pattern) for pattern in HANDLES),
    (
        SOCIAL,
        as_written(
            r"(?<![\d-])\d{3}\s?[\s./\-–]\s?\d{2}\s?[\s./\-–]\s?\d{4}(?![\d-])"
            r"|[xX*]{3}\s?-\s?[xX*]{2}\s?-\s?\d{4}|(?<!\d)\d{2}-\d{7}(?!\d)"
        ),
    ),
    (
        SOCIAL,
        any_case(
            r"\b(?:ssn?|socials?|soc\.? ?sec\w*|social security(?: number| no\.?| num)?|last (?:four|4)"
            r"|itin|tax id|sin|social insurance|national insurance|ni number|ppsn?"
            r"|aadhaar)\b[^\d\n]{0,30}(?P<value>\d(?:[\s.\-]?\d){3,8})(?!\d)"
        ),
    ),
    (CARD, as_written(r"(?<!\d)\d{4}(?:[\s.\-]\d{4}){3}(?:[\s.\-]\d{1,3})?(?!\d)")),
    (CARD, as_written(r"(?<!\d)3[47]\d{2}[\s.\-]\d{6}[\s.\-]\d{5}(?!\d)")),
    (
        CARD,
        any_case(
            r"\b(?:visa|mastercard|amex|american express|discover|debit|credit|card|cvv|cvc|ending in"
            r"|account)\b[^\d\n]{0,25}(?P<value>\d(?:[\s.\-]?\d){2,18})(?!\d)"
        ),
    ),
    (BIRTH, any_case(rf"{BORN}[^\n.!?]{{0,40}}?(?P<value>{FULL_DATE}|{PART_DATE})")),
    (
        BIRTH,
        any_case(
            rf"{BORN}[^\n.!?\d]{{0,15}}?\b(?:in|of|year)\s+(?P<value>\d\d)\b(?!\s*(?:weeks?|hours?"
            rf"|days?|minutes?|%|percent|mg))"
        ),
    ),
    # "born in '92 on march 3": the year and the day apart.
    (
        BIRTH,
        any_case(
            rf"{BORN}[^\n.!?]{{0,20}}?(?P<value>(?:{YEAR})[\s,]+(?:on\s+"
            rf"|in\s+)?(?:the\s+)?(?:{DAY}\s+(?:of\s+)?{MONTH}"
            rf"|{MONTH}\s+(?:the\s+)?{DAY}|{MONTH}|[01]?\d[/\-][0-3]?\d)\b"
            rf"|(?:{MONTH}\s+(?:the\s+)?{DAY}|{DAY}\s+(?:of\s+)?{MONTH})[\s,]+(?:in\s+|of\s+"
            rf"|back in\s+)?(?:the year\s+)?"
            rf"(?:{YEAR}|\d\d\b|{TENS}(?:[\s-]+{ONES})?\b))"
        ),
    ),
    (BIRTH, any_case(rf"(?P<value>{FULL_DATE})[^\n.!?]{{0,30}}{BORN}")),
    (
        BIRTH,
        any_case(
            rf"\b(?:turn(?:s|ed|ing)?|will be|is|was|be|hits?)\s+(?:\d\d|{TENS}(?:[\s-]{ONES})?"
            rf"|eighteen|nineteen)\s+(?:(?:on|this|come|last|next|this coming)\s+(?:{WEEKDAY})?)"
            rf"(?P<value>{FULL_DATE}|{PART_DATE})"
        ),
    ),
    (
        BIRTH,
        any_case(
            rf"(?P<value>{PART_DATE})\s+(?:is|was|['’]s)\s+(?:(?:his|her|my|their"
            rf"|the)\s+(?:\w+['’]?s?\s)?(?:birthday"
            r"|birth\s?date|bday|b-day|dob)|when (?:he|she|they|i) (?:was|were|turns?|turned)\b)"
        ),
    ),
    (
        PHONE,
        any_case(
            r"(?<![\d\w])\+?\d{0,3}[\s.\-]?\(?\d{3}\)?[\s.\-/–]{0,3}\d{3}[\s.\-–]{1,3}\d{4}(?!\d)"
            r"(?:\s?(?:x|ext\.?)\s?\d{1,5})?"
            r"|(?<![\d\-$.])\d{3}\s?[\-.–]\s?\d{4}(?![\d\-])|(?<!\d)\(?\d{3}\)?[\s.\-]*\d{7}(?!\d)"
        ),
    ),
    (
        PHONE,
        any_case(
            r"\b(?:call|text|cell|phone|mobile|number|reach|tel|fax|ph|whatsapp|dial|home|work|landline"
            r"|me at)\b[^\d\n]{0,22}(?P<value>\+?\(?\d(?:[\s().\-–]{0,2}\d){6,13})(?!\d)"
        ),
    ),
    (PHONE, any_case(r"\barea code\s*(?:is\s*)?:?\s*(?P<value>\d{3})\b")),
    (
        PHONE,
        any_case(
            r"(?P<value>(?<![\d$.\-])\(?\d(?:[\s().\-–]{0,2}\d){6,12})\s*(?:is|['’]s|,|that['’]?s)\s+"
            r"(?:my|his|her|the|our|their|a)\s+(?:\w+\s){0,2}?(?:cell|phone|mobile|number|landline"
            r"|work|home|line)\b"
        ),
    ),
    (
        PHONE,
        any_case(
            r"\b\d{3}[\s,]*(?:then|and|dash|hyphen|space|dot)\s+\d{3}[\s,]*(?:(?:then|and|dash"
            r"|hyphen|space|dot)\s+)?\d{4}\b"
            r"|\b\d{3}[\s,]+(?:then|dash|hyphen)\s+\d{4}\b"
        ),
    ),
    *((ADDRESS, pattern) for pattern in (*ADDRESSES, *STREETS, *CORNERS)),
    (DATE, any_case(FULL_DATE)),
    *((NUMBER, pattern) for pattern in RECORDS),
)
HINTS: dict[str, Late] = {
    EMAIL: any_case(
        rf"[@_]|[(\[{{<]at?[)\]}}>]|#\d|\$[A-Za-z]|\w/\w|\sdot\s|\d\s?(?:on|at|is)\s|mail|yahoo"
        rf"|outlook|\baol\b|icloud|comcast|proton|\b{SITE}\b|\b{LOGIN}\b"
    ),
    SOCIAL: as_written(r"\d"),
    CARD: as_written(r"\d"),
    PHONE: as_written(r"\d"),
    BIRTH: any_case(
        rf"{BORN}|turn|will be|hits|(?:is|was|be)\s+(?:\d\d|{TENS}|eighteen|nineteen)\s"
        rf"|when (?:he|she|they|i) (?:was|were)"
    ),
    NUMBER: any_case(
        rf"\d[\w\s\-/.]{{0,6}}\d|(?:{ONES}|zero|oh)[\s,\-]+(?:{ONES}|zero|oh)\b|plate|\btag|\breg"
    ),
}
"""What a text must have for any pattern of a kind to fit: looked for first, as most texts have none."""
