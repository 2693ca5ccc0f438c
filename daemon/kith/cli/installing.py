"""`kith install` and `kith uninstall`: shown first, done when it is said."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kith.config.settings import Settings
    from kith.jobs.installing.deciding import Here
    from kith.jobs.installing.place import Place
    from kith.jobs.installing.plan import Plan

_WITHOUT_SYSTEMD = """\
There is no systemd here, so there is no service to install. What does the same,
kept running by whatever starts programs here:
  {kith} run
or, in `crontab -e`, a look every ten minutes:
  */10 * * * * {kith} run --once
`kith install --print` shows the unit all the same."""


def _scope(command: "click.decorators.FC") -> "click.decorators.FC":
    for option in (
        click.option("--yes", is_flag=True, help="Do it without asking."),
        click.option(
            "--name", default="", metavar="NAME", help="kith@NAME, for many people on one machine (root)."
        ),
        click.option(
            "--system", "scope", flag_value="system", help="A service of the system: the default for root."
        ),
        click.option(
            "--user", "scope", flag_value="user", help="A service of your own login: the default else."
        ),
    ):
        command = option(command)
    return command


@click.command(short_help="Put the systemd unit in place, and start it.")
@_scope
@click.option("--print", "only_print", is_flag=True, help="Show the unit and every step, and do nothing.")
@click.pass_obj
def install(config_file: Path | None, scope: str | None, name: str, yes: bool, only_print: bool) -> int:
    """Put the systemd unit in place, and start it.

    Shows every step before it is done, and asks. Said again, it does only what differs. Your configuration is not
    changed; for the system it is copied to /etc/kith, with a credential for each secret.
    """
    from kith.clock import SystemClock
    from kith.errors import KithError
    from kith.jobs.installing import deciding
    from kith.jobs.installing.act import perform
    from kith.jobs.installing.plan import shown
    from kith.jobs.installing.systemctl import booted

    user = _is_of_a_user(scope, name)
    if not booted() and not only_print:
        from kith.jobs.installing.program import this_program

        words = [str(this_program().path)]
        chosen = config_file or os.environ.get("KITH_CONFIG")
        words += ["--config", str(_source(config_file))] if chosen else []
        raise KithError(_WITHOUT_SYSTEMD.format(kith=shlex.join(words)))
    place, settings = _place(config_file, user=user, name=name)
    here = _here(place, asking=not only_print, chosen=config_file is not None)
    if user and settings is not None:
        plan = deciding.for_a_user(place, os.environ, settings, here)
    else:
        plan = deciding.for_the_system(place, _source(config_file), os.environ, here)
        settings = _settings_to_seal(config_file, plan)
    if not plan.steps:
        click.echo("\n".join([*(f"WARNING: {one}" for one in plan.warnings), *plan.notes]), err=True)
        click.echo(f"{plan.unit} is as it should be; nothing to do.", err=True)
        _show_status(plan)
        return 0
    click.echo(shown(plan))
    if only_print:
        return 0
    _need_root(place, here, "install", config_file)
    if (code := _agreed(yes)) is not None:
        return code
    perform(plan, settings, os.environ, SystemClock(), _say)
    _show_status(plan)
    return 0


@click.command()
@_scope
@click.pass_obj
def uninstall(config_file: Path | None, scope: str | None, name: str, yes: bool) -> int:
    """Stop kith and take its unit away.

    Configuration, secrets and what kith has learned stay where they are, and it says where. What others have put into
    the unit's place stays as well.
    """
    from kith.clock import SystemClock
    from kith.errors import KithError
    from kith.jobs.installing.act import perform
    from kith.jobs.installing.deciding import to_take_away
    from kith.jobs.installing.plan import shown
    from kith.jobs.installing.systemctl import booted

    if not booted():
        raise KithError("There is no systemd here, so no service was installed. A line in crontab is yours.")
    place, _ = _place(config_file, user=_is_of_a_user(scope, name), name=name, needed=False)
    here = _here(place, asking=False)
    plan = to_take_away(place, here, _other_instances(place))
    if plan.steps:
        click.echo(shown(plan))
        _need_root(place, here, "uninstall", config_file)
        if (code := _agreed(yes)) is not None:
            return code
        perform(plan, None, os.environ, SystemClock(), _say)
    else:
        click.echo(f"{plan.unit} is not installed; nothing to do.", err=True)
    click.echo("These stay:\n" + "\n".join(f"  {one}" for one in plan.stays))
    return 0


def _is_of_a_user(scope: str | None, name: str) -> bool:
    if name and scope == "user":
        raise click.UsageError("--name is for a service of the system; --user has one kith alone")
    return (scope or ("system" if name or os.geteuid() == 0 else "user")) == "user"


def _source(config_file: Path | None) -> Path:
    from kith.files import find_config

    return find_config(config_file, os.environ).absolute()


def _place(
    config_file: Path | None, *, user: bool, name: str, needed: bool = True
) -> "tuple[Place, Settings | None]":
    """Where everything lies. Raises Misconfigured where a user's configuration is `needed` and cannot be used."""
    from kith.errors import Misconfigured
    from kith.files import state_dir
    from kith.jobs.installing.place import of_a_user, of_the_system
    from kith.jobs.workplace import read_settings

    if not user:
        return of_the_system(name), None
    try:
        settings: Settings | None = read_settings(config_file)
    except Misconfigured:
        if needed:
            raise
        settings = None
    usual = Path(os.environ.get("HOME", "/"), ".local/state/kith")
    state = state_dir(settings, os.environ).absolute() if settings else usual
    return of_a_user(_source(config_file), state, os.environ), settings


