"""What belongs to personal data that was found and stands beside it: a town, a floor, an extension."""

from __future__ import annotations

from redaction.dates import MONTH, ORDINAL, YEAR
from redaction.doors import FLOOR
from redaction.late import Late, any_case
from redaction.places import CAPITAL, POSTCODE, STATE, STATE_NAME
from redaction.rough import BESIDE, CHAIN, DWELLING, KIN, LANDMARK, WHERE
from redaction.streets import ROAD

ENDS = r"(?=\s*(?:[,.;!?)\n\"”]|$))"
UNIT = (
    r"(?:apartment|apt|unit|suite|ste|room|rm|lot|floor|fl|bldg|building|trailer|flat|space|bed"
    r"|door|buzzer|box|#)"
)
PARK = (
    r"(?:pines|acres|estates|village|manor|court|terrace|gardens|park|view|ridge|oaks|hills|heights|towers"
    r"|apartments|apts|projects|homes|motel|inn|hotel|campground|lodge)"
)
HOME = rf"(?:{DWELLING}|{LANDMARK}|{KIN}['’]?s|car|place|end|corner|steps|lot|side|stairs|porch|back)"
TAILS: dict[str, Late] = {
    "address": any_case(
        rf"(?:\s?1/2|½)?(?:,?\s*(?:{UNIT}\.?\s?#?\s?(?:\d+\s?[a-z]?|[a-z]\d*)\b(?!['’])|{FLOOR}"
        rf"|(?:in|near|by|off(?: of)?|on|at|of|(?:north|south|east|west) of|{BESIDE})\s(?:{WHERE}"
        rf"|the\s(?:[\w'’]+\s)?{LANDMARK}{ENDS})"
        rf"|the\s(?:[\w'’]+\s){{0,2}}(?:{DWELLING}|door|side|one)(?:\s(?:with|w/|on|in|by)\s"
        rf"(?:the\s|a\s)?(?:[\w'’]+\s)?"
        rf"[\w'’]+)?{ENDS}|(?:between|cross street(?:s| is)?)\s(?-i:[A-Z\d])\w+(?:\s(?:and|&|n)\s"
        rf"(?-i:[A-Z\d])\w+)?)"
        rf"|,\s(?-i:(?:Co\.?\s)?{CAPITAL}(?:\s{CAPITAL}){{0,2}}(?:\s\d{{1,2}}\b)?)(?:{ENDS}|"
        rf"(?=\s*,?\s(?-i:{STATE})\b))"
        rf"|\s*,?\s(?-i:{STATE})\b(?:\s*,?\s(?-i:{POSTCODE})\b)?"
        rf"|\s(?:and|&|n)\s(?-i:[A-Z]|\d+(?:st|nd|rd|th))\w+(?:\s{ROAD})?{ENDS}"
        rf"|,?\s(?-i:[A-Z])\w+\s(?:{PARK}|estate|house)\b|,\s(?:the\s)?{CHAIN}|,\s"
        rf"(?:\w+\s){{0,2}}{DWELLING}{ENDS}"
        rf"|,?\s(?:number|no\.?|#|street|house|gali|sector|m\.)\s?\d{{1,5}}[a-z]?\b|,?\s(?:top"
        rf"|first|second|bottom|left|right|back"
        rf"|side)\s(?:bell|buzzer|door)\b|\s\d{{1,4}}[a-z]?{ENDS}|,\s"
        rf"(?-i:[A-Z]{{1,2}}[\-]?\d{{1,2}}[A-Z]?(?:/\d+)?)\b|,\s\d{{1,3}}[a-z]\b"
        rf"|,?\s\(?\d{{5}}(?:-\d{{4}})?\)?{ENDS}|,?\s[a-z]+(?:\s[a-z]+)?,?\s{STATE_NAME}\b)"
    ),
    "phone": any_case(
        r",?\s*\(?(?:ext(?:ension)?\.?|x|option|opt\.?|press|then|pin|code|desk|line)\s?#?:?\s?\d{1,6}\)?"
    ),
    "date of birth": any_case(
        rf"[\s,]*(?:(?:of|in|the year|back in|at|/)\s)*(?:{YEAR}|(?<!\d)\d\d(?=[\s,.;!?)]*(?:$"
        rf"|[,.;!?)]))|{MONTH}\s\d{{1,2}}\b|{ORDINAL}\b)"
    ),
    "number": any_case(
        r"(?:[\-/.](?=\w*\d)\w+|[ ](?-i:[A-Z]{0,3}\d[A-Z\d]*)(?![\w'’%]|\s?(?:mg|days?))|[\-/]"
        r"(?-i:[A-Z]{1,3})\b)"
    ),
    "date": any_case(rf",?\s(?:of\s|in\s)?{YEAR}\b"),
}
HEADS: dict[str, Late] = {
    "address": any_case(
        rf"(?:\b{UNIT}\.?\s?#?\d*[a-z]?,?\s(?:(?:at|on|of|in)\s)?(?:the\s)?|{FLOOR}(?:\s(?:rear"
        rf"|front|left|right))?,?\s"
        rf"(?:(?:at|of|on)\s)?|(?:\b[\w'’]+\s){{1,3}}{PARK},?\s"
        r"|\b(?:(?:in|at)\s)?(?:the|a|an|his|her|my|our|their|that)\s(?:(?!is\b|was\b|address\b"
        r"|number\b|zip\b|new\b)[\w'’\-]+\s)?"
        rf"(?:(?:{HOME})(?:\s{BESIDE}\sthe\s\w+)?(?:,|\s(?:at|on|of|off|by|near|{BESIDE}))\s)?"
        rf"(?:the\s)?|\b\d{{1,5}}\s|\b(?:half\sa|a|an?|one|two|three|four|\d+)\s(?:quarter\s)?"
        rf"(?:miles?|blocks?|km|doors?|houses?)\s(?:(?:out|up|down|over)\s)?(?:(?:on|from|past|off|"
        rf"(?:north|south|east|west) of)\s)?)$"
    ),
    "number": any_case(r"(?<![\w'’])(?:(?-i:Rx|[A-Z]{1,2}|[#\-])[ \-]?#?|ext(?:ension)?\.?\s)$"),
    "phone": any_case(
        r"(?:\(?(?:area code\s)?(?<!\d)\d{3}\)?[\s,.]*(?:(?:then|and|and then|dash)[\s,]+)?"
        r"|area code\s(?:is\s)?)$"
    ),
    "date of birth": any_case(rf"(?:{YEAR},?\s(?:on\s)?)$"),
}
BACK = 40
"""Characters before what was found where something of it may begin."""


def grown(kind: str, text: str, start: int, end: int) -> tuple[int, int]:
    """(start, end) with what belongs to it."""
    tail = TAILS.get(kind)
    while tail and (more := tail.match(text, end)) and more.end() > end:
        end = more.end()
    head = HEADS.get(kind)
    if head and (before := head.search(text[max(0, start - BACK) : start])):
        start -= len(before.group())
    return start, end
