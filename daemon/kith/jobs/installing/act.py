"""Does what a plan says, step by step, and waits until the service says that it is ready."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from kith.clock import Clock
from kith.config.settings import Settings
from kith.errors import LOGIN_REFUSED, MISCONFIGURED, KithError, LoginRefused, Misconfigured
from kith.jobs.installing import secrets, systemctl
from kith.jobs.installing.plan import Plan, Remove, Run, Seal, Write
from kith.jobs.reading.lines import secret_for

Say = Callable[[str], object]


def perform(
    plan: Plan, settings: Settings | None, environ: Mapping[str, str], clock: Clock, say: Say
) -> None:
    """Every step; the first that fails ends it, unless it may fail. Raises KithError, SecretUnavailable.

    Secrets are all fetched before anything is written. `settings`: where they come from; None where none is sealed.
    """
    sealed = {step: _sealed(step, settings, environ) for step in plan.steps if isinstance(step, Seal)}
    for step in plan.steps:
        match step:
            case Write():
                _keep(step.path, clock, say, wanted=step.keep)
                _put(step.path, step.text.encode(), step.mode)
                say(f"written: {step.path}")
            case Seal():
                _put(step.path, sealed[step], 0o600)
                say(f"written: {step.path}")
            case Remove():
                _keep(step.path, clock, say, wanted=step.keep)
                step.path.unlink(missing_ok=True)
                _drop_empty(step.path.parent)
                say(f"removed: {step.path}")
            case Run():
                _run(plan, step, say)


def _sealed(step: Seal, settings: Settings | None, environ: Mapping[str, str]) -> bytes:
    known = secrets.needed(settings) if settings else ()
    source = next((one.source for one in known if one.credential == step.credential), None)
    if source is None:
        raise KithError(f"{step.path}: nobody knows where the secret of {step.whose} comes from")
    value = secret_for(step.whose, source, environ).value
    return systemctl.seal(step.credential, value) if step.encrypted else f"{value}\n".encode()


def _run(plan: Plan, step: Run, say: Say) -> None:
    try:
        systemctl.asked(step.command)
    except KithError as error:
        if not step.may_fail:
            raise _explained(plan, error) from error
        say(f"not done: {error}; {step.otherwise}")
        return
    say(f"done: {' '.join(step.command)}")


def _explained(plan: Plan, error: KithError) -> KithError:
    """Why the service did not come up, as far as systemd knows: its exit code is kith's own."""
    scope = " --user" if plan.user else ""
    try:
        status = systemctl.show(plan.unit, user=plan.user)["ExecMainStatus"]
    except KithError:
        status = ""
    kinds = {str(LOGIN_REFUSED): LoginRefused, str(MISCONFIGURED): Misconfigured}
    told = f"{error}. journalctl{scope} -u {plan.unit} says why; put it right, then `kith install` again"
    return kinds.get(status, KithError)(told)


def _keep(path: Path, clock: Clock, say: Say, *, wanted: bool) -> None:
    """What somebody has written by hand stays, under a name that systemd does not read."""
    if wanted and path.exists():
        aside = path.with_name(f"{path.name}.kept-{clock.now():%Y%m%d-%H%M%S}")
        path.rename(aside)
        say(f"kept: {aside}, which was changed by hand")


def _put(path: Path, content: bytes, mode: int) -> None:
    """A file as a whole, never open to others before it has its mode."""
    try:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        made = path.with_name(f".{path.name}.new")
        made.unlink(missing_ok=True)
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(mode)
        made.replace(path)
    except OSError as error:
        raise KithError(f"{path}: cannot be written: {error.strerror}") from error


def _drop_empty(folder: Path) -> None:
    if folder.name.endswith(".d") and not any(folder.iterdir()):
        folder.rmdir()
