"""Every setting, declared once: type, default, range and what it means on one field.

The loader, `kith config show`, the example file and the manual read these declarations. Values are frozen.
What one key demands of another (one secret per account, no clear text over a network) is held by
`kith.config.checks`, which `load` runs together with these, so that all faults are told at once.
"""

from datetime import time
from typing import Annotated, Any, Literal

from pydantic import Field

from kith.config import forms
from kith.config.forms import Form, Otherwise
from kith.config.oauth import OAuth
from kith.config.persons import Group, HolidaySettings, KnownPerson, PeopleSettings
from kith.config.section import Section
from kith.config.when import When
from kith.people.address import normalise

Security = Literal["tls", "starttls", "none"]
IMAP_PORTS = {"tls": 993, "starttls": 143, "none": 143}  # RFC 8314 section 3.2, RFC 9051 section 1
SMTP_PORTS = {"tls": 465, "starttls": 587, "none": 25}  # RFC 8314 section 3.3, RFC 6409, RFC 5321


class SecretSource(Section):
    """Where a password or an access token comes from. The secret itself is never part of the settings."""

    password_command: forms.Command | None = Field(
        None, repr=False, description="A program that prints the password, with its arguments."
    )
    password_file: forms.Location | None = Field(
        None, description="A file of mode 600 that holds the password and nothing else."
    )
    credential: forms.CredentialName | None = Field(
        None, description="The name of a systemd credential that holds the password."
    )
    password_env: forms.VariableName | None = Field(
        None, description="The name of an environment variable that holds the password."
    )
    token_command: forms.Command | None = Field(
        None, repr=False, description="A program that prints an OAuth access token, with its arguments."
    )


class Folders(Section):
    """Which folder is which, where the server does not say so or says it wrongly."""

    sent: Annotated[forms.Word | None, Otherwise("found by itself")] = Field(
        None, description="The folder that holds your sent mail."
    )
    drafts: Annotated[forms.Word | None, Otherwise("found by itself")] = Field(
        None, description="The folder that holds your drafts."
    )
    ignore: forms.FolderPatterns = Field(
        (), description="Folders never read; * stands for any characters, ? for one."
    )


class Account(SecretSource):
    """One IMAP login. The name of its table is the user's own."""

    email: forms.Address = Field(description="Your address at this account.")
    host: forms.Host = Field(description="The name of the IMAP server.")
    security: Security = Field(
        "tls", description='How the line is encrypted: "none" is taken for a server on this machine only.'
    )
    port: Annotated[forms.Port, Otherwise('993; 143 where security is "starttls" or "none"')] = Field(
        default_factory=lambda table: _port(table, IMAP_PORTS), description="The port of the IMAP server."
    )
    user: Annotated[forms.Word, Otherwise("the address in email")] = Field(
        default_factory=lambda table: table.get("email", ""), description="The login name."
    )
    ca_file: Annotated[forms.Location | None, Otherwise("the system's certificates")] = Field(
        None, description="The certificate of a private authority that signed the server's."
    )
    tls_fingerprint: Annotated[forms.Fingerprint | None, Otherwise("the certificate is verified")] = Field(
        None,
        description="The one certificate the server may show, by its hash; nothing else about it is checked.",
    )
    daily_megabytes: int = Field(
        300,
        ge=1,
        le=1_000_000,
        description="The most megabytes of older mail read in a day; new mail is always read.",
    )
    folders: Folders = Field(Folders(), description="Which folder is which.")
    oauth: OAuth | None = Field(
        None, description="Access by OAuth, for `kith login`, in the place of a password."
    )


class Smtp(SecretSource):
    """The way out for the digest. Without it the digest is placed straight into the INBOX."""

    host: forms.Host = Field(description="The name of the SMTP server.")
    security: Security = Field(
        "tls", description='How the line is encrypted: "none" is taken for a server on this machine only.'
    )
    port: Annotated[forms.Port, Otherwise('465; 587 where security is "starttls", 25 where it is "none"')] = (
        Field(
            default_factory=lambda table: _port(table, SMTP_PORTS), description="The port of the SMTP server."
        )
    )
    user: Annotated[forms.Word | None, Otherwise("no login")] = Field(
        None, description="The login name; it needs one of the five ways to a password, as for an account."
    )
    oauth_of: Annotated[
        forms.AccountName | None, Otherwise("no token"), Form("the name of an account that has oauth")
    ] = Field(
        None,
        description="The account whose login by OAuth serves here, too, in the place of a password.",
    )
    ca_file: Annotated[forms.Location | None, Otherwise("the system's certificates")] = Field(
        None, description="The certificate of a private authority that signed the server's."
    )


class DigestSettings(Section):
    """When the digest leaves, where to, and how much it says."""

    when: forms.Appointment = Field(
        When(frozenset({0}), time(7, 30)),
        description="The days and the local time at which the digest leaves.",
    )
    timezone: Annotated[forms.Zone | None, Otherwise("the system's")] = Field(
        None, description="The time zone of that time."
    )
    max_people: int = Field(5, ge=1, le=20, description="The most people one digest suggests.")
    minutes: int = Field(
        0, ge=0, le=240, description="A time budget for the notes instead of a number of people; 0 is none."
    )
    invitation: bool = Field(
        False, description="Whether the digest brings an event for your calendar, as long as the notes take."
    )
    deliver: Literal["auto", "imap", "smtp"] = Field(
        "auto",
        description='How the digest reaches you: "auto" takes SMTP where [smtp] is set, else IMAP.',
    )
    to: Annotated[forms.Address | None, Otherwise("the address of the first account")] = Field(
        None, description="The address the digest goes to."
    )
    subject: Literal["names", "plain"] = Field(
        "names",
        description='Whether the subject says whom to write to; "plain" names nobody where a lock screen shows it.',
    )


