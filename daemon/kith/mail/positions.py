"""What somebody's signature says of their work: "Head of Tides, Tidewater Ltd".

Promises little: one line below the writer's own full name that has the word of a position in it, and the line of the
organisation behind it; else nothing. Whoever is leaving, retired or looking for work has none: it would be no news to
congratulate on. In the seven languages kith writes. Any bytes give something or nothing, in linear time.
"""

import re
from collections.abc import Sequence

from kith.journal import clean
from kith.mail.reply import new_lines
from kith.mail.signature import MARKS, beside
from kith.people.forms import plain
from kith.people.fullname import full_name

LONGEST = 80  # characters of what is kept
_OCTETS, _LINES = 20_000, 12  # characters of a text, and last lines of it, that are looked at
_LONGEST_LINE = 70  # a longer one is a sentence

# Words of positions without case and accents, by the language they tell: a signature in another language is no news.
_TITLES = {
    "en": "head chief director manager engineer president vice partner officer lead chair dean professor lecturer"
    " fellow researcher scientist analyst architect consultant developer designer editor producer attorney counsel"
    " lawyer solicitor accountant auditor controller treasurer secretary assistant associate coordinator supervisor"
    " specialist strategist planner buyer recruiter founder cofounder owner principal postdoc curator librarian"
    " administrator technician nurse physician teacher trainer translator journalist writer photographer ceo cto cfo"
    " coo cmo cio vp svp evp avp",
    "de": "leiter leiterin leitung geschaftsfuhrer geschaftsfuhrerin direktor direktorin vorstand vorstandin prokurist"
    " prokuristin professor professorin referent referentin berater beraterin ingenieur ingenieurin entwickler"
    " entwicklerin redakteur redakteurin rechtsanwalt rechtsanwaltin projektleiter projektleiterin abteilungsleiter"
    " abteilungsleiterin teamleiter teamleiterin sachbearbeiter sachbearbeiterin arzt arztin lehrer lehrerin"
    " assistentin inhaber inhaberin grunder grunderin",
    "fr": "directeur directrice responsable chef cheffe ingenieur ingenieure professeur professeure charge chargee"
    " consultant consultante avocat avocate redacteur redactrice gerant gerante presidente conseiller conseillere"
    " chercheur chercheuse fondateur fondatrice",
    "es": "director directora jefe jefa gerente responsable ingeniero ingeniera profesor profesora abogado abogada"
    " consultor consultora coordinador coordinadora redactor redactora presidente presidenta investigador investigadora"
    " fundador fundadora",
    "it": "direttore direttrice responsabile capo ingegnere professore professoressa avvocato consulente coordinatore"
    " coordinatrice redattore redattrice presidente ricercatore ricercatrice fondatore fondatrice titolare",
    "pt": "diretor diretora gerente chefe responsavel engenheiro engenheira professor professora advogado advogada"
    " consultor consultora coordenador coordenadora redator redatora presidente investigador investigadora pesquisador"
    " pesquisadora fundador fundadora",
    "nl": "directeur hoofd manager leidinggevende ingenieur hoogleraar docent docente adviseur advocaat ontwikkelaar"
    " redacteur onderzoeker bestuurder oprichter eigenaar voorzitter medewerker projectleider",
}
_WORDS = {language: frozenset(words.split()) for language, words in _TITLES.items()}
# No position to be glad of, or none any more.
_NO_NEWS = re.compile(
    r"\b(?:former(?:ly)?|ex|retired|retiree|emerit\w+|seek\w*|looking|hunter|for hire"
    r"|transition\w*|notice|freelanc\w+|open to|between|interim|acting|until|leave"
    r"|career break|laid[- ]off|lay-?offs?|redundan\w+|unemployed|stay[- ]at[- ]home|homemaker"
    r"|ehemalig\w*|pensionier\w*|pensionar\w*|rentner\w*|im ruhestand|i\. ?r|a\. ?d|auf der suche|arbeitslos"
    r"|arbeitssuchend|elternzeit"
    r"|ancien(?:ne)?|retraite\w*|en recherche|sans emploi|au chomage"
    r"|antigu[oa]|jubilad[oa]|en busqueda|desemplead[oa]|sin empleo"
    r"|pensionat[oa]|in cerca|disoccupat[oa]"
    r"|antig[oa]|aposentad[oa]|reformad[oa]|em busca|desempregad[oa]"
    r"|voormalig\w*|gepensioneerd\w*|op zoek|werkloos|werkzoekend\w*)\b"
)
_SIGNATURE = re.compile(r"(?:--|—|__)[ \t]*\Z")
_REACHED = re.compile(
    r"@|https?:|www\.|\d{3}|\+\d|\b(?:tel|phone|fax|mobile?|cell|direct|office|t|m|f|p|e)\s*[.:]",
    re.IGNORECASE,
)


def position_of(text: str, name: str) -> str:
    """The position in the signature of a message's whole text, whose writer is called `name`; "" for none."""
    key = full_name(name)
    if not key:
        return ""
    lines = [line.strip(MARKS) for line in _end_of(text[:_OCTETS])]
    for number, line in enumerate(lines):
        behind = beside(line, key)
        if behind is not None:
            below = [one for one in lines[number + 1 :] if one][:3]
            return _position([behind, *below] if behind else below)
    return ""


def _end_of(text: str) -> list[str]:
    """The last lines of what the writer wrote now, with the signature under it, without what is quoted."""
    lines = [line[:300] for line in text.replace("\r\n", "\n").split("\n")]
    own = [number for number, quoted in new_lines(lines) if not quoted]
    end = own[-1] + 1 if own else 0
    below: Sequence[str] = ()
    if end < len(lines) and _SIGNATURE.match(lines[end]):
        rest = lines[end + 1 : end + 1 + _LINES]
        below = [rest[number] for number, quoted in new_lines(rest) if not quoted]
    return [*(lines[number] for number in own[-_LINES:]), *below]


def _position(lines: Sequence[str]) -> str:
    """Of the lines at the name the one with a position, and the next where it may be the organisation."""
    for number, line in enumerate(lines[:2]):
        if not _may_be(line):
            return ""
        if not languages_of(line):
            continue
        more = lines[number + 1 : number + 2]
        found = ", ".join([line, *(one for one in more if _may_be(one))])
        return "" if no_news(found) else clean(_shortened(found), LONGEST)
    return ""


def no_news(words: str) -> bool:
    """Whether it names no position to be glad of, or none any more: former, retired, looking for work."""
    return _NO_NEWS.search(plain(words)) is not None


def _may_be(line: str) -> bool:
    return 0 < len(line) <= _LONGEST_LINE and not _REACHED.search(line) and line[-1] not in "!?:"


def _shortened(found: str) -> str:
    return found if len(found) <= LONGEST else found[:LONGEST].rpartition(" ")[0].rstrip(MARKS)


def languages_of(position: str) -> frozenset[str]:
    """The languages in which a line names a position; empty for none."""
    words = set(re.findall(r"[a-z]+", plain(position)))
    return frozenset(language for language, titles in _WORDS.items() if words & titles)


def another(one: str, other: str) -> bool:
    """Whether two positions of one person differ in more than their wording: neither has all words of the other, and
    both are in one language."""
    words, others = (set(re.findall(r"\w+", plain(said))) - _SMALL for said in (one, other))
    return bool(languages_of(one) & languages_of(other)) and not (words <= others or others <= words)


_SMALL = frozenset(
    "of the a an and for at in de la le du des der die das fur im und y e di del van het en".split()
)
