"""Patterns of personal data that has a form: addresses, dates, numbers. Used by store.redact.

In a pattern with a group `value` only that group is personal; what stands before it announces it.
"""

from __future__ import annotations

import re

from store.dates import BORN, FULL_DATE, PART_DATE
from store.places import ADDRESSES, any_case

NAME, PHONE, EMAIL, ADDRESS = "name", "phone", "email", "address"
BIRTH, DATE, CARD, SOCIAL, NUMBER = (
    "date of birth",
    "date",
    "card number",
    "social security number",
    "number",
)

DIGIT_WORD = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)"
SPOKEN = re.compile(
    rf"\b(?:{DIGIT_WORD}|double|triple|treble|\d{{1,6}})(?:[\s,.\-]+(?:{DIGIT_WORD}|double|triple|treble"
    rf"|\d{{1,6}})){{3,}}\b",
    re.IGNORECASE,
)
"""A number in words, or in words and digits; redact.py counts how many digits it has."""
MAIL_AT = r"\s*(?:\(at\)|\[at\]|\{at\}|<at>|\(a\)|\(@\)|\sat(?:\ssign)?\s)\s*"
MAIL_DOT = r"\s*(?:\(dot\)|\[dot\]|\{dot\}|\sdot\s|\.)\s*"
MAIL_HOST = (
    r"(?:gmail|yahoo|hotmail|outlook|aol|icloud|comcast|protonmail|msn|verizon|btinternet|ymail"
    r"|googlemail"
    r"|rediffmail|bigpond|sbcglobal|att|live|proton|mail)"
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, any_case(r"[\w.+\-]{1,64}\s?@\s?[\w\-]+(?:\.[\w\-]+)+|[\w.+\-]{1,64}@\w+\b")),
    (
        EMAIL,
        any_case(
            rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+{MAIL_DOT}(?:com"
            rf"|net|org|edu|gov|io|co|us|uk|me|ca)\b"
        ),
    ),
    (
        EMAIL,
        any_case(
            rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+(?:\s*(?:\(dot\)"
            rf"|\[dot\]|\{{dot\}}|\sdot\s)\s*\w{{2,6}}){{1,3}}"
        ),
    ),
    (EMAIL, any_case(rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}} at {MAIL_HOST}\b")),
    (
        EMAIL,
        any_case(
            r"[\w.+\-]{1,64}\s?@\s?[\w\-]+\s?\.\s?(?:com|net|org|edu|gov|co\.uk|ca|au|in)\b"
            r"|(?<!\w)@\w{3,}"
        ),
    ),
    (
        SOCIAL,
        re.compile(
            r"(?<![\d-])\d{3}\s?[\s./\-–]\s?\d{2}\s?[\s./\-–]\s?\d{4}(?![\d-])"
            r"|[xX*]{3}\s?-\s?[xX*]{2}\s?-\s?\d{4}|(?<!\d)\d{2}-\d{7}(?!\d)"
        ),
    ),
    (
        SOCIAL,
        any_case(
            r"\b(?:ssn?|socials?|soc\.? ?sec\w*|social security(?: number| no\.?| num)?|last (?:four|4)"
            r"|itin|tax id)\b[^\d\n]{0,30}(?P<value>\d(?:[\s.\-]?\d){3,8})(?!\d)"
        ),
    ),
    (CARD, re.compile(r"(?<!\d)\d{4}(?:[\s.\-]\d{4}){3}(?:[\s.\-]\d{1,3})?(?!\d)")),
    (CARD, re.compile(r"(?<!\d)3[47]\d{2}[\s.\-]\d{6}[\s.\-]\d{5}(?!\d)")),
    (
        CARD,
        any_case(
            r"\b(?:visa|mastercard|amex|american express|discover|debit|credit|card|cvv|cvc|ending in"
            r"|account)\b[^\d\n]{0,25}(?P<value>\d(?:[\s.\-]?\d){2,18})(?!\d)"
        ),
    ),
    (BIRTH, any_case(rf"{BORN}[^\n.!?]{{0,40}}?(?P<value>{FULL_DATE}|{PART_DATE})")),
    (BIRTH, any_case(rf"(?P<value>{FULL_DATE})[^\n.!?]{{0,18}}{BORN}")),
    (
        BIRTH,
        any_case(
            rf"\b(?:turn(?:s|ed|ing)|will be|is|was|be)\s+\d\d\s+(?:on\s+|this\s+"
            rf"|come\s+)(?P<value>{FULL_DATE}|{PART_DATE})"
        ),
    ),
    (
        BIRTH,
        any_case(
            rf"(?P<value>{PART_DATE})\s+(?:is|was)\s+(?:his|her|my|their)\s+(?:birthday|birth\s?date|bday"
            rf"|dob)"
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
    *((ADDRESS, pattern) for pattern in ADDRESSES),
    (DATE, any_case(FULL_DATE)),
    (NUMBER, re.compile(r"(?<![\d.,])\d(?:[\s\-]?\d){6,}(?!\d)|\b[A-Z]{1,4}\d{6,}\b")),
    # Letters and at least four digits mixed, whole or with dashes: policies, records, passports.
    (NUMBER, re.compile(r"\b(?=(?:[A-Z]*\d){4})(?=\d*[A-Z])[A-Z\d]{7,}\b")),
    (NUMBER, re.compile(r"\b(?=(?:[A-Z\-]*\d){4})(?=[\d\-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)+\b")),
    (NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?\b")),
    (
        NUMBER,
        any_case(
            r"\b(?:case|claim|policy|member|subscriber|inmate|booking|mrn|chart|passport|licen[sc]e|plate"
            r"|medicaid|medicare|docket|id"
            r"|prisoner|offender|hospital|health card|nhs|permit|tax|serial|tracking|confirmation"
            r"|driver['’]?s)(?:\s+[a-z'’]+){0,4}?[\s:#]*\s"
            r"(?P<value>(?:(?-i:[A-Z]{1,4})[\s\-]?\d(?:[\s\-/.]?\d){3,}"
            r"|\d(?:[\s\-/.]?\d){4,})(?:[\s\-]?[a-z]\d?)?)\b"
            r"(?!\s*(?:mg|dollars|bucks|people|patients))"
        ),
    ),
    (NUMBER, re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")),
    (
        NUMBER,
        any_case(
            r"\b(?:case|claim|policy|member|subscriber|group|inmate|booking|doc|mrn|patient|chart|record"
            r"|file"
            r"|ref|reference|rx|prescription|passport|licen[sc]e|plate|id|medicaid|medicare|nhs|insurance"
            r"|badge"
            r"|account|acct|routing|student)(?:\s?(?:number|no\.?|num|nr|id|is|card|plate"
            r"|code))*\s?[:#]*\s*"
            r"(?P<value>(?=[a-z\-]*\d(?:[a-z\-]*\d){3})(?!(?:19|20)\d\d\b)(?!\d+(?:mg|ml|mcg|st|nd|rd"
            r"|th)\b)[a-z\d][a-z\d\-]{3,})\b"
        ),
    ),
)
