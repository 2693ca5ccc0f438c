"""The text of a unit as `kith install` writes it: the one that ships with kith, with the places of this machine in it.

Promises that nothing of the unit's protection changes. The first line has a sum of the rest, so that a unit changed by
hand is known as such later, and never overwritten without a copy.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from kith.jobs.installing.program import Program

SYSTEM, TEMPLATE, USER = "kith.service", "kith@.service", "user/kith.service"  # below systemd/
_MARK = "# Written by `kith install`; a change belongs into a drop-in. Sum of the lines below: "
_PROGRAMS = ("/opt/kith/bin/kith", "%h/.local/bin/kith")


def unit_text(shipped: str, program: Program, environment: Mapping[str, str], state: Path | None) -> str:
    """A whole unit. `shipped` is one of systemd/; `environment` is set for it beside what it sets; `state` is the state
    folder of a user's service, where it is not the usual one."""
    text = shipped
    for named in _PROGRAMS:
        text = text.replace(named, str(program.path))
    if more := program.exec_paths:
        lines = [
            f"{line} {' '.join(f'-{one}' for one in more)}" if line.startswith("ExecPaths=") else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines) + "\n"
    if state is not None:
        text = text.replace("%h/.local/state/kith", str(state))
    for name, value in environment.items():
        told = f"# What `kith install` was called with.\nEnvironment={name}={value}\n"
        text = text.replace("Restart=on-failure\n", f"Restart=on-failure\n{told}")
    return marked(text)


def marked(text: str) -> str:
    """With the first line that tells later whether anybody has changed it."""
    return f"{_MARK}{_sum(text)}\n{text}"


def is_ours(text: str) -> bool:
    """Whether it is as some `kith install` has written it."""
    first, _, rest = text.partition("\n")
    return first.startswith(_MARK) and first.removeprefix(_MARK) == _sum(rest)


def is_same(found: str, wanted: str) -> bool:
    """Whether a unit says what it should; the first line may be missing, where somebody copied it by hand."""
    return found == wanted or found == wanted.partition("\n")[2]


def credentials_text(loads: Mapping[str, tuple[str, bool]]) -> str:
    """A drop-in for the secrets: name of the credential -> its file, and whether that is encrypted.

    What the unit itself loads is forgotten first, or systemd would have two of one name.
    """
    lines = ["[Service]", "# Only these, and not what the unit names.", "LoadCredential=", "SetCredential="]
    for name, (path, encrypted) in loads.items():
        lines += [
            f'# Read by root at each start; the service gets a copy that only it can read: credential = "{name}".',
            f"LoadCredential{'Encrypted' if encrypted else ''}={name}:{path}",
        ]
        if not encrypted:
            lines += ["# Without that file kith itself says what to do.", f"SetCredential={name}:\\n"]
    return marked("\n".join(lines) + "\n")


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
