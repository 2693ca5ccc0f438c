"""Root who renews a token for a service leaves it to the service's own user, as it was."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.oauth_world import OAuthWorld
from kith.clock import unix
from kith.oauth.token_file import Granted, Token, read, replacing

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
SERVICE = 65534  # nobody, in whose place any user without rights would do
MakeWorld = Callable[..., OAuthWorld]


def owners(folder: Path) -> dict[str, tuple[int, int]]:
    """Whose each thing below the folder is, and the folder itself."""
    found = [folder, *folder.rglob("*")]
    return {path.name: (path.stat().st_uid, path.stat().st_gid) for path in found}


@pytest.fixture
def of_the_service(tmp_path: Path) -> Path:
    """A state folder of the service's user, empty."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    os.chown(state, SERVICE, SERVICE)
    return state


TOKEN = Token.of(Granted("access", "refresh", 3600), 0, "app")
AGAIN = Token.of(Granted("another", "refresh", 3600), 9, "app")


def test_a_check_by_root_leaves_a_renewed_token_to_the_services_user(oauth_world: MakeWorld) -> None:
    world = oauth_world()
    world.received("karen@example.net", 5)
    world.log_in()
    for path in (world.state, *world.state.rglob("*")):
        os.chown(path, SERVICE, SERVICE)
    text = world.file.read_text()
    world.file.write_text(text.replace(f'"renew_at": {world.token.renew_at}', '"renew_at": 0'))
    done = world.run("check", "--no-mail")
    assert world.server.renewals == 1, done.stdout + done.stderr
    assert world.token.renew_at > unix(world.clock.at)
    assert set(owners(world.file.parent).values()) == {(SERVICE, SERVICE)}


def test_a_first_login_by_root_leaves_folder_lock_and_token_to_the_owner(of_the_service: Path) -> None:
    path = of_the_service / "oauth" / "work.json"
    with replacing(path) as put:
        put(TOKEN)
    assert owners(path.parent) == dict.fromkeys(("oauth", "work.json", "work.lock"), (SERVICE, SERVICE))
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_root_has_left_behind_before_is_handed_over(of_the_service: Path) -> None:
    folder = of_the_service / "oauth"
    folder.mkdir(mode=0o700)
    os.chown(folder, SERVICE, SERVICE)
    for name in ("work.lock", "work.new"):
        (folder / name).touch(0o600)
    with replacing(folder / "work.json") as put:
        put(TOKEN)
    assert set(owners(folder).values()) == {(SERVICE, SERVICE)}


def test_the_services_user_can_renew_again_after_root(of_the_service: Path) -> None:
    path = of_the_service / "oauth" / "work.json"
    with replacing(path) as put:
        put(TOKEN)

    child = os.fork()
    if child == 0:
        try:
            os.chdir(of_the_service)  # what lies above is not for others to look into
            os.setgroups([])
            os.setgid(SERVICE)
            os.setuid(SERVICE)
            with replacing(Path("oauth/work.json")) as put:
                put(AGAIN)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert read(path) == AGAIN


def test_a_second_name_of_anothers_file_is_not_given_away(of_the_service: Path, tmp_path: Path) -> None:
    """Else whoever owns the folder could get any file of root's by a hard link with the name of the lock."""
    of_root = tmp_path / "of-root"
    of_root.write_text("root's")
    folder = of_the_service / "oauth"
    folder.mkdir(mode=0o700)
    os.chown(folder, SERVICE, SERVICE)
    os.link(of_root, folder / "work.lock")
    with replacing(folder / "work.json") as put:
        put(TOKEN)
    assert of_root.stat().st_uid == 0
    assert of_root.read_text() == "root's"
