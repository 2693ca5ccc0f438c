"""What was understood, in the words the user reads: at once on the command line, later in the digest.

Names were written by others and texts may be pasted: both are cleaned here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from kith.commands.command import Command
from kith.commands.days import dated, said_birthday
from kith.commands.events import BY_DRAFT, Event, in_force
from kith.config.guesses import did_you_mean
from kith.journal import clean
from kith.suggest.wording import every

MOST_TOLD = 12  # in one digest
_CHANNELS = {"mail": "mail", "text": "a text", "phone": "a call", "person": "to meet", "linkedin": "LinkedIn"}
_TOUCH = {
    "done": "you were in touch with {}", "wrote": "you wrote to {}", "texted": "you texted {}",
    "called": "you called {}", "met": "you met {}", "talked": "you talked with {}",
}  # fmt: skip
_TOUCH_ALONE = {
    "done": "you were in touch", "wrote": "you wrote", "texted": "you texted", "called": "you called", "met": "you met",
    "talked": "you talked",
}  # fmt: skip


def reported(command: Command, name: str, today: date, groups: Collection[str] = ()) -> str:
    """One line on what was understood: "Karen Holm: put off until 12 December". `groups`: those that are configured."""
    said = _said(command, today, groups)
    return f"{clean(name, 80)}: {said}" if command.person else said[:1].upper() + said[1:]


def _said(command: Command, today: date, groups: Collection[str]) -> str:
    verb, until = command.verb, _until(command, today)
    liked, born, often = _preference(command), _birthday(command), every(command.days or 1)
    if verb in _TOUCH_ALONE:
        text = f': "{command.text}"' if command.text else ""
        return f"noted that {_TOUCH_ALONE[verb]}{_on(command, today)}{text}"
    if verb == "note":
        hint = f'; if you meant "{command.near}", say undo and write it so' if command.near else ""
        return f'noted "{command.text}", no contact recorded{hint}'
    return {
        "snooze": f"put off{until}",
        "skip": "not this time",
        "never": "never suggested again",
        "back": "suggested again",
        "prefers": liked,
        "decline": "not kept how they like to be reached",
        "every": often,
        "birthday": f"birthday on {born}",
        "group": _group(command, groups),
        "pause": f"no digests{until}" if until else "no digests until you resume",
        "resume": "digests come again",
    }[verb]


def in_digest(command: Command, name: str, today: date, groups: Collection[str] = ()) -> str:
    """The same as a sentence under SINCE LAST TIME: "Put off: Lena, until 7 December."."""
    who, verb, until = clean(name, 60), command.verb, _until(command, today)
    liked, born, often = _preference(command), _birthday(command), every(command.days or 1)
    if verb in _TOUCH:
        text = f': "{clean(command.text, 80)}"' if command.text else ""
        return _closed(f"Noted: {_TOUCH[verb].format(who)}{_on(command, today)}{text}")
    return _closed(
        {
            "note": f'Noted of {who}: "{clean(command.text, 80)}"',
            "snooze": f"Put off: {who}{until and f',{until}'}",
            "skip": f"Not this time: {who}",
            "never": f"Never suggested again: {who}",
            "back": f"Suggested again: {who}",
            "prefers": f"Noted: {who} {liked}",
            "decline": f"Not kept how to reach them: {who}",
            "every": f"Noted: {who}, {often}",
            "birthday": f"Noted: {who}, birthday on {born}",
            "group": f"Noted: {who}, {_group(command, groups)}",
            "pause": f"Paused: no digests{until or ' until you resume'}",
            "resume": "Resumed: digests come again",
        }[verb]
    )


def since(
    events: Sequence[Event], heard: int, names: Mapping[str, str], today: date, groups: Collection[str] = ()
) -> list[str]:
    """What a digest tells of the events since the one numbered `heard`: what holds of them, and what of the older ones
    was taken back since, or holds again. `groups`: those that are configured."""
    before = {one.number for one in in_force([one for one in events if one.number <= heard])}
    holding = in_force(events)
    now = {one.number for one in holding}
    told = [_named(one, names, today, groups) for one in holding if one.number > heard]
    for one in events:
        if one.number <= heard and one.undoes is None and (one.number in before) != (one.number in now):
            told.append(f"{'Holds again' if one.number in now else 'Taken back'}: {quoted(one)}.")
    told = list(dict.fromkeys(told))
    if len(told) > MOST_TOLD:
        told = [
            *told[: MOST_TOLD - 1],
            f"And {len(told) - MOST_TOLD + 1} more commands of yours were obeyed.",
        ]
    return told


def _named(event: Event, names: Mapping[str, str], today: date, groups: Collection[str]) -> str:
    told = in_digest(event.command, names.get(event.person) or event.person, today, groups)
    return f"{told.removesuffix('.')}, because you deleted the draft." if event.source == BY_DRAFT else told


def taken_back(events: Iterable[Event], *, again: bool) -> str:
    """What an undo has done: to a line, or to another undo."""
    lines = " and ".join(dict.fromkeys(quoted(one) for one in events))
    return f"{'holds again' if again else 'taken back'}: {lines}"


def quoted(event: Event) -> str:
    """A line of the user's in quotes."""
    return f'"{clean(event.line, 80)}"'


def _preference(command: Command) -> str:
    if command.channel == "none":
        return "would rather not be written to"
    return f"prefers {_CHANNELS.get(command.channel, '')}" + (f" ({command.to})" if command.to else "")


def _group(command: Command, groups: Collection[str]) -> str:
    """Which group, and where groups are configured but this is none of them, that it may be a slip of the pen."""
    if command.text == "none":
        return "in no group"
    said = f"in the group {clean(command.text, 40)}"
    if not groups or command.text.casefold() in map(str.casefold, groups):
        return said
    meant = did_you_mean(command.text, groups) or f"there are {clean(', '.join(groups), 120)}"
    return f"{said}; no such group is configured; {meant}"


def _birthday(command: Command) -> str:
    return said_birthday(command.text) if command.verb == "birthday" else ""


def _on(command: Command, today: date) -> str:
    if command.day is None or command.day == today:
        return " today" if command.day else ""
    return f" on {dated(command.day, today)}"


def _until(command: Command, today: date) -> str:
    return f" until {dated(command.day, today)}" if command.day else ""


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", '."', "!", "?")) else f"{sentence}."
