"""Mail to an address of theirs came back for good: the tie is about to be lost. Told once, at once."""

from kith.suggest import wording
from kith.suggest.reasons import moved
from kith.suggest.reasons.case import Case, Found, Rule
from kith.suggest.reasons.moved import fresh
from kith.suggest.rhythm import DAY

KIND = "bounced address"
UNTIL = 30  # days


def find(case: Case) -> Found | None:
    """The newest letter that came back, where nothing has come from there since. None where none did."""
    signal = next((one for one in case.signals if one.kind == "bounced" and one.at <= case.now + DAY), None)
    if signal is None:
        return None
    dead = {one.address for one in case.signals if one.kind == "bounced"}
    other = next((spec for spec in case.person.addresses if spec not in dead), "")

    def text() -> str:
        said = f" ({signal.because.rstrip('.')})" if signal.because else ""
        when = wording.dated(signal.at, case.now, case.calendar.zone)
        back = f"Your mail to {signal.address} came back on {when}{said}"
        if case.bounce is None and other:
            return f"{back}; write to {other}."
        return f"{back}, and no other address of theirs is known: ask where they are."

    known = moved.news(case, ("new-address",))  # that reason says it too
    fires = fresh(case, signal, KIND, UNTIL) and not (
        known and known.sure and known.address == signal.address
    )
    return Found(fires, text, -(case.now - signal.at) / DAY)


RULE = Rule(KIND, find, most=2)
