"""Patterns of where somebody lives without a whole postal address: corners, roads, lots, houses."""

from __future__ import annotations

from redaction.late import Late, any_case, as_written
from redaction.places import (
    CAPITAL,
    IN_UNIT,
    NO_STREET,
    PLACE,
    PROVINCE,
    SIDE,
    STATE_CODE,
    STATE_NAME,
    TOWN,
)

ROAD = (
    r"(?:Street|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court|Ct|Terrace|Parkway"
    r"|Pkwy|Crescent|Circle|Cir|Pike"
    r"|Turnpike|Highway|Hwy|Trail|Loop)"
)
NUMBERED = (
    r"(?:(?:state\s|county\s|us\s|old\s)?(?:route|rte|rt|highway|hwy|road|rd|cr|fm|sr)\.?\s*\d{1,4}\w?"
    r"|(?:I|US|SR|CR)[\s\-]\d{1,4}\w?|interstate\s\d{1,3})"
)
NO_NAME = (
    r"(?!(?:Mondays?|Tuesdays?|Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|January"
    r"|February|March|April"
    r"|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec"
    r"|AM|PM|Mg|MG|Days?|Weeks?|Months?|Hours?|EST|CST|PST)\b)"
)
CORNER = r"(?:(?-i:[A-Z]\w+)|\d+(?:st|nd|rd|th))(?:\s(?-i:[A-Z]\w+))?"
UK_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b"
CANADIAN_POSTCODE = r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"
HOME = (
    r"(?:Apartments|Apts|Trailer (?:Park|Court)|Mobile Home Park|MHP|Mobile Estates|Towers"
    r"|Manor|Estates|Flats"
    r"|Homes|Projects|Village|Campground|RV Park|Motel|Inn|Lodge|Cottage|Farm|House|Court"
    r"|Terrace|Acres|Pines|Park)"
)
DWELLS = (
    r"(?:live|lives|lived|living|stay|stays|staying|stayin|crashing|sleeping|sleeps"
    r"|renting|rents|camped|squatting"
    r"|moved|resides?|residing)"
)

