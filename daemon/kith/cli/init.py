"""`kith init`: the guided set-up. Here are its flags, one for each question; `kith.cli.init_story` asks them."""

from pathlib import Path
from typing import Any

import click


@click.command(short_help="Set kith up: your address in, a working configuration out.")
@click.option(
    "--email", metavar="ADDRESS", help="Your mail address. Default: that of the only account there is."
)
@click.option(
    "--name",
    default="",
    metavar="NAME",
    help="For kith@NAME, of many people on one machine: /etc/kith/NAME (root).",
)
@click.option(
    "--account", metavar="NAME", help='What the account is called. Default: "personal", or the one it has.'
)
@click.option("--host", metavar="NAME", help="The IMAP server. Default: found by your address.")
@click.option("--port", type=click.IntRange(1, 65535), help="Its port. Default: 993; 143 with starttls.")
@click.option("--security", type=click.Choice(["tls", "starttls", "none"]), help="How the line is encrypted.")
@click.option("--user", metavar="NAME", help="The login name. Default: as the provider wants it.")
@click.option(
    "--ca-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    help="Certificates (PEM) of a private authority that signed the server's.",
)
@click.option("--tls-fingerprint", metavar="HASH", help="The one certificate the server may show: sha256:…")
@click.option(
    "--no-lookup", is_flag=True, help="Ask nobody about your domain; the built-in list still counts."
)
@click.option("--password-stdin", is_flag=True, help="The password comes on standard input, one line.")
@click.option(
    "--password-command", metavar="COMMAND", help='A program that prints it, such as "pass mail/sam".'
)
@click.option("--token-command", metavar="COMMAND", help="A program that prints an OAuth access token.")
@click.option(
    "--client-id",
    metavar="ID",
    help="The id of your own app at the provider, to log in by OAuth: what to do is shown, and waited for.",
)
@click.option(
    "--client-secret-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    help="The app's secret, in a file of mode 600; Google's have one.",
)
@click.option("--tenant", metavar="T", help="Microsoft's directory that your account is in. Default: any.")
@click.option("--issuer", metavar="URL", help="Another authorization server, of OpenID Connect.")
@click.option(
    "--issuer-ca-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False, resolve_path=True),
    help="Certificates (PEM) of a private authority that signed the authorization server's.",
)
@click.option(
    "--secret",
    type=click.Choice(["file", "keyring", "credential"]),
    help="Where a typed password is kept: a file of mode 600, the system's keyring, a systemd credential (root).",
)
@click.option("--drafts/--no-drafts", default=None, help="May kith put drafts into your Drafts folder?")
@click.option(
    "--learn-style/--no-learn-style", default=None, help="Read your own sent text to learn greetings?"
)
@click.option("--when", metavar="WHEN", help='When the digest comes, such as "mon 07:30".')
@click.option("--max-people", type=click.IntRange(1, 20), help="How many people one digest suggests at most.")
@click.option(
    "--scan/--no-scan", default=True, help="Read the mailbox at the end, or leave that to `kith scan`."
)
@click.option(
    "--not-people", metavar="WHO", multiple=True, help="Name or address of who is no person; repeatable."
)
@click.option("--yes", is_flag=True, help="The usual answer to every question that has one.")
@click.option("--dry-run", is_flag=True, help="Try the login, print the configuration, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with what was found and done.")
@click.pass_obj
def init(config_file: Path | None, /, **given: Any) -> int:
    """Set kith up: your address in, a working configuration out.

    Finds your mail server, tries the login, finds the folders, asks where the password is to be kept and when the
    digest shall come, writes the configuration and reads your mailbox for the first time. Each question has a flag; a
    second run changes only what you answer differently, and keeps a copy of the file.

    Where a provider takes tokens only (Outlook.com, Microsoft 365), or with --client-id, kith logs in by OAuth: it
    shows a code on stderr, also without a terminal, and waits until you have typed it in (at Google: until its page
    comes back). The token is kept when your mail server has taken it and the configuration is written.

    About a domain that is not in the built-in list the network is asked: Thunderbird's database, the domain's own
    servers and its DNS. They learn the domain, never the address; --no-lookup leaves it out.
    """
    from kith.cli.init_flags import Given
    from kith.cli.init_story import set_up

    return set_up(config_file, Given(**given))
