"""Patterns of personal data that has a form: addresses, dates, numbers. Used by store.redact.

In a pattern with a group `value` only that group is personal; what stands before it announces it.
"""

from __future__ import annotations

import re

NAME, PHONE, EMAIL, ADDRESS = "name", "phone", "email", "address"
BIRTH, DATE, CARD, SOCIAL, NUMBER = (
    "date of birth",
    "date",
    "card number",
    "social security number",
    "number",
)

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
YEAR_IN_WORDS = (
    rf"(?:nineteen[\s-]+(?:{TENS}(?:[\s-]+{ONES})?|(?:oh|o)[\s-]{ONES})|two\s+thousand(?:\s+(?:and\s+)?(?:{ONES}|ten|eleven|twelve))?"
    rf"|twenty[\s-]+(?:oh[\s-]{ONES}|ten|eleven|twelve))"
)
YEAR = rf"(?:(?:19|20)\d\d|['’]\d\d|{YEAR_IN_WORDS})"
ORDINAL = (
    r"(?:(?:twenty[ -]?|thirty[ -]?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh"
    r"|twelfth|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth)"
)
DAY = rf"(?:[0-3]?\d(?:st|nd|rd|th)?|{ORDINAL})"
HOLIDAY = (
    r"(?:christmas(?: day| eve)?|new year[’']?s(?: day| eve)?|valentine[’']?s(?: day)?|halloween"
    r"|(?:the )?(?:4th|fourth) of july|st\.? patrick[’']?s(?: day)?|boxing day)"
)
FULL_DATE = (
    rf"(?:\b[0-3]?\d[\-/.]?{MONTH}[\-/.,]*(?:(?:19|20)\d\d|\d\d)\b|\b(?:19|20)\d\d[\-/. ]{MONTH}[\-/. ][0-3]?\d\b"
    rf"|\b{MONTH}[\-/.][0-3]?\d[\-/.](?:(?:19|20)\d\d|\d\d)\b|"
    r"\b[0-3]?\d\s?[/.\-]\s?[0-3]?\d\s?[/.\-]\s?(?:(?:19|20)\d\d|\d\d)\b"
    r"|\b(?:19|20)\d\d[/.\-][01]?\d[/.\-][0-3]?\d\b"
    rf"|\b{MONTH}\s+(?:the\s+)?{DAY}\s*,?\s*(?:of\s+)?{YEAR}|\b{DAY}\s+(?:of\s+)?{MONTH}\s*,?\s*{YEAR})"
)
PART_DATE = (
    rf"(?:\b{MONTH}\s+{DAY}\s*,?\s+\d\d\b|\b{MONTH}\s+(?:the\s+)?{DAY}\b|\b{DAY}\s+(?:of\s+)?{MONTH}|\b[01]?\d[/\-][0-3]?\d\b"
    rf"|\b{MONTH}\s+(?:of\s+)?{YEAR}|\b(?:19|20)\d\d\b|['’]\d\d\b|\b{YEAR_IN_WORDS}|\bthe\s+{DAY}(?!\w)|\b\d{{6}}\b|\b\d{{8}}\b"
    rf"|\b{DAY}\s+(?:of\s+)?{MONTH}\s*,?\s+\d\d\b|\b[0-3]?\d\s[0-3]?\d\s(?:19|20)?\d\d\b|\b{HOLIDAY}(?:\s+{YEAR})?|(?<=\bin\s){MONTH}(?!\w))"
)
BORN = (
    r"\b(?:d[./]?\s?o[./]?\s?b\.?|date of birth|birth\s?-?date|birthdate|birthday|bday|b-day|born|birth)\b"
)
STREET = (
    r"(?:street|str|st|avenue|ave|av|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl"
    r"|terrace|ter|trail|trl|parkway|pkwy|highway|hwy|way|square|sq|loop|row|pike|alley|crescent|close"
    r"|crossing|plaza|route|rte|run|path|ridge|grove|gardens|mews|parade|esplanade|promenade|quay|nagar|marg)"
)
STREET_NAMED = r"(?:Street|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Court|Terrace|Parkway|Crescent|St)"
SIDE = r"(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?"
NO_STREET = (
    r"(?!(?:on|at|to|from|for|the|of|and|in|a|is|more|other|percent|mg|mcg|ml|lbs|days?|weeks?|months?|hours?"
    r"|years?|miles?|times?|pills?|shots?|minutes?|people)\b)"
)
UNIT = r"(?:apartment|apt|unit|suite|ste|room|rm|lot|floor|fl|bldg|building|trailer|flat|#)"
STATE_CODE = (
    r"(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT"
    r"|V[TA]|W[AVIY])"
)
STATE_NAME = (
    r"(?:Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii"
    r"|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota"
    r"|Mississippi|Missouri|Montana|Nebraska|Nevada|New\s(?:Hampshire|Jersey|Mexico|York)"
    r"|(?:North|South)\s(?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode\sIsland|Tennessee|Texas"
    r"|Utah|Vermont|(?:West\s)?Virginia|Washington|Wisconsin|Wyoming)"
)
# Of Canada and Australia, where they stand before a postcode.
PROVINCE = (
    r"(?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT|Alberta|British\sColumbia|Manitoba|New\sBrunswick|Newfoundland"
    r"|Nova\sScotia|Ontario|Qu[eé]bec|Saskatchewan|NSW|QLD|Qld|VIC|Vic|WA|SA|TAS|Tas|ACT|Queensland|Victoria"
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
    rf"|(?i:\s*,?\s+[a-z]+(?:\s[a-z]+){{0,2}}\s*,?\s+(?:{ANY_STATE}\s*,?\s*\d{{5}}(?:-\d{{4}})?|{STATE_NAME})\b))?"
)
# What follows a house's name or number: "Sai Krupa Apartments, Karve Road, Pune 411004".
LINES = r"(?:(?:,\s*|\s+)(?!I\b)[A-Z0-9][\w'’.\-/]*)+"
HOUSE = (
    r"(?:[Ff]lat|[Uu]nit|[Hh]ouse(?:\s[Nn]o\.?|\s[Nn]umber)|H\.?\s?[Nn]o\.?|[Pp]lot(?:\s[Nn]o\.?)?|[Dd]oor\s[Nn]o\.?"
    r"|[Aa]pt\.?|[Aa]partment|[Bb]lock|[Ll]evel|[Vv]illa)"
)
IN_UNIT = rf"(?:\s*,?\s*{UNIT}\.?\s*#?\s*\w{{1,5}}\b)?"
DIGIT_WORD = r"(?:zero|nought|oh|one|two|three|four|five|six|seven|eight|nine)"
SPOKEN = re.compile(
    rf"\b(?:{DIGIT_WORD}|double|triple|treble|\d{{1,6}})(?:[\s,.\-]+(?:{DIGIT_WORD}|double|triple|treble|\d{{1,6}})){{3,}}\b",
    re.IGNORECASE,
)
"""A number in words, or in words and digits; redact.py counts how many digits it has."""
MAIL_AT = r"\s*(?:\(at\)|\[at\]|\{at\}|<at>|\(a\)|\(@\)|\sat(?:\ssign)?\s)\s*"
MAIL_DOT = r"\s*(?:\(dot\)|\[dot\]|\{dot\}|\sdot\s|\.)\s*"
MAIL_HOST = (
    r"(?:gmail|yahoo|hotmail|outlook|aol|icloud|comcast|protonmail|msn|verizon|btinternet|ymail|googlemail"
    r"|rediffmail|bigpond|sbcglobal|att|live|proton|mail)"
)