STREETS: tuple[Late, ...] = (
    # Whole lines before a postcode: "The Old Forge, 3 Church Lane, Ludlow SY8 1AW".
    as_written(
        r"\b[A-Z\d][\w'’.\-]*(?:,?\s+(?:(?:of|on|upon|the|in|de|des|du|la|le|les|rue|chemin"
        r"|boul|av)\s){0,2}[A-Z\d][\w'’.\-]*){0,14},?\s+"
        rf"(?:{UK_POSTCODE}|{CANADIAN_POSTCODE}|{PROVINCE}\s\d{{4}}\b|\d{{6}}\b(?!\d))"
    ),
    as_written(
        r"(?<![$.,\d])\b\d{1,6}[A-Z]?\s+(?:[A-Z\d][\w'’.\-]*,?\s+(?:(?:of|on|the)\s)?){1,10}?"
        rf"(?:{STATE_CODE}|{STATE_NAME}),?\s+\d{{5}}(?:-\d{{4}})?\b"
    ),
    # A grid of roads: "1190 N County Road 400 W", "450 East 300 South".
    any_case(
        rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+(?:(?:county|co|state|township)\s)?(?:road|rd"
        rf"|route|rte|highway|hwy|cr)\s*"
        rf"\d{{1,4}}(?:\s+{SIDE})?{IN_UNIT}{TOWN}"
    ),
    as_written(rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+\d{{2,5}}\s+{SIDE}{IN_UNIT}{TOWN}"),
    any_case(rf"\b[NSEW]?\d{{1,5}}\s?[NSEW]?\d{{2,5}}\s+(?-i:{CAPITAL}\s){{1,2}}(?-i:{ROAD})\b{TOWN}"),
    any_case(
        r"\b\d{1,5}\s+block\s+(?:of\s+)?(?:(?:north|south|east|west|n|s|e"
        r"|w)\.?\s+)?[a-z\d]+(?:\s+(?:street|st|avenue|ave|road|rd|blvd|drive|dr|lane|ln))?\b"
    ),
    # A road alone, by its name or its number.
    as_written(
        rf"\b(?:(?:Old|New|N|S|E|W|North|South|East"
        rf"|West)\.?\s)?(?:{CAPITAL}\s){{1,3}}{ROAD}\b\.?{IN_UNIT}(?:\s+{SIDE})?{TOWN}"
    ),
    any_case(
        rf"\b(?:meets?|crosses|past|by|near|off(?: of)?|along|behind|down|up|live on"
        rf"|lives on)\s+(?:old\s)?(?P<value>{NUMBERED})\b{TOWN}"
    ),
    any_case(rf"(?P<value>{NUMBERED})\s+(?:meets|crosses|(?:and|&)\s+(?-i:[A-Z])\w+)"),
    any_case(
        rf"\b(?:the\s+)?corner of\s+((?:the\s)?[\w.]+(?:\s(?:st|street|ave|avenue|rd|road|blvd"
        rf"|{ROAD}))?\s+(?:and|&|n|at)\s+[\w.]+(?:\s(?:st|street|ave|avenue|rd|road|blvd)\b)?)"
    ),
    any_case(
        rf"\b(?:{DWELLS}|house|apartment|place|trailer|camp|tent|find (?:him|her|us"
        rf"|me))\s+(?:is\s+)?(?:at|on|off|by|near|between)\s+(?P<value>{CORNER}\s(?:and|&|n|at"
        rf"|/)\s{CORNER})"
    ),
    as_written(
        rf"\bbetween\s+(?P<value>(?:\d+(?:st|nd|rd|th)|{CAPITAL})\s(?:and|&)\s\d+(?:st|nd|rd"
        rf"|th)(?:\s(?:on|along)\s{PLACE})?)"
    ),
    # A number and a name without the kind of road: "at 14 Elm, Millinocket".
    as_written(
        rf"\b(?:[Aa]t|[Aa]ddress(?:\sis|['’]s|:)?|[Tt]o|[Hh]ouse|[Oo]n|[Ii]s|[Ii]t['’]?s"
        rf"|[Nn]umber)\s+(?P<value>\d{{1,5}}[A-Za-z]?\s+{NO_NAME}(?:{SIDE}\s+)?"
        rf"(?:{CAPITAL})(?:\s{CAPITAL}){{0,2}}(?:,\s{CAPITAL}(?:\s{CAPITAL})?){{0,3}})"
        rf"(?=\s*(?:[,.;!?)\n]|$|in\b|and\b|by\b|near\b|back\b|apt\b|if\b|so\b))"
    ),
    any_case(
        rf"\b(?:(?:(?:my|our|his|her|their|the|home|street|mailing)\s+)?(?:address|house|place"
        rf"|home)(?:\s+is|['’]s|:)?|{DWELLS}\s+(?:over\s+)?at|(?:ship|send|mail|deliver"
        rf"|bring)\s+(?:it|them|that|the \w+)\s+to|come to)"
        rf"\s*:?\s+(?P<value>\d{{1,6}}[a-z]?(?:\s+1/2)?\s+{NO_STREET}(?:(?:n|s|e|w|north|south"
        rf"|east|west)\.?\s)?[a-z'’]{{3,}}(?:\s(?!(?:apt|in|and|by|near|if|is|with)\b)"
        rf"[a-z'’]{{3,}})?(?:\s+{ROAD}|\s+st)?"
        rf"(?:,\s[a-z]+(?:\s[a-z]+)?)?)(?=\s*(?:[,.;!?\n)]|$|in\b|and\b|by\b|near\b|apt\b|if\b))"
    ),
    # Lots, trailers and rooms with the place they are in.
    any_case(
        r"\b(?:trailer|lot|space|site|unit|cabin|room|rm|apt|apartment|pad|slip|berth|bed|hut"
        r"|plot|stall|tent)\.?\s*#?\s*(?:\d+\w?|[a-z]\d*)\b"
        rf"(?:,?\s+(?:(?:over\s)?(?:at|in|of|on)\s+)?(?:the\s)?(?-i:(?:{CAPITAL}|{SIDE})"
        rf"(?:\s{CAPITAL}){{0,5}}){TOWN})"
    ),
    any_case(
        rf"\b{DWELLS}\s+(?:over\s+)?(?:at"
        rf"|in)\s+(?P<value>(?:the\s+)?(?-i:(?:{CAPITAL}\s){{1,3}}{HOME})\b(?:,?\s+(?:unit|apt"
        rf"|room|lot|#|number|no\.?)?\s*#?\d+\w?)?{TOWN})"
    ),
    any_case(
        rf"\b{DWELLS}\s+(?:over\s+|up\s+|down\s+)?(?:on"
        rf"|off)\s+(?P<value>(?-i:{NO_NAME}{CAPITAL}(?:\s{CAPITAL}){{0,2}}))\b"
    ),
    any_case(
        r"\bmile\s?(?:marker|post)\s+\d+(?:\.\d+)?(?:\s+(?:on|of|off)\s+(?:(?:route|rte|hwy"
        r"|highway|us|sr|i)[\s\-]?)\d+)?|\bexit\s+\d+\w?(?:\s+(?:on|off|of)\s+(?:the\s)?(?:i"
        r"|us|sr|hwy|route|interstate)[\s\-]?\d+)?"
    ),
    any_case(
        rf"\b(?:rr|r\.r\.|hc|rural route|star route|highway contract)\s*#?\s*\d*,?\s*(?:box"
        rf"|bx)\s*#?\s*\d+\w?{TOWN}"
    ),
)
