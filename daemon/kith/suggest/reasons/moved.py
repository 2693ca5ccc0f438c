"""They are somewhere else now: they write from a new place, or an automatic reply says that they are gone.

Nobody knows whether that is good news, so it is none here. What is sure is told as a fact with its date; what anybody
could have written is told as a question, and changes nothing: whose address a draft goes to is decided elsewhere.
"""

from kith.model import Signal
from kith.people.address import domain_of
from kith.suggest import wording
from kith.suggest.reasons.case import Case, Found, Rule
from kith.suggest.rhythm import DAY

KIND = "moved"
UNTIL = 30  # days since the signal; and the user has not written since
REST = 60  # days until one person's next signal of this kind is told: the same is often told twice
_KINDS = ("gone", "new-address")


def news(case: Case, kinds: tuple[str, ...]) -> Signal | None:
    """The signal of these kinds that has the say: a sure one before a guess, then the newest."""
    found = [one for one in case.signals if one.kind in kinds and one.at <= case.now + DAY]
    return min(found, key=lambda one: (not one.sure, -one.at), default=None)


def fresh(case: Case, signal: Signal, kind: str, until: int) -> bool:
    """Whether a signal is young enough, nothing of its kind was told lately, and the user has not written since."""
    since = min(signal.at, case.now - REST * DAY)
    told = any(said == kind and at >= since for at, said in case.told)
    wrote = bool(case.person.sent) and case.person.sent[-1] > signal.at
    return not told and not wrote and case.now - signal.at <= until * DAY


def find(case: Case) -> Found | None:
    """Where they are now, as far as it shows. None where nothing says that they moved."""
    signal = news(case, _KINDS)
    if signal is None:
        return None
    at = (signal.at,) if signal.kind == "new-address" and signal.at in case.person.received else ()
    return Found(
        fresh(case, signal, KIND, UNTIL), lambda: _text(case, signal), -(case.now - signal.at) / DAY, at
    )


def known(case: Case) -> str:
    """That an automatic reply said they are gone, and nothing has come from there since: for the digest, beside a draft
    that is for something else. "" for nothing of the kind."""
    signal = news(case, ("gone",))
    return _text(case, signal) if signal is not None and signal.sure else ""


def only_told(case: Case) -> str:
    """The address that the automatic reply names, where no other way to them is known: the user's to judge."""
    signal = news(case, ("gone",))
    also = _named_with(case, signal) if signal else None
    if also is None:
        return ""
    return f"No address of theirs works any more but perhaps {also.what}, which that reply names; so there is no draft."


def _named_with(case: Case, signal: Signal) -> Signal | None:
    """The new address in the same automatic reply."""
    return next((one for one in case.signals if one.at == signal.at and one.kind == "new-address"), None)


def _text(case: Case, signal: Signal) -> str:
    when, old = wording.dated(signal.at, case.now, case.calendar.zone), domain_of(signal.address)
    replied = "automatic reply" in signal.because
    if signal.kind == "gone":
        also = _named_with(case, signal)
        named = f" It names {also.what} instead." if also else ""
        if signal.sure:
            return f"{_whose(case)} automatic reply of {when} says that they are no longer at {old}.{named}"
        return f"They may have left {old}: an automatic reply of {when} says so, but answers no letter of yours.{named}"
    if replied:
        if signal.sure:
            return f"{_whose(case)} automatic reply of {when} gives a new address, {signal.what}."
        said = f"an automatic reply of {when} says so, but answers no letter of yours"
        return f"They may have a new address, {signal.what}: {said}."
    if signal.sure:
        return f"{case.called} wrote from {domain_of(signal.what)} on {when}; {_silence(case, signal, old)}."
    who = case.person.name or "their name"
    return (
        f"Somebody called {who} wrote from {signal.what} on {when}; {_silence(case, signal, old)}. "
        f'Is it the same person? If so, say "kith merge {signal.address} {signal.what}".'
    )


def _silence(case: Case, signal: Signal, old: str) -> str:
    back = next(
        (one for one in case.signals if one.kind == "bounced" and one.address == signal.address), None
    )
    if back is not None:
        return f"mail to {old} came back on {wording.dated(back.at, case.now, case.calendar.zone)}"
    return f"nothing has come from {old} since"


def _whose(case: Case) -> str:
    return "Their" if case.called == "They" else f"{case.called}'s"


RULE = Rule(KIND, find, most=2)
