"""`kith transition`: the user leaves a place, or moves. The plan is shown first, and started by a word."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from kith.commands.leaving import Said
    from kith.jobs.transition.editing import Edited, Editor
    from kith.jobs.transition.planning import Proposal
    from kith.jobs.workplace import Workplace
    from kith.suggest.moving import Standing

Flag = str | int | bool | None
_WITH_PEOPLE = ("add", "drop", "move")
_ALONE = ("pause", "resume", "end", "show")


@click.command(short_help="Plan whom to tell that you leave a place or move.")
@click.argument("words", nargs=-1, metavar="[TEXT | add|drop|move PERSON... | pause|resume|end|show]")
@click.option("--from", "what", default="", metavar="DOMAIN|ADDRESS", help="What goes away: initech.example.")
@click.option(
    "--on", "on", default="", metavar="DAY", help="Your last day; with add and move: when to tell them."
)
@click.option(
    "--to", "to", default="", metavar="PLACE", help="Where you move to; then no address of yours goes away."
)
@click.option(
    "--reach", "reach", default="", metavar="ADDRESS", help="Where you can be reached from then on."
)
@click.option("--phone", default="", metavar="NUMBER", help='And by telephone: "+1 202 555 0100"; none.')
@click.option("--name", default="", help="What the letters call it: Initech.")
@click.option(
    "--most", type=click.IntRange(1, 200), help="People to propose.  [default: 30; 15 where you move]"
)
@click.option("--start", is_flag=True, help="Start or change it without asking.")
@click.option(
    "--of", "of", default="", metavar="DOMAIN|NAME", help="Which plan, where several are under way."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: the plan.")
@click.pass_obj
def transition(config_file: Path | None, /, words: tuple[str, ...], as_json: bool, **flags: "Flag") -> int:
    """Plan whom to tell that you leave a place or move, and ask how to stay in touch.

    \b
    kith transition "leaving Initech on 2026-12-31, reach me at sam@new.example"
    kith transition "moving to Brno on 2026-12-31"
    kith transition add "Karen Holm"       also drop, and move "Karen Holm" --on DAY
    kith transition show                   also pause, resume, end

    The plan is printed first. Once it is started, the digests before and after your last day suggest these people, a
    few at a time, with a goodbye to send; after that day no draft comes from the old address. Said again with another
    day, address or number, it shows what would change. `end` up to your last day takes the start back.
    """
    from kith.commands.command import Unclear
    from kith.jobs.workplace import opened, read_settings

    first, rest = (words[0].casefold(), words[1:]) if words else ("", ())
    try:
        with opened(read_settings(config_file)) as place:
            if first in _WITH_PEOPLE or (first in _ALONE and not rest):
                return _edit(place, first, rest, flags, as_json)
            return _plan(place, " ".join(words), flags, as_json)
    except Unclear as unclear:
        raise click.UsageError(str(unclear)) from None


def _said(place: "Workplace", text: str, flags: "dict[str, Flag]") -> "Said":
    """What the words and the flags say together."""
    from kith.commands.leaving import of_flags, parse

    today = place.clock.now().astimezone(place.zone).date()
    told = of_flags(
        what=str(flags["what"]), on=str(flags["on"]), reach_at=str(flags["reach"]), phone=str(flags["phone"]),
        name=str(flags["name"]), to=str(flags["to"]), today=today,
    )  # fmt: skip
    return told.and_also(parse(text, today))


def _plan(place: "Workplace", text: str, flags: "dict[str, Flag]", as_json: bool) -> int:
    """Show a plan, and start it where that is wanted; of one that is under way, what would change."""
    from kith.clock import unix
    from kith.errors import OK
    from kith.jobs.transition import planning
    from kith.jobs.transition.telling import plan_lines

    now, said = place.clock.now(), _said(place, text, flags)
    today, most = now.astimezone(place.zone).date(), flags["most"]
    plans = place.store.transitions.all()
    running = planning.meant(said, place.settings, plans, unix(now), str(flags["of"]))
    if running is not None:
        return _change(place, running, said, flags, as_json)
    left = planning.leaving(said, place.settings, place.zone, today)
    proposal = planning.propose(
        place.store, place.settings, place.zone, left, now, None if most is None else int(most)
    )
    started = None
    if flags["start"]:
        started = planning.start(place.store, proposal, place.zone, unix(now))
    if as_json:
        click.echo(json.dumps(_json(place, proposal, started), ensure_ascii=False))
        return OK
    for line in plan_lines(proposal, place.zone):
        click.echo(line)
    if started is None and sys.stdin.isatty() and click.confirm("\nStart it?", err=True):
        started = planning.start(place.store, proposal, place.zone, unix(now))
    if started is None:
        click.echo("Nothing is started: the same with --start does.", err=True)
    else:
        click.echo("Started. `kith transition show` tells how far it has got, `end` takes it back.", err=True)
    return OK


def _change(
    place: "Workplace", running: "Standing", said: "Said", flags: "dict[str, Flag]", as_json: bool
) -> int:
    """Show what would change in a plan that is under way, and change it where that is wanted."""
    from kith.clock import unix
    from kith.errors import OK
    from kith.jobs.transition import changing, planning
    from kith.jobs.transition.telling import change_lines, heading

    now, most = place.clock.now(), flags["most"]
    today = now.astimezone(place.zone).date()
    left = planning.leaving(said, place.settings, place.zone, today, running.leaving)
    wanted = changing.correct(
        place.store, place.settings, place.zone, running, left, now, None if most is None else int(most)
    )
    lines = change_lines(wanted, place.zone)
    if not as_json and wanted.nothing:
        click.echo("This plan is under way already; nothing has changed.", err=True)
        return _show(place, running)
    if not as_json:
        changes = "What changes" if flags["start"] else "What would change"
        click.echo(f"{heading(running.leaving, place.zone)}\nThis plan is {running.state}. {changes}:\n")
        for line in lines:
            click.echo(line)
    ask = not as_json and not flags["start"] and sys.stdin.isatty()
    changed = bool(flags["start"]) or (ask and click.confirm("\nChange it?", err=True))
    if changed:
        running = changing.change(place.store, wanted, unix(now))
    if as_json:
        row = {**_standing_row(place, running), "changes": lines, "changed": changed and not wanted.nothing}
        click.echo(json.dumps(row, ensure_ascii=False))
    elif changed:
        click.echo("Changed. `kith transition show` tells how it stands.", err=True)
    else:
        click.echo("Nothing has changed: the same with --start does it.", err=True)
    return OK


def _json(place: "Workplace", proposal: "Proposal", started: "Standing | None") -> dict[str, object]:
    from kith.clock import unix
    from kith.jobs.transition.telling import plan_row, proposed, rows

    if started is None:
        people = proposed(proposal, place.zone)
        return {
            **plan_row(proposal.leaving, "proposed", people, place.zone),
            "left_out": proposal.spread.left_out,
            "told_before": list(proposal.knowing),
            "dropped_before": list(proposal.dropped),
        }
    people = rows(place.store, place.settings, started, unix(place.clock.now()))
    return {
        **plan_row(started.leaving, started.state, people, place.zone),
        "left_out": proposal.spread.left_out,
    }


def _edit(
    place: "Workplace", verb: str, who: tuple[str, ...], flags: "dict[str, Flag]", as_json: bool
) -> int:
    """Change a plan, or show it."""
    from kith.errors import OK
    from kith.jobs.transition.editing import Editor

    editor = Editor(place.store, place.settings, place.zone, place.clock.now(), str(flags["of"]))
    if verb == "show":
        shown = [editor.chosen(over=True)] if flags["of"] else place.store.transitions.all()
        shown = shown or [editor.chosen(over=True)]
    else:
        edited = _edited(place, editor, verb, who, str(flags["on"]))
        shown = [edited.standing]
        if not edited.changed:
            click.echo("It was so before; nothing has changed.", err=True)
    if as_json:
        click.echo(json.dumps([_standing_row(place, one) for one in shown], ensure_ascii=False))
        return OK
    for one in shown:
        _show(place, one)
    return OK


def _edited(place: "Workplace", editor: "Editor", verb: str, who: tuple[str, ...], on: str) -> "Edited":
    from kith.commands.command import Unclear
    from kith.commands.leaving import of_flags

    today = place.clock.now().astimezone(place.zone).date()
    if verb in _WITH_PEOPLE and verb == "move" and not on and len(who) > 1:
        who, on = who[:-1], who[-1]  # move "Karen Holm" 2026-12-14
    day = of_flags(on=on, today=today).day if on else None
    if verb in _WITH_PEOPLE and not who:
        raise Unclear(f'whom? Such as: kith transition {verb} "Karen Holm"')
    if verb == "move":
        if day is None:
            raise Unclear('to which day? Such as: kith transition move "Karen Holm" 2026-12-14')
        return editor.move(who, day)
    if verb == "add":
        return editor.add(who, day)
    alone: dict[str, Callable[[], Edited]] = {
        "pause": editor.pause, "resume": editor.resume, "end": editor.end, "drop": lambda: editor.drop(who)
    }  # fmt: skip
    return alone[verb]()


def _standing_row(place: "Workplace", one: "Standing") -> dict[str, object]:
    from kith.clock import unix
    from kith.jobs.transition.telling import plan_row, rows

    return plan_row(
        one.leaving, one.state, rows(place.store, place.settings, one, unix(place.clock.now())), place.zone
    )


def _show(place: "Workplace", one: "Standing") -> int:
    """A plan that was started, and how far it has got."""
    from kith.clock import unix
    from kith.errors import OK
    from kith.jobs.transition.telling import heading, rows

    found = rows(place.store, place.settings, one, unix(place.clock.now()))
    done = sum(row.state in ("told", "answered", "came back") for row in found)
    click.echo(f"{heading(one.leaving, place.zone)}\nThe plan is {one.state}; {done} of {len(found)} told.\n")
    for row in found:
        click.echo(row.said(place.zone))
    return OK
