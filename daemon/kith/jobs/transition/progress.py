"""How far a plan has got with each person, whether or not it is still under way."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kith.model import Bounce
from kith.suggest.moving import Standing, moves, progress
from kith.suggest.reasons import Case


def states(
    plan: Standing, cases: Iterable[Case], dead: Mapping[str, Bounce]
) -> dict[str, tuple[str, int | None]]:
    """By the address somebody has in a plan: how far it has got, and since when (`kith.suggest.moving.progress`).

    Of a plan that is over, and of the one meant, whatever others there are.
    """
    of_this = moves([replace(plan, ended=False)])
    people = {spec: case for case in cases for spec in case.person.addresses if spec in of_this}
    found: dict[str, tuple[str, int | None]] = {}
    for address, move in of_this.items():
        case = people.get(address)
        found[address] = progress(case._replace(move=move), dead.get(address)) if case else ("planned", None)
    return found
