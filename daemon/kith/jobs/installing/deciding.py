"""What has to be done to have kith's unit in place: decided from what is there, nothing is changed here.

Promises that saying it again is no more than what differs; that a unit changed by hand is never lost; that the user's
own configuration is left as it is, and one that lies in /etc/kith already is not written over.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kith import files
from kith.config.settings import Settings
from kith.errors import Misconfigured
from kith.jobs.installing import secrets, systemctl
from kith.jobs.installing.place import Place
from kith.jobs.installing.plan import Plan, Remove, Run, Seal, Step, Write
from kith.jobs.installing.program import ODD, Program
from kith.jobs.installing.systemctl import Unit, lingers
from kith.jobs.installing.units import credentials_text, is_ours, is_same, unit_text
from kith.jobs.system_service import instance
from kith.jobs.workplace import read_settings

LINGER = "so that it runs while you are logged out, and starts with the machine; without it, it stops with your login"


@dataclass(frozen=True, slots=True)
class Here:
    """What is known of this machine. `unit`: as systemd knows it, None where systemd cannot be asked; `seals`: secrets
    can be encrypted, None where that was not tried; `who`: the user's name and number; `chosen`: --config was given."""

    program: Program
    unit: Unit | None
    seals: bool | None
    who: str
    uid: int
    chosen: bool = False

    def again(self, verb: str, *, name: str = "", config: Path | None = None, system: bool = False) -> str:
        """The same command line once more, for a shell."""
        words = [str(self.program.path), *(["--config", str(config.absolute())] if config else []), verb]
        words += ["--name", name] if name else ["--system"] if system else []
        return shlex.join(words)


def for_the_system(place: Place, source: Path, environ: Mapping[str, str], here: Here) -> Plan:
    """kith.service or kith@NAME.service. `source`: the configuration found. Raises Misconfigured."""
    steps, notes, warnings = list[Step](), list[str](), list[str]()
    own = place.config if place.config.exists() else source
    settings = read_settings(own, environ)
    if own == place.config:
        warnings += secrets.out_of_reach(settings)
        notes.append(f"The configuration is {own}, as it is.")
        if source != own:
            notes.append(f"{source} is not used.")
        loads = _loaded(place, settings, warnings)
    else:
        loads = _copied(place, own, settings, here, steps, notes, warnings)
        state = files.state_dir(settings, environ)
        if (state / "kith.db").exists():
            notes.append(
                f"What kith has learned so far, in {state}, is not taken along: the service reads your mail anew. What "
                f"you told it goes along by `kith backup FILE`, and `kith restore FILE` as the service's user."
            )
    text = unit_text(
        files.packaged("systemd").joinpath(place.shipped).read_text("utf-8"), here.program, {}, None
    )
    _unit_file(place, here, text, steps, notes)
    usual = {secrets.FIRST: (str((place.secrets or Path()) / secrets.FIRST), False)}
    if loads not in ({}, usual):
        _written(place.drop_in, credentials_text(loads), "which secrets it gets", steps)
    if here.program.hidden:
        named = f" --name {place.named}" if place.named else ""
        warnings.append(
            f"{here.program.path} lies in somebody's home, which a service of the system does not see (ProtectHome=): "
            "it will not start. Install kith for all: python3 -m venv /opt/kith; /opt/kith/bin/pip install WHEEL (the "
            f"file or the checkout that this one came from); /opt/kith/bin/kith install{named}"
        )
    return _finished(place, here, steps, notes, warnings)


