"""The user's own word about being reminded of somebody: later, not this time, never, again. They are events like all
that is said (`kith.store.events`)."""

from kith.commands.command import Command
from kith.commands.events import Event, word
from kith.model import Wish
from kith.store.events import Events


class Wishes:
    """Writes belong into a transaction of the store."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def add(self, address: str, wish: Wish) -> None:
        self._events.enter([Event(wish.at, "kith", wish.kind, Command(wish.kind, address), wish.until)])

    def newest(self, by: int) -> dict[str, Wish]:
        """Address -> what was said last by an instant (unix seconds); but "never" holds until "back", whatever else is
        said."""
        return word(self._events.all(by)).wishes
