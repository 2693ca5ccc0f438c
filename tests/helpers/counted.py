"""What SQL says of one person's rows, held against every number in every sentence about them."""

import json
import re
from collections.abc import Callable
from itertools import pairwise

from helpers.judged import looking
from helpers.persons import DAY, NOW
from kith.clock import instant
from kith.model import Person
from kith.store import Store
from kith.suggest import odds
from kith.suggest.wording import DAYS_OF_A_MONTH, DAYS_OF_A_YEAR, MONTHS

WHO = [f"{name}@example.net" for name in ("ada", "ben", "eve")]
UNITS = {"day": 1.0, "week": 7.0, "month": DAYS_OF_A_MONTH, "year": DAYS_OF_A_YEAR}
_SPAN = r"less than a day|\d+ (?:day|week|month|year)s?"


def times(store: Store, spec: str, way: str = "%") -> list[int]:
    with looking(store) as db:
        rows = db.execute(
            "SELECT at FROM touch JOIN address ON address.id = touch.address WHERE spec = ? AND direction LIKE ? "
            "ORDER BY at",
            (spec, way),
        )
        return [at for (at,) in rows]


def gaps(instants: list[int]) -> list[int]:
    days = sorted({at // DAY for at in instants})
    return [after - before for before, after in pairwise(days) if after - before > 3]


def is_at_least(told: str, days: float) -> bool:
    """A span that was rounded down."""
    if told == "less than a day":
        return days < 1
    number, unit = told.split()
    length = UNITS[unit.rstrip("s")]
    return int(number) * length <= days < (int(number) + 1) * length


def is_at_most(told: str, days: float) -> bool:
    """A span that was rounded up; "1 day" is the shortest."""
    number, unit = told.split()
    length = UNITS[unit.rstrip("s")]
    return (int(number) - 1) * length < days <= int(number) * length or (told == "1 day" and days <= 1)


def past_strength(instants: list[int]) -> float:
    """How strong a tie was at its last touch; a touch counts half after two years."""
    days = {at // DAY for at in instants}
    return sum(0.5 ** ((max(days) - day) / 730) for day in sorted(days))


class Counted:
    """One person's rows, and the checks of each kind of sentence."""

    def __init__(self, store: Store, person: Person) -> None:
        self.spec = person.addresses[0]
        self.all = times(store, self.spec)
        self.gaps = gaps(self.all)
        self.silent = (NOW - self.all[-1]) / DAY if self.all else 0.0
        everybody = [times(store, spec) for spec in WHO]
        both = [all(times(store, spec, way) for way in ("sent", "received")) for spec in WHO]
        xs = [x for two, one in zip(both, everybody, strict=True) if two for x in odds.logs(gaps(one))]
        self.odds = odds.learn(self.gaps, odds.logs(self.gaps), odds.mailbox_rhythm(sum(xs), len(xs)))
        self.store = store

    def ago(self, text: str, pattern: str) -> None:
        (told,) = re.findall(pattern.replace("SPAN", f"({_SPAN})"), text)
        assert is_at_least(told, self.silent), text

    def cadence(self, text: str) -> None:
        assert "every 6 weeks" in text
        if self.all:
            self.ago(text, "it has been SPAN")

    def fading(self, text: str) -> None:
        if text.startswith("No rhythm yet"):
            assert not self.gaps
            return
        told = re.match(
            r"(3 of 4 times|Half the time) you .* within (\d+) (\w+); it has been ([^.]+)\.", text
        )
        assert told, text
        share, most, unit, silent = told.groups()
        wanted = self.odds.within(0.5 if share == "Half the time" else 0.85 if len(self.gaps) == 1 else 0.75)
        silent = f"{silent} {unit}" if silent.isdigit() else silent
        assert int(most) * UNITS[unit.rstrip("s")] >= wanted
        assert (
            silent == "less than a day"
            or int(silent.split()[0]) * UNITS[silent.split()[1].rstrip("s")] <= self.silent
        )
        if few := re.search(r"Only (\d+) gap", text):
            assert int(few[1]) == len(self.gaps) < 4

    def dormant(self, text: str) -> None:
        told = re.match(
            rf"You had (\d+) conversations over ({_SPAN})(?:, a gap of ({_SPAN}) or less was usual)?; "
            rf"it has been ({_SPAN})\."
            r"(?: Of (\d+) ties that have fallen silent (?:(\d+) (?:was|were)|none was) stronger\.)?$",
            text,
        )
        assert told, text
        talks, over, usual, silent, ties, stronger = told.groups()
        days = sorted({at // DAY for at in self.all})
        assert int(talks) == len(self.gaps) + 1
        assert is_at_least(over, max(1, days[-1] - days[0]))
        assert (
            usual is None
            or is_at_most(usual, sorted(self.gaps)[len(self.gaps) // 2])
            or is_at_most(usual, self.odds.typical)
        )
        assert (usual is None) == (len(self.gaps) < 4)
        assert is_at_least(silent, self.silent)
        assert int(ties or 1) <= 2  # the third has a cadence
        if ties:
            mine, *others = (
                past_strength(times(self.store, spec)) for spec in sorted(WHO[:2], key=self.spec.__ne__)
            )
            assert sum(other > mine + 1e-6 for other in others) == int(stronger or 0)

    def already_suggested(self, text: str) -> None:
        with looking(self.store) as db:
            (at,) = db.execute(
                "SELECT max(composed_at) FROM letter JOIN suggestion ON letter = letter.id WHERE address = ?",
                (self.spec,),
            ).fetchone()
        (told,) = re.findall(f"Suggested ({_SPAN}) ago", text)
        assert is_at_least(told, (NOW - at) / DAY)
        if wait := re.search(f"not again for ({_SPAN})", text):
            assert is_at_most(wait[1], (at + 14 * DAY - NOW) / DAY)

    def put_off(self, text: str) -> None:
        with looking(self.store) as db:
            (at, kind, until) = db.execute(
                "SELECT at, command ->> 'verb', due FROM event WHERE address = ? ORDER BY id DESC LIMIT 1",
                (self.spec,),
            ).fetchone()
        usual = 42.0 if self.spec == WHO[2] else self.odds.typical if self.gaps else 0.0
        until = until if kind == "snooze" else at + int(max(30.0, usual) * DAY)
        (told,) = re.findall("waits for another ([^.]+)", text)
        assert is_at_most(told if told[0].isdigit() else f"1 {told}", (until - NOW) / DAY)

    def bounced(self, text: str) -> None:
        if text.startswith("Their automatic reply"):
            with looking(self.store) as db:
                rows = db.execute("SELECT at FROM signal WHERE address = ? AND kind = 'gone'", (self.spec,))
                (at,) = rows.fetchall()[-1]
            assert is_at_least(re.findall(f"of ({_SPAN}) ago", text)[0], (NOW - at) / DAY)
            return
        with looking(self.store) as db:
            (at, status) = db.execute(
                "SELECT at, status FROM failure WHERE address = ?", (self.spec,)
            ).fetchone()
        (told, code) = re.findall(rf"came back ({_SPAN}) ago \(([\d.]+)", text)[0]
        assert is_at_least(told, (NOW - at) / DAY)
        assert code == status

    def dated(self, kinds: str, text: str) -> None:
        """The day that is said is that of a signal of the kind, told of this person."""
        with looking(self.store) as db:
            rows = db.execute(
                "SELECT at FROM signal WHERE address = ? AND kind IN (SELECT value FROM json_each(?))",
                (self.spec, json.dumps(kinds.split())),
            ).fetchall()
        self.is_day_of(text, [at for (at,) in rows])

    def bounced_address(self, text: str) -> None:
        with looking(self.store) as db:
            rows = db.execute("SELECT at, status FROM failure WHERE address = ?", (self.spec,)).fetchall()
        self.is_day_of(text, [at for at, _ in rows])
        assert any(f"({status})" in text for _, status in rows)

    def is_day_of(self, text: str, instants: list[int]) -> None:
        (told,) = re.findall(r"\b(?:on|of) (\d+ [A-Z][a-z]+(?: \d{4})?)", text)
        days = {
            f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != instant(NOW).year else "")
            for day in map(instant, instants)
        }
        assert told in days, text

    def check(self, kind: str, text: str) -> None:
        checks: dict[str, Callable[[str], None]] = {
            "my transition": lambda text: None,  # its one number is the day that the user has named
            # These numbers are of cards and commands: tests/suggest/test_reasons_occasions.py
            "birthday": self.of_nobody_here,
            "anniversary": self.of_nobody_here,
            "owed reply": lambda text: self.ago(text, "(?:something|to you) SPAN ago"),
            "no answer": lambda text: self.ago(text, "You asked SPAN ago"),
            "new job": lambda text: self.dated("new-job", text),
            "moved": lambda text: self.dated("gone new-address", text),
            "bounced address": self.bounced_address,
            "second e-mail": lambda text: self.ago(text, "exchange ended .*?SPAN ago"),
            "thank-you": lambda text: self.ago(text, "You thanked .*? SPAN ago"),
            "cadence": self.cadence,
            "fading": self.fading,
            "holiday": self.of_nobody_here,  # see tests/jobs/test_wishing.py
            "dormant": self.dormant,
            "already suggested": self.already_suggested,
            "put off": self.put_off,
            "bounced": self.bounced,
            "one way": lambda text: self.only(text),
            "never": lambda text: None,  # no number in it
        }
        checks[kind](text)

    def of_nobody_here(self, text: str) -> None:
        raise AssertionError(text)

    def only(self, text: str) -> None:
        missing = "received" if "they never wrote" in text else "sent"
        assert not times(self.store, self.spec, missing)
