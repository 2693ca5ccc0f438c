"""Where a unit, its drop-in, its configuration, its secrets and its store lie, for each kind of service."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kith.errors import Misconfigured
from kith.jobs.installing.units import SYSTEM, TEMPLATE, USER

UNITS, ETC = Path("/etc/systemd/system"), Path("/etc/kith")
NAME = re.compile(r"[a-z0-9]{1,26}")  # it becomes part of a user's name: kith-NAME (kith@.service)
DROP_IN = "10-kith-install.conf"


@dataclass(frozen=True, slots=True)
class Place:
    """`unit`: what is started; `shipped`: below systemd/; `file`: the unit's; `config`: what it reads; `secrets`: the
    folder of its credentials, None for a user's; `state`: its store's."""

    user: bool
    unit: str
    shipped: str
    file: Path
    config: Path
    secrets: Path | None
    state: Path

    @property
    def named(self) -> str:
        """The NAME of kith@NAME, "" of any other."""
        return self.unit.partition("@")[2].removesuffix(".service")

    @property
    def drop_in(self) -> Path:
        return self.file.parent / f"{self.unit}.d" / DROP_IN


def of_the_system(name: str) -> Place:
    """kith.service, or kith@NAME.service. Raises Misconfigured for a name that cannot be one."""
    if not name:
        unit, state = "kith.service", Path("/var/lib/private/kith")
        return Place(False, unit, SYSTEM, UNITS / unit, ETC / "config.toml", ETC, state)
    if not NAME.fullmatch(name):
        raise Misconfigured(
            f'--name "{name}": it becomes part of a user\'s name: small letters and digits, at most 26'
        )
    folder, state = ETC / name, Path(f"/var/lib/private/kith-{name}")
    return Place(
        False,
        f"kith@{name}.service",
        TEMPLATE,
        UNITS / "kith@.service",
        folder / "config.toml",
        folder,
        state,
    )


def of_a_user(config: Path, state: Path, environ: Mapping[str, str]) -> Place:
    """kith.service of the user's own systemd."""
    home = Path(environ.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111  (of a user without $HOME)
    given = environ.get("XDG_CONFIG_HOME", "")
    folder = Path(given) if given.startswith("/") else home / ".config"
    file = folder / "systemd" / "user" / "kith.service"
    return Place(True, "kith.service", USER, file, config, None, state)
