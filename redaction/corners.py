"""Patterns of corners, rooms and lots, and of addresses as they are written in haste."""

from __future__ import annotations

from redaction.late import Late, any_case, as_written
from redaction.places import CAPITAL, NO_STREET, SIDE, TOWN
from redaction.streets import NO_NAME, NUMBERED, ROAD, UK_POSTCODE

CORNERS: tuple[Late, ...] = (
    # Corners: "East 105th and Superior", "Maple & 3rd".
    any_case(
        rf"\b(?:{SIDE}\s)?\d{{1,3}}(?:st|nd|rd|th)(?:\s(?:st|street|ave|avenue|rd)\.?)?\s(?:and"
        rf"|&|n|at)\s(?:{SIDE}\s)?(?-i:{NO_NAME}[A-Z]\w+)(?:\s{ROAD}\b)?"
        rf"|\b(?-i:{NO_NAME}[A-Z]\w+)(?:\s{ROAD})?\s(?:and|&|n|at)\s(?:{SIDE}\s)?\d{{1,3}}(?:st"
        rf"|nd|rd|th)\b(?:\s(?:st|street|ave|avenue)\b)?"
    ),
    any_case(
        r"\b(?:on|off|at|near|by|around|up|down)\s+(?P<value>(?:n|s|e|w|ne|nw|se|sw|north"
        r"|south|east|west)\.?\s\d{1,3}(?:st|nd|rd|th)(?:\s(?:st|street|ave|avenue|place"
        r"|pl)\b)?)"
    ),
    any_case(
        rf"\b(?:house|door|trailer|place|building|apartment|one|duplex|shop|garage|shed|camper"
        rf"|tent)\s+(?:is\s+)?(?:on|off"
        rf"|up)\s+(?P<value>(?-i:{NO_NAME}{CAPITAL}(?:\s{CAPITAL}){{0,2}}))\b"
    ),
    # In small letters: "off cemetery road", "up beaver creek rd".
    any_case(
        r"\b(?:on|off|off of|up|down|along|past|at|to|from|near|behind"
        r"|across from)\s+(?P<value>(?!(?:the|a|an|this|that|my|our|his|her|their|your|any"
        r"|some|every|each|one|other|main|same"
        r"|down|up|off|back|long|dirt|wrong|right|open|side|all|no|and|in|on|of|to|rocky|bumpy"
        r"|hard)\b)[a-z0-9'’]{3,}(?:\s(?!(?:the|a|an|my|our|his|her|of|in|on|to|and|for)\b)"
        r"[a-z0-9'’]{2,})?"
        r"\s(?:road|rd|lane|ln|pike|pkwy|parkway|holler|hollow|avenue|ave|street|blvd"
        r"|boulevard|hwy|highway|st(?=\s*(?:[,.;!?)\n]|$|and\b|by\b|near\b|in\b|apt\b"
        r"|if\b)))\b)"
    ),
    as_written(
        rf"\b(?:postcode|post code|in|area|around"
        rf"|near)\s+(?:is\s+)?(?P<value>[A-Z]{{2}}\d{{1,2}}[A-Z]?)\b(?!\s?{UK_POSTCODE})"
    ),
    as_written(
        rf"\b(?:Sector|Phase|Stage|Zone|Block|Tower|Gali|Lane|Mohalla|Close|Hse|House"
        rf"|No\.?)\s(?:No\.?\s)?#?\d+\w?,?\s+{CAPITAL}(?:,?\s{CAPITAL}){{0,4}}"
    ),
    as_written(
        rf"(?<![\d$.,\-])\b\d{{3,5}}\s+(?:{SIDE}\s)?{NO_NAME}(?!Lifeline|Americans|People"
        rf"|Patients|Calories|Helpline|Hotline|Crisis){CAPITAL}(?:\s{CAPITAL})?"
        rf"(?:,\s{CAPITAL}(?:\s{CAPITAL})?)?(?=\s*(?:[,.;!?)\n]|$|apt\b|unit\b|in\b|and\b|by\b|near\b|#))"
    ),
    any_case(
        rf"\b(?:lot|trailer|space|unit|apt|bldg|building|cabin"
        rf"|site)\s*#?\s*\w{{1,4}}\s+(?:off(?: of)?|on)\s+(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,2}})"
    ),
    any_case(
        rf"\b(?:n|s|e|w|north|south|east|west)\s?(?:on|of)\s+(?P<value>{NUMBERED})\b"
        rf"|\b(?:(?:state|county|us|old)\s(?:route|rte|rt|highway|hwy|road"
        rf"|rd)\.?\s*\d{{1,4}}\w?(?:\s(?:north|south|east|west))?)\b"
    ),
    as_written(
        rf"(?<![\d$.,\-])\b\d{{1,5}}[A-Z]?\s+{NO_NAME}(?:{SIDE}\s)?{CAPITAL}(?:\s{CAPITAL})?,?\s+(?i:apt"
        rf"|apartment|unit|flat|suite|#)\.?\s*#?\s*\w{{1,5}}\b{TOWN}"
    ),
    any_case(
        rf"\b(?:bldg|building|apt|apartment|unit|flat|tower|block|suite|room|rm"
        rf"|no\.?)\.?\s*#?\d{{1,4}}[a-z]?(?:,?\s*(?:#|apt|apartment|unit|flat|room"
        rf"|no\.?)\s*#?\w{{1,4}})?,\s+"
        rf"(?-i:{CAPITAL}(?:,?\s{CAPITAL}){{1,5}}){TOWN}"
    ),
    any_case(
        rf"\b(?:room|rm|unit|apt|lot|space)\s*#?\s*\d+\w?\s+(?:at|in"
        rf"|of)\s+(?:the\s)?(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,3}}(?:\s\d)?)\s+(?:on"
        rf"|off)\s+(?:{NUMBERED}|(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,2}}))"
    ),
    any_case(rf"\b{NUMBERED},?\s+exit\s+\d+\w?"),
    as_written(
        rf"\b(?:Hwy|Highway|Route|Rte|Rt|US|SR|CR|County R(?:oa)?d|State Route"
        rf"|State Road)\.?\s?\d+\w?(?:\s{SIDE}{TOWN}|,\s{CAPITAL}(?:\s{CAPITAL})?\b)"
    ),
    as_written(
        rf"\b[A-Z]{{1,2}}[\-/]?\d{{1,4}},\s+{CAPITAL}(?:\s{CAPITAL}){{0,3}},\s+{CAPITAL}(?:[\s\-]+\d{{6}})?"
    ),
    as_written(r"\b[AC-FHKNPRTV-Y]\d[\dW]\s?(?=[A-Z\d]*[A-Z])[\dAC-FHKNPRTV-Y]{4}\b"),
    any_case(
        rf"\b(?:at|on|by|near|corner|off)\s+(?P<value>(?:\d{{1,3}}(?:st|nd|rd|th)|(?:first"
        rf"|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\s(?:and|n|&|at|/)\s"
        r"(?!(?:the|a|my|his|her|we|he|she|i|then|it|last|final|day|week|month|dose|shot)\b)"
        r"[a-z]{3,})\b(?!\s(?:day|week|month|dose|shot|pill|time|year|grade))"
        rf"|\b(?:at|on|by|near|corner|off)\s+(?:(?-i:{NO_NAME})[a-z]{{3,}}\s(?:and|n|&"
        rf"|/)\s\d{{1,3}}(?:st|nd|rd|th))\b(?!\s(?:day|week|month|dose|shot|pill|time))"
    ),
    as_written(
        rf"\b(?:[Aa]t|[Ii]ntersection of|[Nn]ear|[Oo]ff"
        rf"|[Bb]y)\s+(?P<value>{NO_NAME}{CAPITAL}\s(?:and|&|/"
        rf"|n)\s{NO_NAME}{CAPITAL})\b(?!['’]s)"
    ),
    any_case(
        rf"\bhouse\s(?:number|no\.?|#)\s*\d+\w?(?:\s+(?:on|in|of)\s+(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,2}}))?"
    ),
    any_case(rf"(?<![\d$.,\-])\b\d{{1,5}}\w?,\s+(?-i:(?:{CAPITAL}\s){{1,3}}{ROAD})\b{TOWN}"),
    any_case(
        r"\b(?:lot|trailer|space|site|unit|apt|room|rm|cabin"
        r"|number)\s*#?\s*\d+\w?,?\s+(?:(?:over\s)?(?:at|in"
        r"|of)\s+)?(?:the\s)?(?:[a-z'’]+\s){1,3}(?:trailer park|trailer court|mobile home park"
        r"|mhp"
        r"|apartments?|apts|estates|acres|pines|village|motel|inn|hotel|campground|rv park"
        r"|manor|towers|terrace|court|projects|homes)\b"
    ),
    any_case(
        rf"\bbox\s+\d+\w?,?\s+(?:route|rt|rte|rr|star route|hc)\.?\s*\d*{TOWN}|\b(?:route|rt"
        rf"|rte)\.?\s*\d+,?\s+box\s*\d+\w?{TOWN}"
    ),
    any_case(r"(?P<value>\b\d{5})\s+(?:is|['’]s)\s+(?:my|our|the|his|her)\s+(?:zip|postal|post)"),
    any_case(
        r"\b(?:he|she|i|we|they|hes|shes|im|he['’]s|she['’]s|i['’]m|we['’]re"
        r"|they['’]re)\s+(?:is\s|are\s|am\s)?at\s+"
        rf"(?P<value>\d{{2,5}}\s+{NO_STREET}(?!(?:milligrams?|degrees|oclock|o['’]clock|am|pm"
        rf"|bpm|over|or|now|still|already|right|grams?|units?|with|but|so|bags?|beats)\b)"
        rf"[a-z]{{3,}})\b"
    ),
    any_case(
        rf"(?<![\d$.,\-])\b\d{{2,5}}\s+{NO_STREET}[a-z]{{3,}}(?:\s[a-z]{{3,}})?,?\s+(?:apt"
        rf"|apartment|unit|#)\.?\s*#?\s*\d*\w\b{TOWN}"
    ),
    as_written(
        rf"\b(?!Code|CPT|Box|HCPCS|Only|About|Over)"
        rf"(?:{CAPITAL}\s)?{CAPITAL},?\s\d{{5}}(?:-\d{{4}})?\b(?!\s?(?:mg|people|dollars|deaths"
        rf"|miles))"
    ),
)
