"""Patterns of personal data that has a form: addresses, dates, numbers. Used by redaction.redact.

In a pattern with a group `value` only that group is personal; what stands before it announces it.
"""

from __future__ import annotations

from redaction.births import BIRTHS
from redaction.dates import BORN, FULL_DATE, TENS
from redaction.late import Late, any_case, as_written
from redaction.mail import HANDLES, LOGIN, MAILS, SITE
from redaction.places import ADDRESSES

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
    *((BIRTH, pattern) for pattern in BIRTHS),
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
    (PHONE, any_case(r"(?<![\d$.,])(?:\d[\s,.\-]{1,2}){6,}\d(?!\d)")),
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
    *((ADDRESS, pattern) for pattern in ADDRESSES),
    (DATE, any_case(FULL_DATE)),
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
        rf"{BORN}|\b(?:turn(?:s|ed|ing)?|hits?|becomes?|be|been|is|was)\s(?:only\s|just\s|already\s"
        rf"|the\sbig\s)?(?:\d\d?\b|\d-\d"
        rf"|{TENS}|eighteen|nineteen|\w{{3,5}}teen|legal)|when (?:he|she|they|i) (?:was|were|turn)"
        rf"|\bgeb|nacid|\by\.?o\.?b\b"
        r"|\bb\.\s|birth|arrived|delivered|\bhad (?:him|her|them|my)\b|\d\d(?:\d\d)?\s?[\-–—]\s?"
        r"(?:19|20)\d\d|\b(?:baby|kid|child)\b"
        r"|\bn[ée]e? (?:le|en)\b|urodzon|into (?:the|this) world|aries|taurus|gemini|\bage[ds]?\s\d"
        r"|of the|\bcancer|\bleo\b|virgo|libra|scorpio|sagitt"
        r"|capric|aquar|pisces|\b(?:\d\d(?:st|nd|rd|th)|eenth|ieth)\s(?:is|was|on|falls)"
        r"|sweet sixteen|nació|entered the"
    ),
}
"""What a text must have for any pattern of a kind to fit: looked for first, as most texts have none."""