def for_a_user(place: Place, environ: Mapping[str, str], settings: Settings, here: Here) -> Plan:
    """kith.service of the user's own systemd, with the configuration and the store that the command line uses."""
    steps, notes, warnings = list[Step](), list[str](), list[str]()
    home = Path(environ.get("HOME", "/"))
    environment = {}
    if place.config != home / ".config/kith/config.toml":
        environment["KITH_CONFIG"] = _plain(place.config, "the configuration, by --config,")
    usual = place.state == home / ".local/state/kith"
    if not usual and settings.state_dir is None:
        environment["XDG_STATE_HOME"] = str(place.state.parent)
    if not usual:
        _plain(place.state, "the store, by state_dir,")
    for name, account in settings.accounts.items():
        if account.password_env or account.credential:
            key = "password_env" if account.password_env else "credential"
            warnings.append(
                f"accounts.{name}: {key} is not set in this service; use password_command or password_file, or a "
                "drop-in (systemctl --user edit kith)"
            )
    shipped = files.packaged("systemd").joinpath(place.shipped).read_text("utf-8")
    _unit_file(
        place,
        here,
        unit_text(shipped, here.program, environment, None if usual else place.state),
        steps,
        notes,
    )
    if not lingers(here.who):
        ask = f"ask root for it: loginctl enable-linger {here.who}"
        steps.append(Run(("loginctl", "enable-linger", here.who), LINGER, may_fail=True, otherwise=ask))
    return _finished(place, here, steps, notes, warnings)


def _plain(path: Path, what: str) -> str:
    """The path as a unit can name it. Raises Misconfigured for what systemd would read as something else."""
    if odd := sorted(ODD & set(str(path))):
        told = " ".join("a blank" if char == " " else repr(char) for char in odd)
        raise Misconfigured(f"{path}: a unit cannot name a place with {told} in it. Put {what} elsewhere.")
    return str(path)


def _copied(
    place: Place,
    own: Path,
    settings: Settings,
    here: Here,
    steps: list[Step],
    notes: list[str],
    warnings: list[str],
) -> dict[str, tuple[str, bool]]:
    """The user's configuration for the system, and its secrets; gives what the unit loads."""
    whose = dict.fromkeys(account.email for account in settings.accounts.values())
    if place.named and not here.chosen and instance(own) is not None:
        raise Misconfigured(
            f"{place.config} is missing, and {own} is another service's. `kith init --name {place.named}` makes it."
        )
    if place.named and not here.chosen and len(whose) > 1:
        raise Misconfigured(
            f"{own} is to be copied for {place.unit}, and reads the mail of {', '.join(whose)}. If these are several "
            f"people's: `kith init --name {place.named}` asks for this one's alone. If all are one's own, name the "
            f"file: {here.again('install', name=place.named, config=own)}"
        )
    notes.append(f"{own} is copied: {place.unit} will read the mail of {', '.join(whose)}.")
    asked = f"`kith --config {place.config} VERB`" if place.named else "what root says to kith"
    notes.append(f"From then on {asked} is about that service and {place.config}, not about {own}.")
    text = secrets.for_the_system(files.read_config(own), settings)
    why = f"a copy of {own} for the service, with credentials for the secrets; the service's own user must read it"
    loads = dict[str, tuple[str, bool]]()
    folder, seals = place.secrets or place.config.parent, bool(here.seals)
    how = {
        True: "only this machine's systemd can open it",
        False: "not encrypted, because systemd-creds does not work here",
        None: "encrypted instead where systemd-creds works, which --print does not try",
    }[here.seals]
    for one in secrets.needed(settings):
        path = folder / (f"{one.credential}.cred" if seals else one.credential)
        steps.append(Seal(path, one.credential, one.whose, seals, f"read by root at each start; {how}"))
        loads[one.credential] = (str(path), seals)
    steps.append(Write(place.config, text, why))
    kept = [told for told in secrets.out_of_reach(settings) if "password" not in told]
    warnings += kept
    return loads


def _loaded(place: Place, settings: Settings, warnings: list[str]) -> dict[str, tuple[str, bool]]:
    """The credentials that a configuration in /etc/kith names, by the files that are there."""
    loads = dict[str, tuple[str, bool]]()
    for one in secrets.needed(settings):
        if one.source.credential is None:
            continue
        plain = (place.secrets or Path()) / one.credential
        sealed = plain.with_name(f"{plain.name}.cred")
        loads[one.credential] = (str(sealed), True) if sealed.exists() else (str(plain), False)
        if not sealed.exists() and not plain.exists():
            warnings.append(
                f"{plain} is missing: the secret of {one.whose}. Write it there (mode 600), or: systemd-creds encrypt "
                f"--name={one.credential} - {sealed}"
            )
    return loads


