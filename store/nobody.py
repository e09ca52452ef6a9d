"""What has a name in it and is nobody's: laws, clinics, firms, sayings, and towns where one lives."""

from __future__ import annotations

import re

from store.census import NameLists, read_lists
from store.cues import RELATION, any_of
from store.words import Token

BODY = (
    r"(?:Act|Law|Center|Centre|Clinic|Hospital|Recovery|Treatment|Foundation|Institute|Medical|Health|Healthcare|Behavioral"
    r"|University|College|Church|Program|Ranch|Retreat|Wellness|Pharmacy|Scale|Syndrome|Disease|County|Jail|Prison"
    r"|Correctional|Anonymous|Rehab|Detox|Services|Army|Academy|Memorial|General|Baptist|Methodist|Presbyterian)"
)
BODIES = (
    re.compile(rf"\b(?:[A-Z][\w\-]+\s(?:and\s|&\s|of\s)?){{1,3}}{BODY}\b"),
    re.compile(r"\b[A-Z]\w+['’]s\s+(?:Law|Act|Disease|Syndrome|law|disease|syndrome)\b"),
    re.compile(
        r"\b(?:rehab|clinic|hospital|place|center|centre|facility|shelter|church|program|programme|house|pharmacy|school|company"
        r"|site|app|group|charity|county|town|city|village|book|song|movie|film|show|series|band|podcast|study|drug|brand|store)"
        r"(?:['’]?s| is| was)?\s+(?:called|named)\s+(?:[A-Z][\w'’]*\s?){1,4}"
    ),
    re.compile(rf"\b{any_of('nobody')}(?!\w)", re.IGNORECASE),
    re.compile(
        rf"\b(?:{'|'.join(read_lists()['firms'].split())})['’]?s\b(?!\s+(?:{RELATION}|{any_of('human_things')})\b)",
        re.IGNORECASE,
    ),
)
IN_PLACE = re.compile(
    r"\b(?:in|near|outside|around|from|to|at|over in|into|toward|towards|leaving|visiting|north|south|east|west|downtown|of|for)\s+$",
    re.IGNORECASE,
)
RIGHT_IN = re.compile(r"(?<!believe )(?<!believed )(?<!faith )\b(?:in|near|outside)\s+$", re.IGNORECASE)


def not_of_people(text: str) -> list[tuple[int, int]]:
    """(start, end) of each law, clinic, firm and saying."""
    return [found.span() for pattern in BODIES for found in pattern.finditer(text)]


def is_place(text: str, token: Token, lists: NameLists) -> bool:
    """Whether a capital is a town's: behind "in", and no name that the lists have, or a known town's."""
    before = text[max(0, token.start - 12) : token.start]
    if not token.is_capital or text[token.end : token.end + 2] in {"'s", "’s"}:
        return False
    if lists.cities and token.lower in lists.cities:
        return bool(IN_PLACE.search(before))
    owned = token.lower.removesuffix("s") in lists.first
    return token.lower not in lists.first and not owned and bool(RIGHT_IN.search(before))
