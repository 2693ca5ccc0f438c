"""The story: days pass, mail comes and goes, everything fails now and then, kith is killed; then all is calm."""

import random
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from helpers.dovecot import Dovecot
from helpers.smtp_sink import Accepted, SmtpSink
from helpers.soak.clock import SimulatedClock
from helpers.soak.mailbox import DAY, Mailbox
from helpers.soak.quiet import Quiet
from helpers.soak.stable import Stable
from helpers.soak.standing import GIVE_UP_SECONDS, end_of, standing
from helpers.soak.trouble import HOUR, LATEST, Disk, Trouble
from helpers.world import World
from kith.errors import LOGIN_REFUSED, MISCONFIGURED

ZONE = ZoneInfo("Europe/Prague")
# The Mondays before the clocks change, in autumn and in spring; in the past of the machine that runs it, so that what
# is put into the mailbox by IMAP has arrived after it was written.
BEGINS = (datetime(2025, 10, 20, 9, 0, tzinfo=UTC), datetime(2026, 3, 23, 9, 0, tzinfo=UTC))
CALM = 5000.0  # times as fast as the machine's clock, at most, once all is calm
RESTART_SECONDS = 30.0  # RestartSec of the unit
SETTINGS = """
[digest]
when = "daily 07:30"
timezone = "Europe/Prague"
max_people = 3
deliver = "{way}"
[smtp]
host = "{host}"
port = {port}
security = "none"
"""


@dataclass(frozen=True)
class Plan:
    """How long and how bad: `days` of the simulated clock in so many `seconds` of the machine's."""

    seed: int
    days: float = 14
    seconds: float = 840
    kills: int = 200
    events: int = 700
    troubles: int = 60
    suspends: int = 2
    poisons: int = 1
    wrong: tuple[int, ...] = (1, -1, 48, -48)  # hours that the clock is ahead at times
    late: float = LATEST


