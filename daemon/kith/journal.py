"""What `journalctl -u kith` shows: one method per thing that can happen, and all of its wording.

Addresses of accounts appear, subjects, bodies and secrets never. Everything that came from outside goes through
`clean`, so that nothing a stranger writes becomes a line of its own (docs/design.md, threat C7).
"""

import logging
import unicodedata

from kith.errors import KithError


def clean(text: object, limit: int = 300) -> str:
    """One line, no control, format or separator characters, at most `limit` characters."""
    shown = "".join(
        " " if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} else char
        for char in str(text)[: 2 * limit]
    )
    shown = " ".join(shown.split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


class Journal:
    """One method per event; `log` decides where the lines go."""

    def __init__(self, log: logging.Logger | None = None) -> None:
        self._log = log or logging.getLogger("kith")
        if not self._log.handlers:  # nobody reads a journal: without this Python would print it itself
            self._log.addHandler(logging.NullHandler())

    def started(self, accounts: int, next_digest: str) -> None:
        self._log.info("started: %d account(s), next digest %s", accounts, clean(next_digest))

    def stopped(self, doing: str = "") -> None:
        self._log.info("stopped%s", f" while {clean(doing)}; nothing is lost" if doing else "")

    def reloaded(self) -> None:
        self._log.info("configuration read again")

    def moved(self) -> None:
        self._log.info("this machine is in another time zone now; digests keep its local time")

    def clock_was_ahead(self) -> None:
        self._log.warning("the clock was set back; what was put off by the time it showed is due again")

    def kept_old_configuration(self, why: object) -> None:
        self._log.error(
            "the new configuration is not usable, the old one stays in force: %s", clean(why, 2000)
        )

    def reload_not_answered(self, why: object) -> None:
        self._log.warning("`kith reload` will wait in vain for this configuration: %s", clean(why))

    def scanned(self, account: str, messages: int, touches: int, seconds: float) -> None:
        self._log.info(
            "%s: %d new message(s), %d touch(es), %.1f s", clean(account), messages, touches, seconds
        )

    def nothing_new(self, account: str) -> None:
        self._log.debug("%s: nothing new", clean(account))

    def recalled(self, account: str, digests: int) -> None:
        self._log.warning(
            "%s: %d digest(s) in the mailbox that this store did not know; they are not sent again",
            clean(account), digests,
        )  # fmt: skip

    def rescanning(self, account: str, folder: str, why: str) -> None:
        self._log.warning("%s: %s is read again: %s", clean(account), clean(folder), clean(why))

    def quarantined(self, account: str, folder: str, uid: int, why: object) -> None:
        self._log.warning(
            "%s: message %d in %s set aside: %s", clean(account), uid, clean(folder), clean(why)
        )

    def given_up(self, account: str, folder: str, uid: int) -> None:
        self._log.warning("%s: message %d in %s is given up", clean(account), uid, clean(folder))

    def rewound(self, account: str, folder: str, uidnext: int) -> None:
        self._log.warning(
            "%s: %s: the server has gone back to message %d; its newest days are read again",
            clean(account), clean(folder), uidnext,
        )  # fmt: skip

    def folder_suspended(self, account: str, folder: str, hours: float) -> None:
        self._log.warning("%s: %s is left alone for %.0f hours", clean(account), clean(folder), hours)

    def folder_forgotten(self, account: str, folder: str) -> None:
        self._log.info("%s: %s has been gone for a month and is forgotten", clean(account), clean(folder))

    def saved_up(self, account: str, megabytes: int) -> None:
        self._log.info(
            "%s: %d MB read today, as many as daily_megabytes allows; older mail waits for tomorrow",
            clean(account), megabytes,
        )  # fmt: skip

    def folder_failed(self, account: str, folder: str, why: object) -> None:
        self._log.warning("%s: %s left out this time: %s", clean(account), clean(folder), clean(why))

    def account_failed(self, account: str, why: object, retry_seconds: float) -> None:
        """A refused login says what to do at its end."""
        name, told = clean(account), clean(why, 600)
        if retry_seconds < 86_400 * 365:
            self._log.error("%s: %s; next try in %.0f s", name, told, retry_seconds)
        else:
            self._log.error("%s: %s; not tried again before kith is reloaded or restarted", name, told)

    def login_refused_once(self, account: str, retry_seconds: float) -> None:
        self._log.debug("%s: the login was refused once; next try in %.0f s", clean(account), retry_seconds)

    def voice_not_learned(self, account: str, folder: str, why: object) -> None:
        self._log.warning(
            "%s: your greetings are not learned from %s now, mail is read all the same: %s",
            clean(account),
            clean(folder),
            clean(why),
        )

    def alert(self, account: str, text: str) -> None:
        self._log.warning("%s: the server says: %s", clean(account), clean(text))

    def account_recovered(self, account: str) -> None:
        self._log.info("%s: can be read again", clean(account))

    def cards_read(self, files: int, gone: int, faults: int) -> None:
        """Names and addresses of cards never appear."""
        self._log.info(
            "address books: %d file(s) read, %d gone, %d fault(s); `kith scan` names them",
            files,
            gone,
            faults,
        )

    def claimed(self, people: int, message_id: str) -> None:
        self._log.info("digest written: %d people, %s", people, clean(message_id))

    def not_reworded(self, why: object) -> None:
        self._log.warning("a draft stays kith's own: %s", clean(why))

    def paused(self) -> None:
        self._log.info("digest time: paused by you, no digest")

    def nobody_due(self) -> None:
        self._log.info("digest time: nobody is due, no mail")

    def delivered(self, message_id: str, how: str) -> None:
        self._log.info("letter %s delivered: %s", clean(message_id), clean(how))

    def found_delivered(self, message_id: str) -> None:
        self._log.info("letter %s had already arrived before kith was interrupted", clean(message_id))

    def refused(self, message_id: str, why: object) -> None:
        self._log.error("letter %s will not be delivered: %s", clean(message_id), clean(why))

    def delivery_failed(self, message_id: str, why: object) -> None:
        self._log.error("letter %s not delivered yet: %s", clean(message_id), clean(why, 600))

    def alarm(self, what: object, why: object) -> None:
        self._log.error("ALARM: %s: %s", clean(what), clean(why))

    def waits_for_room(self, why: object) -> None:
        self._log.error("%s. kith waits for room, and looks again twice a minute", clean(why))

    def has_no_room(self, why: object) -> None:
        self._log.error("%s. Nothing was read, since nothing could be written down", clean(why))

    def alarm_over(self, what: object) -> None:
        self._log.warning("the alarm is over: %s", clean(what))

    def notice_not_needed(self) -> None:
        self._log.info("a notice to you is not needed any more: all is well again before it could leave")

    def draft_placed(self, account: str, folder: str) -> None:
        self._log.info("%s: a draft lies in %s", clean(account), clean(folder))

    def draft_not_placed(self, account: str, why: object) -> None:
        self._log.warning("%s: a draft was not put into the Drafts folder: %s", clean(account), clean(why))

    def commands_not_read(self, account: str, why: object) -> None:
        self._log.warning("%s: your answers to kith could not be read now: %s", clean(account), clean(why))

    def obeyed(self, account: str, understood: int, not_understood: int) -> None:
        self._log.info(
            "%s: a mail of yours: %d commands obeyed, %d lines not understood", clean(account), understood,
            not_understood,
        )  # fmt: skip

    def not_obeyed(self, account: str, why: object) -> None:
        self._log.info("%s: a mail with commands was not obeyed: %s", clean(account), clean(why))

    def put_away(self, account: str, folder: str) -> None:
        self._log.info("%s: a mail of yours to kith was put into %s", clean(account), clean(folder))

    def not_put_away(self, account: str, why: object) -> None:
        self._log.warning("%s: a mail of yours to kith was not put away: %s", clean(account), clean(why))

    def draft_ended(self, account: str, folder: str, end: str, why: str) -> None:
        self._log.info("%s: a draft in %s: %s (%s)", clean(account), clean(folder), clean(end), clean(why))

    def drafts_not_tended(self, account: str, why: object) -> None:
        self._log.warning("%s: your Drafts folder was not looked after: %s", clean(account), clean(why))

    def not_read(self, account: str, why: object) -> None:
        self._log.warning(
            "%s: the newest messages were not all read for the drafts: %s", clean(account), clean(why)
        )

    def step_failed(self, step: str, why: object) -> None:
        """In full where nobody foresaw it; kith's own errors say all there is to know."""
        foreseen = isinstance(why, KithError)
        self._log.error("%s failed, the others go on: %s", clean(step), clean(why), exc_info=not foreseen)
