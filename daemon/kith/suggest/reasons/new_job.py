"""LinkedIn or XING wrote that somebody has a new position, or their own signature has another one: the one news of this
kind that is surely welcome.

Anybody can write such a mail, so it is said where it stood and never taken for a fact.
"""

from kith.model import Signal
from kith.suggest import wording
from kith.suggest.reasons.case import Case, Found, Rule
from kith.suggest.reasons.moved import fresh, news
from kith.suggest.rhythm import DAY

KIND = "new job"
UNTIL = 14  # days
SIGNED = "their signature"  # how the evidence begins, where it is one


def find(case: Case) -> Found | None:
    """A new position, as a network or a signature tells it. None where none does."""
    signal = news(case, ("new-job",))
    if signal is None:
        return None
    return Found(fresh(case, signal, KIND, UNTIL), lambda: _text(case, signal), -(case.now - signal.at) / DAY)


def _text(case: Case, signal: Signal) -> str:
    when = wording.dated(signal.at, case.now, case.calendar.zone)
    if signal.because.startswith(SIGNED):
        whose = "Their" if case.called == "They" else f"{case.called}'s"
        had = signal.because.removeprefix(SIGNED)
        return f'{whose} signature of {when} has "{signal.what}"{had}. Is the position new?'
    position, source = f": {signal.what}" if signal.what else "", signal.because.removeprefix("a mail from ")
    whose = "they have" if case.called == "They" else f"{case.called} has"
    return f"A mail from {source} of {when} says that {whose} a new position{position}."


RULE = Rule(KIND, find, most=2)
