"""What `kith eval` does: which mail of a table counts, which mailboxes are looked at, what figures come of it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from helpers.judged import begin, received, record, sent
from kith.config.load import load
from kith.errors import KithError
from kith.jobs import evaluate, mail_table
from kith.jobs.mail_table import Row
from kith.store import Store
from kith.suggest.replay import Tie

DAY = 86_400
ME = "sam@example.org"
SETTINGS = load(
    f'[accounts.home]\nemail = "{ME}"\nhost = "localhost"\nsecurity = "none"\npassword_env = "P"\n',
    "kith.toml",
)


def table(folder: Path, rows: Iterable[Row]) -> Path:
    path = folder / "mail.tsv"
    path.write_text("".join(f"{sender}\t{recipient}\t{at}\n" for sender, recipient, at in rows))
    return path


def letters(people: int, gap: int = 20, conversations: int = 10) -> list[Row]:
    """Sam and each of them: Sam writes three times, then gets an answer. Everybody's rhythm is a little longer."""
    found = []
    for number in range(people):
        other = f"p{number}@example.net"
        for turn in range(conversations):
            pair = (other, ME) if turn % 4 == 3 else (ME, other)
            found.append((*pair, (100 + number + turn * (gap + number)) * DAY + number))
    return sorted(found, key=lambda row: row[2])


def circle(seed: int, people: int = 40) -> list[Row]:
    """Everybody and the next two in a ring, every other week or so for two years, in both directions."""
    chance, found = Random(seed), set()
    for one in range(people):
        for step in (1, 2):
            at = chance.randrange(20 * DAY)
            while at < 730 * DAY:
                pair = (one, (one + step) % people)
                sender, recipient = pair if chance.random() < 0.5 else pair[::-1]
                found.add((f"u{sender}", f"u{recipient}", at))
                at += int((4 + chance.expovariate(1 / 12)) * DAY)
    return sorted(found, key=lambda row: row[2])


def test_a_tie_begins_where_both_have_written(tmp_path: Path) -> None:
    rows = [("a", "b", 0), ("a", "b", 10 * DAY), ("b", "a", 30 * DAY + 5), ("a", "c", 40 * DAY)]
    found = mail_table.read(table(tmp_path, rows))
    assert found.mailboxes == {"a": [Tie((0, 10, 30), 30)], "b": [Tie((0, 10, 30), 30)], "c": []}
    assert (found.first, found.last) == (0, 40)


def test_mail_to_more_than_five_is_nobodys_touch(tmp_path: Path) -> None:
    answers = [(f"p{number}", "a", 9 * DAY) for number in range(6)]
    to_five = [("a", f"p{number}", 0) for number in range(5)]
    found = mail_table.read(table(tmp_path, [*to_five, *answers])).mailboxes
    assert found["a"] == [Tie((0, 9), 9)] * 5
    found = mail_table.read(table(tmp_path, [*to_five, ("a", "p5", 0), *answers])).mailboxes
    assert not any(found.values())


def test_mail_to_oneself_is_no_tie(tmp_path: Path) -> None:
    assert mail_table.read(table(tmp_path, [("a", "a", 0), ("a", "a", DAY)])).mailboxes == {}


def test_only_so_many_days_from_the_first(tmp_path: Path) -> None:
    path = table(tmp_path, [("a", "b", 5 * DAY), ("b", "a", 7 * DAY - 1), ("a", "b", 7 * DAY)])
    found = mail_table.read(path, days=2)
    assert (found.mailboxes["a"], found.last) == ([Tie((5, 6), 6)], 6)


@pytest.mark.parametrize(
    "bad", ["a b", "a b later", "a b 1 2", "a b ²", "a b -5", "a,b,1", "a b 1700000000000"]
)
def test_a_bad_line_is_named_with_its_number(bad: str, tmp_path: Path) -> None:
    path = tmp_path / "mail.tsv"
    path.write_text(f"# a remark\n\na b 86400\n{bad}\nb a 90000\n")
    with pytest.raises(KithError) as refused:
        mail_table.read(path)
    assert str(refused.value).startswith(f"{path}:4: ")
    assert f'"{bad}"' in str(refused.value)


def test_a_first_line_with_a_bad_time_is_not_taken_for_names_of_columns(tmp_path: Path) -> None:
    path = tmp_path / "mail.tsv"
    for bad in ("a b -5", "a b 1.5e9", "a b 1700000000000"):
        path.write_text(f"{bad}\na b 86400\n")
        with pytest.raises(KithError, match=":1: "):
            mail_table.read(path)


