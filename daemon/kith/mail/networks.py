"""What LinkedIn and XING write about people: a new position, a birthday, so many years in a job.

Told by the sender's domain and the subject; only where that has no full name, by the text. Anybody can write such a
mail, and a forged one has to be harmless: what it says is a hint about somebody with that name, never more, and what
the user's own server calls forged says nothing. "X has accepted your invitation" is no news of anybody's life. The
forms are those known of the networks' mail in the seven languages kith writes; a form that is not here says nothing.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kith.journal import clean
from kith.mail.positions import languages_of, no_news
from kith.mail.words import text_of
from kith.model import Facts
from kith.people import authenticity
from kith.people.address import domain_of
from kith.people.forms import plain
from kith.people.fullname import full_name

NETWORKS = {"linkedin.com": "LinkedIn", "xing.com": "XING"}
OCTETS = 65_536  # of a message that are looked at, where its subject names nobody
LONGEST = 80  # characters of a position
_LONGEST_SUBJECT, _LONGEST_TEXT = 200, 6_000
_LINES = 60

_N = r"(?P<name>[^:,|!?<>\"]{2,60}?)"  # a name, or the beginning of one
_AT = r"(?: (?:at|@|bei|chez|en|a|presso|na|no|em|bij) (?P<firm>.{2,80}?))?"
# Subjects without case and accents, from the beginning to the end.
_JOB = (
    rf"(?:congratulate|say congrats to|congrats to) {_N} (?:on|for) (?:(?:the|a|their|his|her|starting a) "
    rf")?new (?:job|position|role)"
    rf"(?: as (?P<what>.+?))?{_AT}",
    rf"{_N} (?:has |have )?(?:started |starts |has |got )?a new (?:job|position|role)(?: as "
    rf"(?P<what>.+?))?{_AT}",
    rf"{_N} is (?P<bare>now) (?:a |an |the )?(?P<what>.+?) at (?P<firm>.{{2,80}})",
    rf"(?:gratulieren sie|gratuliere|gratulier) {_N} (?:zur|zum) neuen (?:stelle|position|job|aufgabe)(?: "
    rf"als (?P<what>.+?))?{_AT}",
    rf"{_N} hat (?:eine neue (?:stelle|position|aufgabe)|einen neuen job)(?: als (?P<what>.+?))?{_AT}",
    rf"felicitez {_N} pour (?:son|sa|le|un) nouve(?:au|l|lle) (?:poste|emploi|fonction)(?: de "
    rf"(?P<what>.+?))?{_AT}",
    rf"{_N} (?:occupe|a) un nouveau poste(?: de (?P<what>.+?))?{_AT}",
    rf"(?:felicita|felicite) a {_N} por su nuevo (?:empleo|puesto|trabajo|cargo)(?: (?:de|como) "
    rf"(?P<what>.+?))?{_AT}",
    rf"{_N} (?:tiene|ha empezado en) un nuevo (?:empleo|puesto|trabajo|cargo)(?: (?:de|como) "
    rf"(?P<what>.+?))?{_AT}",
    rf"(?:fai i complimenti a|congratulati con) {_N} per (?:il|la) nuov[oa] (?:lavoro|posizione|incarico)(?: "
    rf"(?:di|come) (?P<what>.+?))?{_AT}",
    rf"{_N} ha (?:un nuovo (?:lavoro|incarico)|una nuova posizione)(?: (?:di|come) (?P<what>.+?))?{_AT}",
    rf"(?:de os parabens a|parabenize|felicite) {_N} pel[oa] nov[oa] (?:emprego|cargo|funcao|posicao)(?: "
    rf"(?:de|como) (?P<what>.+?))?{_AT}",
    rf"{_N} tem um novo (?:emprego|cargo)(?: (?:de|como) (?P<what>.+?))?{_AT}",
    rf"feliciteer {_N} met (?:de|zijn|haar|een) nieuwe (?:baan|functie)(?: als (?P<what>.+?))?{_AT}",
    rf"{_N} heeft een nieuwe (?:baan|functie)(?: als (?P<what>.+?))?{_AT}",
)
_BIRTHDAY = (
    rf"(?:wish|say) {_N} (?:a )?happy birthday.*",
    rf"say happy birthday to {_N}",
    rf"(?:today is |it's |it is ){_N}'s birthday.*",
    rf"{_N} has a birthday.*",
    rf"{_N} hat (?:heute |morgen )?geburtstag.*",
    rf"(?:gratulieren sie|gratuliere) {_N} zum geburtstag",
    rf"souhaitez un (?:joyeux|bon) anniversaire a {_N}",
    rf"c'est l'anniversaire de {_N}",
    rf"(?:desea|desee) (?:un )?feliz cumpleanos a {_N}",
    rf"(?:hoy )?es el cumpleanos de {_N}",
    rf"(?:augura )?buon compleanno a {_N}",
    rf"(?:oggi )?e il compleanno di {_N}",
    rf"deseje (?:um )?feliz aniversario a {_N}",
    rf"(?:hoje )?e (?:o )?aniversario de {_N}",
    rf"feliciteer {_N} met (?:zijn|haar|de) verjaardag",
    rf"{_N} is (?:vandaag )?jarig",
)
_YEARS = (
    rf"congratulate {_N} (?:on|for) (?:(?P<what>\d+ years?)(?: at (?P<firm>.{{2,80}}))?|(?:their|his|her|a) "
    rf"work anniversary)",
    rf"{_N} is celebrating (?:a work anniversary|(?P<what>\d+ years?)(?: at (?P<firm>.{{2,80}}))?)",
    rf"(?:gratulieren sie|gratuliere) {_N} zum (?:(?P<what>\d+-jahrigen )?(?:dienst|firmen)?jubilaum)(?: bei "
    rf"(?P<firm>.{{2,80}}))?",
    rf"felicitez {_N} pour (?:ses (?P<what>\d+ ans)|son anniversaire professionnel)(?: chez "
    rf"(?P<firm>.{{2,80}}))?",
    rf"(?:felicita|felicite) a {_N} por (?:sus (?P<what>\d+ anos)|su aniversario laboral)(?: en "
    rf"(?P<firm>.{{2,80}}))?",
    rf"(?:fai i complimenti a|congratulati con) {_N} per (?:i suoi (?P<what>\d+ anni)|l'anniversario di "
    rf"lavoro)(?: presso (?P<firm>.{{2,80}}))?",
    rf"(?:parabenize|felicite) {_N} pel[oa]s? (?:(?P<what>\d+ anos)|aniversario profissional)(?: na "
    rf"(?P<firm>.{{2,80}}))?",
    rf"feliciteer {_N} met (?:(?P<what>\d+ jaar)|(?:zijn|haar|het) (?:werk)?jubileum)(?: bij "
    rf"(?P<firm>.{{2,80}}))?",
)
# Tried in this order: "congratulate Ravi on 5 years" is no new job. The first form that fits has the say.
_FORMS = [
    (kind, re.compile(form, re.DOTALL))
    for kind, forms in (("work-anniversary", _YEARS), ("birthday", _BIRTHDAY), ("new-job", _JOB))
    for form in forms
]
_LINK = re.compile(r"://|\bwww\.|@")
_NOT_NOW = re.compile(
    r"\bis now (?:a connection|following|connected|available|online|on |live|open|hiring|your|in your)"
)


class News(NamedTuple):
    """Something a network wrote about somebody. `name`: as it stands there, perhaps a first name alone; `what`: the new
    position or so many years, "" where it is not told; `network`: who says so."""

    kind: str  # "new-job", "birthday", "work-anniversary"
    name: str
    what: str
    network: str

    @property
    def key(self) -> str:
        """The full name as it is compared; "" where it is none."""
        return " ".join(full_name(self.name))


def news(facts: Facts) -> News | None:
    """What the subject of a network's mail says of somebody; None for all other mail, and for all other news."""
    network = _network(facts)
    if not network or len(facts.subject) > _LONGEST_SUBJECT or authenticity.forged(facts):
        return None
    # Said without case and accents, but the name is taken as it stands: both have the same words.
    subject = " ".join(facts.subject.replace("’", "'").split()).rstrip(" .!🎉🎂🎈")
    said = plain(subject)
    if _NOT_NOW.search(said):
        return None
    for kind, form in _FORMS:
        if found := form.fullmatch(said):
            if _unwelcome(kind, found.groupdict("")):
                return None
            told = {part: _as_written(subject, said, words) for part, words in found.groupdict("").items()}
            what = ", ".join(filter(None, (told.get("what"), told.get("firm"))))
            return News(kind, told["name"], what, network)
    return None


