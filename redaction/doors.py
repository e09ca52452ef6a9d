"""Patterns of doors: numbers with names, floors, units of a building, houses with names, towns."""

from __future__ import annotations

from redaction.dates import ONES, TENS
from redaction.late import Late, any_case, as_written
from redaction.places import CAPITAL, IN_UNIT, SIDE, STATE_NAME, STREET, TOWN
from redaction.rough import BESIDE, DWELLING
from redaction.streets import NO_NAME, ROAD

FLOOR = (
    r"(?:(?:the\s)?(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|top|ground)[\s\-]+"
    r"(?:floor|fl)\b"
    r"|(?:rear|front|back|basement|upstairs|downstairs|garage|side|upper|lower)(?:\s(?:apartment|apt|unit"
    r"|house|flat|door|entrance))?\b)"
)
NUMBER_IN_WORDS = rf"(?:(?:{ONES}|{TENS}|ten|eleven|twelve|\w{{3,5}}teen|oh|zero|hundred)[\s\-]+){{1,5}}"
NO_HOUSE = (
    r"(?!(?:Americans|People|Patients|Steps?|Calories|Helpline|Hotline|Lifeline|Crisis|Operator"
    r"|Hours?|Grams?"
    r"|Dollars|Bucks|Milligrams?|Tablets?|Pills|Percent|Minutes?|Years?|Times|Miles|Honda|Toyota|Ford|Chevy"
    r"|Chevrolet|Nissan|Dodge|Jeep|Kia|Hyundai|Subaru|Mazda|BMW|Corolla|Civic|Camry|Silverado|Impala|Accord"
    r"|Anonymous|Benzos?|Percs?|I|He|She|We|They|But|And|Is|Can|Does|Will|What|The|My|Why|How|No|Not"
    r"|Then|If|So|Or|Other)\b)"
)

# "at 14 Tyler started": a small number before a name is one only where the name ends.
FEW = (
    r"(?:\d{1,2}[A-Za-z]?(?:[/\-]\d{1,4})?(?=\s+(?:(?:N|S|E|W)\.?\s+)?(?:[A-Z][\w'’]*\s?){1,3}"
    r"(?:\s*(?:[,.;!?)\n]|$)|(?:the|with|w/|apt|unit|#|rn"
    r"|right|if|so|in|and|by|near|back|up|over|across|behind|since|while|til|until|again|where"
    r"|but|street|st|rd|ave|ct|dr|ln|road|lane|avenue)\b)))"
)

