"""The service: is kith's unit there, does it run, is it watched, does it go on while its user is logged out?"""

from pathlib import Path

from kith.errors import KithError
from kith.jobs.checking.bench import Bench
from kith.jobs.installing import systemctl
from kith.jobs.installing.systemctl import Unit

_CRON = "*/10 * * * * kith run --once"
_MEANING = {"77": "a login was refused", "78": "the configuration or the store cannot be used"}


def check_service(bench: Bench, config: Path, user: str, root: bool, process: int | None) -> None:
    """`config`: the file in use, by which the unit is told; `process`: of a daemon that says it runs on this store."""
    findings = bench.findings
    if not systemctl.booted():
        told = f"no systemd here; process {process} is at work" if process else "no systemd here"
        if process:
            findings.ok("service", told)
        else:
            findings.warn(
                "service", told, f"keep `kith run` running, or let cron do: {_CRON}", kind="no systemd"
            )
        return
    try:
        unit = _unit(config, root)
    except KithError as error:
        if process:
            findings.ok("service", f"process {process} is at work; systemd could not be asked: {error}")
        else:
            findings.warn(
                "service", str(error), "log in as the user kith is for, then `kith check`", kind="not asked"
            )
        return
    if unit is None:
        if process:
            fix = "`kith install` has systemd start it, and start it again"
            findings.warn(
                "service", f"process {process} is at work, but not as a service", fix, kind="no unit"
            )
        else:
            findings.warn("service", "not installed", "`kith install`", kind="no unit")
        return
    _running(bench, unit)
    if unit.user and unit.there and not systemctl.lingers(user):
        told = "kith stops when you log out, and does not start with the machine"
        findings.warn("linger", told, f"loginctl enable-linger {user}", kind="no linger")
    elif unit.user:
        findings.ok("linger", "it goes on while you are logged out")


def unit_name(config: Path) -> str | None:
    """The system's unit that reads this configuration; None where only a user's can."""
    parts = config.parts
    if parts == ("/", "etc", "kith", "config.toml"):
        return "kith.service"
    if len(parts) == 5 and parts[:3] == ("/", "etc", "kith") and parts[4] == "config.toml":
        return f"kith@{parts[3]}.service"
    return None


def _unit(config: Path, root: bool) -> Unit | None:
    """The unit for this configuration, None where there is none. Raises KithError."""
    name = unit_name(config)
    ways = [(name, False)] if name else [("kith.service", True), *([("kith.service", False)] if root else [])]
    for known, user in ways:
        unit = systemctl.show(known, user=user)
        if unit.there:
            return unit
    return None


def _running(bench: Bench, unit: Unit) -> None:
    findings = bench.findings
    scope = " --user" if unit.user else ""
    where = f"{unit.name}{' of yours' if unit.user else ''}"
    if unit["ActiveState"] == "failed":
        status = unit["ExecMainStatus"]
        why = _MEANING.get(status, f"it ended with {status} ({unit['Result']})")
        fix = f"journalctl{scope} -u {unit.name} tells more; put it right, then `systemctl{scope} restart {unit.name}`"
        findings.fail("service", f"{where} has failed: {why}", fix, kind=f"failed {status}")
        return
    if not unit.active:
        fix = f"`systemctl{scope} enable --now {unit.name}`"
        findings.warn("service", f"{where} is installed and does not run", fix, kind="not active")
        return
    watched = unit["WatchdogUSec"]
    told = f"{where} is {unit['ActiveState']}: {unit['StatusText'] or 'no status yet'}"
    if watched in {"", "0", "infinity"}:
        fix = "set WatchdogSec=15min in the unit, as kith's own has it: a hanging kith is started again then"
        findings.warn("service", f"{told}; not watched", fix, kind="no watchdog")
    elif not unit.enabled:
        fix = f"`systemctl{scope} enable {unit.name}`"
        findings.warn("service", f"{told}; it does not start with the machine", fix, kind="not enabled")
    elif unit["NeedDaemonReload"] == "yes":
        fix = f"`systemctl{scope} daemon-reload`, then restart it"
        findings.warn("service", f"{told}; its unit was changed and is not in force", fix, kind="changed")
    else:
        findings.ok("service", f"{told}; started with the machine, watched every {watched}")
