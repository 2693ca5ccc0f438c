"""`kith init` at a terminal, as a user sees it: questions, second tries, Ctrl-C, and the first people.

A real pseudo-terminal (pexpect), a real IMAP server, and the test's own web and name servers around it.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

from conftest import need_dovecot
from helpers.at_terminal import PATIENCE, answered, ended, interrupted
from helpers.dovecot import Dovecot, Options
from helpers.maildir import MailboxOnDisk
from helpers.published import DOMAIN, HOSTS, Page, Published, configuration, published
from helpers.set_up import PASSWORD, config_of
from helpers.world import World, today

ROOT = Path(__file__).resolve().parents[2]
Terminal = Callable[..., "pexpect.spawn[str]"]


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    """One whose certificate is for the names of the published domain."""
    need_dovecot()
    with Dovecot(Options(names=HOSTS)) as server:
        yield server


@pytest.fixture
def own(server: Dovecot) -> MailboxOnDisk:
    box = server.add_user(password=PASSWORD)
    for name in ("Sent", "Drafts"):
        box.folder(name, f"\\{name}")
    return box


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Published]:
    with published(tmp_path / "tls") as net:
        yield net


@pytest.fixture
def environ(net: Published, tmp_path: Path) -> dict[str, str]:
    gone = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "KITH_CONFIG", "STATE_DIRECTORY", "BROWSER"}
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    paths = {
        "HOME": str(tmp_path),
        "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / 'daemon'}",
        "PATH": "/usr/bin:/bin",
    }
    return {**kept, **net.environ(), **paths, "NO_COLOR": "1", "TERM": "dumb"}


@pytest.fixture
def terminal(environ: dict[str, str], server: Dovecot) -> Iterator[Terminal]:
    """`kith init` in the world of `net`, at a terminal of its own."""
    begun: list[pexpect.spawn[str]] = []

    def run(*arguments: str) -> "pexpect.spawn[str]":
        command = ["-m", "helpers.published", "init", "--ca-file", str(server.ca_file), *arguments]
        child = pexpect.spawn(
            sys.executable, command, env=environ, encoding="utf-8", timeout=PATIENCE, dimensions=(50, 160)
        )
        begun.append(child)
        return child

    yield run
    for child in begun:
        child.close(force=True)


def publish(net: Published, server: Dovecot, user: str) -> None:
    page = Page(configuration(f"imap.{DOMAIN}", server.tls_port, user=user))
    net.web.pages[f"autoconfig.thunderbird.net/v1.1/{DOMAIN}"] = page


def correspond(own: MailboxOnDisk, folder: Path, who: str, *days: float) -> None:
    """On each of these days Sam wrote, and `who` answered."""
    world = World(own, folder, now=today().replace(hour=12))
    for ago in days:
        own.deliver(
            world.letter(f"Sam <sam@{DOMAIN}>", who, ago + 0.1, Message_ID=f"<s-{ago}-{who[0]}@x.example>"),
            "Sent",
        )
        own.deliver(world.letter(who, f"sam@{DOMAIN}", ago, Message_ID=f"<r-{ago}-{who[0]}@x.example>"))


QUESTIONS = (
    ("Drafts folder? [Y/n]", ""),
    ("[Y/n]", "n"),
    ("Digest when? [mon 07:30]", "daily 18:00"),
    ("[5]", "3"),
)


def test_an_address_and_a_password_and_the_first_digest_is_there(
    terminal: Terminal,
    net: Published,
    server: Dovecot,
    own: MailboxOnDisk,
    tmp_path: Path,
    environ: dict[str, str],
) -> None:
    correspond(own, tmp_path, "Karen Holm <karen@example.net>", 400, 360, 320, 280, 240)
    correspond(own, tmp_path, "Petr Novak <petr@example.net>", 60, 30, 2)
    publish(net, server, own.user)
    child = terminal()
    said = answered(
        child, ("Your mail address: ", "nonsense"), ("that is no mail address", f"Sam@{DOMAIN}"),
        ("(hidden; enter alone to name a command that prints it)", "wrong"), (f"Login name [{own.user}]", ""),
        ("hidden", PASSWORD), *QUESTIONS, ("NOT people", "7"), ("NOT people", "2"),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, said + last
    assert "Asking about example.test (the domain, never your address)" in said
    assert (
        f"Thunderbird's database (autoconfig.thunderbird.net): imap.{DOMAIN}:{server.tls_port} (TLS) [taken]"
        in said
    )
    assert "the domain's DNS (_imaps._tcp.example.test): it names no IMAP server [nothing]" in said
    assert "[AUTHENTICATIONFAILED] Authentication failed." in said
    assert "Sent: Sent   Drafts: Drafts" in said
    assert '"7" is not within 1 to 2' in said + last
    assert "Petr Novak: never suggested again" in last
    assert PASSWORD not in said + last
    assert not any("sam" in request.casefold() for request in net.web.raw), "only the domain is told"
    text = config_of(tmp_path).read_text()
    assert 'when = "daily 18:00"' in text
    assert "max_people = 3" in text
    assert "learn_style = false" in text
    assert f'#host = "smtp.{DOMAIN}"' in text
    digest = subprocess.run(
        [sys.executable, "-m", "helpers.published", "preview", "--text"],
        env=environ, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "Karen" in digest.stdout
    assert "Petr Novak <" not in digest.stdout, "told as done, not suggested"


@pytest.mark.parametrize("at", ["Your mail address", "hidden", "How many people at most?"])
def test_ctrl_c_at_any_question_leaves_no_trace(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk, tmp_path: Path, at: str
) -> None:
    publish(net, server, own.user)
    child = terminal("--no-scan")
    steps = [
        ("Your mail address", f"sam@{DOMAIN}"), ("hidden", PASSWORD), ("Drafts folder?", ""), ("greet?", ""),
        ("Digest when?", ""), ("How many people at most?", ""),
    ]  # fmt: skip
    answered(child, *steps[: next(n for n, (question, _) in enumerate(steps) if question == at)])
    child.expect_exact(at)
    if at == "hidden":
        child.waitnoecho(PATIENCE)
    code, last = interrupted(child)
    assert code == 130
    assert "interrupted" in last
    assert not (tmp_path / ".config").exists()


def test_three_wrong_passwords_are_enough(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk, tmp_path: Path
) -> None:
    publish(net, server, own.user)
    child = terminal("--email", f"sam@{DOMAIN}")
    answered(
        child,
        ("hidden", "one"),
        ("Login name", ""),
        ("hidden", "two"),
        ("Login name", ""),
        ("hidden", "three"),
    )
    code, last = ended(child)
    assert code == 77
    assert "[AUTHENTICATIONFAILED]" in last
    assert not (tmp_path / ".config").exists()


def test_a_host_that_only_dns_names_needs_a_word_of_the_user(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk
) -> None:
    net.names.records[f"_imaps._tcp.{DOMAIN}"] = [(0, 0, server.tls_port, "elsewhere.test")]
    child = terminal("--email", f"sam@{DOMAIN}", "--user", own.user, "--no-scan", "--dry-run", "--yes")
    said = answered(child, ("Is elsewhere.test where your mail is? [y/N]", "y"), ("hidden", PASSWORD))
    code, last = ended(child)
    assert code == 0, last
    assert "DNS can be forged on the way" in said
    assert 'host = "elsewhere.test"' in last
    child = terminal("--email", f"sam@{DOMAIN}", "--no-scan")
    answered(child, ("[y/N]", ""))
    child.expect_exact("incoming mail")  # then the user knows better


def test_a_server_that_cannot_be_reached_is_not_the_end(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk
) -> None:
    page = Page(configuration(f"imap.{DOMAIN}", 9))
    net.web.pages[f"autoconfig.thunderbird.net/v1.1/{DOMAIN}"] = page
    child = terminal("--email", f"sam@{DOMAIN}", "--no-scan", "--dry-run", "--yes")
    said = answered(
        child, ("hidden", PASSWORD), ("incoming mail", f"imap.{DOMAIN}"), ("Encrypted how (tls, starttls) [tls]", ""),
        ("Port [993]", str(server.tls_port)), ("Login name", own.user), ("hidden", PASSWORD),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, last
    assert "nothing answers on port 9" in said
    assert f"port = {server.tls_port}" in last


def test_ctrl_c_in_the_first_reading_keeps_the_configuration(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk, tmp_path: Path
) -> None:
    correspond(own, tmp_path, "Karen Holm <karen@example.net>", *range(2, 200))
    publish(net, server, own.user)
    child = terminal("--email", f"sam@{DOMAIN}", "--yes")
    answered(child, ("hidden", PASSWORD))
    child.expect_exact("Ctrl-C stops it")
    child.sendintr()
    code, last = ended(child)
    assert code in (0, 130), last  # 0: it was quicker
    assert config_of(tmp_path).exists()


def test_where_nobody_knows_the_server_the_user_says_it(
    terminal: Terminal, server: Dovecot, own: MailboxOnDisk, tmp_path: Path
) -> None:
    secret = tmp_path / "kept"
    secret.write_text(f"{PASSWORD}\n")
    child = terminal("--email", f"sam@{DOMAIN}", "--no-scan", "--yes", "--no-lookup")
    said = answered(
        child, ("incoming mail", "not a host"), ("want a host name", f"imap.{DOMAIN}"),
        ("Encrypted how (tls, starttls) [tls]", "starttls"),
        ("Port [143]", str(server.port)), ("Login name", own.user), ("hidden", ""), ("Command that prints", "false"),
        ("hidden", ""), ("Command that prints", f"cat {secret}"),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, said + last
    assert "exited with 1" in said
    text = config_of(tmp_path).read_text()
    assert re.search(r'^security = "starttls"$', text, re.MULTILINE)
    assert f'password_command = [\n    "cat",\n    "{secret}",\n]' in text


def test_enter_at_every_question_of_a_second_run_changes_nothing(
    terminal: Terminal, net: Published, server: Dovecot, own: MailboxOnDisk, tmp_path: Path
) -> None:
    publish(net, server, own.user)
    child = terminal("--email", f"sam@{DOMAIN}", "--no-scan")
    answered(child, ("hidden", PASSWORD), *QUESTIONS)
    assert ended(child)[0] == 0
    before = config_of(tmp_path).read_bytes()
    net.web.asked.clear()
    child = terminal("--email", f"sam@{DOMAIN}", "--no-scan")
    answered(
        child, ("enter alone keeps the way it is found now", ""), ("Drafts folder? [Y/n]", ""), ("[y/N]", ""),
        ("Digest when? [daily 18:00]", ""), ("[3]", ""),
    )  # fmt: skip
    code, last = ended(child)
    assert code == 0, last
    assert "it is left as it is" in last
    assert config_of(tmp_path).read_bytes() == before
    assert net.web.asked == [], "the server in the file is the user's word"
