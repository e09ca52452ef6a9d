"""Patterns of where somebody lives that are no whole postal address: corners, roads, lots, houses with names."""

from __future__ import annotations

import re

from store.places import CAPITAL, IN_UNIT, NO_STREET, PLACE, PROVINCE, SIDE, STATE_CODE, STATE_NAME, TOWN, any_case

ROAD = (
    r"(?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Ct|Terrace|Parkway|Pkwy|Crescent|Circle|Cir|Pike"
    r"|Turnpike|Highway|Hwy|Trail|Loop)"
)
NUMBERED = (
    r"(?:(?:state\s|county\s|us\s|old\s)?(?:route|rte|rt|highway|hwy|road|rd|cr|fm|sr)\.?\s*\d{1,4}\w?"
    r"|(?:I|US|SR|CR)[\s\-]\d{1,4}\w?|interstate\s\d{1,3})"
)
NO_NAME = (
    r"(?!(?:Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|January|February|March|April"
    r"|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
    r"|AM|PM|Mg|MG|Days?|Weeks?|Months?|Hours?|EST|CST|PST)\b)"
)
CORNER = r"(?:(?-i:[A-Z]\w+)|\d+(?:st|nd|rd|th))(?:\s(?-i:[A-Z]\w+))?"
UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
CANADIAN_POSTCODE = r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"
HOME = (
    r"(?:Apartments|Apts|Trailer (?:Park|Court)|Mobile Home Park|MHP|Mobile Estates|Towers|Manor|Estates|Flats"
    r"|Homes|Projects|Village|Campground|RV Park|Motel|Inn|Lodge|Cottage|Farm|House|Court|Terrace|Acres|Pines|Park)"
)
DWELLS = (
    r"(?:live|lives|lived|living|stay|stays|staying|stayin|crashing|sleeping|sleeps|renting|rents|camped|squatting"
    r"|moved|resides?|residing)"
)

