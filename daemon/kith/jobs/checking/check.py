"""`kith check`, from the configuration to the service: the same configuration, store and code as the daemon's.

Promises to touch nothing but its own probes and the store's note of proven addresses, and to run beside a daemon: it
takes no lock, and has one connection to an account at a time.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kith import files
from kith.clock import Clock, SystemClock
from kith.config.plainly import connects, reads, writes
from kith.config.settings import Settings
from kith.errors import KithError
from kith.jobs.calendar import zone_of
from kith.jobs.checking.bench import Bench
from kith.jobs.checking.delivery import check_delivery
from kith.jobs.checking.finding import Finding, Findings
from kith.jobs.checking.local import check_clock, check_looks, check_model, check_store, check_templates
from kith.jobs.checking.mailbox import check_account
from kith.jobs.checking.service import check_service
from kith.jobs.workplace import Workplace, opened, read_settings


@dataclass(frozen=True, slots=True)
class How:
    """`mail`: probes may be put and sent; `offline`: no server is talked to; `wait`: seconds for a probe by SMTP.
    `user`: who asks; `process`: of a daemon at work on a state folder, None where there is none."""

    mail: bool = True
    offline: bool = False
    wait: float = 30
    user: str = ""
    process: int | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """All lines, and what kith reads and writes; these are empty where the configuration cannot be used."""

    config: Path
    findings: Findings
    reads: list[str]
    writes: list[str]
    connects: list[str]

    def row(self) -> dict[str, Any]:
        """For JSON."""
        code = self.findings.exit_code
        return {
            "ok": code == 0, "exit_code": code, "config": str(self.config), "findings": self.findings.rows(),
            "reads": self.reads, "writes": self.writes, "connects": self.connects,
        }  # fmt: skip


def check(
    option: Path | None,
    environ: Mapping[str, str],
    how: How,
    clock: Clock | None = None,
    heard: Callable[[Finding], object] = lambda _: None,
) -> Checked:
    """Everything that can be checked from here; `heard` is told each line as it is found. Never raises for what it
    finds."""
    findings, path = Findings(heard), files.find_config(option, environ)
    try:
        settings = read_settings(option, environ)
    except KithError as error:
        findings.error("configuration", error)
        _service(Bench(_NOTHING, environ, clock or SystemClock(), findings), path, how)
        return Checked(path, findings, [], [], [])
    names = ", ".join(settings.accounts)
    findings.ok("configuration", f"{path}: right; accounts: {names}")
    bench = Bench(settings, environ, clock or SystemClock(), findings, mail=how.mail, wait=how.wait)
    with ExitStack() as stack:
        workplace = _workplace(bench, stack)
        _servers(bench, how)
        if workplace is not None:
            with findings.trying("last look"):
                check_looks(bench, workplace)
            with findings.trying("templates"):
                check_templates(bench, workplace)
    check_model(bench, settings)
    with findings.trying("clock"):
        check_clock(bench, zone_of(settings))
    _service(bench, path, how)
    folders = {
        name: {str(role): folder for role, folder in found.items()} for name, found in bench.folders.items()
    }
    return Checked(path, findings, reads(settings), writes(settings, folders), connects(settings))


_NOTHING = Settings.model_construct(accounts={})  # nothing of it is asked where the configuration is faulty


def _workplace(bench: Bench, stack: ExitStack) -> Workplace | None:
    """The store, opened as the daemon opens it, and what there is to say of it; None where it cannot be used."""
    try:
        workplace = stack.enter_context(opened(bench.settings, bench.environ, bench.clock))
        check_store(bench, workplace)
    except (KithError, OSError) as error:
        bench.findings.error("store", error)
        return None
    bench.store = workplace.store
    return workplace


def _servers(bench: Bench, how: How) -> None:
    if how.offline:
        bench.findings.skip("servers", "not asked (--offline)")
        return
    for name, account in bench.settings.accounts.items():
        with bench.findings.trying("account", name):
            check_account(bench, name, account)
    with bench.findings.trying("smtp"):
        check_delivery(bench)


def _service(bench: Bench, path: Path, how: How) -> None:
    with bench.findings.trying("service"):
        check_service(bench, path, how.user, how.process)
