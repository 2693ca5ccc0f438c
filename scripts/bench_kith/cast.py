"""Who writes in a generated mailbox: the owner, the people they know, robots, mailing lists.

Everything follows from the size and the seed. No two people share a name, so that joining two of them is always
wrong; some have two addresses of their own, so that joining those is not. All domains are reserved (RFC 2606).
"""

import unicodedata
from base64 import b64encode
from dataclasses import dataclass
from random import Random

ME_NAME = "Sam Okafor"
ME = ("sam@okafor.example", "sam.okafor@works.example", "s.okafor@college.example")

_FIRST = """Karen Jiří Łukasz Søren Zoë Björn Anna María José Chloé Amélie Petr Ondřej Tereza Nikola Ivan Olga Дмитрий
Ольга Haruto 美咲 Mei Wei Priya Arjun Fatima Omar Layla Yusuf Chinwe Kwame Amara Thabo Liam Emma Noah Olivia Ava
Ethan Mia Lucas Sofia Mateo Camila Diego Valentina Hugo Inès Léa Jules Lars Ingrid Astrid Nils Aino Eero Katarzyna
Piotr Zsófia Márton Ioana Radu Eleni Nikos Elif Emre Siobhán Eoin Rhys Carys Tomás""".split()
_LAST = """Holm Novák Dvořáková Kowalski Sørensen Müller Schäfer Öztürk García Pérez Lefèvre Dubois Rossi Bianchi
Silva Souza Ионов Петрова 佐藤 Tanaka Chen Wang Patel Sharma Haddad Nasser Adeyemi Mensah Dlamini Smith Jones Taylor
Brown Wilson Evans Murphy O'Brien Kelly Walsh Campbell Stewart Andersson Lindqvist Virtanen Korhonen Nagy Szabó
Popescu Ionescu Papadakis Yılmaz Demir Jansen Vries Bakker Peeters Claes Meier Fischer Weber Wagner Becker Hoffmann
Keller Huber Gruber Steiner Moser Horvat Kovač Ilić Jovanović Petrović Marković Nowak Zieliński Lewandowska Svoboda
Černý Procházka Kučera Veselý Horák Krejčí Moreau Laurent Simon Michel Costa Ferreira Alves Ramos Torres Flores
Rivera Gómez Díaz Reyes Cruz Ortiz Morales Castillo Rojas""".split()
_FREE = "mail.example post.example inbox.example webmail.example".split()
_FIRMS = (
    "acme initech globex umbra vandelay hooli stark wayne tyrell cyber aperture soylent wonka oscorp".split()
)
_ROBOTS = (
    "noreply no-reply notifications alerts newsletter do-not-reply billing orders hello info news".split()
)
_ROMAN = {
    "Д": "D", "м": "m", "и": "i", "т": "t", "р": "r", "й": "j", "О": "O", "л": "l", "ь": "", "г": "g", "а": "a",
    "И": "I", "о": "o", "н": "n", "в": "v", "П": "P", "е": "e", "美": "mi", "咲": "saki", "佐": "sa", "藤": "to",
    "Ł": "L", "ł": "l", "ø": "o", "ı": "i",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contact:
    """A person. `shown` holds the From of each address, as their program writes it."""

    name: str
    addresses: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Robot:
    """A machine; its mail always carries a strong mark, named here as header lines."""

    address: str
    shown: str
    marks: str


@dataclass(frozen=True, slots=True)
class MailingList:
    address: str
    marks: str


@dataclass(frozen=True, slots=True)
class Cast:
    contacts: tuple[Contact, ...]
    strangers: tuple[Contact, ...]  # write to lists, stand in group mails; never alone with the owner
    robots: tuple[Robot, ...]
    lists: tuple[MailingList, ...]


def cast(size: int, seed: int) -> Cast:
    """The people of a mailbox of so many messages; 1,600 at 100,000, growing with the square root."""
    rng = Random(f"cast {seed}")
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    rng.shuffle(names)
    count = max(20, min(round(1600 * (size / 100_000) ** 0.5), len(names) * 4 // 5))
    used: set[str] = set()
    contacts = tuple(_contact(name, rng, used) for name in names[:count])
    strangers = tuple(_contact(name, rng, used) for name in names[count : count + max(10, count // 4)])
    robots = tuple(_robot(number, rng) for number in range(max(12, count // 4)))
    return Cast(contacts, strangers, robots, tuple(_list(number, rng) for number in range(24)))


def own_form(name: str, address: str, style: int) -> str:
    """An address with a name in one of the forms mail programs write (RFC 5322, RFC 2047, RFC 6532)."""
    first, _, last = name.partition(" ")
    ascii_name = name.isascii() and "'" not in name
    if style == 0:
        return address
    if style == 1:
        return f"{address} ({name})" if ascii_name else f"{_encoded(name, quoted=True)} <{address}>"
    if style in {2, 3}:
        return (
            f'"{last}, {first}" <{address}>' if ascii_name else f"{_encoded(name, quoted=False)} <{address}>"
        )
    if style == 4:
        return f'"{name}" <{address}>'  # raw UTF-8, where there is any
    return f"{name} <{address}>" if ascii_name else f"{_encoded(name, quoted=style % 2 == 0)} <{address}>"


def _encoded(name: str, *, quoted: bool) -> str:
    data = name.encode()
    if quoted:
        return (
            "=?utf-8?q?"
            + "".join(chr(b) if chr(b).isalnum() and b < 128 else f"={b:02X}" for b in data)
            + "?="
        )
    return f"=?UTF-8?B?{b64encode(data).decode()}?="


def _contact(name: str, rng: Random, used: set[str]) -> Contact:
    count = 2 if rng.random() < 0.12 else 1
    addresses = tuple(_address(name, rng, used) for _ in range(count))
    style = rng.choice([0, 1, *[2] * 8, *[3] * 4, *[4] * 8, *range(5, 30)])
    return Contact(name, addresses, tuple(own_form(name, address, style) for address in addresses))


def _address(name: str, rng: Random, used: set[str]) -> str:
    first, last = (_ascii(part) for part in name.split(" ", 1))
    firm = f"{rng.choice(_FIRMS)}{rng.randrange(400)}.example"
    local, domain = rng.choice(
        [(f"{first}.{last}", rng.choice(_FREE)), (f"{first[0]}{last}", firm), (f"{first}_{last}", firm)]
    )
    if rng.random() < 0.02:
        local, domain = "info", f"{last}-{rng.randrange(10_000)}.example"  # a firm of one
    elif rng.random() < 0.01:
        domain = f"xn--bcher-{rng.randrange(100)}va.{domain}"
    while f"{local}@{domain}" in used:
        local += str(rng.randrange(10))
    used.add(f"{local}@{domain}")
    return f"{local}@{domain}"


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", "".join(_ROMAN.get(char, char) for char in name))
    return "".join(char for char in plain if char.isascii() and char.isalnum()).lower()


def _robot(number: int, rng: Random) -> Robot:
    local, firm = rng.choice(_ROBOTS), f"{rng.choice(_FIRMS)}{number}.example"
    address = f"{local}@{rng.choice(['', 'mail.', 'news.', 'em1.'])}{firm}"
    unsubscribe = f"List-Unsubscribe: <https://{firm}/u/{number:x}>\nX-Campaign: {number}\n"
    marks = rng.choice(
        [
            unsubscribe, unsubscribe, unsubscribe + f"List-Id: <{number}.{firm}>\nPrecedence: bulk\n",
            "Auto-Submitted: auto-generated\n", "Precedence: bulk\nX-Auto-Response-Suppress: All\n",
            f"Feedback-ID: {number}:{firm}:x\n" + unsubscribe,
        ]
    )  # fmt: skip
    if local in {"noreply", "no-reply", "do-not-reply", "alerts", "notifications"} and rng.random() < 0.5:
        marks = ""  # the address alone says it
    return Robot(address, f"{firm.partition('.')[0].title()} <{address}>", marks)


def _list(number: int, rng: Random) -> MailingList:
    name = f"{rng.choice(_FIRMS)}-{rng.choice(['devel', 'users', 'announce', 'talk'])}{number}"
    address, host = f"{name}@lists{number}.example", f"lists{number}.example"
    post, ident = f"List-Post: <mailto:{address}>\n", f"List-Id: {name} <{name}.{host}>\n"
    mailman = f"Precedence: list\n{ident}{post}List-Unsubscribe: <mailto:{name}-leave@{host}>\n"
    return MailingList(address, rng.choice([mailman, mailman, ident + post, "Precedence: list\n"]))
