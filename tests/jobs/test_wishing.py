"""For whom a holiday may be a reason, out of a real store; and every number of its sentence counted again."""

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.judged import begin, looking, received, record, sent
from helpers.persons import DAY, NOW
from kith.config.load import load
from kith.jobs.people import assessed, known
from kith.jobs.why import why
from kith.store import Store
from kith.store.ledger import Letter
from kith.suggest.reasons.case import Wishing
from kith.suggest.wording import DAYS_OF_A_MONTH, DAYS_OF_A_YEAR

ACCOUNT = (
    '[accounts.home]\nemail = "sam@example.org"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n'
)
ADA = "ada@example.cz"
SETTINGS = load(f'{ACCOUNT}[[person]]\nemail = ["{ADA}"]\nevery = "10y"\n', "kith.toml")
CHRISTMAS, JULY = NOW + 21 * DAY, NOW + 220 * DAY  # 21 December 2026, 8 July 2027
UNITS = {"day": 1.0, "week": 7.0, "month": DAYS_OF_A_MONTH, "year": DAYS_OF_A_YEAR}
SUBJECTS = st.sampled_from(["The Brno trip", "Re: Notes", "Hello", "Merry Christmas", "[ticket 7]", ""])


def wishes(store: Store, now: int, spec: str = ADA) -> Wishing | None:
    """What a wish to somebody could be built on."""
    (found,) = (one for one in assessed(store, SETTINGS, now) if spec in one.person.addresses)
    return found.case.wishing


def test_looked_up_is_who_is_silent_where_a_holiday_is_near(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        folder = begin(store)
        silent = {"ada@example.cz": 70, "ben@example.cz": 59, "eve@example.com": 70, "tom@example.com.tr": 70}
        for number, (spec, days) in enumerate(silent.items(), 1):
            record(
                store, folder, sent(number, spec, at=CHRISTMAS - days * DAY - 3600, subject="The Brno trip")
            )
        for now, looked_up in ((CHRISTMAS, {"ada@example.cz"}), (JULY, set())):
            found = {spec for spec in silent if wishes(store, now, spec)}
            assert found == looked_up
        assert not known(store, NOW).wishing  # what is asked for a rhythm alone costs nothing
        assert wishes(store, CHRISTMAS) == Wishing("CZ", "their address ends in .cz", "The Brno trip")


def test_who_is_asked_about_is_looked_up_whatever_the_day(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        record(store, begin(store), sent(1, "eve@example.com", at=NOW - 3 * DAY))
        found = why(store, SETTINGS, "eve@example.com", NOW).assessment
        assert found.case.wishing == Wishing("", "neither an address nor a number of theirs tells")


@settings(deadline=None)  # the library and the names of countries are loaded by the first example
@given(
    st.lists(st.tuples(st.integers(20, 1500), st.booleans(), SUBJECTS), min_size=1, max_size=6),
    st.none() | st.integers(1, 500),
)
def test_every_number_in_the_sentence_can_be_counted_again(
    mail: list[tuple[int, bool, str]], told: int | None
) -> None:
    """ "Christmas is on Friday 25 December in Czechia; you last wrote 5 months ago, about "Notes"."."""
    with tempfile.TemporaryDirectory() as state, Store.open(Path(state)) as store:
        folder = begin(store)
        for number, (days, mine, subject) in enumerate(mail, 1):
            record(
                store,
                folder,
                (sent if mine else received)(number, ADA, at=CHRISTMAS - days * DAY, subject=subject),
            )
        if told:
            letter = Letter(
                0, "<1@example.org>", None, CHRISTMAS - told * DAY, "sam@example.org", b"x", "written"
            )
            with store.transaction():
                store.ledger.write(letter, [(1, ADA, "holiday")], 0)
        (found,) = assessed(store, SETTINGS, CHRISTMAS)
        texts = [one.text for one in found.reasons if one.kind == "holiday"]
        with looking(store) as db:
            ((last, way),) = db.execute(
                "SELECT at, direction FROM touch ORDER BY at DESC, direction DESC LIMIT 1"
            )
            newest = {
                subject for (subject,) in db.execute("SELECT subject FROM recent WHERE at = ?", (last,))
            }
        silent = (CHRISTMAS - last) / DAY
        assert bool(texts) == (silent > 60)
        for text in texts:
            if again := re.search(r"; they were suggested for a holiday (.+) ago, and once", text):
                assert told
                assert told < 350
                assert is_at_least(again[1], told)
            elif about := re.search(r'; (you|Ada|they) last wrote (.+) ago, about "(.*)"\.$', text):
                assert is_at_least(about[2], silent)
                assert about[3] in {subject.removeprefix("Re: ") for subject in newest}
                assert (about[1] == "you") == (way == "sent")
            else:
                assert "is no reason without something personal" in text
                assert newest & {"Hello", "Merry Christmas", "[ticket 7]", ""}


def is_at_least(told: str, days: float) -> bool:
    """A span that was rounded down."""
    number, unit = told.split()
    length = UNITS[unit.rstrip("s")]
    return int(number) * length <= days < (int(number) + 1) * length
