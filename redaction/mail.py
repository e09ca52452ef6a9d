"""Patterns of e-mail addresses, spelled out ones too, and of the names that people have on other sites."""

from __future__ import annotations

from redaction.dates import ONES
from redaction.late import Late, any_case, as_written

MAIL_AT = r"\s*(?:\(at\)|\[at\]|\{at\}|<at>|@|\(a\)|\(@\)|\sat(?:\ssign)?\s)\s*(?:the\s)?"
MAIL_DOT = r"\s*(?:\(dot\)|\[dot\]|\{dot\}|\sdot\s|\.)\s*"
MAIL_HOST = (
    r"(?:gmail|g mail|gee mail|yahoo|hotmail|hot mail|outlook|aol|a o l|icloud|i cloud"
    r"|comcast|protonmail|msn"
    r"|verizon|btinternet|ymail|googlemail|rediffmail|bigpond|sbcglobal|att|live|proton|mail|charter|eircom"
    r"|sky|virginmedia|gmx|web|rogers|bell|cox|earthlink|me|mac|mailbox|fastmail|zoho|yandex)"
)
ENDING = r"(?:com|net|org|edu|gov|io|co|us|uk|me|ca|ie|au|nz|in|de|fr|za|ng|info|biz|c o m|calm)"
SAID_DOT = r"(?:dot|point|period|underscore|under score|dash|hyphen|minus|plus)"
# "kbarnes dot 77": what is said between the parts of an address.
SAID_PARTS = rf"(?:[\w+\-]+ {SAID_DOT} ){{0,5}}"
SITE = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|facebook|fb|messenger|tik ?tok|discord|reddit|twitter|telegram|kik"
    r"|venmo|cash ?app|zelle|paypal|skype|xbox|psn|steam|whatsapp|signal|youtube|twitch"
    r"|threads|forum|portal)"
)
LOGIN = r"(?:user ?(?:name|id)|screen ?name|handle|gamer ?tag|log ?in|nick ?name on|@ ?name)"
# What shows that a word is a user's name: a digit, a line or a dot within.
MADE_UP = (
    r"(?<![\w.\-])(?=[\w.\-]{0,40}[a-z])(?=[\w.\-]{0,40}(?:\d|\w[_.]\w))(?!\d+(?:mg|ml|mcg"
    r"|st|nd|rd|th|am|pm|hrs?|lbs?)\b)"
    r"\w[\w.\-]{0,60}\w"
)


MAILS: tuple[Late, ...] = (
    any_case(r"[\w.+\-]{1,64}\s?@\s?[\w\-]+(?:\.[\w\-]+)+|[\w.+\-]{1,64}@\w+\b"),
    any_case(rf"\b{SAID_PARTS}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+{MAIL_DOT}{ENDING}\b"),
    any_case(
        rf"\b{SAID_PARTS}[\w.+\-]{{1,64}}{MAIL_AT}[\w\-]+"
        r"(?:\s*(?:\(dot\)|\[dot\]|\{dot\}|\sdot\s)\s*\w{2,12}){1,3}"
    ),
    any_case(rf"\b{SAID_PARTS}[\w.+\-]{{1,64}} at (?!(?:mail|me|sky|live|bell|web|mac)\b){MAIL_HOST}\b"),
    any_case(
        r"[\w.+\-]{1,64}\s?@\s?[\w\-]+\s?\.\s?(?:com|net|org|edu|gov|co\.uk|ca|au|in)\b|(?<!\w)@\w[\w.]{2,}"
    ),
    # "my email is sunflower mama 77 at yahoo dot com": announced, it may have spaces.
    any_case(
        r"\be-?\s?mails?\b[^\n@.!?]{0,25}?(?:\bis|['’]s|:|\bat|\bto|\bme|\bon|,)\s+"
        rf"(?P<value>(?:[\w.+\-]+\s+){{1,10}}?(?:at|@)\s+{MAIL_HOST}(?:{MAIL_DOT}{ENDING}\b)?)"
    ),
    any_case(
        rf"\b(?:[\w+\-]+\s+){{0,3}}?[\w+\-]+\s+(?:at|@)\s+{MAIL_HOST}\s*(?:dot|point|\.)\s*{ENDING}\b"
    ),
    # "mary underscore ann dot smith two at gmail dot com", "kelly barnes at gmail, all one word".
    any_case(
        rf"\b[\w+\-]+(?:\s{SAID_DOT}\s[\w+\-]+)+(?:\s[\w+\-]+){{0,3}}{MAIL_AT}[\w\-]+(?:\s(?:mail"
        rf"|house))?(?:{MAIL_DOT}{ENDING}\b)?"
    ),
    any_case(
        rf"\b(?:\w+\s){{1,5}}(?:at|@)\s{MAIL_HOST}\b(?=[^.!?\n]{{0,30}}\b(?:one word|no spaces?"
        rf"|all together|altogether|run together|lower ?case|no caps|no dots?|dot com)\b)"
    ),
    # A host of several words, and letters and digits said one by one.
    any_case(
        rf"(?<![\w.+\-])(?:[\w+\-]{{1,40}}\s)?[\w.+\-]{{1,64}}\s(?:at|@)\s(?!the\b)"
        rf"(?:\w+\s){{1,3}}dot\s+{ENDING}\b"
    ),
    any_case(
        rf"\b(?:\w+\s)?(?:(?:\w|\d+|{ONES}|zero|teen|double)\s){{1,8}}(?:at"
        rf"|@)\s{MAIL_HOST}\b(?:\s?(?:dot|\.)\s?{ENDING}\b)?"
    ),
    any_case(
        r"\b(?:gmail|yahoo|hotmail|icloud|outlook|aol|e-?mail)(?: address| account"
        r"| name)?(?:['’]s| is|:)\s+"
        rf"(?P<value>{MADE_UP})"
    ),
    any_case(
        rf"(?P<value>(?<!\w){MADE_UP})\s+(?:on|at|over at|in)\s+(?:gmail|yahoo|hotmail|icloud"
        rf"|outlook|aol)\b"
    ),
    any_case(
        r"(?<![\w.])[\w.]{0,40}\d[\w.]{0,40}\s+(?:gmail|yahoo|hotmail|outlook|icloud|aol)"
        r"(?:\s*(?:dot|\.)?\s*com)?\b"
    ),
)

