"""Row F3: which modes of which files kith takes a secret from, as another user than root, who may read everything."""

import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kith.config.load import load
from kith.config.settings import SecretSource
from kith.errors import Misconfigured, SecretUnavailable
from kith.files import refuse_open_secrets
from kith.vault import fetch

NOBODY = 65_534
MODES = (0o400, 0o600, 0o440, 0o640, 0o444, 0o644, 0o604, 0o666)
PRIVATE = {0o400, 0o600}
CREDENTIAL = SecretSource(credential="imap-password")

ACCOUNT = """
[accounts.home]
email = "sam@example.org"
host = "imap.example.org"
"""
as_nobody = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@contextmanager
def somebody_else() -> Iterator[None]:
    """Work as another user; what decides about files is the effective user and the groups."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def fetched(source: SecretSource, folder: Path) -> str:
    """What kith gets as that user: the secret, or why not."""
    with somebody_else():
        try:
            return fetch(source, {"CREDENTIALS_DIRECTORY": str(folder)}).value
        except SecretUnavailable as refused:
            return str(refused)


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that somebody else may look into."""
    for each in (tmp_path, *tmp_path.parents):
        if each.stat().st_mode & 0o005 != 0o005:
            each.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("mode", MODES, ids=oct)
@pytest.mark.parametrize(
    "command", ['password_command = ["echo", "hunter2"]', 'token_command = ["/bin/printf", "x"]']
)
def test_row_f3_a_secret_in_a_configuration_is_refused_where_others_can_read_it(
    mode: int, command: str, tmp_path: Path
) -> None:
    path = tmp_path / "my config.toml"
    path.write_text(ACCOUNT + command)
    path.chmod(mode)
    settings = load(path.read_text(), str(path))
    if mode in PRIVATE:
        refuse_open_secrets(path, settings)
        return
    with pytest.raises(Misconfigured) as refused:
        refuse_open_secrets(path, settings)
    assert f"(mode {mode:o})" in str(refused.value)
    assert f"chmod 600 '{path}'" in str(refused.value)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("mode", MODES, ids=oct)
def test_row_f3_a_configuration_without_a_secret_may_be_read_by_everybody(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(ACCOUNT + 'password_command = ["pass", "mail/sam"]')
    path.chmod(mode)
    refuse_open_secrets(path, load(path.read_text(), str(path)))


@as_nobody
@pytest.mark.parametrize("mode", MODES, ids=oct)
def test_row_f3_a_password_file_is_taken_only_where_nobody_else_can_read_it(
    mode: int, open_folder: Path
) -> None:
    path = open_folder / "password"
    path.write_text("hunter2\n")
    os.chown(path, NOBODY, NOBODY)
    path.chmod(mode)
    said = fetched(SecretSource(password_file=path), open_folder)
    assert said == "hunter2" if mode in PRIVATE else f"(mode {mode:o}): chmod 600" in said


@as_nobody
@pytest.mark.parametrize("mode", MODES, ids=oct)
def test_row_f3_a_credential_is_taken_whatever_its_mode(mode: int, open_folder: Path) -> None:
    """systemd 252 hands it over as the service's own file of mode 0400."""
    path = open_folder / "imap-password"
    path.write_text("hunter2\n")
    os.chown(path, NOBODY, NOBODY)
    path.chmod(mode)
    assert fetched(CREDENTIAL, open_folder) == "hunter2"


@as_nobody
def test_row_f3_a_credential_of_root_with_an_access_list_is_taken(open_folder: Path) -> None:
    """systemd 257 hands it over as root's file of mode 0440, with an entry for the service's user (acl(5))."""
    path = open_folder / "imap-password"
    path.write_text("hunter2\n")
    path.chmod(0o440)
    read, nobody_named = 4, 0xFFFFFFFF
    entries = (
        (1, read, nobody_named),
        (2, read, NOBODY),
        (4, 0, nobody_named),
        (16, read, nobody_named),
        (32, 0, nobody_named),
    )
    assert "Permission denied" in fetched(CREDENTIAL, open_folder)
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    try:
        os.setxattr(path, "system.posix_acl_access", acl)
    except OSError as refused:
        pytest.skip(f"this file system has no access lists: {refused}")
    assert path.stat().st_mode & 0o777 == 0o440
    assert path.stat().st_uid == 0
    assert fetched(CREDENTIAL, open_folder) == "hunter2"
