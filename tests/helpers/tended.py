"""A digest whose drafts lie in the folder, and what became of each later."""

from pathlib import Path

from helpers.drafted import a_world, write
from helpers.maildir import MailboxOnDisk
from helpers.world import World
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.jobs.workplace import Workplace
from kith.store.drafts import Placement

KARENS, TOMS = "karen@example.net", "tom@example.net"


def with_drafts(mailbox: MailboxOnDisk, folder: Path, **more: object) -> World:
    """Two drafts lie in Drafts: Karen's under UID 1, Tom's under UID 2. The digest has left."""
    mailbox.folder("Drafts", r"\Drafts")
    world = a_world(mailbox, folder, **more)
    with world.kith() as place:
        write(place)
        assert post(place, Unwatched()) == []
        assert [one.uid for one in place.store.tended.living()] == [1, 2]
    return world


def later(world: World, **span: float) -> None:
    world.clock.advance(**span)
    world.now = world.clock.now()


def tend(world: World, *, scan: bool = True, patient: bool = False) -> dict[str, str]:
    """One look at the mail, and one at the drafts; gives how each stands."""
    if scan:
        world.scan()
    with world.kith() as place:
        place.tender().tend(Unwatched(), patient=patient)
        return stand(place)


def stand(place: Workplace) -> dict[str, str]:
    """Address -> state of all drafts that were ever placed; of several to one the newest."""
    return {one.address: one.state for one in all_drafts(place)}


def all_drafts(place: Workplace) -> list[Placement]:
    return sorted(
        (one for spec in (KARENS, TOMS, "eve@example.net") for one in place.store.tended.about(spec)),
        key=lambda one: one.letter,
    )


def because(world: World, address: str) -> str:
    with world.kith() as place:
        return place.store.tended.about(address)[-1].because


def since_last_time(world: World) -> str:
    with world.kith() as place:
        return " ".join(place.digester().compose(world.clock.now()).digest.since_last_time)
