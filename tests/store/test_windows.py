"""A window is written as a whole, and leaves the rows that its messages leave one by one."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.judged import ME, looking
from helpers.plain_touches import PlainTouches
from kith.mail.ids import identity, number_of
from kith.model import Address, Direction, Facts, Skip, Touch, Verdict
from kith.store import Store
from kith.store.touches import MOST_SPELLINGS, Judged

DAY = 86_400
SPECS = ("ada@example.org", "ada+x@example.org", "karen@example.org", "lisp@lists.example.net", ME.spec)
NAMES = ("", "Ada", "Ada Lovelace", "Zoë", "zoë", "\U0001f600", "\ufffd", *(f"Ada {n}" for n in range(8)))
MOST = 12  # different messages
ADDRESS = st.builds(Address, st.sampled_from(SPECS), st.sampled_from(NAMES))
ADDRESSES = st.lists(ADDRESS, min_size=1, max_size=3).map(tuple)
MARK = st.sampled_from(["", "List-Id", "Precedence: bulk"])
# Few, so that many are of one second; on the ninety days and beyond.
WHEN = st.sampled_from([DAY, 2 * DAY, 91 * DAY, 92 * DAY])
OPENING = st.sampled_from([None, 7])


def _message_id(number: int) -> str:
    return f"<{number}@example.org>" if number else ""


@st.composite
def judged(draw: st.DrawFn) -> Judged:
    """A copy of one of a few messages. Copies may differ in everything, as those of hostile mail do."""
    number = draw(st.integers(0, MOST))
    answered = _message_id(draw(st.integers(0, MOST))) if draw(st.booleans()) else ""
    way = draw(st.sampled_from([Direction.SENT, Direction.RECEIVED, None]))
    at = draw(WHEN) if way else draw(st.one_of(st.none(), WHEN))
    others = draw(ADDRESSES)
    senders = (Address(ME.spec, draw(st.sampled_from(NAMES))),) if way is Direction.SENT else others[:1]
    facts = Facts(
        identity(number_of(_message_id(number)), number),
        _message_id(number),
        at,
        senders,
        (),
        (),
        draw(st.sampled_from([(), others[-1:]])),
        (),
        f"subject {draw(st.integers(0, 3))}",
        answered,
        {},
    )
    if way is None:
        skip = draw(st.sampled_from([Skip.LIST, Skip.AUTOMATIC]))
        about = draw(st.sampled_from([others, ()]))
        verdict = Verdict(skip=skip, because=draw(MARK), about=about, opening=draw(OPENING))
    else:
        touches = tuple(Touch(other, way) for other in others)
        verdict = Verdict(touches=touches, doubt=draw(MARK), opening=draw(OPENING))
    return Judged(draw(st.integers(1, 99)), facts, verdict, draw(st.one_of(st.none(), ADDRESS)))


# A window of one of two folders, and what becomes of it; or an address that is forgotten, or all of them.
WINDOW = st.tuples(
    st.integers(0, 1),
    st.lists(judged(), max_size=25),
    st.sampled_from(["kept", "kept", "taken back", "another process"]),
)
Step = tuple[int, list[Judged], str] | str
STEPS = st.lists(st.one_of(WINDOW, WINDOW, st.sampled_from([SPECS[0], ME.spec, ""])), max_size=7)


class TakenBack(Exception):
    """Ends a transaction that has written everything."""


TABLES = {
    "address": "SELECT spec, name, name_rank, is_list FROM address",
    "spelling": "SELECT spec, spelling.name FROM spelling JOIN address ON id = address",
    "skip": "SELECT reason, because FROM skip",
    "message": "SELECT identity, folder.name, uid, reason, because, message_id FROM message "
    "JOIN folder ON folder.id = folder LEFT JOIN skip ON skip.id = skip LEFT JOIN label ON label.id = label",
    "label": "SELECT message_id FROM label",
    "touch": "SELECT spec, at, message, direction, opening, reason, because FROM touch "
    "JOIN address ON address.id = address LEFT JOIN skip ON skip.id = doubt",
    "uncounted": "SELECT spec, at, message, reason, because, opening FROM uncounted "
    "JOIN address ON address.id = address JOIN skip ON skip.id = skip",
    "recent": "SELECT spec, at, message, subject FROM recent JOIN address ON id = address",
    "reply": "SELECT spec, answered, direction FROM reply JOIN address ON id = address",
}


def _take(store: Store, step: Step, plain: bool) -> object:
    """Do one thing in a transaction; gives what it tells."""
    with looking(store) as db:
        db.execute("PRAGMA synchronous = OFF")  # many small transactions, and no power cuts
    with suppress(TakenBack), store.transaction():
        if step == "":
            return store.cursors.start_over(f"other rules after {db.total_changes} changes")
        if isinstance(step, str):
            return store.decisions.forget([step], 10)
        number, messages, fate = step
        folder = store.cursors.begin("personal", b"%d" % number, str(number), 7, 1).folder
        told = dict((PlainTouches(db) if plain else store.touches).record(folder, messages))
        if fate == "taken back":
            raise TakenBack
        return told
    return None


def _left_behind(steps: list[Step], plain: bool) -> dict[str, Any]:
    """Every row of every table, without the numbers the store gives out by itself; and what each step told."""
    with (
        tempfile.TemporaryDirectory() as place,
        Store.open(Path(place)) as store,
        Store.open(Path(place)) as other,
        looking(store) as db,
    ):
        told = [
            _take(other if step and step[-1] == "another process" else store, step, plain) for step in steps
        ]
        return {"told": told} | {
            table: sorted(db.execute(query), key=repr) for table, query in TABLES.items()
        }


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_window_leaves_what_its_messages_leave_one_by_one(steps: list[Step]) -> None:
    assert _left_behind(steps, plain=False) == _left_behind(steps, plain=True)


LETTERS = [
    ("ada@example.org",),
    ("karen@example.org", "lisp@lists.example.net"),
]  # To, by number of the letter
BCC = ["bob@example.org", "ada@example.org", "zoe@example.org"]


def _copy(number: int, bcc: tuple[str, ...]) -> Judged:
    """A copy of one of my letters: with all of its Bcc, or with none."""
    hidden = tuple(Address(spec) for spec in bcc)
    to = tuple(Address(spec) for spec in LETTERS[number])
    message_id = _message_id(number + 1)
    facts = Facts(number_of(message_id), message_id, DAY + number, (ME,), to, (), hidden, (), "x", "", {})
    others = {address.spec: address for address in (*to, *hidden)}.values()
    return Judged(number, facts, Verdict(touches=tuple(Touch(other, Direction.SENT) for other in others)))


COPIES = [_copy(number, bcc) for number in range(2) for bcc in ((), (), tuple(BCC))]


@settings(max_examples=25, deadline=None)
@given(st.permutations(COPIES), st.integers(1, len(COPIES)))
def test_whom_i_wrote_to_by_bcc_does_not_depend_on_which_copy_is_read_first(
    copies: list[Judged], width: int
) -> None:
    """Row 85: the copy in Sent alone names the Bcc, and one sent to myself may be read before."""
    windows: list[Step] = [(0, copies[at : at + width], "kept") for at in range(0, len(copies), width)]
    left = _left_behind(windows, plain=False)
    wanted = {
        (spec, DAY + n, number_of(_message_id(n + 1))) for n, to in enumerate(LETTERS) for spec in {*to, *BCC}
    }
    assert {row[:3] for row in left["touch"]} == {row[:3] for row in left["recent"]} == wanted
    assert len(left["touch"]) == len(wanted)


@settings(max_examples=25, deadline=None)
@given(st.permutations([*NAMES[1:], "Ada of old"]), st.integers(1, 14))
def test_which_names_are_kept_does_not_depend_on_the_order_of_reading(names: list[str], width: int) -> None:
    copies = [
        Judged(
            number,
            Facts(number, "", DAY, (), (), (), (), (), "", "", {}),
            Verdict(touches=(Touch(Address(SPECS[0], name), Direction.RECEIVED),)),
        )
        for number, name in enumerate(names)
    ]
    windows: list[Step] = [(0, copies[at : at + width], "kept") for at in range(0, len(copies), width)]
    kept = {name for _, name in _left_behind(windows, plain=False)["spelling"]}
    assert kept == set(sorted(names)[:MOST_SPELLINGS])
