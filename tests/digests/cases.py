"""The sample digests of this folder: TOML as a mail person writes it, read into the model and rendered for real.

Each NAME.toml has a NAME.txt (subject line, empty line, text part) and a NAME.html beside it, looked through by eye.
`KITH_ACCEPT=1 pytest tests/deliver` writes them anew; `git diff` then shows what changed for the user. Drafts and what
to talk about are kith's own words of today; a file has a draft only where a model or a template of the user's wrote it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kith.clock import instant, unix
from kith.deliver.render import Rendered, Renderer
from kith.digest import AccountHealth, Digest, Draft, Suggestion
from kith.jobs.composing.answerable import answerable
from kith.mail.ids import letter_id
from kith.model import Direction, Evidence, Kind, Occasion, Person, Reason
from kith.suggest.assessing import Known, assess_all
from kith.suggest.channels import MAIL, WRITTEN
from kith.suggest.drafting import DraftPlan, last_contact, plan, short
from kith.suggest.reasons.case import Move
from kith.suggest.talking import points

FOLDER = Path(__file__).parent
TEMPLATES = FOLDER.parent.parent / "templates"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
ZONE = ZoneInfo("Europe/Prague")
TO, MESSAGE_ID, SECRET = "sam@example.org", "<0123456789abcdef@example.org>", bytes(range(32))
LETTER = letter_id(MESSAGE_ID)
BUILT_IN = Renderer(TEMPLATES)  # templates are compiled once; without own ones it keeps no state


def told(name: str) -> dict[str, Any]:
    """The case as it stands in its file."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def render(case: Mapping[str, Any], own: Path | None = None) -> Rendered:
    """What the user would get."""
    renderer = Renderer(TEMPLATES, own) if own else BUILT_IN
    return renderer.digest(build(case, renderer), ZONE, plain_subject=case.get("plain", False))


def build(case: Mapping[str, Any], renderer: Renderer) -> Digest:
    """The digest a case tells of, with the drafts the renderer writes for it."""
    people = enumerate(case.get("person", []), start=1)
    digest = Digest(
        as_of=unix(case["as_of"]),
        slot=_unix(case.get("slot")),
        late=case.get("late", False),
        suggestions=tuple(_suggestion(number, row, case, renderer) for number, row in people),
        not_shown=case.get("not_shown", 0),
        since_last_time=tuple(case.get("since_last_time", [])),
        health=tuple(_health(row) for row in case.get("account", [])),
        messages_read=case["messages_read"],
        suspended=tuple(case.get("suspended", [])),
        told=case.get("told", 0),
        dormant=case.get("dormant", 0),
        first=case.get("first", False),
    )
    return answerable(digest, MESSAGE_ID, case.get("to", TO), SECRET)


def _suggestion(
    number: int, row: Mapping[str, Any], case: Mapping[str, Any], renderer: Renderer
) -> Suggestion:
    person, last = _person(row), _evidence(row)
    why = Reason(row["kind"], True, row["why"], evidence=(last,) if last else ())
    also = [Reason("fading", True, text) for text in row.get("also", [])]
    now = unix(case["as_of"])
    subject, body = written(row, letter_of(row, case), renderer)
    facts = [last_contact(person, last, now, ZONE), *filter(None, [row.get("rhythm")])]
    return Suggestion(
        number=number,
        person=person,
        reasons=(why, *also),
        facts=tuple(facts),
        channel=row.get("channel", MAIL),
        draft=Draft(row.get("to", row["address"]), subject, body, row.get("in_reply_to", "")),
        points=to_talk_about(row, now),
        placed=row.get("placed", ""),
        reworded=row.get("reworded", ""),
    )


def letter_of(row: Mapping[str, Any], case: Mapping[str, Any]) -> DraftPlan:
    """The letter kith would write to somebody of a case."""
    reasons = [Reason(row["kind"], True, row["why"], letter=row.get("letter", ""))]
    now = instant(unix(case["as_of"]))
    wish = row.get("holiday", "")
    return plan(
        _person(row),
        reasons,
        _evidence(row),
        now,
        ZONE,
        case.get("own_name", ""),
        holiday=wish,
        move=_move(case),
    )


def _move(case: Mapping[str, Any]) -> Move | None:
    """What the user leaves, in a case that tells of it."""
    if "leaving" not in case:
        return None
    told, now = case["leaving"], unix(case["as_of"])
    return Move(
        told["place"], told["what"], told["last_day"], unix(told["ends_at"]), now, now, now,
        told["reach"], told["phone"],
    )  # fmt: skip


def written(row: Mapping[str, Any], letter: DraftPlan, renderer: Renderer) -> tuple[str, str]:
    """Subject and body of the draft; both are empty where nothing is written. What stands in the file goes before."""
    subject, body = "", ""
    match row.get("channel", MAIL):
        case "mail":
            subject, body = renderer.draft(letter)
        case channel if channel in WRITTEN:
            body = renderer.message(short(letter))
    return row.get("subject", subject), row.get("body", body)


def to_talk_about(row: Mapping[str, Any], now: int) -> tuple[str, ...]:
    """What kith would say to talk about, where nothing is written; what stands in the file goes before."""
    if "points" in row or row.get("channel", MAIL) in WRITTEN:
        return tuple(row.get("points", []))
    (one,) = assess_all([_person(row)], Known(), now)
    return points(one, _evidence(row), now, ZONE)


def _person(row: Mapping[str, Any]) -> Person:
    last = row.get("last")
    sent, received, logged = (
        (unix(last["at"]),) if last and last["direction"] == way else () for way in Direction
    )
    every = row.get("every")  # days, as the user set it
    person = Person(row["name"], (row["address"],), Kind.PERSON, "", sent, received, logged)
    day = row.get("day")  # of a birthday or an anniversary
    occasions = (Occasion(row["kind"], day.month, day.day),) if day else ()
    return replace(person, every=every, named=every is not None, occasions=occasions)


def _evidence(row: Mapping[str, Any]) -> Evidence | None:
    if "last" not in row:
        return None
    last = row["last"]
    direction = Direction(last["direction"])
    return Evidence(unix(last["at"]), direction, "personal", "Sent", "<1@example.org>", last.get("subject"))


def _health(row: Mapping[str, Any]) -> AccountHealth:
    looked_at, since = _unix(row.get("looked_at")), _unix(row.get("failing_since"))
    return AccountHealth(row["name"], looked_at, row.get("failure", ""), since)


def _unix(moment: datetime | None) -> int | None:
    return None if moment is None else unix(moment)
