"""The words of a notice: what does not work, since when, what to do about it; and that all is well again.

It holds no subject of a letter and nobody's name: it may lie in any mailbox of the user's, and show on a lock screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import count
from textwrap import wrap

from kith.errors import LOGIN_REFUSED, MISCONFIGURED
from kith.journal import clean
from kith.suggest.alarm import Kind, Notice, Outage, next_pause
from kith.suggest.wording import counted, full_date, listed, span

DAY = 86_400
WIDTH = 76
_LONGEST_NAME, _LONGEST_WHY = 60, 600
_END = "kith wrote this to you alone. An answer to it is not read."


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as it is read: the subject, and the text in lines of at most 76 characters."""

    subject: str
    text: str


def words(notice: Notice, zone: tzinfo) -> Words:
    """`notice` in words, its times in `zone`."""
    if notice.kind is Kind.RECOVERY:
        return Words("kith: all is well again", _recovered(notice, zone))
    first, *more = notice.outages
    title = (
        f"kith: {_short(first)}" if not more else f"kith: {counted(len(notice.outages), 'thing')} do not work"
    )
    return Words(title, _troubled(notice, zone))


def alarm_line(outage: Outage) -> str:
    """What does not work, in a few words for a status line or the journal."""
    return _short(outage)


def sentence(outage: Outage, zone: tzinfo) -> str:
    """What does not work and since when, in a sentence."""
    return f"{_sentence(outage)} since {full_date(outage.since, zone)}."


def _troubled(notice: Notice, zone: tzinfo) -> str:
    lines = _paragraph("Something does not work, and kith cannot put it right by itself.")
    for number, one in zip(count(1), notice.outages, strict=False):
        lines += _paragraph(f"{number}. {sentence(one, zone)}", "   ")
        lines += _paragraph(f"   What is said: {clean(one.why, _LONGEST_WHY).rstrip('.')}.", "   ")
        lines += _paragraph(f"   What to do: {_advice(one)}", "   ")
    if notice.over:
        lines += _paragraph(f"Well again: {_named(notice.over)}.")
    pause = span(next_pause(notice.telling) / DAY)
    lines += _paragraph(
        f"kith tries on by itself, and nothing is lost meanwhile. `kith status` says how it stands. If this goes on, "
        f"you are told again in {pause}; sooner, but not within a day, if something else fails too; and once when all "
        "is well again."
    )
    return _ended(lines)


def _recovered(notice: Notice, zone: tzinfo) -> str:
    lines = _paragraph("What kith told you of works again; there is nothing left for you to do.")
    for one in notice.over:
        until = "" if one.ended_at is None else f", until {full_date(one.ended_at, zone)}"
        lines += _paragraph(f"-  {_sentence(one)}, from {full_date(one.since, zone)}{until}.", "   ")
    lines += _paragraph("Mail that came meanwhile has been read, or is being read now.")
    return _ended(lines)


def _ended(lines: Sequence[str]) -> str:
    return "\n".join([*lines, "--", *wrap(_END, WIDTH)]) + "\n"


def _paragraph(text: str, hang: str = "") -> list[str]:
    return [*wrap(text, WIDTH, subsequent_indent=hang, break_on_hyphens=False), ""]


def _name(outage: Outage) -> str:
    return clean(outage.what.removeprefix("account "), _LONGEST_NAME)


def _named(outages: Sequence[Outage]) -> str:
    return listed([_short_name(one) for one in outages], len(outages))


def _short_name(outage: Outage) -> str:
    known = {"letters": "the delivery of letters", "refused": "the digest", "store": "the store"}
    return known.get(outage.what, f'the account "{_name(outage)}"')


def _short(outage: Outage) -> str:
    known = {
        "letters": "letters to you cannot be delivered",
        "refused": "the newest digest was refused",
        "store": "nothing can be written down",
    }
    login = "the login at {} is refused" if outage.code == LOGIN_REFUSED else "{} cannot be read"
    return known.get(outage.what, login.format(_name(outage)))


def _sentence(outage: Outage) -> str:
    known = {
        "letters": "A letter of kith's to you could not be delivered",
        "refused": "The newest digest was refused or given up, and will not be handed over again,",
        "store": "kith cannot write into its own store",
    }
    return known.get(outage.what, f'The account "{_name(outage)}" could not be read')


def _advice(outage: Outage) -> str:
    if outage.what == "store":
        return (
            "free some space on the disk, or look at the rights of kith's state folder; `kith status` says more. "
            "What was written down is safe."
        )
    if outage.what == "refused":
        return (
            "see what is said above. Another way of delivery (deliver, under [digest]) may help; "
            "`kith digest` writes one at once."
        )
    if outage.code == LOGIN_REFUSED:
        return (
            "give kith the right password (or app password, or token) where your configuration says it is, or say "
            "`kith login` where it has `oauth`; then `systemctl reload kith`, or run `kith scan`. After five refusals "
            "kith stops trying, so that your provider does not lock you out."
        )
    if outage.code == MISCONFIGURED:
        return "see to it that the password can be had as your configuration says; then run `kith scan`."
    if outage.what == "letters":
        return "see what is said above. kith tries every hour, and at once when it is started again."
    return (
        "if it does not pass by itself, see whether your mail program can log in there, and whether host, port and "
        "security in your configuration are right; then run `kith scan`."
    )
