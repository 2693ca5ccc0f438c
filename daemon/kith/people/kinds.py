"""Person, robot or list: what a correspondent is, with the signs it was told by (docs/design.md).

Strong marks first, then what the user did, then behaviour. A robot is never suggested; a person taken for one comes
back as soon as the user writes to them twice, or once and is answered.
"""

from collections.abc import Sequence

from kith.counts import Correspondent
from kith.model import Kind, Skip
from kith.people import behaviour
from kith.people.forms import no_reply


def kind(group: Sequence[Correspondent]) -> tuple[Kind, str]:
    """What these addresses of one correspondent, the newest first, belong to; and why."""
    seen = behaviour.conduct(group)
    if any(one.is_list for one in group) and not seen.received:  # anybody's List-Post can name anybody
        return Kind.LIST, "takes posts for a mailing list (List-Post)"
    if any(no_reply(one.spec) for one in group):
        return Kind.ROBOT, "an address that takes no replies"
    machine = behaviour.machine(seen)
    if machine:
        return Kind.ROBOT, machine
    if seen.sent or seen.received:
        return Kind.PERSON, f"{seen.sent} sent, {seen.received} received"
    if any(one.skipped.get(Skip.LIST) for one in group):
        return Kind.LIST, f"writes to you through mailing lists only ({seen.mark})"
    return Kind.UNKNOWN, f"no personal mail between you ({seen.mark})" if seen.mark else "no mail between you"
