"""What `kith init` was given on the command line, what it finds there, what is missing where nobody can be asked."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from kith.config.settings import DigestSettings, DraftSettings, Settings
    from kith.jobs.setup.secrets import Kind


OAUTH_FLAGS = {
    "client_id": "--client-id",
    "client_secret_file": "--client-secret-file",
    "tenant": "--tenant",
    "issuer": "--issuer",
    "ca_file": "--issuer-ca-file",
}
"""The flag of each setting of `oauth`."""


@dataclass(frozen=True, slots=True)
class Given:
    """The flags, None or empty where one was not given."""

    email: str | None = None
    name: str = ""
    account: str | None = None
    host: str | None = None
    port: int | None = None
    security: Literal["tls", "starttls", "none"] | None = None
    user: str | None = None
    ca_file: Path | None = None
    tls_fingerprint: str | None = None
    no_lookup: bool = False
    password_stdin: bool = False
    password_command: str | None = None
    token_command: str | None = None
    client_id: str | None = None
    client_secret_file: Path | None = None
    tenant: str | None = None
    issuer: str | None = None
    issuer_ca_file: Path | None = None
    secret: "Kind | None" = None
    drafts: bool | None = None
    learn_style: bool | None = None
    when: str | None = None
    max_people: int | None = None
    scan: bool = True
    not_people: tuple[str, ...] = ()
    yes: bool = False
    dry_run: bool = False
    as_json: bool = False

    @property
    def command(self) -> tuple[str, tuple[str, ...]] | None:
        """The setting and the words of a command that prints the secret. Raises click.UsageError for an odd quote."""
        for key, text in (("password_command", self.password_command), ("token_command", self.token_command)):
            if text is not None:
                return key, words_of(text, f"--{key.replace('_', '-')}")
        return None

    @property
    def oauth(self) -> Mapping[str, str]:
        """What is said of a login by OAuth, under the names of the settings."""
        said = {
            "client_id": self.client_id,
            "client_secret_file": self.client_secret_file,
            "tenant": self.tenant,
            "issuer": self.issuer,
            "ca_file": self.issuer_ca_file,
        }
        return {key: str(value) for key, value in said.items() if value is not None}

    def contradictions(self) -> str:
        """What cannot go together, as a sentence; "" where all is well."""
        ways = [self.password_stdin, self.password_command is not None, self.token_command is not None]
        if self.oauth and any(ways):
            flag = next(flag for key, flag in OAUTH_FLAGS.items() if key in self.oauth)
            return f"want one of --password-stdin, --password-command, --token-command and a login by OAuth ({flag})"
        if sum(ways) > 1:
            return "want one of --password-stdin, --password-command and --token-command"
        if self.secret and self.oauth:
            return "--secret is for a password that kith keeps; a token of OAuth lies in the state folder"
        if self.secret and (self.password_command is not None or self.token_command is not None):
            return "--secret is for a password that kith keeps; a command keeps its own"
        if self.ca_file and self.tls_fingerprint:
            return "want one of --ca-file and --tls-fingerprint"
        if self.dry_run and self.as_json:
            return "want one of --dry-run and --json"
        return ""

    def missing(self, *, keeps_secret: bool) -> list[str]:
        """The flags that questions would stand for. `keeps_secret`: the account has a way to its secret already."""
        found = [] if self.email else ["--email"]
        given = self.password_stdin or self.password_command or self.token_command or self.client_id
        if self.oauth and not given and not keeps_secret:
            found.append("--client-id")
        elif not given and not keeps_secret:
            found.append("--password-stdin (or --password-command, --token-command, --client-id)")
        if self.yes:
            return found
        if self.password_stdin and not self.secret:
            found.append("--secret")
        if self.drafts is None:
            found.append("--drafts or --no-drafts")
        if self.learn_style is None:
            found.append("--learn-style or --no-learn-style")
        if self.when is None:
            found.append("--when")
        if self.max_people is None:
            found.append("--max-people")
        if self.scan and not self.dry_run and not self.not_people:
            found.append("--not-people (or --no-scan)")
        return found


@dataclass(frozen=True)
class Setup:
    """What one run has to do with: the flags, the file, what that held before. `asks`: somebody is at a terminal."""

    given: Given
    path: Path
    environ: Mapping[str, str]
    asks: bool
    text: str | None
    before: "Settings | None"

    @property
    def digest(self) -> "DigestSettings":
        """What holds of the digest where nobody says otherwise."""
        from kith.config.settings import DigestSettings

        return self.before.digest if self.before else DigestSettings()

    @property
    def drafts(self) -> "DraftSettings":
        """What holds of drafts where nobody says otherwise."""
        from kith.config.settings import DraftSettings

        return self.before.drafts if self.before else DraftSettings()


def words_of(text: str, flag: str) -> tuple[str, ...]:
    """The words of a command as a shell would cut them. Raises click.UsageError."""
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise click.UsageError(f"{flag}: a quote in it does not end") from None
    if not words:
        raise click.UsageError(f"{flag}: is empty")
    return words


def nobody_to_ask(missing: list[str]) -> click.UsageError:
    """All that is missing, at once; nothing has been done yet."""
    rest = "--yes takes the usual answer to every question that has one." if len(missing) > 1 else ""
    return click.UsageError(f"there is no terminal to ask at. Missing: {'; '.join(missing)}. {rest}".strip())
