"""The command line. stdout is data, stderr is talk; every error says what to do next and has its exit code.

Verbs are loaded when they are called, and what they need when they run, so that `kith --help` is quick.
"""

import difflib
import errno
import importlib
import io
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from kith import __version__
from kith.errors import FAILED, OK, USAGE, KithError
from kith.journal import clean

# In the order of a first day.
VERBS = {
    "demo": "kith.cli.trying:demo",
    "init": "kith.cli.init:init",
    "login": "kith.cli.login:login",
    "check": "kith.cli.checking:check",
    "scan": "kith.cli.reading:scan",
    "people": "kith.cli.reading:people",
    "why": "kith.cli.reading:why",
    "merge": "kith.cli.identity:merge",
    "split": "kith.cli.identity:split",
    "forget": "kith.cli.identity:forget",
    "preview": "kith.cli.previewing:preview",
    "digest": "kith.cli.writing:digest",
    "do": "kith.cli.doing:do",
    "import": "kith.cli.importing:import_",
    "export": "kith.cli.importing:export",
    "transition": "kith.cli.leaving:transition",
    "run": "kith.cli.running:run",
    "reload": "kith.cli.running:reload",
    "status": "kith.cli.running:status",
    "install": "kith.cli.installing:install",
    "uninstall": "kith.cli.installing:uninstall",
    "backup": "kith.cli.safekeeping:backup",
    "restore": "kith.cli.safekeeping:restore",
    "rebuild": "kith.cli.safekeeping:rebuild",
    "eval": "kith.cli.evaluating:evaluate",
    "config": "kith.cli.configuring:config",
    "completion": "kith.cli.completion.verb:completion",
}

_WITHOUT_STORE = {"demo", "init", "install", "uninstall", "config", "completion"}


class Verbs(click.Group):
    """The verbs of the table above, in its order, with "did you mean"."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[:1] == ["help"]:  # as git has it: help VERB is VERB --help
            args = [*args[1:], "--help"]
            if len(args) == 1:
                click.echo(ctx.get_help())
                ctx.exit()
        near = difflib.get_close_matches(args[0], VERBS, 1) if args and args[0] not in VERBS else []
        if near:
            ctx.fail(f'no such command: {args[0]}; did you mean "{near[0]}"?')
        return super().resolve_command(ctx, args)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The configuration file. Default: $KITH_CONFIG, ~/.config/kith/config.toml, /etc/kith/config.toml.",
)
@click.version_option(__version__, prog_name="kith", message="%(prog)s %(version)s")
@click.pass_context
def kith(ctx: click.Context, config_file: Path | None) -> None:
    """Keeps you in touch: reads your mail's headers, mails you whom to write to, why now, and a draft.

    \b
    New here?  kith demo   the whole job on a sample mailbox, nothing to set up
               kith init   your address in, a working configuration out
    """
    ctx.obj = config_file
    if os.geteuid() == 0 and ctx.invoked_subcommand not in _WITHOUT_STORE:
        from kith.files import find_config
        from kith.jobs.system_service import beside_the_service

        ctx.with_resource(beside_the_service(find_config(config_file, os.environ), os.environ))


def main(arguments: list[str] | None = None) -> None:
    """Run one command line and leave the process with its exit code."""
    # Closed (`<&-`, some daemons): the same as an empty one, for every verb that reads or asks.
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123  (for as long as the process lives)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started it (`kith scan >&-`)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            setattr(sys, name, os.fdopen(nowhere, "w", encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # names from everywhere, terminals from anywhere
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: with time to clean up
    sys.exit(run_command_line(sys.argv[1:] if arguments is None else arguments))


def run_command_line(arguments: list[str]) -> int:
    """Run one command line and give its exit code (`kith.errors`)."""
    try:
        code = _run(arguments)
        sys.stdout.flush()  # what fails now can be told; at the interpreter's end it would be a traceback
    except OSError as error:
        with suppress(OSError):  # stderr may lead to the same place
            if not isinstance(error, BrokenPipeError):  # `kith people | head` is no error
                click.echo(f"kith: {_printable(_refused(error))}", err=True)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # what it still holds cannot be written at the interpreter's end either
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return FAILED
    return code


def _run(arguments: list[str]) -> int:
    """The same; OSError is what neither the verb nor the terminal could help."""
    shell = os.environ.get("_KITH_COMPLETE", "")
    if shell in ("bash", "zsh", "fish"):
        from kith.cli.completion.answering import answer

        click.echo(answer(kith, shell, arguments, os.environ), nl=False)
        return OK
    try:
        result: Any = kith.main(arguments, prog_name="kith", standalone_mode=False)
    except KithError as error:
        click.echo(f"kith: {_printable(str(error))}", err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("kith: interrupted; nothing is lost, run it again to go on", err=True)
        return 130
    return result if isinstance(result, int) else 0


def _refused(error: OSError) -> str:
    """What the system did not let kith do, and what to do about it."""
    why = error.strerror or str(error)
    if error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {why}; put that right and run it again"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"could not write: {why}; make room, or send the output elsewhere, and run it again"
    return f"{why}; put that right and run it again"


def _printable(message: str) -> str:
    """Line by line without control characters: a server's words may be in it."""
    lines = message.split("\n")
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + clean(line, 1000) for line in lines)