def _unit_file(place: Place, here: Here, text: str, steps: list[Step], notes: list[str]) -> None:
    """The unit, unless it is there as it should be, or a package's is in force."""
    fragment = here.unit["FragmentPath"] if here.unit else ""
    if fragment and Path(fragment) != place.file and not place.file.exists():
        notes.append(f"The unit is {fragment}, as a package has put it there.")
        return
    _written(place.file, text, "kith's unit, with the place of this kith in it", steps)


def _written(path: Path, text: str, why: str, steps: list[Step]) -> None:
    found = path.read_text("utf-8", "replace") if path.exists() else None
    if found is None or not is_same(found, text):
        steps.append(Write(path, text, why, keep=found is not None and not is_ours(found)))


def _finished(place: Place, here: Here, steps: list[Step], notes: list[str], warnings: list[str]) -> Plan:
    """The last steps: systemd reads it, enables it, starts it or starts it again."""
    owner = here.uid if place.user else 0
    warnings += [
        f"{path} can be changed by others: whoever can, runs as kith. chown and chmod go-w it."
        for path in here.program.open_to_others(owner)
    ]
    unit, changed = here.unit, any(isinstance(step, Write | Seal) for step in steps)
    tell = systemctl.systemctl
    if changed or (unit and unit["NeedDaemonReload"] == "yes"):
        steps.append(Run(tuple(tell("daemon-reload", user=place.user)), "systemd reads its units again"))
    if unit is None or not (unit.active and unit.enabled):
        why = "it starts with the machine" if not place.user else "it starts with your login"
        ready = f"{why}, and now; this returns when kith says that it is ready"
        steps.append(Run(tuple(tell("enable", "--now", place.unit, user=place.user)), ready))
    if changed and unit is not None and unit.active:
        steps.append(Run(tuple(tell("restart", place.unit, user=place.user)), "it runs by what has changed"))
    return Plan(place.unit, place.user, tuple(steps), tuple(notes), tuple(warnings))


def to_take_away(place: Place, here: Here, others: list[str]) -> Plan:
    """The way back. `others`: instances beside this one, which need the template too."""
    steps, stays = list[Step](), list[str]()
    unit, tell = here.unit, systemctl.systemctl
    if unit is not None and unit.there and (unit.active or unit.enabled or unit["ActiveState"] == "failed"):
        stop = tuple(tell("disable", "--now", place.unit, user=place.user))
        steps.append(Run(stop, "stopped, and not started again"))
    for path in (place.drop_in, place.file):
        if not path.exists() and not path.is_symlink():
            continue
        if path == place.file and others:
            stays.append(f"{path}: {', '.join(others)} need it")
            continue
        found = path.read_text("utf-8", "replace")
        shipped = files.packaged("systemd").joinpath(place.shipped).read_text("utf-8")
        ours = is_ours(found) or is_same(found, unit_text(shipped, here.program, {}, None))
        steps.append(Remove(path, "`kith install` has put it there", keep=not ours))
    if any(isinstance(step, Remove) for step in steps):
        steps.append(Run(tuple(tell("daemon-reload", user=place.user)), "systemd forgets it"))
    folder = place.file.parent / f"{place.unit}.d"
    if folder.is_dir() and (more := sorted(path.name for path in folder.iterdir() if path != place.drop_in)):
        stays.append(f"{folder}: your own drop-ins ({', '.join(more)})")
    stays.append(f"{place.config}: the configuration")
    if place.secrets is not None and place.secrets.is_dir():
        kept = sorted(
            str(one)
            for one in place.secrets.iterdir()
            if one.is_file() and one != place.config and "." not in one.stem
        )
        stays += [f"{', '.join(kept)}: secrets and whatever else lies beside it"] if kept else []
    stays.append(f"{place.state}: what kith has learned, and what you told it")
    if place.user and lingers(here.who):
        stays.append(f"your login lingers; where nothing else needs it: loginctl disable-linger {here.who}")
    return Plan(place.unit, place.user, tuple(steps), stays=tuple(stays))
