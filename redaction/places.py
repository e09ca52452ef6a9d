"""Patterns of postal addresses: of America first, and of where else families write English.

In a pattern with a group `value` only that group is an address; what stands before it announces it.
"""

from __future__ import annotations

from redaction.dates import ONES, TENS
from redaction.late import Late, any_case, as_written

STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl"
    r"|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|way|square|sq|loop|row|pike|alley|crescent|close"
    r"|crossing|plaza|route|rte|run|path|ridge|grove|gardens|mews|parade|esplanade|promenade|quay|nagar"
    r"|marg)"
)
STREET_NAMED = r"(?:Street|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Court|Terrace|Parkway|Crescent|St)"
SIDE = r"(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?"
NO_STREET = (
    r"(?!(?:on|at|to|from|for|the|of|and|in|a|is|more|other|percent|mg|mcg|ml|lbs|days?|weeks?|months?"
    r"|hours?"
    r"|years?|miles?|times?|pills?|shots?|minutes?|people)\b)"
)
UNIT = r"(?:apartment|apt|unit|suite|ste|room|rm|lot|floor|fl|bldg|building|trailer|flat|#)"
STATE_CODE = (
    r"(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]"
    r"|UT"
    r"|V[TA]|W[AVIY])"
)
CLEAR_STATE = (
    r"(?:A[LKZR]|C[AT]|D[E]|FL|GA|I[DLA]|K[SY]|M[ION]|N[EVHJMYCD]|O[HR]|RI|S[CD]|T[NX]|UT|V[TA]|W[VIY])"
)
"""Codes of states that are no other word or short form, as "PA" is for prior authorization."""
STATE_NAME = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii"
    r"|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan"
    r"|Minnesota"
    r"|Mississippi|Missouri|Montana|Nebraska|Nevada|New\s(?:Hampshire|Jersey|Mexico|York)"
    r"|(?:North|South)\s(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|Tennessee"
    r"|Texas"
    r"|Utah|Vermont|(?:West\s)?Virginia|Washington|Wisconsin|Wyoming)"
)
# Of Canada and Australia, where they stand before a postcode.
PROVINCE = (
    r"(?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT|Alberta|British\sColumbia|Manitoba|New\sBrunswick"
    r"|Newfoundland"
    r"|Nova\sScotia|Ontario|Qu[eé]bec|Saskatchewan|NSW|QLD|Qld|VIC|Vic|WA|SA|TAS|Tas|ACT|Queensland"
    r"|Victoria"
    r"|New\sSouth\sWales|Tasmania|(?:South|Western)\sAustralia)"
)
STATE = rf"(?:{STATE_CODE}|{STATE_NAME}|{PROVINCE})"
POSTCODE = (
    r"(?:\d{5}(?:-\d{4})?|\d{6}|\d{4}|[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d"
    r"|[A-Z]\d[\dW]\s?[A-Z\d]{4})"
)
CAPITAL = r"(?:[A-ZÀ-Þ][\w'’]*[a-zß-ÿ](?:-\w+)*|St\.|Ft\.|Mt\.)"
PLACE = rf"{CAPITAL}(?:\s(?:(?:de|del|la|upon)\s)?{CAPITAL}){{0,2}}"
ANY_STATE = rf"(?:{STATE_CODE}|{STATE_NAME})"
TOWN = (
    rf"(?-i:\s*,?\s*(?:in\s+)?{PLACE}\s*,?\s*\b(?:{STATE}\b(?:\s*,?\s*{POSTCODE})?|{POSTCODE})"
    rf"|(?:,\s+{PLACE}\b){{1,3}}(?:\s*,?\s+{POSTCODE}\b)?|\s*,?\s+{POSTCODE}\b"
    rf"|(?i:\s*,?\s+[a-z]+(?:\s[a-z]+){{0,2}}\s*,?\s+(?:{ANY_STATE}\s*,?\s*\d{{5}}(?:-\d{{4}})?"
    rf"|{STATE_NAME})\b))?"
)
# What follows a house's name or number: "Sai Krupa Apartments, Karve Road, Pune 411004".
LINES = r"(?:(?:,\s*|\s+)(?!I\b)[A-Z0-9][\w'’.\-/]*)+"
HOUSE = (
    r"(?:[Ff]lat|[Uu]nit|[Hh]ouse(?:\s[Nn]o\.?|\s[Nn]umber)|H\.?\s?[Nn]o\.?|[Pp]lot(?:\s[Nn]o\.?)?"
    r"|[Dd]oor\s[Nn]o\.?"
    r"|[Aa]pt\.?|[Aa]partment|[Bb]lock|[Ll]evel|[Vv]illa)"
)
IN_UNIT = rf"(?:\s*,?\s*{UNIT}\.?\s*#?\s*\w{{1,5}}\b)?"


