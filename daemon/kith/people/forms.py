"""What the form of an address or a name says about who writes: a machine, a desk, or somebody.

Forms only, in the languages of Europe that mail is mostly written in; never a domain, never a firm. Words are
compared without accents and case. A form that says "nobody reads this" is strong; all others are weak, and
`kith.people.doubt` weighs them.
"""

import re
import unicodedata
from functools import lru_cache

from kith.people.address import normalise

_NOT = (
    r"no|non|nao|ne|ne[-_.]?pas|pas[-_.]?de|sans|nicht|bitte[-_.]?nicht|keine?|niet|geen|nie|inte|ej|ikke|ingen|do[-_.]?not"
    r"|dont|never|please[-_.]?do[-_.]?not"
)
_ANSWER = (
    r"reply|replies|respond|response|answer|address|repondre|repondez|reponse|antwort(?:en)?|responder?|responda|contestar"
    r"|rispondere|risposta|beantwoorden|antwoord(?:en)?|reageren|odpowiadaj|odpovidat|svara?|svar"
)
_NOBODY = (
    r"daemon|postmaster|bounces?|bounced|listserv|majordomo|unsubscribe|devnull|dev-null|auto[-_.]?(?:reply|responder|mailer)"
    r"|newsletters?|notifications?|notify|alerts?|announcements?|nieuwsbrief|nyhetsbrev|nyhedsbrev|infolettre|infobrief"
    r"|benachrichtigung(?:en)?|notificaciones|notificacoes|notifiche|meldingen|powiadomienia|uutiskirje"
)
_NO_REPLY = re.compile(
    rf"(?:.*[-_.+])?(?:(?:{_NOT})[-_.]?(?:{_ANSWER})(?:[-_.+\d].*)?|(?:{_NOBODY})(?:[-_.+=\d].*)?)"
    r"|nobody|neodpovidat|eivastata"
)
# Whole words of a local part that name a program or what a program sends.
_MACHINES = frozenset(
    """
    cron anacron nagios zabbix icinga jenkins monitoring mailing mailings automailer autoresponse automat
    automated automatic robot sysadmin administrator www wwwdata apache tomcat update updates report reports
    reporting reminder reminders confirm confirmation confirmations receipt receipts verify verification
    registration password delivery shipping shipment tracking digest enews subscription subscriptions
    subscribe rss rssfeed rssfeeds promo promos promotion promotions offers deals marketing campaign
    campaigns survey surveys rundbrief rundschreiben erinnerung erinnerungen bestaetigung bestatigung
    auftragsbestatigung versand angebote werbung alerte alertes rappel rappels offres actualites boletin
    avisos aviso alertas ofertas promociones recordatorio confirmacion avvisi avviso offerte promozioni
    conferma promemoria boletim promocoes confirmacao aanbiedingen bevestiging herinnering biuletyn oferta
    potwierdzenie avisering varsel paminnelse zpravodaj oznameni invitation invitations invite invites
    einladung mitteilung mitteilungen kontoauszug statements activity recommendations jobalerts backup
    backups scanner copier kopierer voicemail voicemails voicebox anrufbeantworter
    """.split()
)
# Whole words that name a desk: people answer there as well, so they weigh half.
_DESKS = frozenset(
    """
    info information contact contacts office hello team support help helpdesk service services
    customerservice customer customers customercare custcare clientservices care sales admin admins mail
    email news list lists billing invoice invoices account accounts order orders booking bookings
    reservation reservations feedback replies reply event events press media careers career jobs recruiting
    editor editors webmaster hostmaster member members membership welcome community shop store club
    relations communications compliance enquiries inquiries request requests security webinar errors
    kundenservice kundendienst kundenbetreuung bestellung bestellungen rechnung rechnungen buchung buchungen
    kontakt commande commandes facture factures serviceclient serviceclients relationclient client clients
    pedidos pedido facturas atencionalcliente clientes cliente ordini ordine fatture servizioclienti clienti
    encomendas faturas atendimento klantenservice bestelling bestellingen facturen zamowienia zamowienie
    faktury faktura biuro kundtjanst kundeservice bestilling objednavky asiakaspalvelu tilaus messages
    message hallo hej hola ciao bonjour buero secretariat share shares sharing meetings
    """.split()
)
# Surnames of people too: only in front.
_SURNAMES = frozenset("root mailer bot auto server feed feeds system monitor printer drucker".split())
_MACHINE_STEMS = ("confirm", "notif", "newslet", "subscri", "unsubscri", "autorep", "autores")
# German and its neighbours join words: `versandbestaetigung@`, `ordrebekreftelse@`.
_MACHINE_ENDINGS = (
    "bestatigung",
    "bestaetigung",
    "benachrichtigung",
    "erinnerung",
    "bevestiging",
    "bekreftelse",
)
_DESK_ENDINGS = (
    "support",
    "service",
    "services",
    "system",
    "systems",
    "admin",
    "care",
    "desk",
    "news",
    "mailer",
)
_EVERYBODY = re.compile(
    r"(?:all|alle|tous|todos|tutti|everyone|everybody)(?:[-_.].*)?|(?:.*[-_.])?all[-_.]?(?:staff|employees|users)"
)
_HOSTS = re.compile(
    r"(?:.*-)?(?:bounces?\d*|mailer\d*|mailings?|listserv|newsletters?|enews|notify|notifications?|alerts|campaigns?"
    r"|marketing|promo(?:tion)?s?|offers|reply|em\d{2,})"
)
_NAMES = re.compile(
    r"\b(?:team|newsletter|news|enews|e-news|notifications?|notify|alerts?|no-?reply|service|services|support|customer|info|store"
    r"|shop|club|daily|weekly|digest|network|editorial|staff|helpdesk|updates?|mailer|daemon|system|admin(?:istrator)?"
    r"|kundenservice|kundendienst|serviceteam|service client|servicio|atencion|servizio|assistenza|klantenservice"
    r"|redaktion|redaction|redazione|rundbrief|nieuwsbrief|inc|ltd|llc|gmbh|corp|bot|from|marketing|promotions?|events?)\b"
    r"|\.(?:com|net|org|[a-z]{2})\b"
)
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof herr frau ing mme monsieur madame sr sra signor signora pan pani".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_REWRITTEN = re.compile(r"(?:^|.*[+=])srs[01]?[=+-]|^prvs=|^btv1==|\+caf_=")
_JUNCTURE = re.compile(r"[-_.+=]+")
_CHANGES = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{12,}")


