"""What the form of a subject says about who wrote it: a program, or somebody.

In the languages of Europe that mail is mostly written in. Words are compared without accents and case.
"""

import re
import zlib

from kith.model import Facts
from kith.people.forms import plain

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
_NOTICES = re.compile(
    r"\b(?:newsletter|e-?news|digest|daily|weekly|headlines|announc\w+|notifications?|alert|warning|reminder"
    r"|confirmation|receipt|invoice|statement|survey|webinar|seminar|register (?:now|today)|special|offers?|sale|save"
    r"|free|updates?|updated|status|report|failure|submitted|closed|cron|job|password"
    r"|your (?:order|account|subscription|password|registration|request|membership)|order (?:no|number|#)"
    r"|welcome to|thank you for|payment|credit card|rejected|expire[sd]?|shipped|verify|verification"
    r"|bestellung|rechnung|erinnerung|bestatigung|benachrichtigung|angebote?|rundbrief|gutschein|ihr (?:konto|passwort)"
    r"|commande|facture|rappel|offre|lettre d'information|pedido|factura|recordatorio|oferta|boletin|ordine|fattura"
    r"|voicemail|sprachnachricht|recordings?|aufzeichnung|enregistrement disponible|shared an? \w+ with you"
    r"|выписк\w+|счет|заказ\w*|уведомлени\w+|напоминани\w+|подтверждени\w+|рассылк\w+|скидк\w+|пароль|виписк\w+"
    r"|рахунок|замовлення|сповіщення|нагадування|підтвердження|promemoria|offerta|encomenda|fatura|bestelling|factuur|herinnering|aanbieding|nieuwsbrief|zamowienie|faktura)\b"
    r"|%|[$€£]\s?\d|\d\s?[$€£]|\(tm\)|\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b.{0,4}"
    r"\b(?:19|20)\d\d\b"
)
_ANSWERS = re.compile(r"\s*(?:re|aw|antw|sv|vs|odp|ref|rif|r)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
_QUESTION = re.compile(r"\s*[^\W\d_]+(?:[ ,]+[^\W\d_]+){0,3}\s?\?+\s*")
_FILLED_IN = re.compile(r"[@0-9]")
_FORWARDS = re.compile(r"\s*(?:fwd?|wg|tr|rv|enc|vb|doorst|vl|i)\s*:", re.IGNORECASE)


def away(subject: str, suppressed: bool) -> bool:
    """The subject of an absence's automatic reply.

    X-Auto-Response-Suppress stands on a friend's mail too: `suppressed` only helps a subject that is not certain.
    """
    said = plain(subject)
    return bool(_AWAY.match(said) or (suppressed and _AWAY_PERHAPS.match(said)))


def calendar(subject: str) -> bool:
    """The subject a calendar writes by itself when it answers."""
    return _CALENDAR.match(plain(subject)) is not None


def notice(subject: str) -> bool:
    """A subject as newsletters, offers, receipts and reports have it."""
    return _NOTICES.search(plain(subject)) is not None


def numbers(subject: str) -> bool:
    """A subject that is a good part digits, as reports count them out."""
    return sum(map(str.isdigit, subject)) >= max(6, len(subject) // 6)


def answers(subject: str) -> bool:
    """`Re:` and its like."""
    return _ANSWERS.match(subject) is not None


def forwards(subject: str) -> bool:
    """`Fwd:` and its like: a human passes on what may well be a program's."""
    return _FORWARDS.match(subject) is not None


def opening(facts: Facts) -> int | None:
    """A number for the form of the subject of a message that opens a conversation; None for any other."""
    if facts.in_reply_to or answers(facts.subject) or forwards(facts.subject):
        return None
    # People ask the same few words again and again ("Lunch today?"); programs ask once.
    form = "" if _QUESTION.fullmatch(plain(facts.subject)) else _shape(facts.subject)
    # No words, no form: people leave the subject out, and that is nothing repeated.
    return zlib.crc32(form.encode("utf-8", "replace")) if form else facts.identity & 0xFFFFFFFF


def _shape(subject: str) -> str:
    """What stays the same of a subject that a program fills in: its first words, without numbers and addresses."""
    text = plain(subject)
    if text.isascii() and not _FILLED_IN.search(text):
        return " ".join(text.split(maxsplit=4)[:4])
    found = [word for word in text.split() if "@" not in word and not any(map(str.isdigit, word))]
    return " ".join(found[:4])
