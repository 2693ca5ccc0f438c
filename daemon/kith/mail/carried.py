"""What a digest carries of the ledger, in its X-Kith field: its appointment, and whom its numbers mean.

A store that came from a backup, or was built anew, finds it in the mailbox: so it sends nothing again, and knows whom
an answer to that digest is about. Believed is only what this store's own secret has signed, together with the
Message-ID it stands under (threat A1); nothing a stranger writes becomes a line of the ledger.

The form, in one field of ASCII that may be folded: `digest`, 32 hex signs of an HMAC-SHA256, then JSON in base64.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import NamedTuple

KIND = "digest"
_PIECE = 60  # signs of base64 between two blanks, where the field may be folded
_MAC = 32
MOST = 200  # people; no digest has as many


class Carried(NamedTuple):
    """`slot`: the appointment, None where it was asked for by hand; `at`: when it was written; unix seconds. `people`:
    number, address, kind of the strongest reason."""

    slot: int | None
    at: int
    people: tuple[tuple[int, str, str], ...]


def written(
    slot: int | None, at: int, people: Sequence[tuple[int, str, str]], name: str, secret: bytes
) -> str:
    """The value of the X-Kith field of a digest. `name`: its Message-ID."""
    said = json.dumps({"slot": slot, "at": at, "people": list(people)}, separators=(",", ":"))
    coded = base64.urlsafe_b64encode(said.encode("utf-8", "replace")).decode().rstrip("=")
    pieces = (coded[start : start + _PIECE] for start in range(0, len(coded), _PIECE))
    return " ".join((KIND, _mac(coded, name, secret), *pieces))


def read(value: str, name: str, secret: bytes) -> Carried | None:
    """What the X-Kith field of the letter `name` carries; None where it carries nothing, or another secret signed it.
    Never raises, whatever the field holds."""
    kind, *rest = value.split()[:4096] or [""]
    if kind != KIND or len(rest) < 2 or len(rest[0]) != _MAC:
        return None
    coded = "".join(rest[1:])
    if not hmac.compare_digest(rest[0].encode("utf-8", "replace"), _mac(coded, name, secret).encode()):
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)))
        people = tuple((int(number), str(address), str(kind)) for number, address, kind in said["people"])
        slot = said["slot"]
        return Carried(None if slot is None else int(slot), int(said["at"]), people[:MOST])
    except (ValueError, TypeError, LookupError, RecursionError):  # signed by a kith of another form
        return None


def _mac(coded: str, name: str, secret: bytes) -> str:
    signed = f"carried {name} {coded}".encode("utf-8", "surrogatepass")
    return hmac.new(secret, signed, hashlib.sha256).hexdigest()[:_MAC]
