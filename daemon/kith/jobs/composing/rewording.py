"""The drafts of one digest in a model's words, where the user has named a model and its words pass every check.

Promises: whatever the model or its service does, each draft is either kith's own or one that `suggest.rewording` has
accepted; the digest waits for `BUDGET` and one more call at most. Only the body changes: to whom, subject, time and
Message-ID are never the model's. This module is imported only where `[llm]` is set.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from kith.clock import Clock
from kith.config.settings import SECRET_KEYS, Llm
from kith.deliver import endpoint
from kith.digest import Draft
from kith.errors import KithError
from kith.jobs.credentials import secret_for
from kith.journal import Journal
from kith.suggest import rewording
from kith.suggest.reasons import my_transition, owed_reply
from kith.suggest.wording import counted

PATIENCE = 2  # calls in a row that may fail before the rest of a digest does without
BUDGET = 180.0  # seconds for all drafts of a digest; the watchdog bites after 900
CHANNELS = frozenset({"mail", "text"})  # where there is a text to send
# What the answer is only the user knows, and the rest is one line. A goodbye is all address, number and day.
UNTOUCHED = frozenset({owed_reply.KIND, my_transition.KIND, my_transition.MOVING})

Ask = Callable[[Sequence[endpoint.Message]], str]


@dataclass(slots=True)
class Rewording:
    """One for each digest. `ask` raises KithError; `monotonic` gives seconds."""

    model: str
    ask: Ask
    monotonic: Callable[[], float]
    journal: Journal
    _began: float = 0.0
    _kept: int = 0  # drafts that stay kith's own because the service failed
    _worded: int = 0
    _failures: int = 0  # in a row
    _why: str = ""
    _refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._began = self.monotonic()

    def reworded(self, draft: Draft, kind: str, channel: str) -> tuple[Draft, str]:
        """The draft to suggest, and the model that worded it: "" where it is kith's own.

        `kind` is that of the strongest reason.
        """
        if kind in UNTOUCHED or channel not in CHANNELS or not rewording.rewordable(draft.body):
            return draft, ""
        answer = self._answer(draft.body)
        if answer is None:
            self._kept += 1
            return draft, ""
        body, why = rewording.accepted(draft.body, answer)
        if body is None:
            self._refused[why] += 1
            return draft, ""
        if body.split() == draft.body.split():  # given back as it was: these words are kith's
            return draft, ""
        self._worded += 1
        return replace(draft, body=body), self.model

    def _answer(self, body: str) -> str | None:
        """The model's words, None where there are none to be had (any more)."""
        if self._failures >= PATIENCE:
            return None
        if self.monotonic() - self._began > BUDGET:
            self._why = self._why or f"the endpoint took more than {BUDGET:.0f} s for one digest"
            return None
        try:
            answer = self.ask(rewording.prompt(body))
        except KithError as failed:
            self._failures += 1
            self._why = str(failed).rstrip(".")
            self.journal.not_reworded(failed)
            return None
        self._failures = 0
        return answer

    def troubles(self) -> tuple[str, ...]:
        """A sentence for HEALTH where the service failed, and one where a model's words were not taken."""
        sentences = []
        if self._kept:
            which = counted(self._kept, "draft") if self._worded or self._refused else "the drafts"
            are = "is" if which == "1 draft" else "are"
            sentences.append(f"Rewording: {self._why}; {which} {are} kith's own.")
        if self._refused:
            whys = ", ".join(sorted(self._refused))
            number = counted(sum(self._refused.values()), "draft")
            sentences.append(f"Rewording: the model's words for {number} were not taken ({whys}).")
        return tuple(sentences)


def rewording_by(service: Llm, environ: Mapping[str, str], clock: Clock, journal: Journal) -> Rewording:
    """A rewording by the user's service. Its key, where it has one, is fetched at each call and kept nowhere."""
    return Rewording(service.model, partial(_ask, service, environ), clock.monotonic, journal)


def _ask(service: Llm, environ: Mapping[str, str], messages: Sequence[endpoint.Message]) -> str:
    has_key = any(getattr(service, key) for key in SECRET_KEYS)
    secret = secret_for("[llm]", service, environ).value if has_key else None
    return endpoint.chat(service, messages, secret)
