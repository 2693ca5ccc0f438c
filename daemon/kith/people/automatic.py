"""Is this message written by a machine, or passed on by a list? Judged by what its headers say.

Only strong marks decide here. Weak ones (Feedback-ID, X-Auto-Response-Suppress) stand on personal mail too and
never decide alone. No domain is ever a mark: friends on free mail stay friends, one-person firms at info@ people.
"""

import re
from collections.abc import Mapping

from kith.model import Address, Facts, Skip
from kith.people.address import normalise
from kith.people.forms import angle, no_reply, plain

# The subjects programs give to absences and to what calendars answer: Outlook, Exchange, Gmail and Thunderbird in the
# languages they are mostly used in. With the program's word and its colon they are enough; people write "Out of the
# office" themselves.
_AWAY = re.compile(
    r"\s*(?:(?:auto(?:mati[a-z]*)?[ -]?(?:reply|replied|response|antwort)|abwesenheitsnotiz|reponse automatique"
    r"|respuesta automatica|risposta automatica|resposta automatica|automatisch antwoord|autosvar|automatiskt? svar"
    r"|automaattinen vastaus|automatyczna odpowiedz|automaticka odpoved)\s*:|out of (?:the )?office auto-?reply)"
)
_AWAY_PERHAPS = re.compile(
    r"\s*(?:auto(?:mati[a-z]*)?[ -]?(?:reply|response|antwort)|out of (?:the )?office|abwesen|absence du bureau"
    r"|fuera de (?:la )?oficina|fuori sede|afwezig|reponse automatique|r[ei]s(?:puesta|posta) automatica)"
)
_CALENDAR = re.compile(
    r"\s*(?:accepted|declined|tentative(?:ly accepted)?|cancell?ed(?: event)?|updated invitation|new time proposed"
    r"|zugesagt|abgesagt|abgelehnt|(?:mit|unter) vorbehalt|accepte|refuse|provisoire|annule|provisional"
    r"|aceptad[oa]|rechazad[oa]|cancelad[oa]|accettato|rifiutato|annullato|aceite|recusado"
    r"|geaccepteerd|geweigerd|geannuleerd|godkand|accepterat|afvist|accepteret|zaakceptowano|odrzucono|prijato)\s*:"
)
_NO = re.compile(r"no(?:[\s;(]|$)|$")  # the word alone, before parameters or a comment
_LIST_POST = re.compile(r"<mailto:([^>?]+)", re.IGNORECASE)


def mark(facts: Facts) -> tuple[Skip, str] | None:
    """The strongest mark of a machine or a list on a message, as (reason, the mark as the user reads it)."""
    said = {name: value.strip().lower() for name, value in facts.fields.items()}
    listed = _list_mark(said)
    if listed:
        return Skip.LIST, listed
    automatic = _automatic_mark(said, facts)
    return (Skip.AUTOMATIC, automatic) if automatic else None


def _list_mark(said: Mapping[str, str]) -> str:
    """RFC 2919 (List-Id) and RFC 2369 (List-Post): software for discussion lists sets them."""
    if not _NO.match(said.get("list-post", "no")):
        return "List-Post"
    if "list-id" in said and "list-unsubscribe" not in said:
        return "List-Id"
    return "Precedence: list" if said.get("precedence") == "list" else ""


def _automatic_mark(said: Mapping[str, str], facts: Facts) -> str:
    checks = {
        # RFC 3834 section 5: anything but "no" is automatic.
        "Auto-Submitted": not _NO.match(said.get("auto-submitted", "no")),
        f"Precedence: {said.get('precedence')}": said.get("precedence") in {"bulk", "junk", "auto_reply"},
        # RFC 2369 section 3.2, required of bulk senders by Gmail and Yahoo since 2024.
        "List-Unsubscribe": "list-unsubscribe" in said,
        # RFC 5321 section 4.5.5: the null reverse-path marks notifications.
        "Return-Path: <>": said.get("return-path") == "<>",
        "a delivery or reading report": said.get("content-type", "").startswith("multipart/report"),
        "an answer by a calendar": _calendar_answer(said.get("content-type", ""), facts),
        "X-Autoreply": not _NO.match(said.get("x-autoreply", "no")),
        "an automatic reply": _away(plain(facts.subject), "x-auto-response-suppress" in said),
        "an address that takes no replies": any(no_reply(sender.spec) for sender in facts.senders),
        # RFC 5322 section 3.6.2: who really sent it, and who would get the answer. They only ever speak against.
        "Sender takes no replies": no_reply(angle(said.get("sender", ""))),
        "Reply-To takes no replies": no_reply(angle(said.get("reply-to", ""))),
    }
    return next((name for name, holds in checks.items() if holds), "")


def _away(subject: str, suppressed: bool) -> bool:
    """X-Auto-Response-Suppress stands on a friend's mail too: it only helps a subject that is not certain."""
    return bool(_AWAY.match(subject) or (suppressed and _AWAY_PERHAPS.match(subject)))


def _calendar_answer(content_type: str, facts: Facts) -> bool:
    """RFC 5546 section 1.4: an invitation (REQUEST) is written by a person, the other methods by a calendar.

    Most calendars hide the method in a part of a multipart message, whose header is not asked for: there the subject
    they write by themselves tells.
    """
    if content_type.startswith("text/calendar"):
        return (
            re.search(r"method\s*=\s*\"?(?:reply|cancel|counter|refresh|publish)", content_type) is not None
        )
    return content_type.startswith("multipart/") and _CALENDAR.match(plain(facts.subject)) is not None


def list_address(facts: Facts) -> Address | None:
    """Where the list that passed this message on takes posts (RFC 2369 section 3.4), if it says so."""
    match = _LIST_POST.search(facts.fields.get("list-post", ""))
    spec = normalise(match[1]) if match else ""
    return Address(spec) if spec else None