DOORS: tuple[Late, ...] = (
    # A number and a name, whatever goes on: "at 14 Birchwood the one with the ramp".
    as_written(
        rf"(?:\b(?:[Aa]t|[Oo]n|[Ii]n|[Tt]o|[Ff]rom|[Nn]ear|[Bb]y|[Bb]ehind|[Ii]s|[Ii]t['’]?s"
        rf"|[Pp]ast|[Oo]utside"
        r"|[Aa]ddress|[Ll]ives?|[Nn]umber|[Oo]ver|[Oo]ff|[Oo]ne|[Aa]cross from)|[,:;(\-]|\.(?=\s)|^)\s*"
        rf"(?P<value>(?!(?:19|20)\d\d\s)(?:\d{{3,5}}[A-Za-z]?|{FEW})(?:\s1/2|½)?\s+"
        rf"(?:{SIDE}\s+)?{NO_NAME}{NO_HOUSE}{CAPITAL}"
        rf"(?:\s{NO_HOUSE}{CAPITAL}){{0,2}}(?:\s{STREET})?{IN_UNIT}(?:,\s(?:the|a)\s(?:[\w'’\-]+\s){{0,2}}"
        rf"{DWELLING}\s(?:with|w/|on|by|{BESIDE})\s(?:the\s|a\s)?(?:[\w'’]+\s)?[\w'’]+)?)(?!\s?(?:mg|ml)\b)"
    ),
    as_written(
        rf"(?<![\d$.,\-])\b\d{{1,5}}[A-Za-z]?\s{SIDE}\s{NO_NAME}(?:{CAPITAL}(?:\s{CAPITAL})?|\d+"
        rf"(?:st|nd|rd|th))"
        rf"(?:\s{STREET})?{IN_UNIT}(?:,?\s{FLOOR}){{0,2}}"
    ),
    any_case(
        rf"(?<![\d$.,\-])\b\d{{1,5}}[a-z]?\s(?:{SIDE}\s)?(?-i:{CAPITAL}\s?){{1,3}}(?:{STREET}\b\.?)?,?\s?"
        rf"{FLOOR}(?:,?\s{FLOOR})?"
    ),
    # "Harbor View Terrace, bldg 6 #203", "Willow Bend, lot 33", "Motel 6 room 114".
    any_case(
        rf"(?-i:\b{NO_NAME}(?:{CAPITAL}\s){{0,3}}{CAPITAL}(?:\s\d)?),?\s(?:lot|bldg|building|unit"
        rf"|apt|apartment"
        r"|space|trailer|cabin|flat|site|villa|tower|room|rm|#)\.?\s?#?(?:\d{1,4}[a-z]?|(?-i:[A-Z]))\b"
        rf"(?:,?\s(?:#|apt|unit|room|flat)?\s?#?\d+[a-z]?\b(?!\s?(?:mg|days?|hours?|weeks?)))?{TOWN}"
    ),
    any_case(
        r"\b(?:bldg|building|tower|stair(?:way|case)|entrance|interno|piso|scala|block)\.?\s#?"
        r"(?:\d{1,4}[a-z]?"
        r"|(?-i:[A-Z]))(?:,?\s(?:#|apt|unit|flat|room|door)\s?#?\d*\w)\b"
    ),
    # Houses with names: "Glebe Cottage, Ballyduff, Co. Waterford".
    as_written(
        rf"\b(?!Recovery|Sober|Oxford|Halfway|Treatment)(?:{CAPITAL}\s){{1,2}}(?:Cottage|House"
        rf"|Lodge|Farm|Villa"
        rf"|Croft|Barn|Bungalow|Grange|Rectory|Mill|Hall|Court|Heights|Gardens)(?:,\s(?:Co\.?\s|County\s)?"
        rf"{CAPITAL}(?:\s{CAPITAL})?){{1,3}}"
    ),
    as_written(rf"\bCo\.\s{CAPITAL}"),
    any_case(
        r"\b(?:number|no\.?|#|door|house)\s?\d{1,4}[a-z]?,?\s(?:on\s|in\s|across\s)?(?:same|this|our|my|the"
        r"|your|his|her)\s(?:\w+\s)?(?:street|road|block|building|row|lane|floor|avenue|hall"
        r"(?:way)?|estate|stair)\b"
    ),
    any_case(
        r"\b(?:at|to|of|from|door)\s(?P<value>(?:number|no\.)\s\d{1,4}[a-z]?)\b(?!\s(?:on|of|in)\sthe)"
    ),
    any_case(
        rf"\b(?:at|on|is|to|address|lives?|from)\s(?P<value>{NUMBER_IN_WORDS}(?:{SIDE}\s)?"
        rf"(?:(?-i:(?:{NO_NAME}{CAPITAL}\s?){{1,2}})(?:{STREET}\b)?|[a-z]{{3,}}\s(?:{ROAD}|st\b|dr\b)))"
    ),
    # The name before the number, as in other countries.
    as_written(
        r"\b(?:Via|Viale|Piazza|Corso|Calle|Avenida|Av\.|Paseo|Rua|Rue|[Uu]l\.|Ulica|Strada|Str\."
        r"|Jalan|Jl\."
        r"|Praça|Travessa|Camino|Carrera|Cra\.?|Plaza)\s(?:[\w'’.]+\s){1,4}?(?:#|[Nn][o°º]\.?\s?)?\d+\w?\b"
        rf"(?:,\s(?:int(?:erno)?\.?|piso|apto?\.?|depto\.?|esc\.?|bloque|flat)\s\w+)?"
        rf"(?:,\s{CAPITAL}(?:\s{CAPITAL})?)?"
    ),
    as_written(
        r"\b(?:Blk|Block)\s\d+\w?\s(?:[\w'’]+\s){0,4}#\d+-\d+"
        r"|\b\d{1,2}-\d{1,2}-\d{1,2}\s[A-Z][\w\-]+(?:,\s[A-Z]\w+){0,2}"
        r"|\b[A-ZÄÖÜÅØ]\w+(?:gata|vej|gade|veien|vei|allee|damm|ring|ufer|kade|plein|laan|straat"
        r"|utca|ulica|katu|tie|gatan)\s\d+\w?\b"
    ),
    # A town with its state: "Hazard, Kentucky", "dayton tn".
    as_written(
        rf"\b(?!(?:North|South|East|West|Northern|Southern|Eastern|Western|Central|University"
        rf"|Upstate|Rural|New|The|In|From"
        rf"|State|Medicaid|And|Or|But|For|Of)\b){CAPITAL}(?:\s{CAPITAL})?(?:,\s|\s){STATE_NAME}\b"
        rf"(?!['’]s|\s(?:Medicaid|State|Medical|Department))"
    ),
    any_case(
        r"\b(?:in|from|near|around|outside)\s(?P<value>[a-z]{3,}(?:\s[a-z]{3,})?,?\s(?:ky|wv|tn|nc"
        r"|nj|ny|fl|ga|wi|mn|ct|nh|vt|tx|az|nm|nv"
        r"|ut|va|sc|ks|mo|il|ri))\b"
    ),
    any_case(
        r"(?<![\d.])-?\d{1,2}\.\d{3,}\s?°?\s?[ns]?[,\s]\s?-?\d{1,3}\.\d{3,}(?:\s?°?\s?[ew]\b)?"
        r"|\b[2-9cfghjmpqrvwx]{4,8}\+[2-9cfghjmpqrvwx]{2,3}\b|///[a-z]+\.[a-z]+\.[a-z]+"
    ),
    any_case(
        r"(?<!\w)#\s?\d{1,4}[a-z]?\s(?:at|in|of|on)\s(?:the\s)?(?-i:[A-Z])\w+(?:\s(?-i:[A-Z])\w+){0,2}"
    ),
    any_case(
        r"\b\d{1,4}(?:bis|ter|[a-z])?,?\s(?:rue|avenue|av\.?|bd|boulevard|place|chemin|impasse"
        r"|all[ée]e|quai|via|calle|rua)\s"
        r"(?:(?:de|des|du|de la|del|della|los|las|la|le|les|l['’]|d['’])\s?)*"
        r"(?-i:[A-ZÀ-Þ])[\w'’\-]+(?:\s(?-i:[A-Z])\w+)?"
    ),
    as_written(
        rf"\b(?:[Ii]n|[Ff]rom|[Nn]ear|[Tt]o|[Oo]utside)\s(?P<value>{CAPITAL}(?:\s{CAPITAL})?,?\s"
        rf"(?:PA|MA|MD|CO|LA|AL|WA|DE|CT|OH))\b"
    ),
    any_case(
        r"\b(?:house|street|gali|sector|plot|lane|h\.?\s?no\.?|flat|door)\s(?:no\.?\s)?\d+\w?(?:,\s"
        r"(?:(?:house|street|gali|sector|plot|lane"
        r"|phase|block)\s\d+\w?|(?-i:[A-Z])-?\d+(?:/\d+)?|(?-i:[A-Z])[a-z]+(?:\s(?-i:[A-Z])[a-z]+)?)){1,4}"
    ),
    as_written(
        rf"\b(?:[Aa]t|[Ii]n|[Ii]s|[Oo]f)\s(?P<value>The\s(?:{CAPITAL}\s?){{1,3}}(?:,\s{CAPITAL}"
        rf"(?:\s{CAPITAL})?){{1,3}})"
    ),
    any_case(rf"\b(?:rd|rfd|sr)\s?#?\d+,?\s+box\s\d+\w?{TOWN}"),
    any_case(r"\d{1,3}°\s?\d{1,2}['’′](?:\s?\d{1,2}(?:\.\d+)?[\"”″])?\s?[nsew]\b"),
    any_case(
        rf"\b\d{{1,4}}-?[a-z]?\s(?:at|in)\s(?:the\s)?(?-i:(?:{CAPITAL}\s){{1,2}})(?:arms|apartments"
        rf"|apts|towers|court|manor|house|flats|lofts)\b"
    ),
)
