"""`systemctl reload` under a real systemd: over when the new configuration is in force, and not before (U6)."""

import pytest

from helpers.instance import Instance

TIMES = 20


def test_u6_when_a_reload_returns_the_new_configuration_is_in_force(main: Instance) -> None:
    main.wait_for_status("idle; last look [A-Z]")
    before = main.show("MainPID")
    seen = []
    for minute in range(TIMES):
        main.configure(f'[digest]\nwhen = "daily 03:{minute:02}"\ntimezone = "UTC"\n')
        main.machine.systemctl("reload", main.unit)
        seen.append(main.show("StatusText").partition("next digest ")[2].partition(";")[0][-5:])
    assert seen == [f"03:{minute:02}" for minute in range(TIMES)]
    assert main.show("MainPID") == before


def test_u6_a_faulty_configuration_fails_the_reload_and_nothing_else(main: Instance) -> None:
    main.wait_for_status("idle; last look [A-Z]")
    before = main.show("MainPID"), main.show("StatusText")
    main.configure('[digest]\nwhen = "sometimes"\n')
    with pytest.raises(AssertionError, match=r"reload kith\.service"):
        main.machine.systemctl("reload", main.unit)
    assert main.show("ActiveState") == "active"
    assert (main.show("MainPID"), main.show("StatusText")) == before
    assert "sometimes" in main.said()
    assert "the old configuration stays in force" in main.said()
    main.configure("")
    main.machine.systemctl("reload", main.unit)


def test_a_hangup_by_hand_still_reloads(main: Instance) -> None:
    main.configure('[digest]\nwhen = "daily 04:44"\ntimezone = "UTC"\n')
    main.machine.systemctl("kill", "--kill-who=main", "--signal=HUP", main.unit)
    main.wait_for_status("04:44")
    main.configure("")
    main.machine.systemctl("reload", main.unit)


def test_as_another_user_it_says_what_to_do(main: Instance) -> None:
    """root looks into a state folder of its own; nothing runs there."""
    with pytest.raises(AssertionError, match="systemctl reload kith"):
        main.machine.run("/opt/kith/bin/kith", "--config", "/etc/kith/config.toml", "reload")