def test_names_of_columns_remarks_and_empty_lines_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "mail.tsv"
    path.write_text("src dst time\n\n# a remark\na b 86400\n")
    assert mail_table.read(path).first == 1
    path.write_text("")
    assert mail_table.read(path).mailboxes == {}


def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(KithError, match=r"nowhere\.tsv: No such file"):
        mail_table.read(tmp_path / "nowhere.tsv")


def test_the_halves_have_nothing_in_common_and_are_the_whole(tmp_path: Path) -> None:
    path = table(tmp_path, circle(1))
    dev, held_out, whole = (evaluate.of_table(path, half=half) for half in ("dev", "held-out", None))
    assert len(dev.mailboxes) + len(held_out.mailboxes) == len(whole.mailboxes) == 40
    assert min(len(dev.mailboxes), len(held_out.mailboxes)) > 10
    both = dev.whole
    both.add(held_out.whole)
    assert (both.told, both.gaps, both.digests) == (whole.whole.told, whole.whole.gaps, whole.whole.digests)


def test_a_mailbox_with_too_little_in_it_is_left_out_and_counted(tmp_path: Path) -> None:
    """Sam has 27 gaps, each of the others 9."""
    seen: list[tuple[int, int]] = []
    found = evaluate.of_table(table(tmp_path, letters(3)), seen=lambda done, all_: seen.append((done, all_)))
    assert (len(found.mailboxes), found.left_out) == (1, 3)
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert evaluate.of_table(table(tmp_path, letters(1, conversations=20))).left_out == 2
    assert evaluate.of_table(table(tmp_path, letters(1, conversations=21))).left_out == 0


def test_ones_own_mailbox_and_a_table_of_the_same_mail_give_the_same_figures(tmp_path: Path) -> None:
    rows = letters(6)
    with Store.open(tmp_path) as store:
        record(
            store,
            begin(store),
            *(
                sent(number, recipient, at=at) if sender == ME else received(number, sender, at)
                for number, (sender, recipient, at) in enumerate(rows, start=1)
            ),
        )
        own = evaluate.row(evaluate.own(store, SETTINGS))
    listed = evaluate.row(evaluate.of_table(table(tmp_path, rows)))
    assert listed.pop("left_out") == 6  # the others' mailboxes, of which one's own knows nothing
    assert own.pop("left_out") == 0
    assert own == listed
    assert own["odds"]["silences"] > 20
    assert own["digests"]["30 days"]["suggestions"] > 0


def test_of_a_mailbox_without_ties_nothing_is_said(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        found = evaluate.row(evaluate.own(store, SETTINGS))
    assert (found["mailboxes"], found["odds"]["three_of_four"], found["digests"]["kith"]["timely"]) == (
        0,
        None,
        None,
    )


def test_shares_are_of_what_was_suggested_and_of_what_faded(tmp_path: Path) -> None:
    found = evaluate.of_table(table(tmp_path, circle(2)))
    row = evaluate.row(found)
    for rule, counts in found.whole.digests.items():
        told = row["digests"][rule]
        assert told["timely"] == round(counts["timely"] / counts["suggested"], 4)
        assert told["judged"] == counts["judged"] >= counts["premature"]
        assert told["timely_of_judged"] == round(counts["timely of judged"] / counts["judged"], 4)
        assert told["per_digest"] == round(counts["suggested"] / counts["digests"], 4)
        assert (
            counts["suggested"]
            >= counts["timely"]
            >= counts["suggested"] - counts["redundant"] - counts["premature"]
        )
    assert row["odds"]["silences"] == sum(one.gaps[0.75][1] for one in found.mailboxes) > 1000


def test_on_mailboxes_nothing_was_fitted_to_kith_is_right_and_better_than_a_timer(
    corpus: Callable[[str], Path],
) -> None:
    """Enron as cleaned by Perry and Wolfe, the half that was held out (docs/design.md, "Replay")."""
    path = corpus("temporal") / "enron-perry-wolfe.tsv"
    found = evaluate.row(evaluate.of_table(path, half="held-out"))
    kith, timer = found["digests"]["kith"], found["digests"]["30 days"]
    assert found["mailboxes"] > 50
    assert 0.72 <= found["odds"]["three_of_four"] <= 0.82
    assert kith["timely"] >= 0.70
    assert kith["caught"] >= 0.80
    assert kith["timely"] > timer["timely"]
