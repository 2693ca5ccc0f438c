"""The files around kith: which configuration, which state folder, what came with the program.

Every path is decided here and nowhere else, from an environment that is handed in. Reads whole files;
the store keeps its own. Failures are `Misconfigured` or `KithError` with what to do next, never a bare OSError.
"""

import os
import shlex
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kith.config.paths import expanded
from kith.errors import KithError, Misconfigured

if TYPE_CHECKING:  # declaring the settings takes longer than Tab may
    from kith.config.settings import Settings

SYSTEM_CONFIG = Path("/etc/kith/config.toml")
SYSTEM_UNITS = tuple(Path(p, "kith.service") for p in ("/etc/systemd/system", "/usr/lib/systemd/system"))
VCARDS = (".vcf", ".vcard")  # what vdirsyncer and every address book call their files
LONGEST_VCARDS = 256 * 1024 * 1024  # bytes; 10,000 cards with a photograph each
LONGEST = 1024 * 1024  # bytes; a configuration of a thousand people has a tenth of it


def find_config(option: Path | None, environ: Mapping[str, str]) -> Path:
    """The configuration file: `option`, else $KITH_CONFIG, else the user's own, else the system's.

    The last two are `kith/config.toml` in the XDG configuration folder and /etc/kith/config.toml. Where
    neither exists it is the former: where one belongs. Root, who has installed kith.service, means what that reads.
    """
    if option:
        return option
    if chosen := environ.get("KITH_CONFIG"):
        return expanded(Path(chosen), environ)
    folder = _xdg("XDG_CONFIG_HOME", "~/.config", environ)
    if folder is None:
        return SYSTEM_CONFIG
    own = folder / "kith" / "config.toml"
    if os.geteuid() == 0 and SYSTEM_CONFIG.exists() and any(unit.exists() for unit in SYSTEM_UNITS):
        return SYSTEM_CONFIG
    # os.path: a home that may not be looked into (ProtectHome=) holds no configuration, and is no error.
    return SYSTEM_CONFIG if not os.path.exists(own) and os.path.exists(SYSTEM_CONFIG) else own  # noqa: PTH110


def read_config(path: Path) -> str:
    """The text of the configuration; Misconfigured where there is none, or none that can be read."""
    try:
        with path.open("rb") as file:
            raw = file.read(LONGEST + 1)
    except FileNotFoundError:
        raise Misconfigured(
            f"{path}: there is no such file. `kith init` makes one; `--config FILE` or "
            "$KITH_CONFIG name another; `kith demo` needs none."
        ) from None
    except OSError as refused:
        raise Misconfigured(
            f"{path}: cannot be read: {refused.strerror}. It must be a file that kith's user may read."
        ) from refused
    if len(raw) > LONGEST:
        raise Misconfigured(f"{path}: more than {LONGEST // 1024} KiB. This is no configuration of kith's.")
    try:
        return raw.decode()
    except UnicodeDecodeError as refused:
        line = raw[: refused.start].count(b"\n") + 1
    raise Misconfigured(f"{path}: line {line} is not UTF-8. Save the file in UTF-8.")


def refuse_open_secrets(path: Path, settings: "Settings") -> None:
    """Misconfigured where a secret stands in a configuration that others can read, too."""
    from kith.config.spelled import spelled_out

    spelled = spelled_out(settings)
    mode = stat.S_IMODE(path.stat().st_mode) if spelled else 0
    if mode & 0o077:
        raise Misconfigured(
            f"{path}: {', '.join(spelled)} has the secret in the file itself, and others can read it (mode {mode:o}). "
            f"Take password_file or another way, or: chmod 600 {shlex.quote(str(path))}"
        )


def state_dir(settings: "Settings", environ: Mapping[str, str]) -> Path:
    """Where kith keeps what it learned: `state_dir`, else $STATE_DIRECTORY, else the XDG state folder.

    Misconfigured where none of them can be told.
    """
    return state_dir_of(settings.state_dir, environ)


def state_dir_of(said: Path | None, environ: Mapping[str, str]) -> Path:
    """The same, by what `state_dir` in the configuration says."""
    if said:
        return expanded(said, environ)
    if given := environ.get("STATE_DIRECTORY", "").partition(":")[0]:  # systemd.exec(5): several, by colons
        return Path(given)
    folder = _xdg("XDG_STATE_HOME", "~/.local/state", environ)
    if folder is None:
        raise Misconfigured("$HOME is not set: nobody knows where to keep the store. Set state_dir.")
    return folder / "kith"


