"""The user's own templates, rendered in a process of their own.

A sandbox keeps a template from reaching anything, but not from running for ever: nested loops, `9**(9**9)`,
`"x" * 10**10`. Promises: whatever a template does, it computes for at most `SECONDS`, gives at most `LONGEST`
characters and costs at most `MEMORY` bytes; everything else becomes a `TemplateFault` with a sentence for the user.
The seconds are those of the processor: a template has no way to wait for anything, and a machine that is busy with
something else is no fault of its own. Where nothing moves at all, the answer is waited for no longer than `PATIENCE`.
The child's answer is JSON: nothing that comes back from it is code.
"""

import json
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from jinja2 import TemplateError

from kith.deliver.pages import Pages, place

SECONDS = 10.0  # of the processor, for one template
PATIENCE = 120.0  # seconds on the wall, with the start of the process
LONGEST = (
    500_000  # characters; the built-in digest of twenty people has some 60,000, and Gmail cuts at 102 KB
)
MEMORY = 512 << 20

# Whatever a template can raise while it is read or run. `warnings` of the compiler are errors in tests alone.
_FAULTS = (
    TemplateError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, OSError, RecursionError,
    SyntaxError, TypeError, ValueError,
)  # fmt: skip


class TemplateFault(Exception):
    """A template that cannot be used; the message says where and why, without a full stop."""


class TemplateHangs(TemplateFault):
    """One that was stopped. Whatever includes the same file would hang as well."""


def render(folders: Sequence[Path], name: str, values: Mapping[str, object], seconds: float = SECONDS) -> str:
    """The template `name` of the first of `folders` that has it. Raises TemplateFault, TemplateHangs.

    `seconds` are of the processor; the start of the process is not counted.
    """
    asked = pickle.dumps(([str(folder) for folder in folders], name, dict(values), seconds))
    command = [sys.executable, "-P", "-m", "kith.deliver.confined"]
    where = {"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"}
    try:
        done = subprocess.run(
            command, input=asked, env=where, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as exc:
        raise TemplateHangs(f"{name} took longer than {PATIENCE:g} seconds") from exc
    except OSError as exc:
        raise TemplateFault(f"{name} could not be tried: {exc}") from exc
    if done.returncode == -signal.SIGPROF:
        raise TemplateHangs(f"{name} took longer than {seconds:g} seconds")
    if done.returncode:  # killed by a limit, or out of memory where no answer could be given any more
        raise TemplateHangs(f"{name} needs more memory than a template may have")
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise TemplateFault(answer["fault"])
    return str(answer["text"])


def _answer(folders: Sequence[Path], name: str, values: Mapping[str, object]) -> dict[str, str]:
    try:
        text = Pages(folders).render(name, values)
        if len(text) > LONGEST:
            raise ValueError(f"it gives more than {LONGEST:,} characters")
    except _FAULTS as exc:
        said = " ".join(str(exc).split())[:300].rstrip(" .")  # jinja2's own sentences end with a full stop
        return {"fault": f"{place(exc) or name}: {said or type(exc).__name__}"}
    return {"text": text}


def main() -> NoReturn:
    """The child: one question from stdin, one answer to stdout."""
    folders, name, values, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301  # kith itself is at the other end
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # The signal ends the process where it stands, in the middle of a multiplication too. (RLIMIT_CPU: whole seconds.)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    json.dump(_answer([Path(folder) for folder in folders], name, values), sys.stdout)
    sys.exit(0)


if __name__ == "__main__":
    main()