ADDRESSES: tuple[Late, ...] = (
    any_case(
        rf"(?:\b{UNIT}\.?\s*#?\w{{1,4}},\s*)?"
        rf"(?<![\d$.])\b\d{{1,6}}(?:\s?[A-Za-z]|\s?1/2|[-/]\d+\w?)?\s+(?:{SIDE}\s+)?"
        rf"(?:{NO_STREET}[\w'’.\-]+\s+){{1,3}}{STREET}\b\.?(?:\s+{SIDE})?{IN_UNIT}{TOWN}"
    ),
    any_case(
        r"(?<![\d$.])\b[NSEW]?\d{1,6}\s+(?:broadway|county road|county rd|cr|route|rte|highway|hwy"
        rf"|state route|us|fm|farm road)\s*(?:\d+|[A-Z]{{1,2}}\b)?{IN_UNIT}{TOWN}"
    ),
    as_written(rf"\b\d{{1,6}}[A-Z]?,?\s+(?:Calle|Avenida|Via|Rue|Camino|Paseo)\s+{PLACE}{IN_UNIT}{TOWN}"),
    as_written(rf"\b{HOUSE}\s*#?\d[\w/\-]*{LINES}"),
    as_written(rf"\b(?:c/o|C/O|c/-|C/-|[Cc]are of)\s+[A-Z][\w'’.\-]*{LINES}"),
    as_written(
        rf"(?<![\d$.])\b\d{{1,6}}[A-Z]?\s+(?:{SIDE}\s+)?(?:{CAPITAL}\s+){{1,3}}(?:Bypass|Causeway"
        rf"|Turnpike|Tpke"
        r"|Expressway|Freeway|Fwy|Bend|Cove|Hollow|Hill|Hills|Heights|Park|Point|Green|Glen|Walk|View"
        r"|Creek|Crest"
        r"|Landing|Meadows?|Pass|Trace|Valley|Village|Commons|Wharf|Strand|Brae|Croft|Drove|Vale|Rise"
        r"|Estates?|Manor"
        rf"|Apartments|Towers|Court|House|Common|Fields?|Bank|End|Gate|Hall)\b{IN_UNIT}{TOWN}"
    ),
    as_written(
        rf"\b(?:{PLACE}\s)?(?:Apartments|Apts|Trailer Park|Mobile Home Park|Towers|Manor|Mansions|Estates"
        rf"|Flats|Hall)\b,?"
        rf"\s*(?:{UNIT}\.?|[Nn]o\.?)?\s*#?\d+\w?\b{IN_UNIT}{TOWN}"
    ),
    any_case(
        rf"\b(?:{TENS}[\s-]+)?(?:{ONES}|ten|eleven|twelve|\w+teen"
        rf"|{TENS})\s+(?-i:(?:{CAPITAL}\s){{1,2}}{STREET_NAMED})\b{TOWN}"
    ),
    any_case(
        r"\b(?:on|at|off)\s+(?P<value>(?!(?:the|a|this|that|my|our|his|her|their|any|some|every|each|one"
        r"|other|main|same)\b)"
        r"[a-z0-9'’]+\s(?:street|avenue|ave|boulevard|blvd|lane))\b"
    ),
    any_case(rf"\b[a-z]{{3,}}(?:\s[a-z]{{3,}})?,?\s+{ANY_STATE}\s+\d{{5}}(?:-\d{{4}})?\b"),
    any_case(
        r"\b(?:post\s?code|zip(?:\s?code)?)(?:\s+is|['’]s"
        r"|:)?\s+(?P<value>[a-z]{1,2}\d[a-z\d]?(?:\s?\d[a-z]{2})?|\d(?:\s?\d){3,5})\b"
    ),
    any_case(rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+\d{{1,3}}(?:st|nd|rd|th)\b{IN_UNIT}{TOWN}"),
    as_written(r"\b(?:the\s+)?corner of\s+([\w.]+(?:\s[A-Z]\w+)?\s+(?:and|&)\s+[A-Z\d]\w*(?:\s[A-Z]\w+)?)"),
    as_written(
        r"\b(?:Village|Vill\.|Dist\.|District|Taluk|Tehsil|Barangay|Brgy\.?|Purok|Colonia|Col\.|Barrio"
        r"|Kampung|Jalan|Jl\.|Rua"
        rf"|Via|Rue|Plot)\s+[A-Z\d][\w'’.\-/]*{LINES}"
    ),
    any_case(
        r"\b(?:on|off|at|along)\s+(?P<value>(?:highway|hwy|route|rte|county road|county rd|cr|fm|sr"
        r"|state road)\s+\d+\w?"
        rf"(?:\s+{SIDE})?{TOWN})"
    ),
    any_case(
        r"\b(?:cell|pod|bunk|dorm|ward|wing|space|slip|berth|pitch)\.?\s*#?\s*[a-z]?\d+[a-z]?\b"
        r"(?!\s?(?:days?|hours?|nights?|weeks?|months?|years?|mg|of\b))"
    ),
    as_written(
        r"\b(?:at|by|near|on)\s+(?P<value>\d+(?:st|nd|rd|th)\s(?:&|and)\s[A-Z\d]\w+|[A-Z]\w+\s(?:&"
        r"|and)\s\d+(?:st|nd|rd|th))\b"
    ),
    any_case(rf"\b(?:general delivery|poste restante)\b{TOWN}"),
    as_written(rf"\b[Bb]ox\s+\d+,\s*{PLACE},?\s+{STATE}(?:,?\s*{POSTCODE})?\b"),
    as_written(rf"\b(?:Calle|Carrera|Avenida|Av\.)\s+\d+\w?\s*(?:#|[Nn]o\.?)\s*\d+(?:-\d+)?{TOWN}"),
    as_written(
        r"\b[A-ZÄÖÜ]\w+(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|gatan|laan|straat)\s+\d+\w?"
        rf"(?:,?\s+\d{{4,5}}\s+{PLACE})?"
    ),
    as_written(rf"\b{PLACE}[\s,\-]+{PROVINCE}\s+{POSTCODE}\b|\b{PLACE}\s?[\s\-]\s?\d{{6}}\b"),
    any_case(
        r"\b(?:near|(?:in|around|from|at|to)(?=\s+\d{5}\s*(?:[,.;?!)]|$)))\s+(?P<value>\d{5})\b"
        r"(?!\s*(?:mg|people|patients|dollars|bucks|others|deaths|cases|steps|miles))"
    ),
    any_case(rf"\b(?:rr|hc|rural route)\s*#?\s*\d+,?\s*box\s*\d+\w?{TOWN}"),
    any_case(
        rf"\b(?:p\.?\s?o\.?\s*box|post office box|postbox)\s*#?\s*\d+(?:-\d+(?-i:\s+{PLACE})?)?{TOWN}"
    ),
    as_written(rf"\b(?:on|at|off|of|near)\s+(?P<value>(?:[A-Z0-9][a-z0-9]+\s){{1,2}}{STREET_NAMED})\b"),
    any_case(
        r"\b(?:apartment|apt|unit|suite|flat|room|trailer|lot)\.?\s*#?\s*\d+[A-Za-z]?\b"
        r"|\b(?:apt|apartment|unit)\.?\s+[A-Za-z]?\d*[A-Za-z]\b(?=[\s,.])"
    ),
    as_written(rf"\b{PLACE}\s*,?\s+{STATE}\s*,?\s*\d{{5}}(?:-\d{{4}})?\b|\b{PLACE},\s{STATE_CODE}\b"),
    as_written(rf"\b{STATE}\s+\d{{5}}(?:-\d{{4}})?\b"),
    as_written(rf"\b(?:in|near|from|to|outside|of|at|around)\s(?P<value>{PLACE}\s{CLEAR_STATE})\b"),
    any_case(r"\b(?:zip(?:\s?code)?|postal code)(?:\s+is)?:?\s*(?P<value>\d{5}(?:-\d{4})?)\b"),
    as_written(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"),
)
