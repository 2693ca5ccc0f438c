"""What an automatic reply says about somebody who is no longer there, and about a new address of theirs.

Promises: never raises, whatever the bytes; looks at no more than `OCTETS` of them; precision before recall, so that
"back on Monday" says nothing, and neither does what is told of somebody else. In the seven languages kith writes. The
text is for reading at once: nothing here keeps it. Whether it may be believed is not judged here.
"""

import re
from dataclasses import dataclass

from kith.mail.reply import newest
from kith.mail.words import text_of
from kith.model import Facts
from kith.people import subjects
from kith.people.address import match_key, normalise
from kith.people.forms import no_reply, plain
from kith.people.fullname import full_name

OCTETS = 65_536  # of a message that are looked at
_LONGEST = 6_000  # characters; an absence is told in a few lines

# People come back from these: then nothing is gone, whatever else is said.
_BACK = re.compile(
    r"\b(?:vacation|holidays?|(?:annual|parental|maternity|paternity|sick|medical|family) leave|leave of "
    r"absence|on leave"
    r"|sabbatical|business trip|travell?ing|limited access"
    r"|(?:be|am|i'm|i'll be|come|get|getting|coming) back|return(?:ing)?\s+(?:on|to|in|from|at|by|after)"
    r"|(?:upon|on|after) my return"
    r"|urlaub\w*|elternzeit|mutterschutz|dienstreise|abwesen\w*|wieder (?:da|zuruck|im buro|erreichbar|zu "
    r"erreichen|fur)|ruckkehr"
    r"|zuruck (?:im|ab|am)|vacances|conge\w*|en deplacement|absent\w*|de retour|mon retour|vacaciones"
    r"|ausente|de baja|permiso"
    r"|regres\w+|mi vuelta|estare de vuelta|ferie|in viaggio|assente|assenza|congedo|rientr\w+|mio ritorno"
    r"|torno|tornero|ferias"
    r"|licenca|voltarei|volto|meu retorno|de volta|estarei ausente|vakantie|verlof|afwezig\w*|weer (?:terug"
    r"|aanwezig|bereikbaar)"
    r"|terug (?:op|in|van|vanaf)|until (?:\d|mon|tues|wednes|thurs|fri|next|further)"
    r"|bis (?:zum |einschliesslich )?\d|jusqu'au|hasta el|fino al|ate (?:o )?dia|tot (?:en met )?\d)\b"
)
_I = r"\b(?:i|we) (?:am|are)|\bi'm|\bi have|\bi've|\bi"
# What stands for the owner of the mailbox, beside their own name.
_OWNER = (
    r"(?:th(?:is|e) (?:person|employee|colleague|user|recipient|individual)(?: (?:that )?you (?:are|were) "
    r"(?:trying|attempting) to "
    r"(?:reach|contact))?|the person you (?:are|were) (?:trying|attempting) to (?:reach|contact)|you have "
    r"reached the mailbox of "
    r"someone who|d(?:er|ie) (?:empfanger\w*|mitarbeiter\w*|kolleg\w*|adressat\w*)|diese[r]? (?:person"
    r"|mitarbeiter\w*|empfanger\w*)"
    r"|cette personne|l[ae] (?:destinataire|personne)|ce (?:collaborateur|destinataire)|est[ae] (?:persona"
    r"|empleado|usuario)"
    r"|[eo]l? destinatario|la persona|questa persona|il destinatario|il collega|esta pessoa|este colaborador"
    r"|o destinatario"
    r"|deze (?:persoon|medewerker|collega)|de (?:geadresseerde|ontvanger|medewerker))"
)
_ELSE = r"(?! (?:my |the )?(?:desk|phone|office today|computer|team|project|department|number|group|list|meeting|call))"
_TITLE = (
    r"(?:mr|mrs|ms|miss|dr|prof|herrn?|frau|monsieur|madame|mme|senora?|sra?|signora?"
    r"|dott(?:or|ssa)?|mevrouw|meneer)\.?"
)
# `{who}` is the owner, by one of the above or by name; a first person needs no name.
_GONE = (
    rf"(?:{_I}|{{who}}(?: (?:is|has|are|have))?|{{who}}'s) (?:is )?(?:no longer|not anymore|no more) "
    rf"(?:with|part of|employed|(?:work(?:s|ing)? (?:at|for))|at|here){_ELSE}\b",
    rf"(?:{_I}|{{who}}) (?:no longer|don't|doesn't|does not|do not) works? (?:at|for|here)\b{_ELSE}",
    r"(?:\bi have|\bi've|{who} has|{who}|\bi) (?:recently |now |since )?left (?:the (?:company|firm"
    r"|organi[sz]ation|university|"
    r"college|school|bank|business|agency|institute|institution)|our (?:company|firm|organi[sz]ation)"
    r"|[a-z0-9.&-]+(?: [a-z0-9.&-]+)?"
    r"(?: (?:on|as of|at the end of|in) [\w ]+)?(?=\s*[.,;!]|$))",
    r"\b(?:my|{who}'s) last (?:working )?day (?:at|with|in|was)\b",
    r"\bich (?:bin|arbeite) (?:\w+ |\d+\. ){{0,4}}nicht (?:mehr|langer) (?:\w+ |\d+\. ){{0,4}}(?:bei|im|in "
    r"der|fur|tatig|beschaftigt)\b",
    r"{who} (?:ist|arbeitet) (?:\w+ |\d+\. ){{0,4}}nicht (?:mehr|langer) (?:\w+ |\d+\. ){{0,4}}(?:bei|im|in"
    r"|fur|tatig|beschaftigt)\b",
    r"(?:\bich habe|{who} hat) (?:\w+ |\d+\. ){{0,6}}(?:unternehmen|firma|universitat|institut|hochschule"
    r"|verlag|bank|haus) "
    r"(?:\w+ |\d+\. ){{0,4}}verlassen\b",
    r"(?:\bich habe|{who} hat) [\w.&-]+ (?:\w+ |\d+\. ){{0,3}}verlassen\b",
    r"(?:\bich bin|{who} ist) (?:\w+ |\d+\. ){{0,4}}aus (?:dem unternehmen|der firma|dem dienst) "
    r"ausgeschieden\b",
    r"(?:\bje|{who}) n[e'] ?(?:travaille|fais|fait|suis|est) plus (?:partie de|chez|pour|a|au|dans|en poste"
    r"|salarie\w*|employe\w*)\b",
    r"(?:\bj'ai|{who} a) (?:desormais |definitivement )?quitte (?!le bureau|la reunion)(?:[\w']+)",
    r"(?:\bya no|{who} ya no) (?:trabajo|trabaja|formo parte|forma parte|estoy en|pertenezco|pertenece"
    r"|presto|presta)\b",
    r"(?:\bhe dejado|{who} ha dejado|{who} dejo) (?:de trabajar|la empresa|la compania|la universidad|mi "
    r"puesto|su puesto)\b",
    r"(?:\bnon|{who} non) (?:lavoro|lavora|faccio|fa|sono|e) piu (?:parte|presso|in|per|a|alle dipendenze"
    r"|con|da)\b",
    r"(?:\bho lasciato|{who} ha lasciato) (?:l'azienda|la societa|l'universita|l'ufficio definitivamente"
    r"|[a-z][\w.&-]+(?=\s*[.,;]|$))",
    r"(?:\bja nao|{who} ja nao|\bnao|{who} nao) (?:trabalho|trabalha|faco|faz|pertenco|pertence|integro"
    r"|integra|estou|esta) "
    r"(?:mais )?(?:na|no|em|para|parte|a|ao)\b(?! escritorio)",
    r"(?:\b(?:eu )?deixei|{who} deixou) (?:a empresa|a companhia|a universidade|de trabalhar)\b",
    r"(?:\bik|{who}) (?:ben|is|werk|werkt) (?:\w+ |\d+\. ){{0,4}}niet (?:meer|langer) (?:\w+ |\d+\. "
    r"){{0,3}}(?:werkzaam|in dienst|bij|voor)\b",
    r"(?:\bik heb|{who} heeft) (?:\w+ |\d+\. ){{0,6}}(?:bedrijf|organisatie|universiteit|onderneming) (?:\w+ "
    r"|\d+\. ){{0,3}}verlaten\b",
    r"(?:\bik heb|{who} heeft) [\w.&-]+ (?:\w+ |\d+\. ){{0,3}}verlaten\b",
)
# A denial that has no "no longer" in Portuguese: "não trabalho mais na" needs its "mais", "já não" has none.
_NOT_YET_GONE = re.compile(r"\bnao (?:trabalho|trabalha|faco|faz|estou|esta)(?! mais)")
_MINE = (
    r"(?:\b(?:my|her|his|their) new (?:work |private |personal |business )?(?:e-?mail(?: address| id)?|address)"
    r"|\bmeine neue (?:private )?(?:e-?mail)?-?\s?(?:adresse|anschrift)|\bmeine neue e-?mail\b"
    r"|\bma nouvelle adresse|\bmon nouveau (?:mail|courriel|e-?mail)|\bmon nouvel (?:e-?mail|adresse)"
    r"|\bmi nueva direccion|\bmi nuevo (?:correo|e-?mail|mail)|\b(?:il )?mio nuovo (?:indirizzo|e-?mail"
    r"|recapito)"
    r"|\bla mia nuova (?:e-?mail|mail|casella)|\bo? ?meu novo (?:e-?mail|endereco)|\bminha nova (?:morada"
    r"|conta|caixa)"
    r"|\bmijn nieuwe (?:e-?mail)?-?\s?(?:adres|mailadres)|\bmijn nieuwe e-?mail)"
)
# Said after a farewell it is their own address; else it may be a colleague's.
_REACH = (
    r"\b(?:(?:reach|contact|e-?mail|write(?: to)?|find) me (?:\w+ ){0,3}(?:at|on|under|via)|ich bin (?:\w+ "
    r"){0,4}(?:unter|erreichbar)"
    r"|(?:erreichen|finden) sie mich|erreichst du mich|me (?:joindre|contacter|ecrire)|(?:contactarme"
    r"|escribirme|localizarme)"
    r"|(?:contattarmi|scrivermi|trovarmi)|(?:contactar-me|me contactar|escrever-me|me encontrar)|(?:mij|me) "
    r"(?:\w+ ){0,3}bereiken"
    r"|(?:ben ik|ik ben) (?:\w+ ){0,3}(?:te bereiken|bereikbaar))"
)
_NEAR = r"[^@]{0,60}?"
_ADDRESS = r"([a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]+(?:\.[a-z0-9-]+){1,6})"
_NEW = re.compile(_MINE + _NEAR + r"[\s<(:\[]" + _ADDRESS)
_ALSO = re.compile(_REACH + _NEAR + r"[\s<(:\[]" + _ADDRESS)
_AUTOMATIC = re.compile(r"\s*auto-(?:replied|generated)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Farewell:
    """`gone`: they are no longer there. `address`: where they are to be written to now, as it stands there; "" for
    none."""

    gone: bool = False
    address: str = ""


def may_tell(facts: Facts) -> bool:
    """Whether a message that did not count may be an automatic reply, by its header: its text is worth a "
    "look."""
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
    gone = not _BACK.search(said) and _is_gone(said, name)
    match = _NEW.search(said) or (_ALSO.search(said) if gone else None)
    address = normalise(match[1]) if match else ""
    if not address or match_key(address) == match_key(sender) or no_reply(address):
        address = ""
    return Farewell(gone, address)


def _is_gone(said: str, name: str) -> bool:
    key = full_name(name)
    whole, given, family = map(re.escape, (" ".join(key), key[0], key[-1])) if key else ("(?!)",) * 3
    begins = r"(?:^|[.!?,;:] ?|\b(?:that|dass|que|che|dat) )"
    who = rf"(?:\b{whole}|{begins}{given}|\b{_TITLE} (?:{given} )?{family}|\b{_OWNER})"
    for form in _GONE:
        found = re.search(form.format(who=who) if "{" in form else form, said)
        if found and not _NOT_YET_GONE.match(found[0]):
            return True
    return False
