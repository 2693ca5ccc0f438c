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


def test_root_reloads_the_service_and_another_user_is_told_what_to_do(main: Instance) -> None:
    """root's kith is about the service; anybody else has a state folder of their own, and nothing runs there."""
    by_hand = ["/opt/kith/bin/kith", "--config", "/etc/kith/config.toml", "reload"]
    main.configure('[digest]\nwhen = "daily 05:55"\ntimezone = "UTC"\n')
    main.machine.run(*by_hand)
    main.wait_for_status("05:55")
    main.configure("")
    main.machine.run(*by_hand)
    with pytest.raises(AssertionError, match="systemctl reload kith"):
        main.machine.run("setpriv", "--reuid=12345", "--clear-groups", "env", "HOME=/tmp", *by_hand)
