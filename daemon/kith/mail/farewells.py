"""What an automatic reply says about somebody who is no longer there, and about a new address of theirs.

Promises: never raises, whatever the bytes; looks at no more than `OCTETS` of them; precision before recall, so that
"back on Monday" says nothing, and neither do "not in the office today", what is told of somebody else, and a death. In
the seven languages kith writes. The text is for reading at once: nothing here keeps it. Whether it may be believed is
not judged here.
"""

import re
from dataclasses import dataclass

from kith.mail.reply import newest
from kith.mail.words import text_of
from kith.model import Facts
from kith.people import subjects
from kith.people.address import domain_of, match_key, normalise
from kith.people.forms import no_reply, plain
from kith.people.fullname import full_name

OCTETS = 65_536  # of a message that are looked at
_LONGEST = 6_000  # characters; an absence is told in a few lines
_LABEL = 4  # letters of a domain that may be a firm's name


def _any(*words: str) -> str:
    return f"(?:{'|'.join(words)})"


# All patterns are of text without case and accents, a language on each line: en, de, fr, es, it, pt, nl.

# People come back from these: then nothing is gone, whatever else is said.
_BACK = re.compile(
    _any(
        r"\b(?:vacation|holidays?|(?:annual|parental|maternity|paternity|sick|medical|family) leave)\b",
        r"\b(?:leave of absence|on leave|sabbatical|business trip|travell?ing)\b",
        r"\b(?:limited access|part[- ]time|see you (?:in|on|next|then))\b",
        r"\b(?:back (?:in|on|at|from|to|tomorrow|soon|by|after)|(?:be|am|i'm|come|get|getting|coming) back)\b",
        r"\b(?:return(?:ing)? (?:on|to|in|from|at|by|after)|(?:upon|on|after) my return|christmas|new year)\b",
        r"\buntil (?:\d|mon|tues|wednes|thurs|fri|next|further)",
        r"\b(?:urlaub\w*|elternzeit|mutterschutz|dienstreise|abwesen\w*|ruckkehr|teilzeit|feierabend|weihnacht\w*)\b",
        r"\bwieder (?:da|zuruck|im buro|erreichbar|zu erreichen|fur)\b|\bzuruck (?:im|ab|am)\b",
        r"\bbis (?:zum |einschliesslich )?\d",
        r"\b(?:vacances|conge\w*|en deplacement|absent\w*|de retour|mon retour|temps partiel|noel|jusqu'au)\b",
        r"\b(?:vacaciones|ausente|de baja|permiso|regres\w+|mi vuelta|vuelvo|de vuelta|navidad|hasta el)\b",
        r"\b(?:ferie|in viaggio|assente|assenza|congedo|rientr\w+|mio ritorno|torno|tornero|natale|fino al)\b",
        r"\b(?:ferias|licenca|voltarei|volto|meu retorno|de volta|estarei ausente|natal|ate (?:o )?dia)\b",
        r"\b(?:vakantie|verlof|afwezig\w*|deeltijd|kerst\w*|tot (?:en met )?\d)\b",
        r"\b(?:weer (?:terug|aanwezig|bereikbaar)|terug (?:op|in|van|vanaf))\b",
    )
)
# Whoever died is no address that has changed: nothing is said, and nothing asked.
_DEAD = re.compile(
    _any(
        r"\b(?:died|passed away|deceased|death|mourn\w*|funeral|obituary|in memoriam|no longer with us)\b",
        r"\b(?:verstorben|gestorben|verstarb|tod|todes\w*|trauer\w*|nicht mehr unter uns)\b",
        r"\b(?:decede\w*|mort|morte|deces|disparu\w*|plus parmi nous)\b",
        r"\b(?:fallecid\w*|fallecio|murio|muerte|ya no esta con nosotros)\b",
        r"\b(?:deceduto|deceduta|mort[oa]|scompars[oa]|mancat[oa]|non e piu (?:con|tra) noi)\b",
        r"\b(?:falec\w+|morreu|morte|nao esta mais entre nos)\b",
        r"\b(?:overleden|overleed|overlijden|niet meer onder ons)\b",
    )
)
# Behind "no longer", in its sentence: a place, a part of the work, or a day, and no farewell to a firm.
_A_WHILE = re.compile(
    _any(
        r"(?<!as of )(?<!since )(?<!from )(?<!effective )\b(?:today|tonight|early|currently)\b",
        r"(?<!as of )(?<!since )(?<!from )(?<!effective )\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b",
        r"\b(?:weekends?|evenings?|nights?|mornings?|afternoons?|full[- ]time|from home|remotely)\b",
        r"\b(?:desk|phone|office|house|building|team|project|department|group|list|meeting|call|us)\b",
        r"\b(?:heute|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|wochenende\w*|schreibtisch|buro|hause?|team)\b",
        r"\b(?:projekt\w*|abteilung|gruppe|homeoffice|vollzeit)\b",
        r"\b(?:aujourd'hui|journee|matin|soir|week-end|bureau|equipe|projet|(?:lun|mar|mercre|jeu|vendre)dis?)\b",
        r"\b(?:hoy|manana|tarde|noche|fin de semana|oficina|equipo|proyecto|lunes|martes|miercoles|jueves|viernes)\b",
        r"\b(?:oggi|domani|stasera|fine settimana|ufficio|squadra|progetto|(?:lune|marte|mercole|giove|vener)di)\b",
        r"\b(?:hoje|amanha|fim de semana|escritorio|equipa|equipe|projeto|segunda|terca|quarta|quinta|sexta)\b",
        r"\b(?:vandaag|morgen|weekend|kantoor|afdeling|groep|(?:maan|dins|woens|donder|vrij)dag(?:en)?)\b",
    )
)
_INSTITUTION = _any(
    r"(?:the |our |this )?(?:company|firm|organi[sz]ation|university|college|school|bank|business|agency|institut\w+)",
    r"(?:\w+ ){0,3}(?:unternehmen|firma|universitat|institut|hochschule|verlag|bank|gesellschaft)",
    r"(?:l'|la |notre |cette )?(?:entreprise|societe|universite|organisation|agence|banque|etablissement)",
    r"(?:la |nuestra |esta )?(?:empresa|compania|universidad|organizacion|entidad|firma)",
    r"(?:l'|la |della |dell'|alla |nostra )?(?:azienda|societa|universita|impresa|banca|organizzazione)",
    r"(?:a |da |na |nossa )?(?:empresa|companhia|universidade|organizacao|firma)",
    r"(?:het |ons |onze |deze )?(?:bedrijf|organisatie|universiteit|onderneming|firma)",
    r"(?:[\w.&-]+ ){1,4}(?:gmbh|ag|ltd|limited|inc|llc|plc|corp|s\.?a\.?|s\.?r\.?l|b\.?v|lda|se|kg)\b",
)
_I = r"\b(?:i|we) (?:am|are)|\bi'm|\bi have|\bi've|\bi"
# What stands for the owner of the mailbox, beside their own name.
_OWNER = _any(
    r"th(?:is|e) (?:person|employee|colleague|user|recipient|individual)"
    r"(?: (?:that )?you (?:are|were) (?:trying|attempting) to (?:reach|contact))?",
    r"the person you (?:are|were) (?:trying|attempting) to (?:reach|contact)",
    r"you have reached the mailbox of someone who",
    r"d(?:er|ie) (?:empfanger\w*|mitarbeiter\w*|kolleg\w*|adressat\w*)",
    r"diese[r]? (?:person|mitarbeiter\w*|empfanger\w*)",
    r"cette personne|l[ae] (?:destinataire|personne)|ce (?:collaborateur|destinataire)",
    r"est[ae] (?:persona|empleado|usuario)|el? destinatario|la persona",
    r"questa persona|il destinatario|il collega",
    r"esta pessoa|este colaborador|o destinatario",
    r"deze (?:persoon|medewerker|collega)|de (?:geadresseerde|ontvanger|medewerker)",
)
_TITLE = r"(?:mrs?|ms|miss|dr|prof|herrn?|frau|monsieur|m[ma]dame|mme|sra?|senora?|signora?|dott\w*|mevrouw|meneer)\.?"
# Behind a firm's name: nothing, a date, or what follows from it; "the company car" and "Initech Tower" are no firm.
_ENDS = (
    r"(?: (?:networks?|group|gmbh|ag|ltd|limited|inc|llc|plc|corp)\b)?"
    r"(?=\s*(?:[.,;:!]|$|(?:on|as|at|in|since|and|for|from|to|effective|last|this|after|now|today)\b))"
)
# `{who}` is the owner, by one of the above or by name, and a first person needs no name; `{firm}`: theirs, by a word
# for an institution, its form in law, or the name in their address.
_GONE = (
    rf"(?:{_I}|{{who}}(?: (?:is|has|are|have))?|{{who}}'s) (?:is )?(?:no longer|not anymore|no more) "
    r"(?:(?:with|at|part of) {firm}|(?:employed|working|works?) (?:at|for|by|with|here)\b)",
    rf"(?:{_I}|{{who}}) (?:no longer|don't|doesn't|does not|do not) works? (?:(?:at|for) {{firm}}|here\b(?= any))",
    rf"(?:{_I}|{{who}}) no longer works? (?:at|for|here)\b",
    r"(?:\bi have|\bi've|{who} has|{who}|\bi) (?:recently |now |since )?left {firm}" + _ENDS,
    r"\b(?:my|{who}'s) last (?:working )?day (?:at|with) {firm} was\b",
    r"(?:\bich arbeite|{who} arbeitet) (?:[\w.]+ ){{0,4}}nicht (?:mehr|langer) (?:bei|fur)\b",
    r"(?:\bich bin|{who} ist) (?:[\w.]+ ){{0,4}}nicht (?:mehr|langer) (?:[\w.]+ ){{0,6}}"
    r"(?:tatig|beschaftigt|angestellt)\b",
    r"(?:\bich bin|{who} ist) (?:[\w.]+ ){{0,4}}nicht (?:mehr|langer) (?:bei|in) {firm}",
    r"(?:\bich habe|{who} hat) (?:[\w.]+ ){{0,3}}{firm} (?:[\w.]+ ){{0,4}}verlassen\b",
    r"(?:\bich bin|{who} ist) (?:[\w.]+ ){{0,4}}aus (?:dem unternehmen|der firma|dem dienst) ausgeschieden\b",
    r"(?:\bje|{who}) n[e'] ?travaill(?:e|ons) plus (?:chez|pour|a|au|dans)\b",
    r"(?:\bje|{who}) n[e'] ?(?:fais|fait) plus partie d(?:e |es effectifs de )?{firm}",
    r"\bn'est plus (?:salarie|employe)\w*",
    r"(?:\bj'ai|{who} a) (?:desormais |definitivement )?quitte {firm}",
    r"(?:\bya no|{who} ya no) (?:trabajo|trabaja) (?:en|para|con)\b",
    r"(?:\bya no|{who} ya no) (?:formo parte|forma parte|pertenezco|pertenece) (?:de|del|a) {firm}",
    r"(?:\bhe dejado|{who} ha dejado|{who} dejo) (?:de trabajar|{firm}|mi puesto|su puesto)",
    r"(?:\bnon|{who} non) (?:lavoro|lavora) piu (?:presso|in|per|con|da|alla|alle)\b",
    r"(?:\bnon|{who} non) (?:faccio|fa) piu parte (?:di |della |dell')?{firm}",
    r"(?:\bho lasciato|{who} ha lasciato) {firm}",
    r"(?:\bja nao|{who} ja nao) (?:trabalho|trabalha) (?:na|no|em|para)\b",
    r"(?:\bnao|{who} nao) (?:trabalho|trabalha) mais (?:na|no|em|para)\b",
    r"(?:\bja nao|\bnao|{who} (?:ja )?nao) (?:faco|faz|pertenco|pertence) (?:mais )?(?:parte d|a )(?:a |e )?{firm}",
    r"(?:\b(?:eu )?deixei|{who} deixou) (?:de trabalhar|{firm})",
    r"(?:\bik werk|{who} werkt) (?:[\w.]+ ){{0,4}}niet (?:meer|langer) (?:bij|voor)\b",
    r"(?:\bik ben|{who} is) (?:[\w.]+ ){{0,4}}niet (?:meer|langer) (?:werkzaam|in dienst)\b",
    r"(?:\bik heb|{who} heeft) (?:[\w.]+ ){{0,3}}{firm} (?:[\w.]+ ){{0,3}}verlaten\b",
)
_MINE = _any(
    r"\b(?:my|her|his|their) new (?:work |private |personal |business )?(?:e-?mail(?: address| id)?|address)",
    r"\bmeine neue (?:private )?(?:e-?mail)?-?\s?(?:adresse|anschrift)|\bmeine neue e-?mail\b",
    r"\bma nouvelle adresse|\bmon nouveau (?:mail|courriel|e-?mail)|\bmon nouvel (?:e-?mail|adresse)",
    r"\bmi nueva direccion|\bmi nuevo (?:correo|e-?mail|mail)",
    r"\b(?:il )?mio nuovo (?:indirizzo|e-?mail|recapito)|\bla mia nuova (?:e-?mail|mail|casella)",
    r"\bo? ?meu novo (?:e-?mail|endereco)|\bminha nova (?:morada|conta|caixa)",
    r"\bmijn nieuwe (?:e-?mail)?-?\s?(?:adres|mailadres)|\bmijn nieuwe e-?mail",
)
# Said after a farewell it is their own address; else it may be a colleague's.
_REACH = _any(
    r"\b(?:reach|contact|e-?mail|write(?: to)?|find) me (?:\w+ ){0,3}(?:at|on|under|via)",
    r"\b(?:ich bin (?:\w+ ){0,4}(?:unter|erreichbar)|(?:erreichen|finden) sie mich|erreichst du mich)",
    r"\bme (?:joindre|contacter|ecrire)",
    r"\b(?:contactarme|escribirme|localizarme)",
    r"\b(?:contattarmi|scrivermi|trovarmi)",
    r"\b(?:contactar-me|me contactar|escrever-me|me encontrar)",
    r"\b(?:(?:mij|me) (?:\w+ ){0,3}bereiken|(?:ben ik|ik ben) (?:\w+ ){0,3}(?:te bereiken|bereikbaar))",
)
_NEAR = r"(?:(?![.!?;] |\bnot? )[^@]){0,60}?"  # in the same sentence, and not denied
_ADDRESS = r"([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+){1,6})"
_NEW = re.compile(_MINE + _NEAR + r"[\s<(:\[]" + _ADDRESS)
_ALSO = re.compile(_REACH + _NEAR + r"[\s<(:\[]" + _ADDRESS)
_AUTOMATIC = re.compile(r"\s*auto-(?:replied|generated)\b", re.IGNORECASE)
_SENTENCE = re.compile(
    r"[.!?;] |, (?:please|bitte|merci de|por favor|per favore|graag)\b| but (?:with|at)\b|\Z"
)
_STILL = re.compile(r" but (?:with|at|for)\b|\buntil then\b|\b(?:same|this) (?:e-?mail )?address\b")