STREETS: tuple[re.Pattern[str], ...] = (
    # Whole lines before a postcode: "The Old Forge, 3 Church Lane, Ludlow SY8 1AW".
    re.compile(
        r"\b[A-Z\d][\w'’.\-]*(?:,?\s+(?:(?:of|on|upon|the|in|de|des|du|la|le|les|rue|chemin|boul|av)\s){0,2}[A-Z\d][\w'’.\-]*){0,14},?\s+"
        rf"(?:{UK_POSTCODE}|{CANADIAN_POSTCODE}|{PROVINCE}\s\d{{4}}\b|\d{{6}}\b(?!\d))"
    ),
    re.compile(
        r"(?<![$.,\d])\b\d{1,6}[A-Z]?\s+(?:[A-Z\d][\w'’.\-]*,?\s+(?:(?:of|on|the)\s)?){1,10}?"
        rf"(?:{STATE_CODE}|{STATE_NAME}),?\s+\d{{5}}(?:-\d{{4}})?\b"
    ),
    # A grid of roads: "1190 N County Road 400 W", "450 East 300 South".
    any_case(
        rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+(?:(?:county|co|state|township)\s)?(?:road|rd|route|rte|highway|hwy|cr)\s*"
        rf"\d{{1,4}}(?:\s+{SIDE})?{IN_UNIT}{TOWN}"
    ),
    re.compile(rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+\d{{2,5}}\s+{SIDE}{IN_UNIT}{TOWN}"),
    any_case(rf"\b[NSEW]?\d{{1,5}}\s?[NSEW]?\d{{2,5}}\s+(?-i:{CAPITAL}\s){{1,2}}(?-i:{ROAD})\b{TOWN}"),
    any_case(r"\b\d{1,5}\s+block\s+(?:of\s+)?(?:(?:north|south|east|west|n|s|e|w)\.?\s+)?[a-z\d]+(?:\s+(?:street|st|avenue|ave|road|rd|blvd|drive|dr|lane|ln))?\b"),
    # A road alone, by its name or its number.
    re.compile(rf"\b(?:(?:Old|New|N|S|E|W|North|South|East|West)\.?\s)?(?:{CAPITAL}\s){{1,3}}{ROAD}\b\.?{IN_UNIT}(?:\s+{SIDE})?{TOWN}"),
    any_case(rf"\b(?:meets?|crosses|past|by|near|off(?: of)?|along|behind|down|up|live on|lives on)\s+(?:old\s)?(?P<value>{NUMBERED})\b{TOWN}"),
    any_case(rf"(?P<value>{NUMBERED})\s+(?:meets|crosses|(?:and|&)\s+(?-i:[A-Z])\w+)"),
    any_case(rf"\b(?:the\s+)?corner of\s+((?:the\s)?[\w.]+(?:\s(?:st|street|ave|avenue|rd|road|blvd|{ROAD}))?\s+(?:and|&|n|at)\s+[\w.]+(?:\s(?:st|street|ave|avenue|rd|road|blvd)\b)?)"),
    any_case(rf"\b(?:{DWELLS}|house|apartment|place|trailer|camp|tent|find (?:him|her|us|me))\s+(?:is\s+)?(?:at|on|off|by|near|between)\s+(?P<value>{CORNER}\s(?:and|&|n|at|/)\s{CORNER})"),
    re.compile(rf"\bbetween\s+(?P<value>(?:\d+(?:st|nd|rd|th)|{CAPITAL})\s(?:and|&)\s\d+(?:st|nd|rd|th)(?:\s(?:on|along)\s{PLACE})?)"),
    # A number and a name without the kind of road: "at 14 Elm, Millinocket".
    re.compile(
        rf"\b(?:[Aa]t|[Aa]ddress(?:\sis|['’]s|:)?|[Tt]o|[Hh]ouse|[Oo]n|[Ii]s|[Ii]t['’]?s|[Nn]umber)\s+(?P<value>\d{{1,5}}[A-Za-z]?\s+{NO_NAME}(?:{SIDE}\s+)?"
        rf"(?:{CAPITAL})(?:\s{CAPITAL}){{0,2}}(?:,\s{CAPITAL}(?:\s{CAPITAL})?){{0,3}})(?=\s*(?:[,.;!?)\n]|$|in\b|and\b|by\b|near\b|back\b|apt\b|if\b|so\b))"
    ),
    any_case(
        rf"\b(?:(?:(?:my|our|his|her|their|the|home|street|mailing)\s+)?(?:address|house|place|home)(?:\s+is|['’]s|:)?|{DWELLS}\s+(?:over\s+)?at|(?:ship|send|mail|deliver|bring)\s+(?:it|them|that|the \w+)\s+to|come to)"
        rf"\s*:?\s+(?P<value>\d{{1,6}}[a-z]?(?:\s+1/2)?\s+{NO_STREET}(?:(?:n|s|e|w|north|south|east|west)\.?\s)?[a-z'’]{{3,}}(?:\s(?!(?:apt|in|and|by|near|if|is|with)\b)[a-z'’]{{3,}})?(?:\s+{ROAD}|\s+st)?"
        rf"(?:,\s[a-z]+(?:\s[a-z]+)?)?)(?=\s*(?:[,.;!?\n)]|$|in\b|and\b|by\b|near\b|apt\b|if\b))"
    ),
    # Lots, trailers and rooms with the place they are in.
    any_case(
        r"\b(?:trailer|lot|space|site|unit|cabin|room|rm|apt|apartment|pad|slip|berth|bed|hut|plot|stall|tent)\.?\s*#?\s*(?:\d+\w?|[a-z]\d*)\b"
        rf"(?:,?\s+(?:(?:over\s)?(?:at|in|of|on)\s+)?(?:the\s)?(?-i:(?:{CAPITAL}|{SIDE})(?:\s{CAPITAL}){{0,5}}){TOWN})"
    ),
    any_case(rf"\b{DWELLS}\s+(?:over\s+)?(?:at|in)\s+(?P<value>(?:the\s+)?(?-i:(?:{CAPITAL}\s){{1,3}}{HOME})\b(?:,?\s+(?:unit|apt|room|lot|#|number|no\.?)?\s*#?\d+\w?)?{TOWN})"),
    any_case(rf"\b{DWELLS}\s+(?:over\s+|up\s+|down\s+)?(?:on|off)\s+(?P<value>(?-i:{NO_NAME}{CAPITAL}(?:\s{CAPITAL}){{0,2}}))\b"),
    any_case(r"\bmile\s?(?:marker|post)\s+\d+(?:\.\d+)?(?:\s+(?:on|of|off)\s+(?:(?:route|rte|hwy|highway|us|sr|i)[\s\-]?)\d+)?|\bexit\s+\d+\w?(?:\s+(?:on|off|of)\s+(?:the\s)?(?:i|us|sr|hwy|route|interstate)[\s\-]?\d+)?"),
    any_case(rf"\b(?:rr|r\.r\.|hc|rural route|star route|highway contract)\s*#?\s*\d*,?\s*(?:box|bx)\s*#?\s*\d+\w?{TOWN}"),
    # Corners: "East 105th and Superior", "Maple & 3rd".
    any_case(
        rf"\b(?:{SIDE}\s)?\d{{1,3}}(?:st|nd|rd|th)(?:\s(?:st|street|ave|avenue|rd)\.?)?\s(?:and|&|n|at)\s(?:{SIDE}\s)?(?-i:{NO_NAME}[A-Z]\w+)(?:\s{ROAD}\b)?"
        rf"|\b(?-i:{NO_NAME}[A-Z]\w+)(?:\s{ROAD})?\s(?:and|&|n|at)\s(?:{SIDE}\s)?\d{{1,3}}(?:st|nd|rd|th)\b(?:\s(?:st|street|ave|avenue)\b)?"
    ),
    any_case(rf"\b(?:on|off|at|near|by|around|up|down)\s+(?P<value>(?:n|s|e|w|ne|nw|se|sw|north|south|east|west)\.?\s\d{{1,3}}(?:st|nd|rd|th)(?:\s(?:st|street|ave|avenue|place|pl)\b)?)"),
    any_case(rf"\b(?:house|door|trailer|place|building|apartment|one|duplex|shop|garage|shed|camper|tent)\s+(?:is\s+)?(?:on|off|up)\s+(?P<value>(?-i:{NO_NAME}{CAPITAL}(?:\s{CAPITAL}){{0,2}}))\b"),
    # In small letters: "off cemetery road", "up beaver creek rd".
    any_case(
        r"\b(?:on|off|off of|up|down|along|past|at|to|from|near|behind|across from)\s+(?P<value>(?!(?:the|a|an|this|that|my|our|his|her|their|your|any|some|every|each|one|other|main|same"
        r"|down|up|off|back|long|dirt|wrong|right|open|side|all|no|and|in|on|of|to|rocky|bumpy|hard)\b)[a-z0-9'’]{3,}(?:\s(?!(?:the|a|an|my|our|his|her|of|in|on|to|and|for)\b)[a-z0-9'’]{2,})?"
        r"\s(?:road|rd|lane|ln|pike|pkwy|parkway|holler|hollow|avenue|ave|street|blvd|boulevard|hwy|highway|st(?=\s*(?:[,.;!?)\n]|$|and\b|by\b|near\b|in\b|apt\b|if\b)))\b)"
    ),
    re.compile(rf"\b(?:postcode|post code|in|area|around|near)\s+(?:is\s+)?(?P<value>[A-Z]{{2}}\d{{1,2}}[A-Z]?)\b(?!\s?{UK_POSTCODE})"),
    re.compile(rf"\b(?:Sector|Phase|Stage|Zone|Block|Tower|Gali|Lane|Mohalla|Close|Hse|House|No\.?)\s(?:No\.?\s)?#?\d+\w?,?\s+{CAPITAL}(?:,?\s{CAPITAL}){{0,4}}"),
    re.compile(
        rf"(?<![\d$.,\-])\b\d{{3,5}}\s+(?:{SIDE}\s)?{NO_NAME}(?!Lifeline|Americans|People|Patients|Calories|Helpline|Hotline|Crisis){CAPITAL}(?:\s{CAPITAL})?"
        rf"(?:,\s{CAPITAL}(?:\s{CAPITAL})?)?(?=\s*(?:[,.;!?)\n]|$|apt\b|unit\b|in\b|and\b|by\b|near\b|#))"
    ),
    any_case(rf"\b(?:lot|trailer|space|unit|apt|bldg|building|cabin|site)\s*#?\s*\w{{1,4}}\s+(?:off(?: of)?|on)\s+(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,2}})"),
    any_case(rf"\b(?:n|s|e|w|north|south|east|west)\s?(?:on|of)\s+(?P<value>{NUMBERED})\b|\b(?P<other>(?:state|county|us|old)\s(?:route|rte|rt|highway|hwy|road|rd)\.?\s*\d{{1,4}}\w?(?:\s(?:north|south|east|west))?)\b"),
    re.compile(rf"(?<![\d$.,\-])\b\d{{1,5}}[A-Z]?\s+{NO_NAME}(?:{SIDE}\s)?{CAPITAL}(?:\s{CAPITAL})?,?\s+(?i:apt|apartment|unit|flat|suite|#)\.?\s*#?\s*\w{{1,5}}\b{TOWN}"),
    any_case(
        rf"\b(?:bldg|building|apt|apartment|unit|flat|tower|block|suite|room|rm|no\.?)\.?\s*#?\d{{1,4}}[a-z]?(?:,?\s*(?:#|apt|apartment|unit|flat|room|no\.?)\s*#?\w{{1,4}})?,\s+"
        rf"(?-i:{CAPITAL}(?:,?\s{CAPITAL}){{1,5}}){TOWN}"
    ),
    any_case(rf"\b(?:room|rm|unit|apt|lot|space)\s*#?\s*\d+\w?\s+(?:at|in|of)\s+(?:the\s)?(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,3}}(?:\s\d)?)\s+(?:on|off)\s+(?:{NUMBERED}|(?-i:{CAPITAL}(?:\s{CAPITAL}){{0,2}}))"),
    any_case(rf"\b{NUMBERED},?\s+exit\s+\d+\w?"),
    re.compile(rf"\b(?:Hwy|Highway|Route|Rte|Rt|US|SR|CR|County R(?:oa)?d|State Route|State Road)\.?\s?\d+\w?(?:\s{SIDE}{TOWN}|,\s{CAPITAL}(?:\s{CAPITAL})?\b)"),
    re.compile(rf"\b[A-Z]{{1,2}}[\-/]?\d{{1,4}},\s+{CAPITAL}(?:\s{CAPITAL}){{0,3}},\s+{CAPITAL}(?:[\s\-]+\d{{6}})?"),
)
