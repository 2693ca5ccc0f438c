"""The story of `scripts/bench`: for each size a mailbox, its server, the measurements, and at the end the tables."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench_kith import peers, profile, ranking, raw, table
from bench_kith.kith_runs import Bench
from bench_kith.link import Link
from bench_kith.mailbox import made
from bench_kith.measure import WentWrong, best, run
from bench_kith.results import ROOT, Results, sources
from bench_kith.serve import PASSWORD, Served, served
from helpers import dovecot

ROUND_TRIP, RATE = 0.04, 50e6 / 8  # seconds, bytes a second
_SAMPLE = 300  # messages; kith is listened to on a mailbox as small as this
_ONCE_FROM = 200_000  # messages; from here on what takes long is run once, below it twice


def main(words: list[str] | None = None) -> int:
    chosen = _arguments(words)
    if chosen.ranking:
        print(ranking.measured())
        return 0
    if reason := dovecot.why_not():
        sys.exit(f"bench: {reason}")
    if chosen.peers:
        peers.install()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    chosen.folder.chmod(0o755)  # the server runs as another user
    found: dict[int, dict[str, Any]] = {}
    try:
        command = _raw_command(chosen)
        for size in chosen.sizes:
            found[size] = _measured(size, chosen, command)
    except WentWrong as error:
        print(f"bench: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nbench: broken off; the same command goes on where it was", file=sys.stderr)
        return 130
    print(json.dumps({"machine": table.machine(), "sizes": found}) if chosen.json else table.as_text(found))
    if chosen.write:
        table.write(ROOT / "docs" / "performance.md", table.as_text(found))
    return 0


def _arguments(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "scripts/bench", description="What it takes to read a mailbox; docs/performance.md."
    )
    parser.add_argument(
        "sizes",
        nargs="*",
        type=_size,
        default=[10_000],
        metavar="SIZE",
        help="messages: 10k, 100k, 1m; default 10k",
    )
    default = Path(tempfile.gettempdir()) / "kith-bench"
    parser.add_argument(
        "--folder", type=Path, default=default, help=f"keeps mailboxes and results; default {default}"
    )
    parser.add_argument("--seed", type=int, default=1, help="another mailbox of the same size")
    parser.add_argument("--link", action="store_true", help="also over a line of 40 ms and 50 Mbit/s")
    parser.add_argument(
        "--peers", action="store_true", help="also mbsync, mu, notmuch, getmail6; as root, install them"
    )
    parser.add_argument(
        "--ranking",
        action="store_true",
        help="only how long it takes to rank ten thousand people; no mailbox",
    )
    parser.add_argument("--profile", action="store_true", help="also say where a first scan spends its time")
    parser.add_argument("--again", action="store_true", help="measure what was measured already")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    chosen = parser.parse_args(words)
    chosen.folder = chosen.folder.resolve()
    return chosen


def _size(word: str) -> int:
    factor = {"k": 1000, "m": 1_000_000}.get(word[-1:].lower(), 1)
    size = int(word[:-1] if factor > 1 else word) * factor
    if size < 200:
        raise argparse.ArgumentTypeError("at least 200 messages, or there is nobody in it")
    return size


def _raw_command(chosen: argparse.Namespace) -> tuple[list[str], str]:
    """The program that receives, and what it asks for: what kith is heard asking for."""
    with served(made(_SAMPLE, chosen.seed, chosen.folder)) as server:
        return raw.receiver(chosen.folder), raw.items_in(Bench(server, 1).heard())


def _measured(size: int, chosen: argparse.Namespace, command: tuple[list[str], str]) -> dict[str, Any]:
    """Everything on one mailbox, in the order of the table; what was measured before is not measured again."""
    mailbox = made(size, chosen.seed, chosen.folder)
    results = Results(mailbox.place / f"results-{sources()}.json", again=chosen.again)
    repeat = 1 if size >= _ONCE_FROM else 2
    with served(mailbox) as server:
        bench = Bench(server, repeat)
        if not (bench.kith().state / "kith.db").exists():
            results.all.pop(table.SCAN, None)
        steps = [
            (table.RAW_COLD, lambda: _raw_cold(server, command)),
            (table.RAW, lambda: _raw(server, command, 2 * repeat)),
            (table.SCAN, bench.first_scan),
            (table.POLL, bench.poll),
            (table.NEW, bench.poll_with_new),
            (table.PEOPLE, lambda: bench.command("people", "--json")),
            (table.DIGEST, lambda: bench.command("digest", "--dry-run")),
            (table.STATUS, lambda: bench.command("status")),
            (table.HELP, lambda: bench.command("--help")),
            (table.COLD, bench.cold_scan),
        ]
        if chosen.link:
            steps += [
                (table.RAW_LINK, lambda: _raw_over_link(server, command)),
                (table.LINK, lambda: bench.over_link(ROUND_TRIP, RATE)),
            ]
        for name, step in steps:
            print(f"bench: {size:,}: {name} ...", file=sys.stderr)
            results.once(name, step)
        if chosen.peers:
            peers.measured(server, results)
        if chosen.profile:
            print(profile.profiled(server), file=sys.stderr)
    return results.all


def _raw(
    server: Served, command: tuple[list[str], str], repeat: int, port: int | None = None
) -> dict[str, Any]:
    program, items = command
    words = [*program, server.host, str(port or server.port), server.user, PASSWORD, items, *server.folders]
    taken = [run(words, {}) for _ in range(repeat)]
    return {**best(taken).figures(), "wire_bytes": int(taken[0].output)}


def _raw_cold(server: Served, command: tuple[list[str], str]) -> dict[str, Any]:
    """Without the server's cache. The first look of all has it number the mail, which belongs to no measurement."""
    if not (server.mailbox.maildir / "dovecot-uidlist").exists():
        _raw(server, command, 1)
    server.forget()
    return _raw(server, command, 1)


def _raw_over_link(server: Served, command: tuple[list[str], str]) -> dict[str, Any]:
    with Link(server.host, server.port, ROUND_TRIP, RATE) as line:
        return _raw(server, command, 1, line.port)


if __name__ == "__main__":
    sys.exit(main())
