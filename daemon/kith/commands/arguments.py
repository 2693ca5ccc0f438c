"""What stands behind the word of a command: a parser and a printer for each form, which undo each other.

A parser takes the rest of the line and the user's local day, and gives a Command without its verb; it raises Unclear.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date

from kith.commands.command import Command, Unclear
from kith.commands.dates import looks_like_one
from kith.commands.days import birthday, coming_day, last_day, past_day, said_birthday
from kith.commands.languages import FOR, NOT_YET, UNTIL, either, plain
from kith.commands.lengths import take_length
from kith.config import reach
from kith.people.address import normalise

Parser = Callable[[str, date], Command]
Printer = Callable[[Command], str]

LONGEST_GROUP = 40  # characters
NO_GROUP = "none"
LATER = 14  # days, where a snooze does not say how long
_JOINT = re.compile(r"\s*(?:[.,;:!]|[-–—](?=\s))?\s*")
_PRONOUN = re.compile(
    r"(?:(?:this|that|it)\s+)?(?:(?:up\s+)?(?:to|with)\s+)?(?:him|her|them|me|us)(?![\w'’])", re.IGNORECASE
)
_PRINTED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}:")  # its words are words, whatever they say
_REACHING = (
    r"(?:answer|reply|respond|reach|pick|call|write|text|mail|meet|see|ask|try|do|get|talk|speak|visit)\w*"
)
_NOT_YET = re.compile(
    rf"\W*(?:(?:but|and|i|we|he|she|they)\s+)*(?:"
    rf"(?:did|do|does|could|can|has|have|had|was|is)?(?:\s?n['’]?t|\s?not|\s?never|cannot)\s+(?:yet\b|there\b|home\b|in\W*\Z|{_REACHING})"
    rf"|(?:will|would|should|must|going to|want to|'ll|to)\s+(?:be\s+\w+ing|{_REACHING})|(?:not|n't)\s*(?:yet)?[.!]*\Z"
    rf"|(?:{either(NOT_YET)})(?:\W+(?:erreicht|geantwortet|répondu))?\W*\Z)"
)
_NO_ANSWER = re.compile(
    r"\b(?:no (?:answer|reply|response)|nobody|no one|voicemail"
    r"|(?:did|does|has|had|was|is)(?:n't| not) (?:answer|reply|respond|pick|there|in|home|at home))\b"
)
_NO_REPLY = re.compile(
    r"\W*(?:(?:but|and|yet|still)\s+)*(?:no (?:answer|reply|response)|keine antwort|pas de reponse|geen antwoord)"
    r"(?: yet)?\W*"
)
_UNTIL = re.compile(rf"(?:{either(UNTIL)})\s+")
_IS = re.compile(r"\A(?:is|on)\s+", re.IGNORECASE)
_FOR = re.compile(rf"(?:{either(FOR)})\s+")
CHANNELS: Mapping[str, str] = {
    "mail": "mail", "email": "mail", "e-mail": "mail", "mails": "mail", "text": "text", "texts": "text", "sms": "text",
    "phone": "phone", "call": "phone", "calls": "phone", "telephone": "phone", "person": "person",
    "linkedin": "linkedin", "none": "none", "nothing": "none",
}  # fmt: skip
_WANTED = {
    "text": 'an international number such as "+44 20 7946 0018"',
    "phone": 'an international number such as "+44 20 7946 0018"',
    "linkedin": 'the address of a profile such as "linkedin.com/in/karen"',
    "mail": 'an address such as "karen@example.org"',
}


def joined(rest: str) -> str:
    """What follows, without the blank and the one sign that may stand between."""
    found = _JOINT.match(rest)
    return rest[found.end() :] if found else rest


def ended(rest: str) -> None:
    """Raises Unclear where more follows than a full stop."""
    if rest.strip(" .!"):
        raise Unclear(f'"{rest.strip()}" is not expected there')


def nothing(rest: str, _today: date) -> Command:
    """A word that stands alone."""
    ended(rest)
    return Command("")


def call(rest: str, today: date) -> Command:
    """The same of a call, which may have reached nobody: "called yesterday, no answer"."""
    if not _PRINTED.match(rest) and (_NO_ANSWER.search(plain(rest)) or _NO_REPLY.fullmatch(plain(rest))):
        return Command("note", text=without_pronoun(rest))
    return touch(rest, today)


def touch(rest: str, today: date) -> Command:
    """[date] [free text], or [free text] [date]: the day is today where none is given. Signs alone are no text.

    A note of what is said not to have been, or to come. Raises Unclear for what begins like a date and is none, so that
    it is never taken for today.
    """
    rest = without_pronoun(rest)
    if not_been(rest, today) and not _NO_REPLY.fullmatch(plain(rest)):
        return Command("note", text=rest)
    if taken := past_day(rest, today):
        day, text = taken[0], joined(taken[1])
    elif looks_like_one(rest):
        raise Unclear(f'"{rest.split()[0]}" may be a day; write it as 12 nov, 12.11.2026 or 2026-11-12')
    else:
        try:
            day, text = last_day(rest, today) or (today, rest)
        except Unclear:  # "lunch tomorrow"
            return Command("note", text=rest)
    return Command("", day=day, text=text if re.search(r"\w", text) else "")


def not_been(rest: str, today: date) -> bool:
    """Whether what follows a word such as "called" says that nothing of the kind has been: "yesterday, no answer"."""
    if _PRINTED.match(rest):
        return False
    said = plain(rest)
    if _NOT_YET.match(said):
        return True
    try:
        taken = past_day(rest, today)
    except Unclear:
        return False
    return bool(taken and _NOT_YET.match(plain(taken[1])))


def without_pronoun(rest: str) -> str:
    """ "called him, he is at Acme now": who was called has been said."""
    found = _PRONOUN.match(rest)
    return joined(rest[found.end() :]) if found else rest


def print_touch(command: Command) -> str:
    """The day always, so that nothing of the text is taken for one."""
    return f" {command.day}" + (f": {command.text}" if command.text else "")


def snooze(rest: str, today: date) -> Command:
    """[duration | until date]: two weeks where neither is given."""
    found = pause(rest, today)
    return Command("", days=LATER) if found.day is None and found.days is None else found


def pause(rest: str, today: date) -> Command:
    """[duration | until date]; neither is without an end."""
    if not rest.strip(" .!"):
        return Command("")
    if until := _UNTIL.match(plain(rest)):
        taken = coming_day(rest[until.end() :], today)
        if taken is None:
            raise Unclear(f'"{rest[until.end() :]}" is no day; want one such as 7 dec, fri or 2026-12-07')
        ended(taken[1])
        return Command("", day=taken[0])
    lasting = rest[found.end() :] if (found := _FOR.match(plain(rest))) else rest
    if length := take_length(lasting):
        ended(length[1])
        return Command("", days=length[0])
    if day := coming_day(lasting, today):
        ended(day[1])
        return Command("", day=day[0])
    raise Unclear(f'"{rest}" is neither a length of time such as 2w nor a day such as until 7 dec')


def print_until(command: Command) -> str:
    """The length or the day."""
    if command.day:
        return f" until {command.day}"
    return f" {command.days}d" if command.days else ""


def every(rest: str, _today: date) -> Command:
    """duration."""
    taken = take_length(rest, bare=True)
    if taken is None:
        raise Unclear(
            f'"{rest}" is no length of time; want one such as 6w' if rest else "how often? Such as: every 6w"
        )
    ended(taken[1])
    return Command("", days=taken[0])


def print_every(command: Command) -> str:
    """In days."""
    return f" {command.days}d"


def prefers(rest: str, _today: date) -> Command:
    """mail|text|phone|person|linkedin|none [address or number]."""
    word, _, to = rest.strip().partition(" ")
    said = word.strip(".,;:!").casefold()
    if said == "in" and to.casefold().startswith("person"):
        said, to = "person", to[len("person") :]
    if said == "a" or said == "an":
        said, _, to = to.partition(" ")
    channel = CHANNELS.get(said.casefold())
    if channel is None:
        near = difflib.get_close_matches(said, CHANNELS, 1)
        meant = f' ("{near[0]}"?)' if near else ""
        raise Unclear(f'"{word}" is no channel{meant}; want mail, text, phone, person, linkedin or none')
    return Command("", channel=channel, to=_destination(channel, to.strip(" .;,")))


def _destination(channel: str, to: str) -> str:
    if not to:
        return ""
    if channel not in _WANTED:
        raise Unclear(f'"{to}" is not expected behind "{channel}"')
    try:
        if channel == "mail":
            found = normalise(to.strip("<>"))
        else:
            found = reach.profile(to) if channel == "linkedin" else reach.phone(to)
    except ValueError as error:
        raise Unclear(f'"{to}"{f" {error}" if str(error) else ""}; want {_WANTED[channel]}') from None
    if not found:
        raise Unclear(f'"{to}" is no address; want {_WANTED[channel]}')
    return found


def print_prefers(command: Command) -> str:
    """The channel, and what it needs."""
    return f" {command.channel} {command.to}".rstrip()


def born(rest: str, today: date) -> Command:
    """date, with its year or without."""
    taken = birthday(_IS.sub("", rest, count=1), today)
    if taken is None:
        raise Unclear(f'"{rest}" is no day; want one such as 3 may or 3 may 1980')
    ended(taken[1])
    return Command("", text=taken[0])


def print_born(command: Command) -> str:
    """As it is read."""
    return f" {said_birthday(command.text)}"


def group(rest: str, _today: date) -> Command:
    """The name of a group, or none."""
    name = rest.strip(' .!"“”')
    if not name:
        raise Unclear("which group? Such as: group family, or group none")
    if len(name) > LONGEST_GROUP or "," in name or not any(map(str.isalnum, name)):
        raise Unclear(f'"{name}" is no name of a group; want one such as family, or none')
    return Command("", text=NO_GROUP if name.casefold() == NO_GROUP else name)


def print_group(command: Command) -> str:
    """The name."""
    return f" {command.text}"


def note(rest: str, _today: date) -> Command:
    """text."""
    if not rest:
        raise Unclear("what is to be noted? Such as: note likes tea")
    return Command("", text=rest)


def print_note(command: Command) -> str:
    """Behind a colon, so that nothing of the text is lost."""
    return f": {command.text}"


def a_word(rest: str, _today: date) -> Command:
    """The command that help is wanted for, or nothing."""
    word = rest.strip(" .!?").casefold()
    if " " in word:
        raise Unclear(f'"{rest}" is not expected there; want "help" or "help snooze"')
    return Command("", text=word)


def print_word(command: Command) -> str:
    """The command that help is wanted for."""
    return f" {command.text}".rstrip()


def print_nothing(_command: Command) -> str:
    """Nothing."""
    return ""
