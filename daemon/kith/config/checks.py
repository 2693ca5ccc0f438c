"""What one setting demands of another.

Works on the tables as they were written, whatever else is wrong with them, so that these faults are told
together with those of single values. A check passes over what is not in its form: that is a fault of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kith.config import unknown
from kith.config.declared import Loc
from kith.config.faults import Fault, shown
from kith.config.forms import is_loopback, service
from kith.config.oauth_checks import login_of_another, oauth_faults
from kith.config.settings import SECRET_KEYS
from kith.people.address import normalise

Table = Mapping[str, Any]


def across(data: Table) -> Iterator[Fault]:
    """Every fault between the keys of a whole file."""
    for name, account in _table(data, "accounts").items():
        if isinstance(account, dict):
            yield from _one_secret(("accounts", name), account, (*SECRET_KEYS, "oauth"), needed=True)
            yield from _encrypted(("accounts", name), account)
            yield from oauth_faults(("accounts", name, "oauth"), account)
    if isinstance(smtp := data.get("smtp"), dict):
        yield from _one_secret(("smtp",), smtp, (*SECRET_KEYS, "oauth_of"), needed="user" in smtp)
        yield from _user_for_secret(smtp)
        yield from login_of_another(smtp, _table(data, "accounts"))
        yield from _encrypted(("smtp",), smtp)
    if isinstance(llm := data.get("llm"), dict):
        yield from _one_secret(("llm",), llm, SECRET_KEYS, needed=False)
        yield from _kept_here(llm)
    if _table(data, "digest").get("deliver") == "smtp" and "smtp" not in data:
        yield Fault(("digest", "deliver"), 'there is no [smtp]; add it, or want "auto" or "imap"', '"smtp"')
    yield from _one_person_per_address(data)
    yield from _preferred_and_declined(data)


def _one_secret(loc: Loc, table: Table, ways: tuple[str, ...], *, needed: bool) -> Iterator[Fault]:
    given = [key for key in ways if key in table]
    if len(given) > 1:
        yield Fault(loc, f"{' and '.join(given)} stand side by side; keep exactly one of them")
    misspelt = any(unknown.is_secretive(key) for key in table if key not in ways)
    if needed and not given and not misspelt:  # a misspelt one has its own fault
        yield Fault(loc, f"no way to the password; want exactly one of {', '.join(ways)}")


def _user_for_secret(smtp: Table) -> Iterator[Fault]:
    ways = (*SECRET_KEYS, "oauth_of")
    if "user" not in smtp and (given := [key for key in ways if key in smtp]):
        yield Fault(("smtp", "user"), f"is missing; {given[0]} alone does not say who logs in")


def _encrypted(loc: Loc, table: Table) -> Iterator[Fault]:
    host = table.get("host")
    if table.get("security") == "none" and isinstance(host, str) and not is_loopback(host):
        yield Fault(
            (*loc, "security"),
            'password and mail would cross the network in the clear; want "tls" or "starttls" '
            "(localhost, 127.0.0.0/8 and ::1 alone may do without)",
            '"none"',
        )


def _kept_here(llm: Table) -> Iterator[Fault]:
    """Drafts leave this machine only where the user says so, and never in the clear."""
    url = llm.get("url")
    here = service(url)
    if here is None or is_loopback(here[1]):  # what has no form is a fault of its own
        return
    if here[0] == "http":
        yield Fault(
            ("llm", "url"),
            "drafts would cross the network in the clear; want https (localhost, 127.0.0.0/8 and ::1 alone may "
            "do without)",
            shown(("llm", "url"), url),
        )
    elif llm.get("allow_remote") is not True:
        yield Fault(
            ("llm", "url"),
            "this is another machine, and drafts would leave for it; add allow_remote = true if they may, or "
            "name a service on this one",
            shown(("llm", "url"), url),
        )


def _one_person_per_address(data: Table) -> Iterator[Fault]:
    """The same address in two [[person]], or one of the user's own in any."""
    mine = {normalise(spec) for spec in _texts(data.get("me"))}
    for account in _table(data, "accounts").values():
        mine |= {normalise(spec) for spec in _texts([_table({"": account}, "").get("email")])}
    owner: dict[str, int] = {}
    for number, person in _people(data):
        for spec in filter(None, map(normalise, _texts(person.get("email")))):
            if spec in mine:
                yield Fault(("person", number, "email"), f"{spec} is your own address")
            elif owner.setdefault(spec, number) != number:
                yield Fault(
                    ("person", number, "email"), f"{spec} belongs to [[person]] #{owner[spec] + 1} already"
                )


def _preferred_and_declined(data: Table) -> Iterator[Fault]:
    for number, person in _people(data):
        prefers = person.get("prefers")
        if isinstance(prefers, str) and prefers in _texts(person.get("declines")):
            yield Fault(
                ("person", number, "prefers"),
                "stands in declines as well; keep it in one of them",
                f'"{prefers}"',
            )


def _people(data: Table) -> Iterator[tuple[int, Table]]:
    people = data.get("person")
    for number, person in enumerate(people if isinstance(people, list) else []):
        if isinstance(person, dict):
            yield number, person


def _table(data: Table, key: str) -> Table:
    table = data.get(key)
    return table if isinstance(table, dict) else {}


def _texts(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