def plain(text: str) -> str:
    """Text without accents and case, so that one spelling of a word is enough."""
    if text.isascii():
        return text.lower()
    return "".join(
        char for char in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(char)
    )


def angle(value: str) -> str:
    """The address in the last angle brackets of a value, or that it is as a whole; "" where it is none."""
    return normalise(value.rpartition("<")[2].strip("> "))


def local(spec: str) -> str:
    """The part before the `@`, without accents."""
    return plain(spec.rpartition("@")[0])


@lru_cache(maxsize=4096)
def no_reply(spec: str) -> bool:
    """Whether the local part of a normalised address says that nobody reads answers to it."""
    return _NO_REPLY.fullmatch(local(spec)) is not None


def words(spec: str) -> list[str]:
    """The words of a local part, without the numbers at their ends."""
    return [word.rstrip("0123456789") for word in _JUNCTURE.split(local(spec))]


def machine(spec: str) -> bool:
    """`root@`, `order-confirmation@`, `rss.feeds@`: named after a program, or what it sends."""
    found = words(spec)
    return (
        no_reply(spec)
        or found[0] in _SURNAMES
        or any(word in _MACHINES or word.startswith(_MACHINE_STEMS) for word in found)
        or any(word.endswith(_MACHINE_ENDINGS) for word in found)
    )


def desk(spec: str) -> bool:
    """`info@`, `kundenservice@`, `westsupport@`: named after a desk; a human may well sit at it."""
    return any(
        word in _DESKS or (word.endswith(_DESK_ENDINGS) and word not in _DESK_ENDINGS) for word in words(spec)
    )


