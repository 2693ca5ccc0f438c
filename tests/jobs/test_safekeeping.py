"""Backups and the way back: nothing sent twice, nothing lost that the mailbox holds, and nothing sent out of a broken
store (hazards E5 to E7 of design/reliability.md)."""

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from helpers.command_line import Run, runner
from helpers.dying import outcome
from helpers.world import World
from helpers.writing import KAREN, RAVI, digest, letters, look, numbers, said_so_far, says
from kith.config.settings import Settings
from kith.counts import Correspondent
from kith.errors import StoreBusy
from kith.jobs import safekeeping
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched
from kith.store import Store
from kith.store.db import FILE, alone


@pytest.fixture
def run(answering: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(answering, monkeypatch, capsys)


def mon(world: World) -> None:
    """The daemon's round at its next appointment: look, write, hand over."""
    world.clock.advance(days=7)
    world.now = world.clock.now()
    look(world)
    with world.kith() as place:
        place.digester().when_due(place.clock.now())
        post(place, Unwatched())


def suggested(world: World) -> set[str]:
    with world.kith() as place:
        found = place.digester().compose(place.clock.now()).digest.suggestions
        return {spec for one in found for spec in one.person.addresses}


def settings(world: World) -> Settings:
    with world.kith() as place:
        return place.settings


class TestBackup:
    """`kith backup FILE`."""

    def test_a_backup_is_private_whole_and_says_what_it_holds(
        self, answering: World, run: Run, tmp_path: Path
    ) -> None:
        file = tmp_path / "kith.backup"
        code, out, err = run("backup", str(file))
        assert (code, out) == (0, "")
        assert "2 addresses with 20 touches" in err
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with closing(sqlite3.connect(file)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".kith")] == []

    def test_it_replaces_nothing_unless_told_to(self, answering: World, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "kith.backup"
        file.write_text("something else")
        code, _, err = run("backup", str(file))
        assert code == 1
        assert "say --yes" in err
        assert file.read_text() == "something else"
        assert run("backup", str(file), "--yes")[0] == 0

    def test_a_folder_that_is_not_there_or_no_store_is_told(
        self, answering: World, run: Run, tmp_path: Path
    ) -> None:
        code, _, err = run("backup", str(tmp_path / "none" / "file"))
        assert (code, "cannot be written" in err) == (1, True)
        shutil.rmtree(answering.state)
        assert "there is no store yet" in run("backup", str(tmp_path / "file"))[2]


class TestRestore:
    """`kith restore FILE`."""

    def test_it_refuses_while_a_daemon_runs_or_without_yes_or_what_is_no_backup(
        self, answering: World, run: Run, tmp_path: Path
    ) -> None:
        file = tmp_path / "kith.backup"
        run("backup", str(file))
        before = (answering.state / FILE).read_bytes()
        with alone(answering.state, "run"):
            code, _, err = run("restore", str(file), "--yes")
        assert (code, "systemctl stop kith" in err) == (75, True)
        assert run("restore", str(file))[0] == 1
        (tmp_path / "diary").write_bytes(b"Dear diary, " * 1000)
        assert run("restore", str(tmp_path / "diary"), "--yes")[0] == 78
        assert run("restore", str(tmp_path / "nothing"), "--yes")[0] == 1
        with closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA user_version = 99")
        assert run("restore", str(file), "--yes")[0] == 78
        assert (answering.state / FILE).read_bytes() == before

    def test_it_refuses_while_another_kith_has_the_store_open(self, answering: World, tmp_path: Path) -> None:
        file = tmp_path / "kith.backup"
        its = settings(answering)
        safekeeping.copy(its, answering.environ, file)
        with Store.open(answering.state), pytest.raises(StoreBusy, match="has it open"):
            safekeeping.restore(its, answering.environ, file, answering.now, overwrite=True)
        assert [path.name for path in answering.state.iterdir() if path.name.startswith(".new")] == []

    def test_the_store_before_it_is_kept(self, answering: World, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "kith.backup"
        run("backup", str(file))
        run("do", "karen never")
        code, _, err = run("restore", str(file), "--yes")
        assert code == 0
        [aside] = answering.state.glob(f"{FILE}.replaced-*")
        assert str(aside) in err
        assert said_so_far(answering) == []
        with closing(sqlite3.connect(aside)) as db:
            assert db.execute("SELECT line FROM event").fetchall() == [("karen never",)]

    @pytest.mark.parametrize("days", [1, 30, 365])
    @pytest.mark.parametrize("way", ["kith restore", "a copied file"])
    def test_a_store_older_than_the_mailbox_heals(
        self, days: int, way: str, answering: World, tmp_path: Path
    ) -> None:
        """No digest twice, every touch, and who was stopped by mail since stays stopped."""
        world = answering
        with world.kith() as place:
            place.digester().when_due(place.clock.now())  # counting begins
        file = tmp_path / "kith.backup"
        safekeeping.copy(settings(world), world.environ, file)
        mon(world)
        [sent] = letters(world)
        says(world, f"{numbers(world)[KAREN]} never\n", to=sent)
        look(world)
        world.clock.advance(days=days)
        world.now = world.clock.now()
        world.friends("Nora Ek <nora@example.net>", min(0.5, days))
        world.scan()
        fresh = {one.spec: (one.sent.number, one.received.number) for one in correspondents(world)}
        if way == "kith restore":
            safekeeping.restore(settings(world), world.environ, file, world.now, overwrite=True)
        else:
            shutil.copy(file, world.state / FILE)
        look(world)
        with world.kith() as place:
            place.digester().when_due(place.clock.now())
            post(place, Unwatched())
        ids = [str(letter["Message-ID"]) for letter in letters(world)]
        assert len(ids) == len(set(ids))
        assert {one.spec: (one.sent.number, one.received.number) for one in correspondents(world)} == fresh
        assert [line.split()[1] for line in said_so_far(world)] == ["never"]
        assert KAREN not in suggested(world)
        look(world)
        assert len(said_so_far(world)) == 1

    @pytest.mark.parametrize("filed", [0, 1])
    def test_a_number_means_whom_the_newest_digest_meant_in_whatever_order_digests_are_found(
        self, filed: int, answering: World, tmp_path: Path
    ) -> None:
        """Two digests since the backup. One was filed away, and INBOX is read before the archive."""
        world = answering
        with world.kith() as place:
            place.digester().when_due(place.clock.now())
        file = tmp_path / "kith.backup"
        safekeeping.copy(settings(world), world.environ, file)
        mon(world)
        world.friends("Nora Ek <nora@example.net>", 500, 450, 400, 350, 300, subject="Choir")
        mon(world)
        assert len(letters(world)) == 2
        meant, newest = numbers(world), newest_digest(world)
        assert meant == {"nora@example.net": 1}
        name = str(letters(world)[filed]["Message-ID"]).encode()
        [path] = [path for path in world.mailbox.folder("INBOX").glob("[cn]*/*") if name in path.read_bytes()]
        path.rename(world.mailbox.folder("Archive") / path.parent.name / path.name)
        safekeeping.restore(settings(world), world.environ, file, world.now, overwrite=True)
        look(world)
        assert (numbers(world), newest_digest(world)) == (meant, newest)
        says(world, "1 never\n", subject="kith")
        look(world)
        assert "nora@example.net" not in suggested(world)


def newest_digest(world: World) -> str | None:
    with world.kith() as place:
        found = place.store.ledger.newest()
    return found and found.message_id


def correspondents(world: World) -> list[Correspondent]:
    with world.kith() as place:
        return place.store.people.correspondents()


class TestRebuild:
    """`kith rebuild`."""

    def test_a_broken_store_is_put_aside_and_built_anew_with_all_that_can_be_had(
        self, answering: World, run: Run
    ) -> None:
        world = answering
        sent = digest(world)
        says(world, f"{numbers(world)[KAREN]} never\n", to=sent)
        look(world)
        run("do", "called ravi yesterday")
        before, said = outcome(world), said_so_far(world)
        raw = bytearray((world.state / FILE).read_bytes())
        raw[:16] = b"no SQLite at all"
        (world.state / FILE).write_bytes(raw)
        code, _, err = run("people")
        assert code == 78
        assert "kith rebuild" in err
        assert (world.state / FILE).read_bytes() == raw
        code, _, err = run("rebuild", "--yes")
        assert code == 0, err
        [aside] = world.state.glob(f"{FILE}.broken-*")
        assert aside.read_bytes() == raw
        assert "could not be read in the old file: what you told kith" in err
        after = outcome(world)
        assert [after[part] for part in ("touches", "people")] == [
            before[part] for part in ("touches", "people")
        ]
        assert len(said) == 2

    def test_what_can_be_read_of_the_old_one_is_taken_over_and_nothing_done_twice(
        self, answering: World, run: Run
    ) -> None:
        world = answering
        sent = digest(world)
        says(world, f"{numbers(world)[KAREN]} never\n", to=sent)
        look(world)
        run("do", "ravi note likes tea")
        run("forget", "ravi", "--yes")
        run("do", "karen every 6w")
        said, secret = said_so_far(world), None
        with world.kith() as place:
            secret = place.store.ledger.secret()
        code, _, err = run("rebuild", "--yes")
        assert code == 0, err
        assert "Taken over from the old file: what you told kith" in err
        assert said_so_far(world) == said
        with world.kith() as place:
            assert place.store.ledger.secret() == secret
            assert [one.spec for one in place.store.people.correspondents()] == [KAREN]
            assert place.store.ledger.newest() is not None
        assert KAREN not in suggested(world)
        assert len(letters(world)) == 1

    def test_commands_by_mail_come_back_from_sent_where_the_old_file_says_nothing(
        self, answering: World, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The secret alone is left: the digest in INBOX says whom its numbers meant."""
        world = answering
        sent = digest(world)
        says(world, f"{numbers(world)[RAVI]} never\n", to=sent)
        look(world)
        world.clock.advance(days=100)
        monkeypatch.setattr(safekeeping, "TABLES", safekeeping.TABLES[:1])
        its = settings(world)
        safekeeping.rebuild(its, world.environ, world.clock.now())
        look(world)
        assert [line.split()[1] for line in said_so_far(world)] == ["never"]
        assert RAVI not in suggested(world)


def test_no_digest_is_written_while_what_the_user_said_was_never_asked_for(answering: World) -> None:
    """An answer is noted, and the line breaks before it is read; after days of that the digest comes all the same."""
    world = answering
    with world.kith() as place:
        place.digester().when_due(place.clock.now())
        world.clock.advance(days=7)
        folder = place.store.cursors.find("home", b"Sent")
        assert folder is not None
        with place.store.transaction():
            place.store.answers.note(folder.folder, [(999, 0)])
        assert not place.digester().when_due(place.clock.now())
        with place.store.transaction():
            place.store.cursors.account_failed("home", "down", int(world.clock.at.timestamp()) - 4 * 86_400)
        assert place.digester().when_due(place.clock.now())
