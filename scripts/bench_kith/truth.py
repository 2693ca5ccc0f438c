"""Whether `kith people --json` says what is true. A faster reader that is wrong about one date is no reader at all.

Addresses of one contact may be joined or not, both are right; figures are compared for whatever was joined. Wrong
are a contact missing or with another figure, somebody who never wrote, two contacts taken for one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

Figures = Mapping[str, Any]
_COUNTS, _DATES = ("sent", "received"), ("last_sent", "last_received")


def mistakes(people: Sequence[Figures], addresses: Mapping[str, Figures]) -> list[str]:
    """Every difference between what kith says and the truth, one line each; [] when there is none."""
    wrong, seen = [], set()
    for person in people:
        known = {_plain(address) for address in person["addresses"]} & addresses.keys()
        seen |= known
        who = f"{person['name']} <{person['addresses'][0]}>"
        contacts = {addresses[address]["contact"] for address in known}
        if len(contacts) != 1:
            wrong.append(
                f"{who}: {'nobody the owner knows' if not contacts else f'{len(contacts)} people in one'}"
            )
            continue
        wrong += [
            f"{who}: {line}"
            for line in _differences(person, [addresses[address] for address in sorted(known)])
        ]
    missing = [
        address
        for address, true in addresses.items()
        if address not in seen and true["sent"] + true["received"]
    ]
    return wrong + [f"<{address}>: missing" for address in missing]


def _plain(address: str) -> str:
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _differences(person: Figures, parts: Sequence[Figures]) -> list[str]:
    true = {name: sum(part[name] for part in parts) for name in _COUNTS}
    said = {name: person[name] for name in _COUNTS}
    for name in _DATES:
        true[name] = max((part[name] or 0 for part in parts), default=0)
        said[name] = int(datetime.fromisoformat(person[name]).timestamp()) if person[name] else 0
    return [
        f"{name} is {said[name]}, true is {true[name]}"
        for name in (*_COUNTS, *_DATES)
        if said[name] != true[name]
    ]