def _settings_to_seal(config_file: Path | None, plan: "Plan") -> "Settings | None":
    from kith.jobs.installing.plan import Seal
    from kith.jobs.workplace import read_settings

    return read_settings(config_file) if any(isinstance(step, Seal) for step in plan.steps) else None


def _here(place: "Place", *, asking: bool, chosen: bool = False) -> "Here":
    """`asking`: whether systemd-creds may be tried, which makes a key of the host's where there is none."""
    import pwd

    from kith.errors import KithError
    from kith.jobs.installing import systemctl
    from kith.jobs.installing.deciding import Here
    from kith.jobs.installing.program import this_program

    unit = None
    if systemctl.booted():
        try:
            unit = systemctl.show(place.unit, user=place.user)
        except KithError as error:
            if asking:
                hint = (
                    " Log in as that user, not by su or sudo: its systemd is not at hand."
                    if place.user
                    else ""
                )
                raise KithError(f"{error}.{hint}") from error
    uid = os.geteuid()
    try:
        who = pwd.getpwuid(uid).pw_name
    except KeyError:
        who = str(uid)
    seals = systemctl.can_seal() if asking and uid == 0 and not place.user else None
    return Here(this_program(), unit, seals, who, uid, chosen)


def _other_instances(place: "Place") -> list[str]:
    """Instances of the template beside this one: enabled, or known to systemd."""
    from kith.jobs.installing.systemctl import asked, systemctl

    if not place.file.name.endswith("@.service"):
        return []
    links = {path.name for path in place.file.parent.glob("*.wants/kith@*.service")}
    listed = asked(systemctl("list-units", "--all", "--plain", "--no-legend", "kith@*.service", user=False))
    names = links | {line.split()[0] for line in listed.splitlines() if line.split()}
    return sorted(names - {place.unit})


def _need_root(place: "Place", here: "Here", verb: str, config_file: Path | None) -> None:
    from kith.errors import KithError

    if not place.user and os.geteuid() != 0:
        command = here.again(verb, name=place.named, config=config_file, system=True)
        raise KithError(f"a service of the system is root's to change: sudo {command}")


def _agreed(yes: bool) -> int | None:
    """None where it is to be done; else the exit code."""
    from kith.errors import FAILED, USAGE

    if yes:
        return None
    if not sys.stdin.isatty():
        click.echo(
            "kith: nothing was done: nobody is there to ask. --yes does it, --print only shows it.", err=True
        )
        return USAGE
    if click.confirm("Do this?", err=True):
        return None
    click.echo("kith: nothing was done.", err=True)
    return FAILED


def _say(line: str) -> None:
    click.echo(f"kith: {line}", err=True)


def _show_status(plan: "Plan") -> None:
    from kith.jobs.installing.systemctl import booted, show

    if booted():
        unit = show(plan.unit, user=plan.user)
        click.echo(
            f"{plan.unit}: {unit['ActiveState']} ({unit['SubState']}): {unit['StatusText'] or 'no status yet'}"
        )