def _unwelcome(kind: str, told: Mapping[str, str]) -> bool:
    """Whether what is told as a new position is none to congratulate on, by its words or for want of any; or has words
    that a mail program would make a link of."""
    words = " at ".join(
        filter(None, (told.get("what"), told.get("firm")))
    )  # "Stay at home mum" was parted there
    if kind == "new-job" and no_news(words):
        return True
    return bool(_LINK.search(words) or (told.get("bare") and not languages_of(told.get("what", ""))))


def named_in(raw: bytes, found: News) -> News | None:
    """The same with the full name, where the text has just one that begins as the subject has it."""
    first = plain(found.name).split()
    names = {}
    for line in text_of(raw[:OCTETS])[:_LONGEST_TEXT].splitlines()[:_LINES]:
        key = full_name(line.strip(" *>•-,.!"))
        if key and list(key[: len(first)]) == first:
            names[key] = line.strip(" *>•-,.!")
    return found._replace(name=clean(next(iter(names.values())), LONGEST)) if len(names) == 1 else None


def _network(facts: Facts) -> str:
    if len(facts.senders) != 1:
        return ""
    domain = domain_of(facts.senders[0].spec)
    return next(
        (name for own, name in NETWORKS.items() if domain == own or domain.endswith(f".{own}")),
        "",
    )


def _as_written(subject: str, said: str, words: str) -> str:
    """Of words without case and accents, the words themselves, where no letter became two."""
    at = said.find(words)
    return clean(subject[at : at + len(words)] if len(said) == len(subject) else words, LONGEST).strip(" .")