class DraftSettings(Section):
    """What kith may do beside the digest to prepare a note."""

    mailbox: bool = Field(True, description="Whether drafts are put into your Drafts folder.")
    read_newest: bool = Field(
        True,
        description="Whether kith reads the newest messages of those who may come into a digest, and forgets them.",
    )
    learn_style: bool = Field(
        True,
        description="Whether kith reads your own sent text to learn your greetings; it keeps counts only.",
    )


class CommandSettings(Section):
    """How your answers to kith are taken."""

    mail: bool = Field(
        True, description="Whether kith obeys what you answer to a digest, and your notes to it, by mail."
    )
    tidy: Literal["archive", "trash", "leave"] = Field(
        "archive",
        description="Where the copy in INBOX goes once it is obeyed; it is marked as read in any case.",
    )


class Llm(SecretSource):
    """A language model that may put a draft in other words. Without this table none is ever asked."""

    url: forms.Url = Field(
        description="The address of an OpenAI-compatible service; kith adds /chat/completions."
    )
    model: forms.Word = Field(description="The name of the model, as the service knows it.")
    allow_remote: bool = Field(
        False, description="Whether drafts may leave this machine for a service elsewhere, by https only."
    )
    timeout: int = Field(20, ge=1, le=60, description="The most seconds the service has for one draft.")


class Settings(Section):
    """The whole file."""

    name: Annotated[forms.Text, Otherwise("learned from your sent mail")] = Field(
        "", description="Your own name, for the end of a note."
    )
    me: forms.MyAddresses = Field(
        (), description="Further addresses of yours; those of the accounts are always yours."
    )
    state_dir: Annotated[
        forms.Location | None,
        Otherwise("$STATE_DIRECTORY, else $XDG_STATE_HOME/kith, else ~/.local/state/kith"),
    ] = Field(None, description="The folder in which kith keeps what it learned.")
    poll: forms.Seconds = Field(600, description="The pause between two looks into the mailboxes.")
    alarm: forms.Seconds = Field(
        43_200,
        description="How long kith tries in vain before it tells you that something does not work.",
    )
    templates: Annotated[forms.Location | None, Otherwise("the built-in ones only")] = Field(
        None,
        description="A folder of your own templates; a file in it goes before the built-in one of that name.",
    )
    accounts: Annotated[
        dict[forms.AccountName, Account],
        Form("a table such as [accounts.personal] with email, host and password_command"),
    ] = Field(min_length=1, description="One table per IMAP login.")
    smtp: Smtp | None = Field(None, description="The way out for the digest.")
    digest: DigestSettings = Field(
        DigestSettings(), description="When the digest leaves and how much it says."
    )
    drafts: DraftSettings = Field(DraftSettings(), description="What kith prepares beside the digest.")
    commands: CommandSettings = Field(CommandSettings(), description="How your answers are taken.")
    holidays: HolidaySettings = Field(
        HolidaySettings(), description="Whether a holiday is a reason to write."
    )
    llm: Llm | None = Field(None, description="A language model that may put a draft in other words.")
    people: PeopleSettings = Field(PeopleSettings(), description="Who counts as a person.")
    groups: Annotated[
        dict[forms.GroupName, Group], Form('a table such as [groups.family] with every = "2w"')
    ] = Field({}, description="Circles with a cadence of their own.")
    person: Annotated[
        tuple[KnownPerson, ...], Field(strict=False), Form("one table per person, each headed [[person]]")
    ] = Field((), description="What you know better than your mailbox.")

    @property
    def recipient(self) -> str:
        """Where kith's letters go."""
        return self.digest.to or next(iter(self.accounts.values())).email

    @property
    def by_smtp(self) -> bool:
        """Whether kith's letters leave by SMTP; else they are placed into an INBOX."""
        wanted = self.digest.deliver
        return wanted == "smtp" or (wanted == "auto" and self.smtp is not None)

    @property
    def digest_account(self) -> str:
        """The account the digest goes to: the one with that address, else the first."""
        to = self.digest.to
        return next(
            (name for name, one in self.accounts.items() if one.email == to), next(iter(self.accounts))
        )

    @property
    def my_addresses(self) -> frozenset[str]:
        """Every address that is the user's, in the normal form of `kith.people.address`: that the digest goes to, too,
        since answers come from there."""
        accounts = (account.email for account in self.accounts.values())
        to = (self.digest.to,) if self.digest.to else ()
        return frozenset(normalise(spec) for spec in (*self.me, *accounts, *to))


def _port(table: dict[str, Any], ports: dict[str, int]) -> int:
    return ports[table.get("security", "tls")]


SECRET_KEYS = tuple(SecretSource.model_fields)
