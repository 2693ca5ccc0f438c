"""A question before something that cannot be taken back, and what to do where nobody is there to answer it."""

import sys

import click


def confirmed(question: str) -> bool:
    """Ask on stderr; True for yes. An answer may come from a pipe.

    Raises click.UsageError, which names --yes, where stdin ends without one.
    """
    try:
        return bool(click.confirm(question, err=True))
    except click.Abort:
        if sys.stdin.isatty():  # Ctrl-C or Ctrl-D
            raise
        click.echo(err=True)
        raise click.UsageError(
            "nobody is there to answer; nothing is changed. Say --yes if you mean it."
        ) from None