def own(spec: str, name: str) -> bool:
    """`root.ines@` of Ines Root, `anna.update@` of Ms. Update: a human's own name, though a word of it is a machine's.

    A name of two words, or one with a title, and the local part repeats it. One of the words may be a machine's, in the
    singular; the other is neither a desk's nor the firm's that the domain is named after.
    """
    known = set(_WORD.findall(plain(name)))
    called, parts = known - _TITLES, words(spec)
    if len(parts) == 1:
        repeated = len(called) == 2 and parts[0] in called
    else:
        repeated = len(parts) == 2 and called <= set(parts) and len(called) + (called != known) >= 2
    if not repeated:
        return False
    general = {word for word in {*called, *parts} if _general(word)}
    others = set(parts) - general - {organisation(spec).partition(".")[0]}
    return len(general) == 1 and bool(others) and not any(word.endswith("s") for word in general)


def _general(word: str) -> bool:
    """Whether a word names a program, a desk, a firm or a notice rather than a human."""
    return machine(f"{word}@") or desk(f"{word}@") or firm_name(word)


@lru_cache(maxsize=4096)
def everybody(spec: str) -> bool:
    """`all.worldwide@`, `alle@`: written to for everybody at once."""
    return _EVERYBODY.fullmatch(local(spec)) is not None


def token(spec: str) -> bool:
    """A local part that a program counted out: long numbers, hexadecimal, letters and digits by turns.

    Numbers alone are no token: telephone numbers are addresses in much of the world. Nor are two changes between
    letters and digits: people call themselves so. Nor is what a person adds to their name behind a `+`.
    """
    whole = local(spec)
    base, _, tag = whole.partition("+")
    if tag and not (desk(f"{base}@") or machine(f"{base}@")):
        whole = base
    pieces = [piece for piece in _JUNCTURE.split(whole) if piece]
    if whole.isdigit() or not pieces:
        return False
    if len(pieces) == 1:
        return len(whole) >= 16 and (len(_CHANGES.findall(whole)) >= 4 or bool(_HEX.fullmatch(whole)))
    numbers = [piece for piece in pieces if piece.isdigit()]
    mixed = [piece for piece in pieces if len(piece) >= 6 and _counted_out(piece)]
    return (
        bool(mixed)
        or sum(map(len, numbers)) >= 14
        or len([p for p in pieces if any(map(str.isdigit, p))]) >= 4
    )


def _counted_out(piece: str) -> bool:
    changes = len(_CHANGES.findall(piece))
    return changes >= 3 or (changes == 2 and piece[0].isdigit()) or bool(_HEX.fullmatch(piece))


def returns(spec: str) -> bool:
    """An envelope's address made for one delivery, so that a program can tell whose copy bounced (VERP).

    Not when a forwarder (SRS) or the sender's own server (BATV, prvs=) made it of a person's address.
    """
    whole = local(spec)
    if not whole or forwarded(spec):
        return False
    return "=" in whole or no_reply(spec) or token(spec) or machine_host(spec)


def forwarded(spec: str) -> bool:
    """Whether an envelope's address was rewritten on the way: it says nothing about the writer."""
    return _REWRITTEN.search(local(spec)) is not None


def machine_host(spec: str) -> bool:
    """`…@bounces.example.org`, `…@mailer1.example.org`: a host below the domain that is named after mass mail."""
    labels = spec.rpartition("@")[2].split(".")
    return any(_HOSTS.fullmatch(label) for label in labels[: -len(organisation(spec).split("."))])


def organisation(spec: str) -> str:
    """The end of a domain that one owner has: two labels, three where the second is short (`co.uk`)."""
    labels = spec.rpartition("@")[2].split(".")
    short = len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2
    return ".".join(labels[-3 if short else -2 :])


def firm_name(name: str) -> bool:
    """`Example Support Team`, `Example.com`, `Example GmbH`: no person's name. An address for a name says nothing."""
    return "@" not in name and _NAMES.search(plain(name)) is not None


def on_behalf(name: str) -> bool:
    """`Jane Doe via Example`: somebody's name over a program's mail."""
    return " via " in f"{plain(name)} "


def named_as_domain(name: str, spec: str) -> bool:
    """`Example News <…@example.org>`, `The Example`: the sender is called what the domain is called.

    Not `Karen Holm <…@karenholm.example>`: two plain words may be a person with a domain of their own.
    """
    known = plain(name).removeprefix("the ")
    label = re.sub(r"[^a-z0-9]", "", organisation(spec).partition(".")[0])
    squeezed = re.sub(r"[^a-z0-9]", "", known)
    if len(label) < 4 or not squeezed.startswith(label):
        return False
    return " " not in known or known != plain(name) or firm_name(name)
