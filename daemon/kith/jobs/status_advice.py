"""What to do about what `kith status` finds wrong: a sentence for each trouble, for whoever looks at a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from kith.journal import clean

Row = Mapping[str, Any]


def advice(row: Row) -> list[str]:
    """The sentences, in the order of what is wrong (`kith.jobs.status.status_row`); none where all is well."""
    return list(dict.fromkeys(_sentences(row)))


def _sentences(row: Row) -> Iterator[str]:
    for account in row["accounts"]:
        name = clean(account["account"], 40)
        if account["left"]:
            continue
        if account["failure"]:
            yield f"{name}: {clean(account['failure'])}"
            yield "When that is mended, `kith scan` looks at once; the daemon tries again by itself."
        elif any(wrong.startswith(f"{account['account']} has not been looked at") for wrong in row["wrong"]):
            yield (
                f"{name}: see whether the daemon runs (`systemctl --user status kith`, or without --user); "
                "`kith scan` looks once."
            )
    if row["last_digest"] and row["last_digest"]["state"] == "refused":
        yield f"The server refused the newest digest: {clean(row['last_digest']['answer'])}"
        yield "When that is mended, `kith digest` writes another one."
    if any(letter["error"] for letter in row["waiting"]):
        yield "`kith digest` tries to deliver what waits at once; the daemon tries again by itself."
    if "not every folder can be read" in row["wrong"]:
        yield "The folders are named below, and tried again by themselves; `kith scan` tries at once."
