"""A digest as one line of JSON, so that its letter can be worded anew before it leaves; dropped with its content."""

from pydantic import TypeAdapter

from kith.digest import Digest

_ADAPTER: TypeAdapter[tuple[Digest, tuple[str, ...]]] = TypeAdapter(tuple[Digest, tuple[str, ...]])


def kept(digest: Digest, faults: tuple[str, ...]) -> str:
    """The digest, and the faults of the user's templates that were met on the way."""
    return _ADAPTER.dump_json((digest, faults)).decode()


def parted(said: str) -> tuple[Digest, tuple[str, ...]]:
    """What `kept` has kept."""
    return _ADAPTER.validate_json(said)
