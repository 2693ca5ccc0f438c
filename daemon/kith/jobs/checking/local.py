"""What can be told without any server: the store and its disk, the last look, templates, the clock, the model."""

import errno
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import TemplateError, TemplateSyntaxError

from kith import files
from kith.clock import unix
from kith.config.paths import expanded
from kith.config.settings import SECRET_KEYS, Settings
from kith.deliver.pages import Pages
from kith.errors import TRY_LATER
from kith.jobs.checking.bench import Bench
from kith.jobs.reading.lines import secret_for
from kith.jobs.status import status_row
from kith.jobs.workplace import Workplace
from kith.journal import clean
from kith.store.db import FILE
from kith.store.migrations import MIGRATIONS
from kith.suggest.wording import moment

LITTLE = 100 * 1024 * 1024  # bytes of free space below which a warning is due
_NOT_EXACT = 120  # seconds between two clocks that are worth no word
_WRONG = 600  # seconds beyond which judging by dates goes wrong


def check_store(bench: Bench, workplace: Workplace) -> None:
    """Whole, of this schema, private, and on a disk with room. Raises StoreDamaged and its kin."""
    findings, folder = bench.findings, files.state_dir(workplace.settings, workplace.environ)
    workplace.store.check()
    free = _room(folder)
    size = (folder / FILE).stat().st_size
    told = f"{folder / FILE}: sound, schema {len(MIGRATIONS)}, {_bytes(size)}; {_bytes(free)} free"
    if free == 0:
        fix = "free some space; nothing is lost, and nothing new is kept until then"
        findings.fail("store", f"{folder}: the disk is full", fix, code=TRY_LATER, kind="StoreFull")
    elif free < max(LITTLE, size // 2):
        findings.warn("store", told, "make room: a full disk stops kith", kind="little space")
    elif folder.stat().st_mode & 0o077:
        findings.warn("store", f"{told}; others can look into {folder}", f"chmod 700 {folder}", kind="open")
    else:
        findings.ok("store", told)


def _room(folder: Path) -> int:
    """Bytes that this user may still write there; 0 also where a try says so (a quota that `statvfs` does not see)."""
    space = os.statvfs(folder)
    free = space.f_bavail * space.f_frsize
    try:
        handle = os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)  # it never has a name
        try:
            os.write(handle, bytes(64 * 1024))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return 0 if error.errno in {errno.ENOSPC, errno.EDQUOT} else free
    return free


def _bytes(number: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number // 1000} kB"


def check_looks(bench: Bench, workplace: Workplace) -> None:
    """When each account was read last, and what the daemon says is wrong."""
    row = status_row(workplace.store, workplace.settings, workplace.zone, workplace.clock.now())
    for account in row["accounts"]:
        name = account["account"]
        if account["failure"]:
            bench.findings.warn("last look", account["failure"], "`kith status` tells more", name, "failing")
        elif account["last_look"] is None:
            bench.findings.warn("last look", "not read yet", "`kith scan` reads it", name, "not read")
        else:
            at = unix(datetime.fromisoformat(account["last_look"]))
            told = moment(at, bench.now, workplace.zone)
            if any(wrong.startswith(f"{name} ") for wrong in row["wrong"]):
                bench.findings.warn(
                    "last look", told, "start the daemon: `kith install`, or `kith run`", name, "old"
                )
            else:
                bench.findings.ok("last look", told, name)


def check_clock(bench: Bench, zone: ZoneInfo) -> None:
    """This machine's clock against the servers', as far as probes told; the time zone, and what it makes of `when`."""
    findings, settings = bench.findings, bench.settings
    for name, ahead in bench.server_ahead.items():
        if abs(ahead) <= _NOT_EXACT:
            findings.ok("clock", f"as the server's, within {max(abs(ahead), 1)} s", name)
            continue
        way = "behind" if ahead > 0 else "ahead of"
        told = f"this machine is {_span(abs(ahead))} {way} {settings.accounts[name].host}"
        fix = "set this machine's clock (timedatectl set-ntp true); if it is right, the server's is wrong"
        if abs(ahead) > _WRONG:
            findings.fail("clock", told, fix, name, kind="clock")
        else:
            findings.warn("clock", told, fix, name, "clock")
    if not bench.server_ahead:
        findings.skip("clock", "not compared: no server has dated a test letter")
    when = settings.digest.when.following(bench.clock.now(), zone).astimezone(zone)
    whose = "digest.timezone" if settings.digest.timezone else "the system's"
    findings.ok("time zone", f"{zone.key} ({whose}); the next digest is due {when:%a %d %b %Y at %H:%M}")


def _span(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{round(seconds / 60)} min"


def check_templates(bench: Bench, workplace: Workplace) -> None:
    """Every file of the user's own is read, and the digest is made of them as it would be now; nothing leaves."""
    settings, findings = workplace.settings, bench.findings
    if settings.templates is None:
        findings.ok("templates", "kith's own")
        return
    own, builtin = expanded(settings.templates, workplace.environ), files.packaged("templates")
    if not own.is_dir():
        findings.fail("templates", f"{own}: is no folder", "put right `templates`, or take it out")
        return
    names = sorted(str(path.relative_to(own)) for path in own.rglob("*.j2") if path.is_file())
    pages = Pages([own, builtin])
    faults = [fault for name in names if (fault := _fault(own, pages, name))]
    if not faults:  # what is no template at all would be told twice
        digester = replace(workplace.digester(), rewordings=None)
        faults = list(digester.compose(workplace.clock.now()).rendered.faults)
    for fault in faults:
        fix = "mend the file, or take it away: until then kith's own is used"
        findings.fail("templates", fault, fix, kind="template")
    ours = [name for name in names if (builtin / name).exists()]
    used = {one for name in ours for one in pages.sources(name)} if not faults else set(names)
    if unused := ", ".join(name for name in names if name not in used):
        fix = f"give them the names of kith's own, which lie in {builtin}"
        findings.warn("templates", f"nothing uses {unused}", fix, kind="unused")
    elif not faults:
        findings.ok("templates", f"{len(names)} of your own in {own}, used as they are")


def _fault(own: Path, pages: Pages, name: str) -> str:
    """What is wrong with a file on its own; "" where nothing is. It is read and not run: that is done in a process
    with limits (`kith.deliver.confined`)."""
    try:
        pages.sources(name)
    except (TemplateError, OSError, UnicodeDecodeError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
        return f"{own / name}{line}: {clean(error)}"
    return ""


def check_model(bench: Bench, settings: Settings) -> None:
    """Named only where there is one: what it is told is under "reads"; it is not asked anything here."""
    if settings.llm is not None:
        with bench.findings.trying("model"):
            if any(getattr(settings.llm, key) for key in SECRET_KEYS):
                secret_for("[llm]", settings.llm, bench.environ)
            bench.findings.ok("model", f"{settings.llm.model} at {settings.llm.url}; not asked by this check")
