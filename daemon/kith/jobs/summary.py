"""What a scan found, as data and in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kith.config.settings import Settings
from kith.jobs.people import headcount
from kith.jobs.scan import Look
from kith.store import Store
from kith.suggest.wording import counted

Row = Mapping[str, Any]


def scan_row(store: Store, settings: Settings, looks: Sequence[Look], seconds: float) -> dict[str, Any]:
    """`kith scan --json`: a stable contract (docs/design.md)."""
    tally: Counter[str] = sum((look.tally for look in looks), Counter())
    touches = tally.pop("touches", 0)
    return {
        "messages_seen": sum(look.messages for look in looks),
        "touches": touches,
        "people": headcount(store, settings),
        "skipped": {str(reason): count for reason, count in sorted(tally.items()) if count},
        "folders": [
            {"account": look.account, "name": name, "new": new}
            for look in looks
            for name, new in look.folders.items()
        ],
        "seconds": round(seconds, 3),
        "failures": [_failure(look.account, None, str(look.failure)) for look in looks if look.failure]
        + [_failure(look.account, name, why) for look in looks for name, why in look.troubles.items()],
    }


def _failure(account: str, folder: str | None, error: str) -> dict[str, str | None]:
    return {"account": account, "folder": folder, "error": error}


def scan_text(row: Row) -> str:
    """The same in a few lines."""
    lines = [
        f"{counted(row['messages_seen'], 'new message')} in {row['seconds']:.1f} s: "
        f"{counted(row['touches'], 'touch')}; {row['people']} people known so far."
    ]
    if row["skipped"]:
        reasons = sorted(row["skipped"].items(), key=lambda item: (-item[1], item[0]))
        lines.append("Did not count: " + ", ".join(f"{count} {reason}" for reason, count in reasons) + ".")
    return "\n".join(lines)
