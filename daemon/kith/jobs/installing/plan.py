"""Steps, each with its reason: what `kith install` and `kith uninstall` show before anything is done."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Write:
    """A file as a whole; `keep`: what is there now was changed by hand, and stays beside it under another name.
    `secret`: what it holds is never shown; None in `text` there means that it is made only when it is done."""

    path: Path
    text: str
    why: str
    mode: int = 0o644
    keep: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Seal:
    """A secret, fetched as the configuration says, goes into a credential's file; `encrypted` by systemd-creds."""

    path: Path
    credential: str
    whose: str
    encrypted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Remove:
    """A file goes; `keep`: it was changed by hand, and stays beside under another name."""

    path: Path
    why: str
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A program; `may_fail`: the rest goes on without it, and its words are shown with `otherwise`."""

    command: tuple[str, ...]
    why: str
    may_fail: bool = False
    otherwise: str = ""


Step = Write | Seal | Remove | Run


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order; `unit` is what it is about, `user` whether of the user's own systemd.

    `notes` are said before, `warnings` louder; `stays` is said afterwards: what is left where.
    """

    unit: str
    user: bool
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()


def shown(plan: Plan) -> str:
    """The plan as it is read by whoever has to say yes."""
    parts = [f"WARNING: {one}" for one in plan.warnings] + list(plan.notes)
    for number, step in enumerate(plan.steps, start=1):
        parts.append(f"{number}. {_told(step)}")
    return "\n".join(parts)


def _told(step: Step) -> str:
    if isinstance(step, Run):
        return f"{' '.join(step.command)}\n   {step.why}"
    if isinstance(step, Remove):
        kept = " (changed by hand: it is kept beside, under another name)" if step.keep else ""
        return f"remove {step.path}{kept}\n   {step.why}"
    if isinstance(step, Seal):
        how = "encrypted by systemd-creds" if step.encrypted else "mode 600"
        return f"write {step.path} ({how}): the secret of {step.whose}\n   {step.why}"
    kept = " (what is there was changed by hand: it is kept beside, under another name)" if step.keep else ""
    body = "" if step.secret else "\n" + "\n".join(f"   | {line}".rstrip() for line in step.text.splitlines())
    return f"write {step.path}, mode {step.mode:o}{kept}\n   {step.why}{body}"
