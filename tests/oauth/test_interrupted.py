"""Row F4: whatever a renewal is interrupted by, a valid token is left, and the next look reads mail with it."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from helpers.oauth_world import OAuthWorld
from kith.clock import unix
from kith.config.load import load
from kith.errors import KithError, SecretUnavailable
from kith.jobs.credentials import app_of
from kith.oauth import token_file
from kith.oauth.access import access_token

DEAD = 9
MakeWorld = Callable[..., OAuthWorld]


class Counted:
    """The module `os` for `kith.oauth.token_file`: the process ends before the n-th call of a function, 0: never."""

    def __init__(self, dies_at: int = 0) -> None:
        self.dies_at, self.calls = dies_at, list[str]()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        return self._counting(name, real) if callable(real) else real

    def _counting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **more: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) == self.dies_at:
                os._exit(DEAD)
            return real(*arguments, **more)

        return call


def renew(world: OAuthWorld) -> str:
    account = load(world.toml, "kith.toml").accounts["home"]
    return access_token(app_of("home", account, world.environ), world.file, unix(world.clock.at))


def in_a_child(work: Callable[[], object]) -> int:
    """The exit code of a process that does it; minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except KithError:
            os._exit(1)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def due(oauth_world: MakeWorld) -> OAuthWorld:
    """A world whose token is to be renewed."""
    world = oauth_world()
    world.received("karen@example.net", 5)
    world.log_in()
    world.clock.advance(hours=1)
    return world


def steps(world: OAuthWorld, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls of one renewal that nothing happens to."""
    kept = world.file.read_bytes()
    counted = Counted()
    with monkeypatch.context() as patched:
        patched.setattr(token_file, "os", counted)
        renew(world)
    world.file.write_bytes(kept)
    return counted.calls


def test_the_new_token_is_synced_before_it_takes_the_place_of_the_old_one(
    due: OAuthWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the room for it is taken before the server is asked."""
    asked_after = list[int]()
    counted = Counted()
    due.server.before_answer = lambda: asked_after.append(len(counted.calls))
    monkeypatch.setattr(token_file, "os", counted)
    renew(due)
    (before,) = asked_after
    assert "posix_fallocate" in counted.calls[:before]
    after = counted.calls[before:]
    assert after[:5] == ["pwrite", "ftruncate", "fsync", "replace", "open"]
    assert after[5] == "fsync", "the folder, too"


def test_a_death_at_any_step_leaves_a_valid_token(due: OAuthWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one is good until the new one was used, as at Microsoft; what is found is never half a file."""
    calls = steps(due, monkeypatch)
    assert len(calls) > 12
    for number in range(1, len(calls) + 1):
        before = due.token

        def dying(number: int = number) -> None:
            token_file.os = Counted(number)  # type: ignore[assignment,attr-defined]
            renew(due)

        assert in_a_child(dying) == DEAD, f"before {calls[number - 1]}"
        assert due.token.refresh in due.server.good, f"before {calls[number - 1]}"
        assert renew(due) == due.token.access
        assert due.token != before
        assert due.scan().whole
        due.clock.advance(hours=1)


def test_a_kill_while_the_server_has_the_question_leaves_a_valid_token(due: OAuthWorld) -> None:
    """The answer with the new one is lost."""

    def killed() -> None:
        os.kill(child[0], signal.SIGKILL)
        due.server.before_answer = lambda: None

    child = list[int]()
    due.server.before_answer = killed
    ready, go = os.pipe()
    number = os.fork()
    if number == 0:
        os.read(ready, 1)
        renew(due)
        os._exit(0)
    child.append(number)
    os.write(go, b".")
    assert os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) == -signal.SIGKILL
    assert due.server.renewals == 1
    assert due.scan().messages == 1
    assert due.server.renewals == 2


def test_a_full_disk_is_noticed_before_the_server_is_asked(
    due: OAuthWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the server would take the old token back for a new one that can be kept nowhere."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    counted = Counted()
    counted.posix_fallocate = full  # type: ignore[attr-defined]
    monkeypatch.setattr(token_file, "os", counted)
    with pytest.raises(SecretUnavailable, match="No space left"):
        renew(due)
    assert due.server.renewals == 0


def test_a_daemon_that_is_killed_while_it_renews_goes_on(due: OAuthWorld) -> None:
    """As above, with the real command line; the second run renews by itself."""
    due.file.write_text(due.file.read_text().replace(f'"renew_at": {due.token.renew_at}', '"renew_at": 0'))
    running = list[Any]()

    def killed() -> None:
        due.server.before_answer = lambda: None
        running[0].kill()

    due.server.before_answer = killed
    running.append(due.start("scan"))
    running[0].communicate(timeout=60)
    assert running[0].returncode == -signal.SIGKILL
    done = due.run("scan")
    assert done.returncode == 0, done.stderr
    assert due.server.renewals == 2
