"""What has a name in it and is nobody's: laws, clinics, firms, sayings, and towns where one lives."""

from __future__ import annotations

import re

from redaction.cues import RELATION, any_of
from redaction.places import STATE_CODE, STATE_NAME
from redaction.slips import Lexicon
from redaction.sources import read_lists
from redaction.words import Token

BODY = (
    r"(?:Act|Law|Center|Centre|Clinic|Hospital|Recovery|Treatment|Foundation|Institute"
    r"|Medical|Health|Healthcare|Behavioral"
    r"|University|College|Church|Program|Ranch|Retreat|Wellness|Pharmacy|Scale|Syndrome"
    r"|Disease|County|Jail|Prison"
    r"|Correctional|Anonymous|Rehab|Detox|Services|Army|Academy|Memorial|General|Baptist"
    r"|Methodist|Presbyterian)"
)
BODIES = (
    re.compile(rf"\b(?:[A-Z][\w\-]+\s(?:and\s|&\s|of\s)?){{1,3}}{BODY}\b"),
    re.compile(
        r"\b(?:Fort|Ft\.?|Mount|Mt\.?|Port|Lake|San|Santa|Los|Las|New|Saint|Cape|Palm|Grand"
        r"|West|East|North|South|Bowling|Falls)\s[A-Z]\w+"
        r"|\b[A-Z]\w+\s(?:House|Landing|Harbor|Haven|Light|Path|Pathways|Springs|Village|Beach"
        r"|City|Falls|Creek|Rapids|Heights|Hills|Island|Management|Point)\b"
        r"|\b(?:Sister\s)?[A-Z]\w+['’]s\s(?:Place|House|Home|Hospital|Kitchen|Cafe|Diner|Bar"
        r"|Pub|Pharmacy|Market|Point|Landing)\b"
    ),
    re.compile(r"\b[A-Z]\w+['’]s\s+(?:Law|Act|Disease|Syndrome|law|disease|syndrome)\b"),
    re.compile(
        r"\b(?:rehab|clinic|hospital|place|center|centre|facility|shelter|church|program"
        r"|programme|house|pharmacy|school|company"
        r"|site|app|group|charity|county|town|city|village|book|song|movie|film|show|series"
        r"|band|podcast|study|drug|brand|store)"
        r"(?:['’]?s| is| was)?\s+(?:called|named)\s+(?:[A-Z][\w'’]*\s?){1,4}"
    ),
    re.compile(rf"\b{any_of('nobody')}(?!\w)", re.IGNORECASE),
    re.compile(
        rf"\b(?:{'|'.join(read_lists()['firms'].split())})['’]?s\b(?!\s+(?:{RELATION}"
        rf"|{any_of('human_things')})\b)",
        re.IGNORECASE,
    ),
)
TO_PLACE = re.compile(
    r"\b(?:in|near|outside|around|from|to|at|over in|into|toward|towards|leaving|visiting"
    r"|north|south|east|west|downtown)\s+$",
    re.IGNORECASE,
)
RIGHT_IN = re.compile(
    r"(?<!believe )(?<!believed )(?<!faith )\b(?:in|near|outside|downtown)\s+$", re.IGNORECASE
)
# "at Glenbeigh", but not "mad at Zorvan".
AT = re.compile(
    r"(?<!mad )(?<!angry )(?<!yell )(?<!yelled )(?<!yelling )(?<!screamed )(?<!screaming )"
    r"(?<!look )(?<!looked )(?<!looking )"
    r"(?<!laughed )(?<!pissed )(?<!furious )(?<!shouted )(?<!swung )(?<!threw )\b(?:at|into|inside)\s+$",
    re.IGNORECASE,
)
IN_STATE = re.compile(
    rf",\s+(?:{STATE_NAME}|{STATE_CODE}|Canada|UK|England|Scotland|Wales|Ireland|Nigeria"
    rf"|India|Kenya|Ghana|Mexico)\b"
)
OF_TOWN = re.compile(
    r"\s+(?:clinic|office|area|hospital|er|jail|campus|location|store|branch|police|pd"
    r"|suburbs?|airport|general|city|metro|va)\b",
    re.IGNORECASE,
)


def not_of_people(text: str) -> list[tuple[int, int]]:
    """(start, end) of each law, clinic, firm and saying."""
    return [found.span() for pattern in BODIES for found in pattern.finditer(text)]


def is_place(text: str, token: Token, lists: Lexicon) -> bool:
    """Whether a capital is a town's: behind "in", and no name that the lists have, or a known town's."""
    before = text[max(0, token.start - 16) : token.start]
    if not token.is_capital or text[token.end : token.end + 2] in {"'s", "’s"}:
        return False
    if IN_STATE.match(text, token.end):
        return True
    if token.lower in lists.cities:
        to = RIGHT_IN if token.lower in lists.usual_first else TO_PLACE
        return bool(to.search(before) or OF_TOWN.match(text, token.end))
    owned = token.lower.removesuffix("s") in lists.first
    return (
        token.lower not in lists.first and not owned and bool(RIGHT_IN.search(before) or AT.search(before))
    )