def _any_case(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (EMAIL, _any_case(r"[\w.+\-]{1,64}\s?@\s?[\w\-]+(?:\.[\w\-]+)+|[\w.+\-]{1,64}@\w+\b")),
    (
        EMAIL,
        _any_case(
            rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+{MAIL_DOT}(?:com|net|org|edu|gov|io|co|us|uk|me|ca)\b"
        ),
    ),
    (
        EMAIL,
        _any_case(
            rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+(?:\s*(?:\(dot\)|\[dot\]|\{{dot\}}|\sdot\s)\s*\w{{2,6}}){{1,3}}"
        ),
    ),
    (EMAIL, _any_case(rf"\b(?:\w+ (?:dot|underscore|dash) ){{0,4}}[\w.+\-]{{1,64}} at {MAIL_HOST}\b")),
    (
        EMAIL,
        _any_case(
            r"[\w.+\-]{1,64}\s?@\s?[\w\-]+\s?\.\s?(?:com|net|org|edu|gov|co\.uk|ca|au|in)\b|(?<!\w)@\w{3,}"
        ),
    ),
    (
        SOCIAL,
        re.compile(
            r"(?<![\d-])\d{3}\s?[\s./\-–]\s?\d{2}\s?[\s./\-–]\s?\d{4}(?![\d-])|[xX*]{3}\s?-\s?[xX*]{2}\s?-\s?\d{4}|(?<!\d)\d{2}-\d{7}(?!\d)"
        ),
    ),
    (
        SOCIAL,
        _any_case(
            r"\b(?:ssn?|socials?|soc\.? ?sec\w*|social security(?: number| no\.?| num)?|last (?:four|4)"
            r"|itin|tax id)\b[^\d\n]{0,30}(?P<value>\d(?:[\s.\-]?\d){3,8})(?!\d)"
        ),
    ),
    (CARD, re.compile(r"(?<!\d)\d{4}(?:[\s.\-]\d{4}){3}(?:[\s.\-]\d{1,3})?(?!\d)")),
    (CARD, re.compile(r"(?<!\d)3[47]\d{2}[\s.\-]\d{6}[\s.\-]\d{5}(?!\d)")),
    (
        CARD,
        _any_case(
            r"\b(?:visa|mastercard|amex|american express|discover|debit|credit|card|cvv|cvc|ending in"
            r"|account)\b[^\d\n]{0,25}(?P<value>\d(?:[\s.\-]?\d){2,18})(?!\d)"
        ),
    ),
    (BIRTH, _any_case(rf"{BORN}[^\n.!?]{{0,40}}?(?P<value>{FULL_DATE}|{PART_DATE})")),
    (BIRTH, _any_case(rf"(?P<value>{FULL_DATE})[^\n.!?]{{0,18}}{BORN}")),
    (
        BIRTH,
        _any_case(
            rf"\b(?:turn(?:s|ed|ing)|will be|is|was|be)\s+\d\d\s+(?:on\s+|this\s+|come\s+)(?P<value>{FULL_DATE}|{PART_DATE})"
        ),
    ),
    (
        BIRTH,
        _any_case(
            rf"(?P<value>{PART_DATE})\s+(?:is|was)\s+(?:his|her|my|their)\s+(?:birthday|birth\s?date|bday|dob)"
        ),
    ),
    (
        PHONE,
        _any_case(
            r"(?<![\d\w])\+?\d{0,3}[\s.\-]?\(?\d{3}\)?[\s.\-/–]{0,3}\d{3}[\s.\-–]{1,3}\d{4}(?!\d)"
            r"(?:\s?(?:x|ext\.?)\s?\d{1,5})?"
            r"|(?<![\d\-$.])\d{3}\s?[\-.–]\s?\d{4}(?![\d\-])|(?<!\d)\(?\d{3}\)?[\s.\-]*\d{7}(?!\d)"
        ),
    ),
    (
        PHONE,
        _any_case(
            r"\b(?:call|text|cell|phone|mobile|number|reach|tel|fax|ph|whatsapp|dial|home|work|landline"
            r"|me at)\b[^\d\n]{0,22}(?P<value>\+?\(?\d(?:[\s().\-–]{0,2}\d){6,13})(?!\d)"
        ),
    ),
    (
        ADDRESS,
        _any_case(
            rf"(?:\b{UNIT}\.?\s*#?\w{{1,4}},\s*)?"
            rf"(?<![\d$.])\b\d{{1,6}}(?:\s?[A-Za-z]|\s?1/2|[-/]\d+\w?)?\s+(?:{SIDE}\s+)?"
            rf"(?:{NO_STREET}[\w'’.\-]+\s+){{1,3}}{STREET}\b\.?(?:\s+{SIDE})?{IN_UNIT}{TOWN}"
        ),
    ),
    (
        ADDRESS,
        _any_case(
            r"(?<![\d$.])\b[NSEW]?\d{1,6}\s+(?:broadway|county road|county rd|cr|route|rte|highway|hwy"
            rf"|state route|us|fm|farm road)\s*(?:\d+|[A-Z]{{1,2}}\b)?{IN_UNIT}{TOWN}"
        ),
    ),
    (
        ADDRESS,
        re.compile(
            rf"\b\d{{1,6}}[A-Z]?,?\s+(?:Calle|Avenida|Via|Rue|Camino|Paseo)\s+{PLACE}{IN_UNIT}{TOWN}"
        ),
    ),
    (ADDRESS, re.compile(rf"\b{HOUSE}\s*#?\d[\w/\-]*{LINES}")),
    (ADDRESS, re.compile(rf"\b(?:c/o|C/O|c/-|C/-|[Cc]are of)\s+[A-Z][\w'’.\-]*{LINES}")),
    (
        ADDRESS,
        re.compile(
            rf"(?<![\d$.])\b\d{{1,6}}[A-Z]?\s+(?:{SIDE}\s+)?(?:{CAPITAL}\s+){{1,3}}(?:Bypass|Causeway|Turnpike|Tpke"
            r"|Expressway|Freeway|Fwy|Bend|Cove|Hollow|Hill|Hills|Heights|Park|Point|Green|Glen|Walk|View|Creek|Crest"
            r"|Landing|Meadows?|Pass|Trace|Valley|Village|Commons|Wharf|Strand|Brae|Croft|Drove|Vale|Rise|Estates?|Manor"
            rf"|Apartments|Towers|Court|House|Common|Fields?|Bank|End|Gate|Hall)\b{{IN_UNIT}}{{TOWN}}".replace(
                "{IN_UNIT}", IN_UNIT
            ).replace("{TOWN}", TOWN)
        ),
    ),
    (
        ADDRESS,
        re.compile(
            rf"\b(?:{PLACE}\s)?(?:Apartments|Apts|Trailer Park|Mobile Home Park|Towers|Manor|Mansions|Estates|Flats|Hall)\b,?"
            rf"\s*(?:{UNIT}\.?|[Nn]o\.?)?\s*#?\d+\w?\b{IN_UNIT}{TOWN}"
        ),
    ),
    (
        ADDRESS,
        _any_case(
            rf"\b(?:{TENS}[\s-]+)?(?:{ONES}|ten|eleven|twelve|\w+teen|{TENS})\s+(?-i:(?:{CAPITAL}\s){{1,2}}{STREET_NAMED})\b{TOWN}"
        ),
    ),
    (
        ADDRESS,
        _any_case(
            r"\b(?:on|at|off)\s+(?P<value>(?!(?:the|a|this|that|my|our|his|her|their|any|some|every|each|one|other|main|same)\b)"
            r"[a-z0-9'’]+\s(?:street|avenue|ave|boulevard|blvd|lane))\b"
        ),
    ),
    (ADDRESS, _any_case(rf"\b[a-z]{{3,}}(?:\s[a-z]{{3,}})?,?\s+{ANY_STATE}\s+\d{{5}}(?:-\d{{4}})?\b")),
    (
        ADDRESS,
        _any_case(
            r"\b(?:post\s?code|zip(?:\s?code)?)(?:\s+is|['’]s|:)?\s+(?P<value>[a-z]{1,2}\d[a-z\d]?(?:\s?\d[a-z]{2})?|\d(?:\s?\d){3,5})\b"
        ),
    ),
    (ADDRESS, _any_case(rf"(?<![\d$.])\b\d{{1,6}}\s+{SIDE}\s+\d{{1,3}}(?:st|nd|rd|th)\b{IN_UNIT}{TOWN}")),
    (
        ADDRESS,
        re.compile(
            r"\bcorner of\s+(?P<value>[\w.]+(?:\s[A-Z]\w+)?\s+(?:and|&)\s+[A-Z\d]\w*(?:\s[A-Z]\w+)?)"
        ),
    ),
    (
        ADDRESS,
        re.compile(
            r"\b(?:Village|Vill\.|Dist\.|District|Taluk|Tehsil|Barangay|Brgy\.?|Purok|Colonia|Col\.|Barrio|Kampung|Jalan|Jl\.|Rua"
            rf"|Via|Rue|Plot)\s+[A-Z\d][\w'’.\-/]*{LINES}"
        ),
    ),
    (
        ADDRESS,
        _any_case(
            r"\b(?:on|off|at|along)\s+(?P<value>(?:highway|hwy|route|rte|county road|county rd|cr|fm|sr|state road)\s+\d+\w?"
            rf"(?:\s+{SIDE})?{TOWN})"
        ),
    ),
    (
        ADDRESS,
        _any_case(r"\b(?:cell|pod|bunk|dorm|ward|wing|space|slip|berth|pitch)\.?\s*#?\s*[a-z]?\d+[a-z]?\b"),
    ),
    (
        ADDRESS,
        re.compile(
            r"\b(?:at|by|near|on)\s+(?P<value>\d+(?:st|nd|rd|th)\s(?:&|and)\s[A-Z\d]\w+|[A-Z]\w+\s(?:&|and)\s\d+(?:st|nd|rd|th))\b"
        ),
    ),
    (ADDRESS, _any_case(rf"\b(?:general delivery|poste restante)\b{TOWN}")),
    (ADDRESS, re.compile(rf"\b[Bb]ox\s+\d+,\s*{PLACE},?\s+{STATE}(?:,?\s*{POSTCODE})?\b")),
    (
        ADDRESS,
        re.compile(rf"\b(?:Calle|Carrera|Avenida|Av\.)\s+\d+\w?\s*(?:#|[Nn]o\.?)\s*\d+(?:-\d+)?{TOWN}"),
    ),
    (
        ADDRESS,
        re.compile(
            r"\b[A-ZÄÖÜ]\w+(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|gatan|laan|straat)\s+\d+\w?"
            rf"(?:,?\s+\d{{4,5}}\s+{PLACE})?"
        ),
    ),
    (ADDRESS, re.compile(rf"\b{PLACE}[\s,\-]+{PROVINCE}\s+{POSTCODE}\b|\b{PLACE}\s?[\s\-]\s?\d{{6}}\b")),
    (
        ADDRESS,
        _any_case(
            r"\b(?:near|(?:in|around|from|at|to)(?=\s+\d{5}\s*(?:[,.;?!)]|$)))\s+(?P<value>\d{5})\b"
            r"(?!\s*(?:mg|people|patients|dollars|bucks|others|deaths|cases|steps|miles))"
        ),
    ),
    (ADDRESS, _any_case(rf"\b(?:rr|hc|rural route)\s*#?\s*\d+,?\s*box\s*\d+\w?{TOWN}")),
    (
        ADDRESS,
        _any_case(
            rf"\b(?:p\.?\s?o\.?\s*box|post office box|postbox)\s*#?\s*\d+(?:-\d+(?-i:\s+{PLACE})?)?{TOWN}"
        ),
    ),
    (
        ADDRESS,
        re.compile(rf"\b(?:on|at|off|of|near)\s+(?P<value>(?:[A-Z0-9][a-z0-9]+\s){{1,2}}{STREET_NAMED})\b"),
    ),
    (
        ADDRESS,
        _any_case(
            r"\b(?:apartment|apt|unit|suite|flat|room|trailer|lot)\.?\s*#?\s*\d+[A-Za-z]?\b"
            r"|\b(?:apt|apartment|unit)\.?\s+[A-Za-z]?\d*[A-Za-z]\b(?=[\s,.])"
        ),
    ),
    (
        ADDRESS,
        re.compile(rf"\b{PLACE}\s*,?\s+{STATE}\s*,?\s*\d{{5}}(?:-\d{{4}})?\b|\b{PLACE},\s{STATE_CODE}\b"),
    ),
    (ADDRESS, re.compile(rf"\b{STATE}\s+\d{{5}}(?:-\d{{4}})?\b")),
    (ADDRESS, _any_case(r"\b(?:zip(?:\s?code)?|postal code)(?:\s+is)?:?\s*(?P<value>\d{5}(?:-\d{4})?)\b")),
    (
        ADDRESS,
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b"),
    ),
    (DATE, _any_case(FULL_DATE)),
    (NUMBER, re.compile(r"(?<![\d.,])\d(?:[\s\-]?\d){6,}(?!\d)|\b[A-Z]{1,4}\d{6,}\b")),
    # Letters and at least four digits mixed, whole or with dashes: policies, records, passports.
    (NUMBER, re.compile(r"\b(?=(?:[A-Z]*\d){4})(?=\d*[A-Z])[A-Z\d]{7,}\b")),
    (NUMBER, re.compile(r"\b(?=(?:[A-Z\-]*\d){4})(?=[\d\-]*[A-Z])[A-Z\d]+(?:-[A-Z\d]+)+\b")),
    (NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){3,7}(?:\s?[A-Z\d]{1,3})?\b")),
    (
        NUMBER,
        _any_case(
            r"\b(?:case|claim|policy|member|subscriber|inmate|booking|mrn|chart|passport|licen[sc]e|plate|medicaid|medicare|docket|id"
            r"|prisoner|offender|hospital|health card|nhs|permit|tax|serial|tracking|confirmation|driver['’]?s)(?:\s+[a-z'’]+){0,4}?[\s:#]*\s"
            r"(?P<value>(?:(?-i:[A-Z]{1,4})[\s\-]?\d(?:[\s\-/.]?\d){3,}|\d(?:[\s\-/.]?\d){4,})(?:[\s\-]?[a-z]\d?)?)\b"
            r"(?!\s*(?:mg|dollars|bucks|people|patients))"
        ),
    ),
    (NUMBER, re.compile(r"\b[A-Z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-D]\b")),
    (
        NUMBER,
        _any_case(
            r"\b(?:case|claim|policy|member|subscriber|group|inmate|booking|doc|mrn|patient|chart|record|file"
            r"|ref|reference|rx|prescription|passport|licen[sc]e|plate|id|medicaid|medicare|nhs|insurance|badge"
            r"|account|acct|routing|student)(?:\s?(?:number|no\.?|num|nr|id|is|card|plate|code))*\s?[:#]*\s*"
            r"(?P<value>(?=[a-z\-]*\d(?:[a-z\-]*\d){3})(?!(?:19|20)\d\d\b)(?!\d+(?:mg|ml|mcg|st|nd|rd|th)\b)[a-z\d][a-z\d\-]{3,})\b"
        ),
    ),
)