def prepare_state_dir(path: Path) -> None:
    """Make sure the folder is there and can be written to, else Misconfigured. A new one has mode 700."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise Misconfigured(f"{path}: is a file, not a folder. Move it away or set state_dir.") from None
    except OSError as refused:
        raise Misconfigured(
            f"{path}: cannot be created: {refused.strerror}. Create it for kith's user, or set state_dir."
        ) from refused
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        raise Misconfigured(f"{path}: cannot be written to. `chown` it to kith's user, or set state_dir.")


class Marks(NamedTuple):
    """What tells that a file has changed: nanoseconds since 1970, and bytes."""

    mtime: int
    size: int


def vcards_below(path: Path) -> dict[str, Marks]:
    """The vCard files at a path: it alone where it is a file, else all below that folder, hidden ones left out.

    KithError where there is nothing at the path, or it may not be looked into.
    """
    found: dict[str, Marks] = {}
    try:
        info = path.stat()
        if not stat.S_ISDIR(info.st_mode):
            return {str(path): _regular(str(path), info)}
        for folder, folders, names in os.walk(path, onerror=_raised):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(VCARDS) and not name.startswith("."):
                    file = os.path.join(folder, name)  # noqa: PTH118  (of ten thousand files Path takes half the time)
                    info = os.stat(file)  # noqa: PTH116
                    if stat.S_ISREG(info.st_mode):
                        found[file] = _marks(info)
    except OSError as refused:
        raise KithError(
            f"{refused.filename or path}: no cards can be read there: {refused.strerror}. Mend `vcards` in [people], "
            "or let kith's user read it."
        ) from refused
    return found


def _regular(path: str, info: os.stat_result) -> Marks:
    """The marks of a file; of a pipe or a device nobody knows whether it ever ends."""
    if not stat.S_ISREG(info.st_mode):
        raise KithError(
            f"{path}: is no regular file but a pipe, a socket or a device. Name a file or a folder."
        )
    return _marks(info)


def _raised(refused: OSError) -> None:
    raise refused


def _marks(info: os.stat_result) -> Marks:
    return Marks(info.st_mtime_ns, info.st_size)


def read_vcards(path: str) -> bytes:
    """The bytes of one file; KithError where it cannot be read, or is too long to be an address book."""
    try:
        # Not blocking: what was a file a moment ago may be a pipe by now, and opening that waits for its writer.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
            _regular(path, os.fstat(file.fileno()))
            raw = file.read(LONGEST_VCARDS + 1)
    except OSError as refused:
        raise KithError(f"{path}: cannot be read: {refused.strerror}. Let kith's user read it.") from refused
    if len(raw) > LONGEST_VCARDS:
        raise KithError(f"{path}: more than {LONGEST_VCARDS >> 20} MB. This is no address book.")
    return raw


def packaged(name: str) -> Path:
    """`templates`, `systemd` or `config.example.toml` as it came with kith.

    Installed, they lie beside the modules (pyproject.toml, force-include); in a checkout, at the top.
    """
    package = Path(__file__).parent
    for folder in (package, package.parent.parent):
        if (folder / name).exists():
            return folder / name
    raise KithError(f"{name}: did not come with this kith in {package}. Install kith again.")


def private_page(html: str, environ: Mapping[str, str]) -> Path:
    """A web page of mode 0600 in a new folder of mode 0700, under a name nobody can guess or prepare.

    It lies in $XDG_RUNTIME_DIR, which is the user's own and gone after the session, else in the temporary folder.
    Nobody deletes it: a browser may read it long after kith has ended. KithError where it cannot be written.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="kith-", dir=runtime_dir(environ)))
        page = folder / "digest.html"
        with os.fdopen(
            os.open(page, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(html)
    except OSError as refused:
        raise KithError(
            f"the page cannot be written: {refused.strerror}: {refused.filename or 'no temporary folder'}. "
            "Set TMPDIR to a folder of yours with room in it."
        ) from refused
    return page


def write_own_page(path: Path, text: str, mark: str) -> None:
    """`write_private`, in the place of an older file of kith's own, with `mark` in its first bytes, but of no other.

    KithError where something else is there, or it cannot be written.
    """
    try:
        info = path.stat()
        head = b"" if stat.S_ISREG(info.st_mode) and not info.st_size else _head(path, info)
    except FileNotFoundError:
        head = b""
    except OSError as refused:
        raise KithError(
            f"{path}: cannot be looked at: {refused.strerror}. Name a file in a folder of yours."
        ) from refused
    if head and mark.encode() not in head:
        raise KithError(
            f"{path}: is there already, and no page of kith's, so it stays as it is. Name another file, or - for "
            "stdout."
        )
    write_private(path, text)


def _head(path: Path, info: os.stat_result) -> bytes:
    """The first bytes of a regular file; of a folder or a device some that are nobody's."""
    if not stat.S_ISREG(info.st_mode):
        return b"?"
    with path.open("rb") as file:
        return file.read(200)


def write_private(path: Path, text: str) -> None:
    """A file of mode 0600, there as a whole or not at all. KithError where it cannot be written."""
    try:
        handle, made = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # of mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                if os.geteuid() == 0:  # into a service's folder: its user must be able to read it
                    os.fchown(handle, (info := path.parent.stat()).st_uid, info.st_gid)
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(made).replace(path)
        except BaseException:
            Path(made).unlink(missing_ok=True)
            raise
    except OSError as refused:
        raise KithError(
            f"{path}: cannot be written: {refused.strerror}. Name a file in a folder of yours."
        ) from refused


def sweep_private(path: Path) -> None:
    """Take away what `write_private` left beside this file where it was killed halfway.

    For a file that one process at a time writes. KithError where it cannot be taken away.
    """
    try:
        for name in os.listdir(path.parent):  # noqa: PTH208  (no pattern: a folder's name may look like one)
            if name.startswith(f".{path.name}-"):
                (path.parent / name).unlink(missing_ok=True)
    except OSError as refused:
        raise KithError(
            f"{path.parent}: cannot be tidied: {refused.strerror}. Let kith's user write to it."
        ) from refused


def runtime_dir(environ: Mapping[str, str]) -> Path | None:
    """$XDG_RUNTIME_DIR where it is what its specification wants: absolute, the user's own, closed to others."""
    given = Path(environ.get("XDG_RUNTIME_DIR", ""))
    if not given.is_absolute() or not given.is_dir():
        return None
    info = given.stat()
    private = info.st_uid == os.geteuid() and not stat.S_IMODE(info.st_mode) & 0o077
    return given if private and os.access(given, os.W_OK | os.X_OK) else None


def _xdg(variable: str, otherwise: str, environ: Mapping[str, str]) -> Path | None:
    """A base folder, None without a home. Relative ones are ignored (XDG Base Directory Specification)."""
    given = environ.get(variable, "")
    if given.startswith("/"):
        return Path(given)
    return expanded(Path(otherwise), environ) if environ.get("HOME") else None
