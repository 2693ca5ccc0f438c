"""`kith login`: access to an account by OAuth."""

from pathlib import Path

import click


@click.command(short_help="Log in to ACCOUNT by OAuth, as its table `oauth` says.")
@click.argument("account", required=False)
@click.option("--browser/--no-browser", default=True, help="Open the address of Google's page by itself.")
@click.option(
    "--port",
    default=0,
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Where Google's page comes back to on 127.0.0.1, for `ssh -L`. Default: a free one.",
)
@click.pass_obj
def login(config_file: Path | None, account: str | None, browser: bool, port: int) -> None:
    """Log in to ACCOUNT by OAuth, as its table `oauth` says.

    ACCOUNT is the name of a table of the configuration; it may be left out where only one has `oauth`. What the
    provider gives is kept in the state folder (mode 600), and renewed by kith itself from then on. Exit code 77 when
    the provider or the mail server refuses.
    """
    from kith.jobs.oauth_login import chosen, log_in, somebody_else
    from kith.jobs.workplace import opened, read_settings
    from kith.journal import clean

    settings = read_settings(config_file)
    name = chosen(settings, account)
    with opened(settings) as place:
        done = log_in(place, name, lambda text: click.echo(text, err=True), browser=browser, port=port)
    who, email = clean(done.who), clean(done.account.email)
    click.echo(f"{clean(name)}: logged in{f' as {who}' if who else ''}; {email} can be read.", err=True)
    if doubt := somebody_else(done.who, done.account):
        click.echo(f"kith: {doubt}", err=True)
    click.echo(f"The token lies in {done.file}; kith renews it. Next: `kith scan`.", err=True)
