"""What is said where nobody fits: why, who may have been meant, and what to do next."""

from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.maildir import MailboxOnDisk
from helpers.world import World, today


@pytest.fixture
def kith(
    mailbox: MailboxOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Before the first scan; Karen and Tom are in the mailbox, a newsletter beside them."""
    world = World(mailbox, tmp_path, now=today().replace(hour=12, minute=0, second=0))
    world.friends("Karen Holm <karen@example.net>", 60, 30, 1)
    world.friends("Tom Whitfield <tom@example.net>", 60, 30, 1)
    world.received("karem@lists.example", 3, 2, 1, List_Unsubscribe="<mailto:u@example.net>")
    return runner(world, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kren", "Karen Holm"),
        ("Karne Hlom", "Karen Holm"),
        ("karen@exmaple.net", "Karen Holm"),
        ("Whitfeild", "Tom Whitfield"),
    ],
)
def test_a_name_that_is_nearly_right_is_answered_with_the_one_that_is(
    typed: str, meant: str, kith: Run
) -> None:
    kith("scan")
    for command in (("why", typed), ("merge", typed, "karen"), ("split", typed), ("forget", typed, "--yes")):
        code, out, err = kith(*command)
        assert (code, out) == (1, "")
        assert f'nobody answers to "{typed}"; did you mean "{meant}"? `kith people --all` lists' in err


def test_a_name_like_no_other_is_answered_without_a_guess(kith: Run) -> None:
    kith("scan")
    assert "did you mean" not in kith("why", "xyzzy")[2]


@pytest.mark.parametrize("empty", ["", "  "])
def test_no_name_at_all_is_called_that(empty: str, kith: Run) -> None:
    kith("scan")
    code, _, err = kith("why", empty)
    assert code == 1
    assert "no name was given; name somebody by an address, a name, or a part of one" in err


def test_a_list_of_nobody_says_why(kith: Run) -> None:
    assert "`kith scan` reads your mail" in kith("people")[2]
    assert "`kith scan` reads your mail" in kith("people", "zzz")[2]
    kith("scan")
    said = kith("people", "zzz", "holm")[2]
    assert said.startswith(
        'No name or address holds "zzz" and "holm"; 2 people are known. `kith people` lists them'
    )
    assert kith("people", "karen", "--muted")[2].startswith("None of them is muted.")
    assert kith("people", "karen", "--due")[2].startswith("None of them is due.")
    assert "scan" not in kith("people", "--muted")[2]
    assert 'No name or address holds "zzz"' in kith("people", "zzz", "--group", "choir")[2]
    assert 'No group "choir"' in kith("people", "karen", "--group", "choir")[2]
