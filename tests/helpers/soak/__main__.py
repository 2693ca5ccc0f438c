"""`scripts/soak day`: days of trouble from one seed. Prints the time line as it goes, and what was wrong at the end."""

import argparse
import random
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import monotonic

from helpers.dovecot import Dovecot, why_not
from helpers.soak.audit import complaints, figures
from helpers.soak.day import Day, Plan


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/soak day", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--kills", type=int, default=Plan.kills)
    parser.add_argument("--minutes", type=float, default=Plan.seconds / 60, help="of yours, for all the days")
    parser.add_argument(
        "--wrong",
        type=int,
        nargs="+",
        default=Plan.wrong,
        metavar="HOURS",
        help="that the clock is ahead at times",
    )
    parser.add_argument("--quiet", action="store_true", help="without the time line; it is kept anyway")
    asked = parser.parse_args()
    if reason := why_not():
        print(f"kith: {reason}", file=sys.stderr)
        return 1
    plan = replace(Plan(asked.seed), wrong=tuple(asked.wrong), kills=asked.kills, seconds=asked.minutes * 60)
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    print(f"seed {asked.seed}, in {folder}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # with time to end what was started
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # in the background a shell would have it ignored
    began = monotonic()
    day = Day(
        plan, folder, said=(lambda line: None) if asked.quiet else (lambda line: print(line, flush=True))
    )
    with Dovecot() as server:
        try:
            with ExitStack() as stack:
                day.run(stack, server)
            wrong = list(complaints(day))
        except BaseException:
            print(f"seed {asked.seed}: it ended early; everything is kept in {folder}", flush=True)
            raise
    print(f"{figures(day)}; {(monotonic() - began) / 60:.0f} minutes")
    if wrong:
        print(f"{len(wrong)} things are wrong; everything is kept in {folder}")
        print("\n".join(wrong))
        return 1
    print("nothing lost, nothing twice")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