@dataclass(frozen=True, slots=True)
class Farewell:
    """`gone`: they are no longer there. `address`: where they are to be written to now, as it stands there; "" for
    none."""

    gone: bool = False
    address: str = ""


def may_tell(facts: Facts) -> bool:
    """Whether a message that did not count may be an automatic reply, by its header: its text is worth a look."""
    said = facts.fields
    if said.get("content-type", "").lower().startswith(("multipart/report", "text/calendar")):
        return False
    if len(facts.senders) != 1 or no_reply(facts.senders[0].spec) or "list-id" in said or "list-post" in said:
        return False
    declared = _AUTOMATIC.match(said.get("auto-submitted", "")) is not None or "x-autoreply" in said
    replied = said.get("precedence", "").strip().lower() == "auto_reply"
    return declared or replied or subjects.away(facts.subject, suppressed=True)


def farewell(raw: bytes, sender: str, name: str) -> Farewell:
    """What an automatic reply says, of which `raw` may be the beginning only.

    `sender`: whose it is (a normalised address), `name`: what they are called.
    """
    text = newest(text_of(raw[:OCTETS]))[:_LONGEST]
    said = " ".join(plain(text).replace("’", "'").replace("`", "'").split())
    if _DEAD.search(said):
        return Farewell()
    gone = not _BACK.search(said) and not _STILL.search(said) and _is_gone(said, sender, name)
    match = _NEW.search(said) or (_ALSO.search(said) if gone else None)
    address = normalise(match[1]) if match else ""
    if not address or match_key(address) == match_key(sender) or no_reply(address):
        address = ""
    return Farewell(gone, address)


def _is_gone(said: str, sender: str, name: str) -> bool:
    key = full_name(name)
    whole, given, family = map(re.escape, (" ".join(key), key[0], key[-1])) if key else ("(?!)",) * 3
    begins = r"(?:^|[.!?,;:] ?|\b(?:that|dass|que|che|dat) )"
    firm = _firm(sender)
    who = rf"(?:\b{whole}|{begins}{given}|\b{_TITLE} (?:{given} )?{family}|\b{_OWNER})"
    for form in _GONE:
        for found in re.finditer(form.format(who=who, firm=firm), said):
            ends = _SENTENCE.search(said, found.end())
            if not _A_WHILE.search(said, found.start(), ends.start() if ends else len(said)):
                return True
    return False


def _firm(sender: str) -> str:
    """What their firm may be called: a word for it, or the name in their address, which may stand there as two."""
    labels = [label for label in domain_of(sender).split(".")[:-1] if len(label) >= _LABEL]
    named = [r"[ .-]?".join(map(re.escape, label.replace("-", ""))) for label in labels]
    return _any(_INSTITUTION, *(rf"(?:(?:der|die|das|la|il|the) )?{name}\b" for name in named))
