"""Writing to one person in the user's voice: chosen from what was counted in the user's own letters.

Backs off from the person to others at the same domain, to all letters in the same language, to all letters; what no
level tells twice stays "" and is the template's. Pure. Another person's name is never in a line that is not for them:
patterns have a place for the name, and the name put there is the reader's own, in the form used for them or their
first name; without one, only patterns that name nobody. Greetings with a family name ("Dear Ms Holm,") are right for
that person alone.

That the user writes without a greeting is not imitated: nearly always it is an answer within a conversation, and a
letter after a year is none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kith.digest import Use, Voice
from kith.journal import clean
from kith.people.address import domain_of
from kith.suggest.voice import FAMILY, NAME, Observation, fits

# Of all uses, double ones included: with one who is greeted by whim, what is usual elsewhere.
_SHARE = {"person": 0.6}
_LEAST_SHARE = 0.1  # elsewhere: a joke made twice is no habit
TRUSTED = 2  # uses, from which on something is taken for a habit
PERIOD = 90 * 86_400  # seconds; how finely it is counted when something was used
LEVELS = ("person", "domain", "language", "user")
# Where everybody has an address, the domain says nothing about the people.
_ANYBODYS = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com icloud.com me.com mac.com aol.com"
    " gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com fastmail.com proton.me protonmail.com"
    " orange.fr free.fr laposte.net wanadoo.fr sfr.fr libero.it virgilio.it tin.it alice.it seznam.cz wp.pl o2.pl"
    " onet.pl interia.pl telenet.be ziggo.nl kpnmail.nl xs4all.nl terra.com.br uol.com.br bol.com.br sapo.pt mail.ru"
    " yandex.ru qq.com 163.com hotmail.fr yahoo.fr hotmail.co.uk yahoo.co.uk btinternet.com comcast.net".split()
)


def anybodys(domain: str) -> bool:
    """Whether everybody can have an address at a domain, so that it says nothing about who has one."""
    return domain in _ANYBODYS


@dataclass(frozen=True, slots=True)
class Spoken:
    """A voice, and at which level each part of it was found (`LEVELS`; "" where it is the template's)."""

    voice: Voice
    greeting: str = ""
    goodbye: str = ""
    signature: str = ""


def uses_of(seen: Observation, address: str, at: int) -> list[Use]:
    """What is counted of one letter, written at `at` (unix seconds)."""
    formal = {True: "yes", False: "no", None: ""}[seen.formal]
    values = {
        "greeting": seen.greeting, "form": seen.form, "family": seen.family, "goodbye": seen.goodbye,
        "signature": seen.signature, "language": seen.language or "", "formal": formal,
    }  # fmt: skip
    key = (address, at // PERIOD, seen.language or "", formal)
    return [Use(*key, kind, value, 1) for kind, value in values.items() if value]


def speak(
    uses: Sequence[Use],
    addresses: Iterable[str],
    first: str,
    language: str | None = None,
    formal: bool | None = None,
) -> Spoken:
    """The voice for a person with these addresses and this first name ("" where nobody can tell).

    `language` and `formal` are those of the newest message with them, None where it does not tell; the user's own habit
    with them goes before.
    """
    heard = _Heard(uses, frozenset(addresses), language, formal)
    form = heard.habit("form", heard.person) or first

    family = heard.habit("family", heard.person)

    def to_others(pattern: str) -> bool:
        return FAMILY not in pattern and (NAME not in pattern or bool(form))

    def to_this_one(pattern: str) -> bool:
        return bool(family) if FAMILY in pattern else to_others(pattern)

    level, pattern = heard.choose("greeting", to_this_one, to_others)
    greeting = clean(pattern.replace(NAME, form).replace(FAMILY, family), 80)
    goodbye_level, goodbye = heard.choose("goodbye", bool, bool)
    signature_level, signature = heard.choose("signature", bool, bool)
    voice = Voice(heard.language or "en", greeting, clean(goodbye, 80), clean(signature, 80), heard.formal)
    return Spoken(voice, level, goodbye_level, signature_level)


class _Heard:
    """What was counted, as seen from one person."""

    def __init__(
        self, uses: Sequence[Use], addresses: frozenset[str], language: str | None, formal: bool | None
    ) -> None:
        self._all = uses
        self.person = [use for use in uses if use.address in addresses]
        domains = {domain_of(address) for address in addresses} - _ANYBODYS
        near = [use for use in uses if domain_of(use.address) in domains]
        main = self.habit("language", uses)
        own = self._agreed("language")
        self.language = own or language or self.habit("language", near) or main
        # Letters too short to tell are taken for the user's main language.
        alike = [use for use in uses if (use.language or main) == self.language]
        self.formal = self._formality(formal, near, alike)
        alike = [use for use in alike if self._suits(use)]
        self._levels = {
            "person": self.person,
            "domain": [use for use in alike if domain_of(use.address) in domains],
            "language": alike,
            "user": uses,
        }

    def _formality(self, read: bool | None, near: Sequence[Use], alike: Sequence[Use]) -> bool | None:
        """Sie or du: one letter to the person decides unless another one contradicts it; then how they write to the
        user; then what the user does with others of their domain, and in this language."""
        told = self._agreed("formal")
        if not told and read is not None:
            return read
        told = told or self.habit("formal", near) or self.habit("formal", alike)
        return {"yes": True, "no": False}.get(told)

    def _agreed(self, kind: str) -> str:
        """What the letters to the person show, were it a single one; where they differ, the habit."""
        said = {use.value for use in self.person if use.kind == kind}
        return said.pop() if len(said) == 1 else self.habit(kind, self.person)

    def _suits(self, use: Use) -> bool:
        """Whether it was written to somebody with whom the user is on the same terms; where those are not known, a
        letter is familiar, and takes nothing from formal ones."""
        return use.formal in ("", "yes" if self.formal else "no")

    def choose(self, kind: str, own: Callable[[str], bool], others: Callable[[str], bool]) -> tuple[str, str]:
        """The level and the habit found there; ("", "") where none is. Words of another language are nobody's."""
        for level in LEVELS:
            if level == "user" and kind != "signature":
                break
            fit = own if level == "person" else others
            if value := self.habit(kind, self._levels[level], fit, _SHARE.get(level, _LEAST_SHARE)):
                return level, value
        return "", ""

    def habit(
        self, kind: str, uses: Iterable[Use], fit: Callable[[str], bool] = bool, share: float = 0.0
    ) -> str:
        """The value used most, the newest half counting double; "" where none was used `TRUSTED` times and
        makes up a `share` of all.

        Of equals the one used last, then by the alphabet.
        """
        of_kind = [use for use in uses if use.kind == kind and use.value and _sound(use)]
        counted: dict[str, int] = defaultdict(int)
        weight: dict[str, float] = defaultdict(float)
        last: dict[str, int] = defaultdict(int)
        newer = sum(use.uses for use in of_kind) / 2
        for use in sorted(of_kind, key=lambda use: -use.period):
            double = min(float(use.uses), max(newer, 0.0))
            newer -= use.uses
            counted[use.value] += use.uses
            weight[use.value] += use.uses + double
            last[use.value] = max(last[use.value], use.period)
        floor = share * sum(weight.values())
        trusted = [
            value
            for value, number in counted.items()
            if number >= TRUSTED and weight[value] >= floor and fit(value)
        ]
        return min(trusted, key=lambda value: (-weight[value], -last[value], value), default="")


def _sound(use: Use) -> bool:
    """Kept lines are looked at again before they are written."""
    return use.kind in ("language", "formal") or fits(use.value)