HANDLES: tuple[Late, ...] = (
    as_written(r"(?<![\w@./])(?=\w*[A-Za-z])[A-Za-z\d]+(?:_+[A-Za-z\d]+)+_*"),
    any_case(rf"\b(?:{SITE}|{LOGIN}|profile|account)\b[^\n.!?]{{0,30}}?[\s:@](?P<value>{MADE_UP})"),
    any_case(
        rf"\b{LOGIN}\b(?:\s+(?:on|for|there|at|in)(?:\s+\w+){{1,3}}?)?\s*(?:is|was|['’]s|:|=)\s*"
        r"(?!(?:the|my|his|her|not|still|private|gone|blocked)\b)(?P<value>@?\w[\w.\-]{3,})"
    ),
    any_case(rf"\b{LOGIN}\s+(?P<value>{MADE_UP})"),
    any_case(rf"(?P<value>(?<!\w){MADE_UP})\s+(?:on|over on|is (?:my|his|her)|is)\s+{SITE}\b"),
    any_case(
        r"(?<!\w)u/[\w\-]{3,}|(?:facebook|fb|instagram|tiktok|twitter|reddit|venmo|x)\.com/\S+"
        r"|(?:t\.me|wa\.me|linktr\.ee|cash\.app|paypal\.me)/\S+"
    ),
    as_written(r"\b[A-Za-z][\w.]+#\d{3,5}\b"),
    as_written(r"(?<!\w)\$[A-Za-z][\w\-]{2,}"),
)
# A user's name without a digit in it: one only if it is no word ("insta is justlevi").
BARE_HANDLES: tuple[Late, ...] = (
    any_case(
        rf"\b(?:(?:{SITE}|{LOGIN})(?:\s(?:name|handle|user|user ?name|account"
        rf"|page))?\s*(?:['’]s|is|was|:|=|as|under)"
        rf"|\bon (?:{SITE})(?: as| under)?|\b{LOGIN})\s+(?P<value>[a-z][\w.\-]{{4,}})\b"
    ),
    any_case(
        rf"\b(?:goes by|went by|as|is|called|named|under|he['’]?s|she['’]?s"
        rf"|i['’]?m)\s+(?P<value>[a-z][\w.\-]{{3,}})\s+on\s+(?:the\s)?{SITE}\b"
    ),
    any_case(
        rf"\b(?P<value>[a-z][\w.\-]{{4,}})\s+(?:is|was)\s+(?:my|his|her|their|the)\s+(?:{SITE}|{LOGIN})\b"
    ),
    any_case(
        rf"\bon\s+{SITE},?\s+(?:he|she|they|i)(?:['’]?s|['’]?m| is| am"
        rf"| goes by)\s+(?P<value>[a-z][\w.\-]{{4,}})\b"
    ),
)
