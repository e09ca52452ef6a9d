"""Patterns of where somebody is to be found, as it is told: by roads, firms and landmarks."""

from __future__ import annotations

from redaction.late import Late, any_case
from redaction.places import CAPITAL, SIDE, STREET
from redaction.streets import DWELLS, NO_NAME, NUMBERED, ROAD

DWELLING = (
    r"(?:house|trailer|double-?\s?wide|single-?\s?wide|mobile home|camper|rv|tent|shed|garage|barn|cabin"
    r"|cottage|duplex|row ?house|townhouse|apartment|apt|condo|flat|bungalow|place|building|motel|hotel"
    r"|shelter|basement|farm|encampment|camp|gas station|station|store|church|parking lot|bus stop|bench"
    r"|alley|laundromat|bar|diner|door|farmhouse|ranch|condo|basement|room|one)"
)
COLOUR = (
    r"(?:blue|white|yellow|green|red|brick|brown|grey|gray|pink|tan|beige|black|orange|purple|stone|wooden)"
)
BESIDE = (
    r"(?:(?:right\s|just\s|directly\s)?(?:behind|across (?:the (?:street|road) )?from|next (?:door )?to"
    r"|opposite|above|over|beside|past|underneath|under|in back of|(?:upstairs|downstairs"
    r"|down the (?:street|road|block|hall)|a block|(?:two|three|2|3) (?:blocks|houses|doors)"
    r"(?: down| over| up)?) from|down from|up from|two doors from"
    r"|(?:at|on|by) the (?:end|top|bottom|foot|back) of|(?:kitty|catty|cater)[\s-]?corner (?:to|from)))"
)
CHAIN = (
    r"(?:walmart|dollar (?:general|tree|store)|family dollar|kroger|7-?(?:11|eleven)|wawa|sheetz|speedway"
    r"|mc\s?donald['’]?s|burger king|taco bell|circle k|cvs|walgreens|rite aid|shell|marathon"
    r"|bp|exxon|mobil"
    r"|sunoco|citgo|home depot|lowe['’]?s|aldi|food lion|piggly wiggly|publix"
    r"|save[\s-]a[\s-]lot|waffle house|greyhound|amtrak|trailways|megabus|ymca"
    r"|chevron|arco|jiffy lube|u-?haul"
    r"|motel 6|super 8|days inn|red roof(?: inn)?|dunkin['’]?(?: donuts)?|starbucks|subway|wendy['’]?s"
    r"|popeyes|tesco|asda|lidl|spar|greggs|love['’]?s|pilot|flying j|autozone|goodwill|target"
    r"|costco|vfw|kfc|ihop|qt|dmv|legion)"
)
KIN = (
    r"(?:aunt(?:ie|y)?|uncle|cousin|sister|sis|brother|mom|mum|dad|gran|nan|nana|grandma|buddy"
    r"|friend|girlfriend|boyfriend|ex"
    r"|sponsor|boss|mother|father|inlaws)"
)
LANDMARK = (
    r"(?:church|school|store|laundromat|laundrette|gas station|post office|fire ?(?:house|hall|station)"
    r"|cemetery|graveyard|water tower|(?:train |railroad |rail )?tracks|bridge|creek|mill|dump|courthouse"
    r"|bakery|liquor store|ball ?field|grain elevator|depot|junk ?yard|scrap ?yard|truck stop|car wash"
    r"|bus (?:station|depot)|library|tavern|pub|chip shop|chippy|bowling alley|factory|quarry|boat ramp"
    r"|barber ?shop|nail salon|pawn ?shop|funeral home|old folks home|reservoir|shop|salon"
    r"|restaurant|airport|barn|pizzeria|deli|strip mall|quarry|rest (?:area|stop))"
)
NO_ROAD = (
    r"(?!Medic|Faceb|Insta|TikTok|Zoom|YouTube|Google|Reddit|Probation|Parole|Insurance|Call"
    r"|Hold|Time|Vacation)"
)
NAMED = rf"(?-i:(?:{NO_NAME}{NO_ROAD}(?:(?:St|Mt|Ft)\.\s)?{CAPITAL})(?:\s(?:{CAPITAL}|of|the|and))*)"
WHERE = (
    rf"(?:(?:the\s|a\s|that\s)?(?:(?:old|big|little|closed|burned|new)\s)?(?:{NUMBERED}|{CHAIN}"
    rf"|\d{{1,3}}(?:st|nd|rd|th)\b(?:\s(?:st|street|ave|avenue)\b)?|\w+\s{ROAD}|{NAMED})(?:\s{LANDMARK})?)"
)
WHERE_TOO = rf"(?:{WHERE}|the\s(?:[\w'’]+\s){{0,2}}{LANDMARK})"
# What goes on after it: "across from the feed store", "with the flag", "on Main".
ON = (
    rf"(?:,?\s(?:{BESIDE}|on|off(?: of)?|near|by|with|w/|at)\s(?:the|a|that|his|my)\s(?:[\w'’\-]+\s){{0,2}}"
    rf"[\w'’\-]+(?=\s*(?:[,.;!?)\n]|$|and\b|where\b|so\b|on\b|{BESIDE}))"
    rf"|,?\s(?:on|off(?: of)?|near|by|at|in|{BESIDE})\s{WHERE})"
)
ROUGH: tuple[Late, ...] = (
    # "the double-wide behind 610 County Line", "the bench on Route 9 across from the feed store".
    any_case(
        rf"\b{DWELLING}(?:(?:\s(?:#?\d+\w?|(?-i:[A-Z])))?\s{BESIDE}\s(?:\d{{1,5}}\s{NAMED}"
        rf"|{WHERE_TOO}){ON}{{0,3}}"
        rf"|\s(?:on|off(?: of)?|of|at|by|near)\s{WHERE}{ON}{{1,3}}"
        rf"|\s(?:with|w/)\s(?:the|a)\s(?:[\w'’\-]+\s){{1,3}}?(?:on|off|past|by|near|at)\s{WHERE})"
    ),
    any_case(
        rf"\b(?:apartment|apt|unit|flat|room|rm|lot|trailer)\.?\s#?(?:\d+\w?|[a-z])\s(?:on|off|at|{BESIDE})"
        rf"\s{WHERE_TOO}{ON}{{0,3}}"
    ),
    any_case(
        rf"\b(?:{DWELLS}|he['’]?s|she['’]?s|they['’]?re|we['’]?re|i['’]?m|im|found|parked"
        rf"|hangs? out|is|was|half a mile|(?:a|one|two|three|\d+) (?:miles?|blocks?|km))"
        rf"\s(?:over\s|out\s|back\s|up\s)?(?P<value>{BESIDE}\s{WHERE_TOO}{ON}{{0,3}})"
    ),
    any_case(
        rf"\b(?:at|in|to|outside|behind|from)\s(?P<value>(?:the\s)?(?:{CHAIN}|{NAMED})(?:\s"
        rf"(?:gas\s)?station"
        rf"|\smotel|\sinn)?\s(?:on|off(?: of)?|at|in)\s(?:{NUMBERED}|(?-i:"
        rf"(?:{CAPITAL}\s){{1,2}}{ROAD})|\w+\s{ROAD}"
        rf"|(?:{SIDE}\s)?\d+(?:st|nd|rd|th)|(?<=station\sin\s){NAMED}){ON}{{0,2}})"
    ),
    any_case(
        rf"\b(?:{LANDMARK}|shelter|motel|hotel|camp|station|bench|alley|lot|flat|condo|room"
        rf"|basement|squat|trap ?house|bando|sober house"
        r"|halfway house|recovery house|tents?|rv|van|car|stoop|steps|attic|bar|boarding house)\s"
        r"(?:on|off(?: of)?|down|up)"
        rf"\s(?P<value>{WHERE}{ON}{{0,2}})"
    ),
    any_case(
        rf"\b(?:at|in|by|outside|behind|near|from|to)\s(?P<value>(?:the\s)?{CHAIN}\s(?:on|off"
        rf"(?: of)?|by|at|in)\s"
        r"(?!(?:the|my|his|her|our|a|an|this|that|monday|tuesday|wednesday|thursday|friday|saturday"
        r"|sunday|time|and|medicaid|sale)\b)"
        r"(?:exit\s)?[\w'’]+(?:\s(?:and|&|n|st|street|ave|avenue|rd|road|hwy|blvd)\s?[\w'’]*)?)"
    ),
    # "third trailer on the left past the church", "the blue house on Elm".
    any_case(
        r"(?<!\w)(?:the\s)?(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)\s(?:\w+\s)?(?:house"
        r"|trailer|door|driveway|building|mailbox|cabin|gate)\s(?:on|past|after|from|down|before|off|up)\s"
        r"[^\n.!?;]{3,60}?(?=\s*(?:[,.;!?)\n]|$|and\b|so\b|if\b|can\b))"
    ),
    any_case(
        rf"\b{COLOUR}\s(?:\w+\s)?{DWELLING}\s(?:{BESIDE}|on"
        rf"|at|off|by|near|with|w/)\s(?:{WHERE}|the\s(?:[\w'’\-]+\s){{0,2}}[\w'’\-]+){ON}{{0,2}}"
    ),
    any_case(
        rf"\b(?:under|beneath|below|by|near|at|behind)\s(?P<value>(?:the\s)?(?:{NUMBERED}|I[\s-]?\d+"
        rf"|\d+(?:st|nd|rd|th)(?:\s{STREET})?|{NAMED})\s(?:bridge|overpass|underpass|viaduct|off[\s-]?ramp"
        r"|on[\s-]?ramp|trestle|tunnel|exit))\b"
    ),
    any_case(rf"\b(?:on|off|down|up|out)\s(?P<value>old\s\d{{1,3}}{ON}{{0,2}})"),
    any_case(
        rf"(?P<value>(?-i:{NO_NAME}{CAPITAL}\s(?:and|&|n)\s{NO_NAME}{CAPITAL}))(?=\s(?:is"
        rf"|was)\swhere\b|\scorner\b"
        r"|\sintersection\b)"
    ),
    any_case(
        rf"(?<!\w)(?:(?:on|off)\s)?(?-i:{NO_NAME}{CAPITAL})(?:\s{ROAD})?\sbetween\s(?:"
        rf"(?-i:{CAPITAL})|\d+(?:st|nd|rd|th))"
        r"\s(?:and|&|n)\s(?:(?-i:[A-Z])\w+|\d+(?:st|nd|rd|th))"
    ),
    any_case(
        r"\bexit\s\d+\w?(?:\s(?:rest (?:area|stop)|truck stop|on-?ramp|off-?ramp|ramp|exit))?"
        rf"(?:\s(?:on|off(?: of)?|of|at)\s(?:the\s)?(?:{NUMBERED}|I[\s\-]?\d+|\d+))?"
    ),
)