@dataclass
class Day:
    """One run. `folder` keeps everything: the store, what kith said (kith.log), the time line (timeline.txt)."""

    plan: Plan
    folder: Path
    said: Callable[[str], None] = lambda line: None
    kills: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    megabytes: int = 0
    acts: int = 0
    _ends: list[tuple[float, Callable[[], str]]] = field(default_factory=list)
    _starts_at: float = 0.0
    by_letter: int = 0

    def run(self, stack: ExitStack, server: Dovecot) -> None:
        """Everything up to the calm at the end; whatever it needs is open in `stack` until the caller has looked."""
        plan = self.plan
        # Apart, so that what goes wrong does not depend on how many drafts there happen to be.
        self.chance, self._dice, world = (random.Random(plan.seed * 10 + one) for one in range(3))
        self.begin = BEGINS[plan.seed % len(BEGINS)]
        factor = plan.days * 24 * HOUR / plan.seconds
        self.clock = SimulatedClock.starting(self.folder / "clock.json", self.begin, factor)
        self.server, self.quiet = server, Quiet(self.clock)
        self.disk = Disk(self.folder / "state")
        stack.callback(self.disk.keep)
        self.sink = stack.enter_context(SmtpSink())
        self.world = World(server.add_user(), self.folder, settings=self._settings("smtp"), now=self.begin)
        self.mailbox = Mailbox(self.world, self.clock, world)
        self.trouble = Trouble(server, self.sink, self.clock, self.mailbox, self.disk, self.chance)
        self.trouble.late, self.trouble.wrong = plan.late, plan.wrong
        self.sink.deliver_to, self.sink.before_reply = self._take, self._maybe_kill
        self.mailbox.fill()
        self.kith = stack.enter_context(Stable(self.clock.path, self.folder / "kith.log"))
        self._once()  # from the first look on appointments are counted
        began = monotonic()
        self._once()
        # Where the machine is slow, the days are longer: six times what a look takes, at least.
        takes = max(0.5, monotonic() - began)
        factor = min(factor, 24 * HOUR / (6 * takes))
        self.clock.run_at(factor)
        self.quiet.patience = 2 * takes * factor
        self.begin = datetime.fromtimestamp(self.clock.truth(), UTC)
        self._start()
        self._trouble()
        self._calm()

    def _settings(self, way: str) -> str:
        return SETTINGS.format(way=way, host=self.sink.host, port=self.sink.port)

    def tell(self, what: str) -> None:
        at = datetime.fromtimestamp(self.clock.truth(), UTC)
        line = f"{at:%Y-%m-%d %H:%M:%S} {what}"
        with (self.folder / "timeline.txt").open("a") as timeline:
            timeline.write(f"{line}\n")
        self.said(line)

    # The days.

    def _trouble(self) -> None:
        plan = self.plan
        span = plan.days * 24 * HOUR
        first, last = self.clock.truth(), self.clock.truth() + span
        due: list[tuple[float, str]] = [
            (first + self.chance.random() * span, kind)
            for kind, number in (
                ("event", plan.events),
                ("trouble", plan.troubles),
                ("suspend", plan.suspends),
                ("poison", plan.poisons),
            )
            for _ in range(number)
        ]
        due.sort()
        next_kill = self._next_kill()
        while due or self.kills < plan.kills:
            self._step()
            now = self.clock.truth()
            while due and due[0][0] <= now:
                self._happens(due.pop(0)[1])
            if self.kith.pid and monotonic() >= next_kill and self.kills < plan.kills:
                self._kill("killed")
                next_kill = self._next_kill()
            sleep(0.005)
        self.tell(f"the days are over; {self.clock.truth() - last:.0f} s late")

    def _next_kill(self) -> float:
        """Now and then twice in a moment; else so that they are spread over the run."""
        mean = self.plan.days * 24 * HOUR / self.clock.setting().factor / max(1, self.plan.kills)
        if self._dice.random() < 0.3:
            return monotonic() + self._dice.random() * 0.3
        return monotonic() + self._dice.expovariate(1 / (mean * 1.2))

    def _happens(self, kind: str) -> None:
        if kind == "event":
            self.acts += 1
            self.tell(self.mailbox.something())
        elif kind == "poison":
            self.tell(self.mailbox.poison())
        elif kind == "suspend":
            self._mark()
            self.tell(self.trouble.suspend(self.chance.choice((9, 48))))
            self.quiet.broken()
            self._mark()
        elif self.chance.random() < 0.15:
            self._ask()
        elif begun := self.trouble.some():
            said, seconds, end = begun
            self.tell(said)
            self._mark()
            self._ends.append((self.clock.truth() + seconds, end))

    def _ask(self) -> None:
        """The administrator stops it, or changes the way of the digest and has the configuration read again."""
        if not self.kith.pid:
            return
        if self.chance.random() < 0.5:
            self.tell("told to stop")
            self.kith.signal(signal.SIGTERM)
            return
        way = self.chance.choice(("imap", "smtp"))
        self.world.settings = self._settings(way)
        self.world.config_file()
        self.tell(f"told to deliver by {way}")
        self.kith.signal(signal.SIGHUP)

    def _step(self) -> None:
        """What is over ends; kith is started again, as systemd would, when its pause is over."""
        now = self.clock.truth()
        for one in [one for one in self._ends if one[0] <= now]:
            self._ends.remove(one)
            self.tell(one[1]())
            self._mark()
        if self.kith.pid:
            self.megabytes = max(self.megabytes, self.kith.resident())
            code = self.kith.ended()
            if code is not None:
                self._ended(code)
        elif now >= self._starts_at:
            self._start()

    def _start(self) -> None:
        self.kith.start(["--config", str(self.world.config_file()), "run"], self.world.environ)
        self._mark()

    def _mark(self) -> None:
        self.quiet.mark(bool(self.kith.pid) and self.trouble.on.isdisjoint(("imap", "disk", "clock")))

    def _once(self) -> None:
        self.kith.start(["--config", str(self.world.config_file()), "run", "--once"], self.world.environ)
        code = end_of("a run by hand", self.kith, self.server, self.tell)
        assert code == 0, f"a run that nothing disturbs left with {code}"

    def _kill(self, why: str) -> None:
        self.kills += 1
        self.tell(why)
        self._ended(self.kith.kill())

    def _ended(self, code: int) -> None:
        self.codes[code] += 1
        self._mark()
        if code != -signal.SIGKILL:
            self.tell(f"kith left with {code}")
        assert code not in (LOGIN_REFUSED, MISCONFIGURED), f"it left for good, with {code}"
        self._starts_at = self.clock.truth() + RESTART_SECONDS

    # Called by the SMTP server, in its own thread.

    def _take(self, letter: Accepted) -> None:
        self.trouble.take(letter, self._dice)

    def _maybe_kill(self, letter: Accepted) -> None:
        """Where nobody can know whether the letter was taken (RFC 1047). The driver's own thread notices the end."""
        if self._dice.random() < 0.3 and self.kith.pid and self.kills < self.plan.kills:
            self.kills += 1
            self.by_letter += 1
            self.tell("killed when SMTP had the letter")
            self.kith.signal(signal.SIGKILL)

    # The end.

    def _calm(self) -> None:
        """All troubles end; a day asleep for the longest pauses, three hours awake, and two runs by hand."""
        for _, end in self._ends:
            self.tell(end())
        self._ends.clear()
        self.clock.heal()
        self.clock.run_at(min(self.clock.setting().factor, CALM))
        self._awake(1.5)
        self.tell(self.trouble.suspend(26))
        self._awake(3)
        until_five = (
            5 * HOUR - self.clock.truth() % DAY
        ) % DAY  # UTC; the appointment is half an hour later, or more
        self.tell(self.trouble.suspend(until_five / HOUR))
        self._awake(3 + self.quiet.patience / HOUR)
        self.tell("all is calm")
        self.clock.run_at(1)
        if self.kith.pid:
            self.kith.signal(signal.SIGTERM)
            code = end_of("what was told to stop", self.kith, self.server, self.tell)
            assert code == 0, f"told to stop it left with {code}"
        self._mark()
        self._once()
        self._once()
        self.end = self.clock.truth()

    def _awake(self, hours: float) -> None:
        """So long, and until kith has looked at its mail six times, which is an hour's worth."""
        began, give_up = self.clock.truth(), monotonic() + GIVE_UP_SECONDS
        until = began + hours * HOUR
        while self.clock.truth() < until or self.quiet.looks(began, inf) < 6:
            assert monotonic() < give_up, (
                f"all is calm, and it does not look: {standing(self.kith, self.server)}"
            )
            self._step()
            sleep(0.02)

    def slots(self) -> list[int]:
        """The appointments from the beginning to the end, unix seconds, that kith was able to keep: not those that the
        clock jumped over, nor those after which it never had its quiet for some seconds of the machine's. Nor the first
        one after the clock was wrong, where it had no quiet before it: counting starts afresh then; nor the last one
        before the clock ran ahead, where it had no quiet in between: what it was late for is over by that clock."""
        found = []
        day = self.begin.astimezone(ZONE).date()
        while (at := datetime(day.year, day.month, day.day, 7, 30, tzinfo=ZONE).timestamp()) < self.end:
            wrong = any(a - 1 <= at <= b + 1 for a, b in self.trouble.not_right)
            afresh = any(b < at < b + DAY and not self.quiet.was(b, at) for _, b in self.trouble.was_ahead)
            leaps = min((a for a, _ in self.trouble.was_ahead if a > at), default=at + DAY)
            in_time = self.quiet.was(at, min(leaps, at + DAY))
            if at > self.begin.timestamp() and not wrong and not afresh and in_time:
                found.append(int(at))
            day += timedelta(days=1)
        return found
