"""A store whose file is damaged: refused, or read as it was; no digest says something else (hazard E5)."""

import random

import pytest

from helpers.world import World
from helpers.writing import answering
from kith.errors import StoreUnusable
from kith.store import Store
from kith.store.db import FILE

__all__ = ["answering"]


def flipped(sound: bytes, chance: random.Random) -> bytes:
    broken = bytearray(sound)
    broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


@pytest.mark.parametrize("part", ["the database", "its write-ahead log"])
def test_no_digest_leaves_a_store_that_is_found_broken(part: str, answering: World) -> None:
    """100 bytes flipped in each of the two. Refused with 78 and the file kept, or a digest as that of the sound store;
    SQLite keeps no sums of values, so how many said something else is counted (docs/reliability.md, E5)."""
    world = answering
    with world.kith() as place:
        place.digester().when_due(place.clock.now())
    world.clock.advance(days=7)
    folder = world.state
    sound = {}
    with (
        Store.open(folder) as store,
        store.transaction(),
    ):  # something in the log, and nobody closes it in order
        store.ledger.set_slot("other", 1, "")
    with Store.open(folder) as store:
        with store.transaction():
            store.ledger.set_slot("other", 2, "")
        sound = {name: (folder / name).read_bytes() for name in (FILE, f"{FILE}-wal")}
    expected, chance = None, random.Random(5)
    refused = same = other = 0
    for turn in range(101):
        for path in folder.glob(f"{FILE}*"):
            path.unlink()
        for name, raw in sound.items():
            hit = turn and name.endswith("-wal") == (part != "the database")
            (folder / name).write_bytes(flipped(raw, chance) if hit else raw)
        try:
            with world.kith() as place:
                assert place.digester().when_due(place.clock.now()) or not turn or part != "the database"
                waiting = place.store.ledger.waiting()
                content = waiting[0].content if waiting else b""
        except StoreUnusable as refusal:
            refused += refusal.exit_code == 78 and (folder / FILE).exists()
            continue
        expected = content if not turn else expected
        same += content == expected
        other += content != expected
    print(f"{part}: refused {refused}, same {same}, other {other}")
    assert same + refused + other == 101
    assert other <= 3
