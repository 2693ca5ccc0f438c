"""What people would use instead, where it is installed: the whole mail pulled, then indexed.

None of them does kith's job; together they do the nearest to it. mbsync, getmail6 and offlineimap copy every byte;
mu and notmuch index such a copy and can say which addresses are in it. As root, `--peers` installs what is missing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_kith.cast import ME
from bench_kith.measure import WentWrong, run
from bench_kith.results import Results
from bench_kith.serve import PASSWORD, Served

PACKAGES = {"mbsync": "isync", "mu": "maildir-utils", "notmuch": "notmuch", "getmail": "getmail6"}
_GETMAIL_MOST = 10_000  # messages; it needs two minutes for as many
_MOST = 200_000  # messages; beyond, notmuch alone needs half an hour


def install() -> None:
    """Debian's packages of what is missing; a line for each that stays missing."""
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"bench: installing {' '.join(missing)} ...", file=sys.stderr)
        subprocess.run(
            ["apt-get", "install", "-y", "--no-install-recommends", *missing],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, stdout=subprocess.DEVNULL, check=False,
        )  # fmt: skip


def measured(served: Served, results: Results) -> None:
    """Every peer there is, on this mailbox, unless it is too large for them."""
    if served.mailbox.size > _MOST:
        return
    place = served.mailbox.place / "peers"
    steps: list[tuple[str, str, Callable[[Served, Path], dict[str, Any]]]] = [
        ("mbsync", "mbsync, full pull", _pull),
        ("mbsync", "mbsync, nothing new", _pull_again),
        ("mu", "mu index of the pulled mail", _mu),
        ("mu", "mu cfind", _mu_find),
        ("notmuch", "notmuch new of the pulled mail", _notmuch),
        ("notmuch", "notmuch address", _notmuch_address),
    ]
    if served.mailbox.size <= _GETMAIL_MOST:
        steps.append(("getmail", "getmail6, full pull", _getmail))
    for program, name, step in steps:
        if shutil.which(program) is None or (program != "getmail" and shutil.which("mbsync") is None):
            print(
                f"bench: {name}: {program} is not installed (apt-get install {PACKAGES[program]})",
                file=sys.stderr,
            )
            continue
        print(f"bench: {name} ...", file=sys.stderr)
        try:
            results.once(name, lambda step=step: step(served, place))  # type: ignore[misc]
        except WentWrong as error:
            print(f"bench: {name}: {error}", file=sys.stderr)
    shutil.rmtree(place, ignore_errors=True)


def _environ(place: Path) -> dict[str, str]:
    return {"HOME": str(place), "NOTMUCH_CONFIG": str(place / "notmuch"), "MUHOME": str(place / "mu")}


def _mbsync(served: Served, place: Path) -> dict[str, Any]:
    (place / "mail").mkdir(parents=True, exist_ok=True)
    (place / "mbsyncrc").write_text(f"""
IMAPAccount bench
Host {served.host}
Port {served.port}
User {served.user}
Pass {PASSWORD}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account bench

MaildirStore near
Path {place}/mail/
Inbox {place}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Near
Sync Pull
SyncState {place}/sync/
""")
    (place / "sync").mkdir(exist_ok=True)
    return run(["mbsync", "-q", "-c", place / "mbsyncrc", "-a"], _environ(place)).figures()


def _pull(served: Served, place: Path) -> dict[str, Any]:
    shutil.rmtree(place, ignore_errors=True)
    return _mbsync(served, place) | {"store_mb": _size_mb(place)}


def _pulled(served: Served, place: Path) -> None:
    """The pulled mail is there, also in a run that goes on after a break."""
    if not (place / "mail").exists():
        _mbsync(served, place)


def _pull_again(served: Served, place: Path) -> dict[str, Any]:
    _pulled(served, place)
    return _mbsync(served, place)


def _mu(served: Served, place: Path) -> dict[str, Any]:
    _pulled(served, place)
    mine = [f"--my-address={address}" for address in ME]
    run(["mu", "init", f"--muhome={place}/mu", f"--maildir={place}/mail", *mine], _environ(place))
    taken = run(["mu", "index", "--quiet", f"--muhome={place}/mu"], _environ(place))
    return taken.figures() | {"store_mb": _size_mb(place / "mu")}


def _mu_find(served: Served, place: Path) -> dict[str, Any]:
    if not (place / "mu").exists():
        _mu(served, place)
    return run(["mu", "cfind", f"--muhome={place}/mu", "--personal"], _environ(place)).figures()


def _notmuch(served: Served, place: Path) -> dict[str, Any]:
    _pulled(served, place)
    shutil.rmtree(place / "mail/.notmuch", ignore_errors=True)
    (place / "notmuch").write_text(
        f"[database]\npath={place}/mail\n[user]\nname=Sam\nprimary_email={ME[0]}\nother_email={ME[1]};{ME[2]}\n[new]\nignore=.uidvalidity;.mbsyncstate\n"
    )
    taken = run(["notmuch", "new", "--quiet"], _environ(place))
    return taken.figures() | {"store_mb": _size_mb(place / "mail/.notmuch")}


def _notmuch_address(served: Served, place: Path) -> dict[str, Any]:
    if not (place / "notmuch").exists():
        _notmuch(served, place)
    return run(
        ["notmuch", "address", "--output=sender", "--output=recipients", "*"], _environ(place)
    ).figures()


def _getmail(served: Served, place: Path) -> dict[str, Any]:
    folder = place / "getmail"
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("cur", "new", "tmp"):
        (folder / "mail" / part).mkdir(parents=True)
    names = ", ".join(f'"{name}"' for name in served.folders if "&" not in name)  # it fails on encoded ones
    (folder / "getmailrc").write_text(f"""
[retriever]
type = SimpleIMAPRetriever
server = {served.host}
port = {served.port}
username = {served.user}
password = {PASSWORD}
mailboxes = ({names})
[destination]
type = Maildir
path = {folder}/mail/
[options]
verbose = 0
delivered_to = false
received = false
""")
    served.server.own(folder)
    user = [f"--reuid={served.server.uid}", f"--regid={served.server.gid}", "--clear-groups"]
    not_root = ["setpriv", *user] if os.geteuid() == 0 else []  # it refuses to deliver as root
    return run([*not_root, "getmail", f"--getmaildir={folder}"], _environ(place)).figures()


def _size_mb(place: Path) -> float:
    """What a folder takes on disk."""
    said = subprocess.run(["du", "-sk", place], capture_output=True, text=True, check=True).stdout
    return round(int(said.split()[0]) * 1024 / 1e6, 1)
