"""kith's own command lines, each measured as a whole process on one mailbox, and checked against the truth."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from bench_kith import truth
from bench_kith.link import Link
from bench_kith.mailbox import count, deliver
from bench_kith.measure import Taken, WentWrong, best, run
from bench_kith.plan import DAY, END, UNREAD
from bench_kith.results import ROOT
from bench_kith.serve import PASSWORD, Served

Figures = dict[str, Any]
_NEW = 10
_SHORT = 3  # runs of what takes no time
_WRONG_SHOWN = 20


@dataclass(frozen=True)
class Kith:
    """kith with a state folder of its own. `port` of a line in front of the server, None for the server's own."""

    served: Served
    state: Path
    port: int | None = None

    def run(self, *words: str) -> Taken:
        """One command line. Raises WentWrong when it fails."""
        self.state.mkdir(parents=True, exist_ok=True)
        settings = self.state / f"kith-{self.port or 'direct'}.toml"
        settings.write_text(self.served.configuration(self.port), "utf-8")
        environ = {
            "HOME": str(self.state),
            "STATE_DIRECTORY": str(self.state),
            "PYTHONPATH": str(ROOT / "daemon"),
            "BENCH_PASSWORD": PASSWORD,
        }
        return run([sys.executable, "-m", "kith", "--config", settings, *words], environ)

    def scan(self, messages: int) -> Taken:
        """`kith scan`, which must see so many messages."""
        taken = self.run("scan", "--json")
        seen = json.loads(taken.output)["messages_seen"]
        if seen != messages:
            raise WentWrong(f"kith scan saw {seen:,} messages, there are {messages:,} to see")
        return taken

    def store_mb(self) -> float:
        """kith.db with what lies beside it."""
        return sum(path.stat().st_size for path in self.state.glob("kith.db*")) / 1e6


@dataclass(frozen=True)
class Bench:
    """Everything that is measured of kith on one served mailbox."""

    served: Served
    repeat: int  # of what takes long

    @property
    def _truth(self) -> dict[str, Any]:
        return self.served.mailbox.truth()

    @property
    def messages(self) -> int:
        """How many there are to be read."""
        return sum(held for name, held in self._truth["folders"].items() if name not in UNREAD)

    def kith(self, name: str = "state", port: int | None = None) -> Kith:
        return Kith(self.served, self.served.mailbox.place / name, port)

    def first_scan(self, name: str = "state", port: int | None = None, repeat: int | None = None) -> Figures:
        """From an empty store; then everybody is compared with the truth."""
        kith, taken = self.kith(name, port), []
        for _ in range(repeat or self.repeat):
            shutil.rmtree(kith.state, ignore_errors=True)
            taken.append(kith.scan(self.messages))
        self._check(kith, self._truth["addresses"])
        return {**best(taken).figures(), "store_mb": round(kith.store_mb(), 2), "messages": self.messages}

    def cold_scan(self) -> Figures:
        """The same without the server's cache."""
        self.served.forget()
        return self.first_scan("state-cold", repeat=1)

    def poll(self) -> Figures:
        """`kith scan` when nothing is new."""
        found = best([self.kith().scan(0) for _ in range(_SHORT)]).figures()
        with Link(self.served.host, self.served.port) as line:
            self.kith(port=line.port).scan(0)
            return {**found, **_heard(line)}

    def poll_with_new(self) -> Figures:
        """`kith scan` when ten messages are new; on a copy of the store, so that it can be done again."""
        kith = self.kith("state-new")
        shutil.rmtree(kith.state, ignore_errors=True)
        shutil.copytree(self.kith().state, kith.state)
        addresses = {address: dict(figures) for address, figures in self._truth["addresses"].items()}
        taken = []
        with self._undone():
            kith.run("scan", "--json")
            for number in range(3):
                self._deliver(number, addresses)
                taken.append(kith.scan(_NEW))
            self._check(kith, addresses)
            self._deliver(3, addresses)
            with Link(self.served.host, self.served.port) as line:
                self.kith("state-new", line.port).scan(_NEW)
                return {**best(taken).figures(), **_heard(line)}

    def command(self, *words: str) -> Figures:
        """Any command line on the store of the first scan."""
        return best([self.kith().run(*words) for _ in range(_SHORT)]).figures()

    def over_link(self, round_trip: float, rate: float) -> Figures:
        """A first scan over a slow line."""
        with Link(self.served.host, self.served.port, round_trip, rate) as line:
            found = self.first_scan("state-link", line.port, repeat=1)
            return {**found, **_heard(line)}

    def heard(self) -> bytes:
        """What kith says to the server in a first scan."""
        with Link(self.served.host, self.served.port) as line:
            kith = self.kith("state-heard", line.port)
            shutil.rmtree(kith.state, ignore_errors=True)
            kith.scan(self.messages)
            return line.said

    def _check(self, kith: Kith, addresses: dict[str, Any]) -> None:
        wrong = truth.mistakes(json.loads(kith.run("people", "--json").output), addresses)
        if wrong:
            shown = "\n  ".join(wrong[:_WRONG_SHOWN])
            raise WentWrong(
                f"kith people is wrong about {len(wrong)} of {len(addresses)} addresses:\n  {shown}"
            )

    def _deliver(self, round_: int, addresses: dict[str, Any]) -> None:
        """Ten messages, each from or to another person, newer than all others."""
        people = sorted(addresses)[round_ * _NEW :][:_NEW]
        me = self._truth["me"][0]
        for number, address in enumerate(people):
            at = END + round_ * DAY + number
            way, folder = ("sent", "Sent") if number % 3 == 0 else ("received", "INBOX")
            sender, to = (me, address) if way == "sent" else (address, me)
            raw = (
                f"From: {sender}\nTo: {to}\nSubject: New\nDate: {formatdate(at)}\n"
                f"Message-ID: <new.{round_}.{number}@bench.example>\n\nNew.\n"
            )
            path = deliver(
                f"{self.served.mailbox.folder(folder)}/cur", raw.encode(), at, f"new{round_}x{number}"
            )
            self.served.server.own_only(Path(path))
            count(addresses[address], way, at)

    @contextmanager
    def _undone(self) -> Iterator[None]:
        """What is delivered here is taken away again, also what a killed run left behind."""
        self._remove_new()
        try:
            yield
        finally:
            self._remove_new()

    def _remove_new(self) -> None:
        for folder in ("INBOX", "Sent"):
            with os.scandir(self.served.mailbox.folder(folder) / "cur") as entries:
                for entry in entries:
                    if ".new" in entry.name:
                        Path(entry.path).unlink()


def _heard(line: Link) -> Figures:
    return {"wire_bytes": line.to_client + line.to_server, "flights": line.flights}
