"""What a stranger could do who had taken kith over, tried by a program that runs in its place in its unit (U7)."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from helpers import confined
from helpers.instance import Instance
from units.conftest import Make

IN_ITS_PLACE = """\
[Service]
Type=oneshot
Restart=no
WatchdogSec=0
ExecStart=
ExecStart=/opt/kith/bin/python -B -I /etc/kith/%i/confined.py other
"""


def tried(one: Instance) -> dict[str, Any]:
    """What the program in its place could do."""
    shutil.copy(Path(confined.__file__), one.folder / "confined.py")
    (one.folder / "confined.py").chmod(0o644)
    one.drop_in(IN_ITS_PLACE)
    one.start()
    (line,) = (line for line in one.said().splitlines() if line.startswith("{"))
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.fixture
def other(main: Instance, instance: Make) -> Instance:
    """Another person's, with everything that somebody might want of it; kith.service runs as well."""
    other = instance("other")
    other.start()
    other.wait_for_status("idle; last look [A-Z]")
    main.wait_for_status("idle; last look [A-Z]")
    assert (other.state / "kith.db").exists()
    return other


def test_u7_it_reaches_nothing_but_its_own(other: Instance, instance: Make) -> None:
    found = tried(instance("taken"))
    own = ("own state", "own secret", "own configuration")
    assert {name: found[name] for name in own} == dict.fromkeys(
        own, True
    )  # so the program does what it should
    assert len(confined.FORBIDDEN) == 8
    assert found["writable"] == []
    assert found["readable"] == []
    assert found["W+X"] is False
    assert found["runs what it wrote"] == [], "\n".join(found["mounts"])
    assert found["other sockets"] == []
    assert found["root's privileges"] == []
    assert found["processes"] == 1
    assert found["user"] != 0


def test_u7_the_same_program_reaches_it_all_where_no_unit_holds_it(other: Instance) -> None:
    """What is refused above is refused by the unit, and not because the program asks in the wrong way."""
    script = other.folder / "confined.py"
    shutil.copy(confined.__file__, script)
    free = [
        "env", "STATE_DIRECTORY=/var/lib/kith-other", "CREDENTIALS_DIRECTORY=/run/credentials/kith@other.service",
        "KITH_CONFIG=/etc/kith/other/config.toml", "/opt/kith/bin/python", "-B", "/etc/kith/other/confined.py",
    ]  # fmt: skip
    found = json.loads(other.machine.run(*free, "other"))
    assert {"/etc", "/etc/kith", "/var/lib", "/home", "/root"} <= set(found["writable"])
    assert len(found["readable"]) == 9
    assert found["W+X"]
    assert len(found["runs what it wrote"]) == 4
    assert len(found["other sockets"]) == 2
    assert found["root's privileges"]
    assert found["processes"] > 5
