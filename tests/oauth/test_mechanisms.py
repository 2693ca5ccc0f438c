"""XOAUTH2 and OAUTHBEARER, by what the server offers: Dovecot checks the tokens itself, aiosmtpd for the way out."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from helpers.authorization_server import AuthorizationServer
from helpers.dovecot import Dovecot
from helpers.maildir import MailboxOnDisk
from helpers.oauth_world import OAuthWorld
from helpers.scripted_imap import ScriptedImap
from helpers.signed_token import signed
from helpers.smtp_sink import SmtpSink
from helpers.world import World
from kith.clock import unix
from kith.deliver import line
from kith.errors import KithError, LoginRefused
from kith.jobs.scan import Unwatched
from kith.store import Store
from kith.store.ledger import Letter

MakeWorld = Callable[..., OAuthWorld]


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_either_mechanism_reads_mail_and_renews(
    mechanism: str, dovecot_with: Callable[..., Dovecot], tmp_path: Path
) -> None:
    mailbox = dovecot_with(mechanisms=mechanism).add_user()
    with AuthorizationServer(tmp_path / "authority", mailbox.token) as server:
        world = OAuthWorld(mailbox, tmp_path, server=server)
        world.received("karen@example.net", 5)
        world.log_in()
        assert world.scan().messages == 1
        server.mint = lambda seconds: mailbox.token(-seconds)
        world.clock.advance(hours=1)
        with world.kith() as place:
            failure = place.scanner().scan(Unwatched())[0].failure
        assert isinstance(failure, LoginRefused)
        assert ("401" if mechanism == "xoauth2" else "invalid_token") in str(failure)
        assert "kith login" in str(failure)


def test_a_token_signed_by_a_key_pair_is_taken_also_after_the_keys_were_changed(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    """RS256, as Keycloak signs; the second key stands beside the first under its own id."""
    mailbox = dovecot.add_user()
    keys = {name: rsa.generate_private_key(65537, 2048) for name in ("first", "second")}
    folder = dovecot.folder / "keys/default/RS256"
    folder.mkdir(exist_ok=True)
    for name, key in keys.items():
        (folder / name).write_bytes(
            key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
    dovecot.own(dovecot.folder / "keys")
    with AuthorizationServer(
        tmp_path / "authority", lambda _: signed(mailbox, keys["first"], "first")
    ) as server:
        world = OAuthWorld(mailbox, tmp_path, server=server)
        world.received("karen@example.net", 5)
        world.log_in()
        assert world.scan().messages == 1
        server.mint = lambda _: signed(mailbox, keys["second"], "second")
        world.clock.advance(hours=1)
        world.scan()
        server.mint = lambda _: signed(mailbox, keys["first"], "second")
        world.clock.advance(hours=1)
        with pytest.raises(LoginRefused):
            world.scan()


class WithCommand(World):
    """Sam's kith with `token_command`; it counts how often it is run."""

    @property
    def toml(self) -> str:
        script = self.folder / "token.sh"
        script.write_text(
            f"echo run >> {self.folder}/runs; head -n1 {self.folder}/tokens; sed -i 1d {self.folder}/tokens"
        )
        return super().toml.replace('password_env = "MAIL_PASSWORD"', f'token_command = ["sh", "{script}"]')

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "PATH": "/usr/bin:/bin"}

    def tokens(self, *tokens: str) -> None:
        (self.folder / "tokens").write_text("".join(f"{one}\n" for one in tokens))

    @property
    def runs(self) -> int:
        return len((self.folder / "runs").read_text().splitlines())


def test_a_token_command_is_asked_once_more_where_its_token_is_refused(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """pizauth and oama may hand out one that has just run out."""
    world = WithCommand(mailbox, tmp_path)
    world.received("karen@example.net", 5)
    world.tokens(mailbox.token(-60), mailbox.token(60))
    assert world.scan().messages == 1
    assert world.runs == 2


def test_the_same_token_again_is_not_tried_again(
    scripted_imap: ScriptedImap, dovecot: Dovecot, tmp_path: Path
) -> None:
    scripted_imap.capabilities = b"IMAP4rev1 AUTH=XOAUTH2 SASL-IR"
    scripted_imap.rules.append((rb"^AUTHENTICATE", b"TAG NO [AUTHENTICATIONFAILED] no\r\n"))
    world = WithCommand(dovecot.add_user(), tmp_path, port=scripted_imap.port)
    world.tokens("the-same", "the-same")
    with pytest.raises(LoginRefused):
        world.scan()
    assert world.runs == 2
    assert len([one for one in scripted_imap.commands() if one.startswith(b"AUTHENTICATE")]) == 1
    world.tokens("one", "another", "a-third")
    with pytest.raises(LoginRefused):
        world.scan()
    assert world.runs == 4


@pytest.mark.parametrize("way", ["XOAUTH2", "OAUTHBEARER"])
def test_the_digest_goes_out_with_the_accounts_token_which_is_renewed_when_smtp_refuses_it(
    way: str, mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    numbers = iter(range(1, 9))
    with (
        AuthorizationServer(tmp_path / "authority", lambda _: f"token-{next(numbers)}-of-sams") as server,
        SmtpSink(login=("sam", "token-3-of-sams"), mechanisms=(way,)) as sink,
    ):
        world = OAuthWorld(mailbox, tmp_path, server=server)
        world.settings = (
            f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
            'user = "sam"\noauth_of = "home"\n'
        )
        with world.kith() as place:
            log_in_by_hand(world)
            write_a_letter(place.store, world)
            assert place.postman().deliver_waiting(Unwatched()) == []
    assert sink.logins == [(way, "sam")] * 2
    assert len(sink.letters) == 1
    assert server.renewals == 2


def log_in_by_hand(world: OAuthWorld) -> None:
    """The tokens are for SMTP alone here, so that Dovecot takes neither the first nor the renewed one."""
    with pytest.raises(KithError, match="was refused"):
        world.log_in()


def write_a_letter(store: Store, world: OAuthWorld) -> None:
    content = world.letter("sam@example.org", "sam@example.org", 0).replace(b"\n", b"\r\n")
    now = unix(world.clock.at)
    letter = Letter(0, "<1@kith.example>", now, now, "sam@example.org", content, "written")
    with store.transaction():
        store.ledger.write(letter, [], 0)


@pytest.mark.parametrize("way", ["XOAUTH2", "OAUTHBEARER"])
def test_smtp_tells_the_reason_that_came_before_the_refusal(way: str, tmp_path: Path) -> None:
    from helpers.smtp_sink import settings_for
    from kith.config.settings import Smtp
    from kith.deliver import smtp

    with SmtpSink(login=("sam", "right"), mechanisms=(way,)) as sink:
        server = Smtp(**settings_for(sink, user="sam", token_command=["x"]))
        with pytest.raises(LoginRefused, match="401" if way == "XOAUTH2" else "it is too old"):
            smtp.send(b"x\r\n", "sam@example.org", "sam@example.org", server, "wrong-token", token=True)
    assert sink.logins == [(way, "sam")]


@pytest.mark.parametrize("challenge", [b"", b"!", b"W10=", b"NQ==", b"W1tb", base64.b64encode(b"[" * 9000)])
def test_a_reason_that_cannot_be_read_says_nothing(challenge: bytes) -> None:
    assert line._complaint(challenge) == ""
