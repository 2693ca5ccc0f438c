"""The units under a real systemd: what starts, what does not, and what is said of it (U3, U5; docs/reliability.md)."""

import re
from pathlib import Path

import pytest

from helpers.instance import Instance
from units.conftest import Make

MOST_SECONDS = 5.0


def seconds_to_start(instance: Instance) -> float:
    """From the moment systemd began with it until it said that it is ready."""
    began, ready = (
        int(instance.show(name))
        for name in ("InactiveExitTimestampMonotonic", "ActiveEnterTimestampMonotonic")
    )
    return (ready - began) / 1_000_000


def test_without_a_network_it_starts_at_once_and_says_what_is_missing(late: Instance) -> None:
    """It was told of the trouble in its first look (`late` waits for that); systemd called it started before."""
    assert "next try in 3" in late.said()
    assert seconds_to_start(late) <= MOST_SECONDS
    assert (late.show("ActiveState"), late.show("NRestarts")) == ("active", "0")


def test_u3_it_starts_with_the_machine_and_reads_the_mail(main: Instance) -> None:
    status = main.wait_for_status("idle; last look [A-Z]")
    assert main.show("ActiveState") == "active"
    assert seconds_to_start(main) <= MOST_SECONDS
    assert "fail" not in status
    assert "0 account(s) in trouble" in status
    said = main.said()
    assert "20 new message(s), 20 touch(es)" in said
    first = said.partition("\nStarted ")[0]
    assert not re.search("(?i)fail|ignor|not supported|unknown", first)  # systemd's own doubts about the unit


def test_u3_its_files_are_its_users_alone(main: Instance) -> None:
    main.wait_for_status("idle; last look [A-Z]")
    assert main.state.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in main.state.iterdir()}
    assert {"kith.db", "run.lock", "running.json"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_u5_a_faulty_configuration_is_told_and_not_tried_again(instance: Make) -> None:
    faulty = instance("faulty")
    faulty.drop_in("[Service]\nRestartSec=0\n")  # it would come back at once, if it came back
    faulty.configure("[digest]\nwhen = 'sometimes'\n")
    with pytest.raises(AssertionError, match="start kith@faulty"):
        faulty.start()
    assert faulty.show("ExecMainStatus") == "78"
    assert (faulty.show("ActiveState"), faulty.show("NRestarts")) == ("failed", "0")
    assert "/etc/kith/faulty/config.toml" in faulty.said()
    assert "sometimes" in faulty.said()


def test_a_missing_secret_is_told_with_what_to_do(instance: Make) -> None:
    """Without SetCredential= in the unit, systemd would refuse to start it: status 243, and two words."""
    poor = instance("poor")
    (poor.folder / "imap-password").unlink()
    poor.start()
    poor.wait_for_status(r"1 account\(s\) in trouble")
    said = poor.said()
    assert 'credential "imap-password" is empty' in said
    assert "LoadCredential=imap-password:FILE" in said
    assert (poor.show("ActiveState"), poor.show("NRestarts")) == ("active", "0")


def test_a_hangup_before_it_listens_is_no_clean_end(instance: Make) -> None:
    """To systemd a death by SIGHUP is clean, but not before the service was ready: it is started again."""
    early = instance("early")
    early.drop_in(
        "[Service]\nRestartSec=0\nExecStart=\n"
        "ExecStart=/usr/bin/python3 -c 'import os, signal; os.kill(os.getpid(), signal.SIGHUP)'\n"
    )
    with pytest.raises(AssertionError, match="start kith@early"):
        early.start()
    early.wait_for_line("restart counter is at 1")


def test_d4_it_is_never_given_up_however_often_it_dies(instance: Make) -> None:
    """A message that ends it does so three times before it is set aside; several in a row must not be the end of it."""
    mortal = instance("mortal")
    mortal.drop_in("[Service]\nRestartSec=0.05\n")
    mortal.start()
    for death in range(1, 9):
        mortal.wait_for_status("reading|idle")
        mortal.machine.systemctl("kill", "--kill-who=main", "--signal=KILL", mortal.unit)
        mortal.wait_for_line(f"restart counter is at {death}\\.")
    mortal.wait_for_status("idle; last look [A-Z]")
    assert mortal.show("ActiveState") == "active"


def test_every_person_has_their_own_user(main: Instance, instance: Make) -> None:
    ada = instance("ada")
    ada.start()
    owners = {Path(one.state).stat().st_uid for one in (main, ada)}
    assert len(owners) == 2
    assert 0 not in owners
