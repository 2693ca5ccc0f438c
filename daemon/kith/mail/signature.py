"""Where what somebody says ends and their signature begins, with or without a "-- ".

Promises little: a signature begins at a line that is the writer's own name, in full or the first of it, or a formula of
goodbye, near the end; else it is taken for words. Linear time.
"""

import re

from kith.people.forms import plain
from kith.people.fullname import full_name

MARKS = " \t*_|•·,;–—-"
_LINES = 12  # last lines with anything on them, among which it begins
_APART = re.compile(r"\s*(?:[|•·/,;–—]|\s-\s)\s*")
_POSTSCRIPT = re.compile(r"\s*p\.? ?s\b", re.IGNORECASE)
_GOODBYE = re.compile(  # a whole line, case and accents aside
    r"(?:all the best|(?:very |with )?(?:best|kind|warm|warmest|kindest)(?: (?:regards|wishes))?|regards|cheers|yours"
    r"(?: \w+)?|sincerely|take care|(?:lots of )?love|hugs|talk soon"
    r"|(?:mit )?(?:liebe|viele|beste|herzliche|freundliche|schone)[nr]? gr(?:u|ue)(?:ß|ss)en?(?: \w+)?|lg|vg|mfg"
    r"|alles liebe|cordialement|bien cordialement|amities|bises|bisous|je t'embrasse|a bientot|bien a (?:toi|vous)"
    r"|(?:un )?(?:fuerte )?abrazo|abrazos|besos|saludos(?: cordiales)?|(?:un )?abbraccio|(?:cari |cordiali )?saluti"
    r"|a presto|baci|(?:um )?abraco|abracos|beijinhos|beijos|cumprimentos|(?:met )?(?:vriendelijke |hartelijke )?groet"
    r"(?:en|jes)?|liefs)[ ,.!*]*"
)


def beside(line: str, key: tuple[str, ...]) -> str | None:
    """What stands on the line of a full name behind it: "Karen Holm | Head of Tides"; None where it is another line.
    `key`: as `kith.people.fullname.full_name` gives it."""
    for end in (line, *(line[: one.start()] for one in _APART.finditer(line[:100]))):
        if full_name(end) == key:
            return line[len(end) :].strip(MARKS)
    return None


def unsigned(words: str, name: str) -> str:
    """What somebody called `name` ("" for not known) wrote, without their signature; a postscript below it stays."""
    lines = words.split("\n")
    near = [number for number, line in enumerate(lines) if line.strip()][-_LINES:]
    key, first = full_name(name), plain(name.strip()).split(" ")[0]
    for number in near:
        line = lines[number][:300].strip()
        bare = plain(line).strip(MARKS + ".!")
        own = bool(first) and bare == first and not (line.endswith(",") and number == near[0])
        if own or (key and beside(line.strip(MARKS), key) is not None) or _GOODBYE.fullmatch(plain(line)):
            below = next((at for at in near if at > number and _POSTSCRIPT.match(lines[at])), len(lines))
            return "\n".join([*lines[:number], *lines[below:]])
    return words
