"""Every number in every sentence about somebody, counted again from the rows of the store alone.

Random mailboxes of three people are written into a real store and judged; each sentence, for or against, is then taken
apart, and each number in it is held against what SQL says. Spans are rounded down ("it has been 7 weeks"), limits up
("within 7 weeks").
"""

import re
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from helpers.judged import begin, looking, received, record, sent
from helpers.persons import DAY, NOW
from kith.config.load import load
from kith.jobs.people import assessed
from kith.mail.bounces import Failure
from kith.model import Person, Wish
from kith.store import Store
from kith.store.ledger import Letter
from kith.suggest import odds
from kith.suggest.reasons import FOR
from kith.suggest.wording import DAYS_OF_A_MONTH, DAYS_OF_A_YEAR

WHO = [f"{name}@example.net" for name in ("ada", "ben", "eve")]
UNITS = {"day": 1.0, "week": 7.0, "month": DAYS_OF_A_MONTH, "year": DAYS_OF_A_YEAR}
SUBJECTS = ["Lunch?", "Thank you", "Notes", "", "Could you help me?"]
_SPAN = r"less than a day|\d+ (?:day|week|month|year)s?"
SETTINGS = load(
    '[accounts.home]\nemail = "sam@example.org"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n'
    f'[[person]]\nemail = ["{WHO[2]}"]\nevery = "6w"\n',
    "kith.toml",
)

# When, which way, about what: each message of one person, in days before NOW.
MAIL = st.lists(
    st.tuples(
        st.integers(0, 40) | st.integers(0, 1500),
        st.sampled_from(["sent", "received"]),
        st.sampled_from(SUBJECTS),
    ),
    max_size=9,
)
STEADY = st.builds(  # conversations at equal distances, so that there are rhythms and dormant ties
    lambda last, gap, times: [
        (last + turn * gap, way, "Notes") for turn in range(times) for way in ("sent", "received")
    ],
    st.integers(0, 900), st.integers(4, 60), st.integers(1, 12),
)  # fmt: skip

ASLEEP = st.builds(
    lambda last, times: [(last + turn * 20, way, "Notes") for turn in range(times) for way in ("sent", "received")],
    st.integers(400, 900), st.integers(3, 9),
)  # fmt: skip


def wrote(mail: list[list[tuple[int, str, str]]], store: Store) -> None:
    number, folder = 0, begin(store)
    for spec, messages in zip(WHO, mail, strict=True):
        for day, way, subject in messages:
            number += 1
            make = sent if way == "sent" else received
            record(store, folder, make(number, spec, at=NOW - day * DAY - 3600, subject=subject))


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
        with looking(self.store) as db:
            (at, status) = db.execute(
                "SELECT at, status FROM failure WHERE address = ?", (self.spec,)
            ).fetchone()
        (told, code) = re.findall(rf"came back ({_SPAN}) ago \(([\d.]+)", text)[0]
        assert is_at_least(told, (NOW - at) / DAY)
        assert code == status

    def check(self, kind: str, text: str) -> None:
        checks: dict[str, Callable[[str], None]] = {
            "my transition": lambda text: None,  # its one number is the day that the user has named
            "owed reply": lambda text: self.ago(text, "(?:something|to you) SPAN ago"),
            "no answer": lambda text: self.ago(text, "You asked SPAN ago"),
            "second e-mail": lambda text: self.ago(text, "exchange ended SPAN ago"),
            "thank-you": lambda text: self.ago(text, "You thanked .*? SPAN ago"),
            "cadence": self.cadence,
            "fading": self.fading,
            "dormant": self.dormant,
            "already suggested": self.already_suggested,
            "put off": self.put_off,
            "bounced": self.bounced,
            "one way": lambda text: self.only(text),
            "never": lambda text: None,  # no number in it
        }
        checks[kind](text)

    def only(self, text: str) -> None:
        missing = "sent" if "you never wrote" in text else "received"
        assert not times(self.store, self.spec, missing)


ALIKE = [(400 + turn * 20, way, "Notes") for turn in range(6) for way in ("sent", "received")]
WISH = st.none() | st.tuples(
    st.integers(0, 60), st.sampled_from(["snooze", "skip", "never"]), st.integers(1, 200)
)


@example(  # the same history at another time: none of the two is the stronger
    [ALIKE, [(day + 244, way, subject) for day, way, subject in ALIKE], []], None, None, False
)
@given(
    st.lists(MAIL | STEADY, min_size=3, max_size=3) | st.lists(ASLEEP, min_size=3, max_size=3),
    st.none() | st.tuples(st.integers(0, 60), st.sampled_from([rule.kind for rule in FOR])),
    WISH,
    st.booleans(),
)
def test_every_number_in_every_sentence_can_be_counted_again(
    mail: list[list[tuple[int, str, str]]],
    told: tuple[int, str] | None,
    wish: tuple[int, str, int] | None,
    came_back: bool,
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder)) as store:
        wrote(mail, store)
        with store.transaction():
            if told:
                at = NOW - told[0] * DAY
                letter = Letter(0, "<1@example.org>", None, at, "sam@example.org", b"x", "written")
                store.ledger.write(letter, [(n, spec, told[1]) for n, spec in enumerate(WHO, 1)], 0)
            if wish:
                day, kind, until = wish
                for spec in WHO[1:]:
                    store.wishes.add(
                        spec, Wish(NOW - day * DAY, kind, NOW + until * DAY if kind == "snooze" else None)
                    )
            if came_back and (
                letters := [n for n, (day, way, _) in enumerate(mail[0], 1) if way == "sent" and day > 2]
            ):
                store.bounces.read(1, [], [(NOW - DAY, Failure(WHO[0], "5.1.1", "", letters[-1]))])
        for one in assessed(store, SETTINGS, NOW):
            counted = Counted(store, one.person)
            for reason in (*one.reasons, *one.against):
                counted.check(reason.kind, reason.text)
                assert set(reason.touches) <= set(counted.all)


def test_the_kinds_that_are_counted_again_are_all_there_are(tmp_path: Path) -> None:
    """A new reason has to say here how its numbers are counted."""
    with Store.open(tmp_path) as store:
        record(store, begin(store), sent(1, WHO[0], at=NOW - DAY))
        counted = Counted(store, Person("", (WHO[0],), None, ""))  # type: ignore[arg-type]
        for rule in FOR:
            try:
                counted.check(rule.kind, "")
            except KeyError:
                raise AssertionError(f"no check for {rule.kind}") from None
            except (AssertionError, ValueError, TypeError):
                pass
