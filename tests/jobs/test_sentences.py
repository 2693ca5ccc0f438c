"""Every number in every sentence about somebody, counted again from the rows of the store alone.

Random mailboxes of three people are written into a real store and judged; each sentence, for or against, is then taken
apart, and each number in it is held against what SQL says. Spans are rounded down ("it has been 7 weeks"), limits up
("within 7 weeks").
"""

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpers.counted import WHO, Counted
from helpers.judged import begin, received, record, sent
from helpers.persons import DAY, NOW
from kith.config.load import load
from kith.jobs.people import assessed
from kith.mail.bounces import Failure
from kith.model import Person, Wish
from kith.store import Store
from kith.store.ledger import Letter
from kith.store.signals import Told
from kith.suggest.reasons import FOR

SUBJECTS = ["Lunch?", "Thank you", "Notes", "", "Could you help me?"]
SETTINGS = load(
    '[accounts.home]\nemail = "sam@example.org"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n'
    '[digest]\ntimezone = "UTC"\n'
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


ALIKE = [(400 + turn * 20, way, "Notes") for turn in range(6) for way in ("sent", "received")]
WISH = st.none() | st.tuples(
    st.integers(0, 60), st.sampled_from(["snooze", "skip", "never"]), st.integers(1, 200)
)


@settings(deadline=None)  # each makes a store on disk
@example(  # the same history at another time: none of the two is the stronger
    [ALIKE, [(day + 244, way, subject) for day, way, subject in ALIKE], []], None, None, False, None
)
@given(
    st.lists(MAIL | STEADY, min_size=3, max_size=3) | st.lists(ASLEEP, min_size=3, max_size=3),
    st.none() | st.tuples(st.integers(0, 60), st.sampled_from([rule.kind for rule in FOR])),
    WISH,
    st.booleans(),
    st.none()
    | st.tuples(st.integers(0, 60), st.sampled_from(["gone", "new-address", "new-job"]), st.booleans()),
)
def test_every_number_in_every_sentence_can_be_counted_again(
    mail: list[list[tuple[int, str, str]]],
    told: tuple[int, str] | None,
    wish: tuple[int, str, int] | None,
    came_back: bool,
    signal: tuple[int, str, bool] | None,
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
                store.bounces.settle()
            if signal:
                day, kind, answers = signal
                numbers = [n for n, (_, way, _) in enumerate(mail[0], 1) if way == "sent"]
                number = numbers[-1] if answers and numbers else 0
                what = {"gone": "", "new-address": "ada@new.example", "new-job": "Head of Tides"}[kind]
                store.signals.add([Told(WHO[0], "", kind, NOW - day * DAY, what, "automatic reply", number)])
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
