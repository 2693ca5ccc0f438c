"""The service: is kith's unit there, does it run, is it watched, does it go on while its user is logged out?"""

from pathlib import Path

from kith.errors import KithError
from kith.jobs.checking.bench import Bench
from kith.jobs.installing import systemctl
from kith.jobs.installing.systemctl import Unit
from kith.jobs.system_service import installing, unit_name

_CRON = "*/10 * * * * kith run --once"
_MEANING = {"77": "a login was refused", "78": "the configuration or the store cannot be used"}


def check_service(bench: Bench, config: Path, user: str, process: int | None) -> None:
    """`config`: the file in use, by which the unit is told; `user`: who asks; `process`: of a daemon that says it runs
    on this store."""
    findings = bench.findings
    at_work = f"process {process} is at work" if process else ""
    if not systemctl.booted():
        if process:
            findings.ok("service", f"no systemd here; {at_work}")
        else:
            fix = f"keep `kith run` running, or let cron do: {_CRON}"
            findings.warn("service", "no systemd here", fix, kind="no systemd")
        return
    try:
        unit = _unit(config)
    except KithError as error:
        words = str(error).rpartition(": ")[2]
        told = f"your own systemd cannot be asked: {words}"
        if process:
            findings.ok("service", f"{at_work}; {told}")
        else:
            fix = "log in as the user kith is for, not by su or sudo"
            findings.warn("service", told, fix, kind="not asked")
        return
    if not unit.there:
        install = installing(config)
        if process:
            fix = f"`{install}` has systemd start it, and start it again"
            findings.warn("service", f"{at_work}, but not as a service", fix, kind="no unit")
        else:
            findings.warn("service", "not installed", f"`{install}`", kind="no unit")
        return
    _running(bench, unit)
    if unit.user and not systemctl.lingers(user):
        told = "kith stops when you log out, and does not start with the machine"
        findings.warn("linger", told, f"loginctl enable-linger {user}", kind="no linger")
    elif unit.user:
        findings.ok("linger", "it goes on while you are logged out")


def _unit(config: Path) -> Unit:
    """The unit for this configuration, whether it is there or not. Raises KithError."""
    name = unit_name(config)
    return systemctl.show(name or "kith.service", user=name is None)


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
