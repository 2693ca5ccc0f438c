"""What the columns of a table of people hold, by their headings: LinkedIn's, Google's in both its forms, Outlook's in
seven languages, Thunderbird's, and what people write themselves.

Compared without case and accents, "_" as a space. A heading that is not known is nobody's column; an address of a
house is no address of mail.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from kith.journal import clean
from kith.people.forms import plain

_N = r"(?: ?\d+)?"  # "E-mail 2 Address", "email_1"
# Outlook's in other languages: as its own export writes them; Spanish ones are half English.
_COLUMNS: tuple[tuple[str, str], ...] = (
    ("given", r"first ?name|given name|forename|vorname|prenom|(?:primeiro )?nome|(?:primer )?nombre|voornaam|jmeno"),
    ("middle", r"middle name|additional name|zweiter vorname|weitere vornamen|deuxieme prenom|segundo nombre"
               r"|secondo nome|segundo nome|nome do meio|middelste naam|tussenvoegsel"),
    ("family", r"last ?name|family name|surname|nachname|familienname|nom(?: de famille)?|apellidos?|cognome|sobrenome"
               r"|ultimo nome|achternaam|prijmeni"),
    ("family or nickname", r"apelido"),  # a surname in Portugal, a nickname in Brazil
    ("name", r"name|naam"),
    ("full name", r"full name|display name|file as|anzeigename|angezeigter name|nom complet|nom a afficher"
                  r"|nombre (?:completo|para mostrar)|nome (?:completo|visualizzato|de exibicao)|volledige naam"
                  r"|weergavenaam"),
    ("email", r"(?:(?:primary|secondary|home|work|business|personal|private|other|alternate|primare|sekundare) )?"
              rf"e[- ]?mail(?:[ -]?add?ress?e?)?{_N}(?: - value| address|:? adresse)?"
              rf"|mail|courriel|adresse (?:e-?mail|mail|electronique|de messagerie|de courriel){_N}"
              rf"|(?:direccion del? )?correo(?: electronico)?{_N}"
              rf"|(?:indirizzo (?:di )?)?posta elettronica{_N}|indirizzo (?:di )?e-?mail{_N}"
              rf"|(?:endereco (?:de )?)?(?:correio ele[c]?tronico|e-?mail){_N}"),
    ("mobile", r"mobile(?: phone| number)?(?: 2)?|cell(?: ?phone)?|mobiltelefon(?: 2)?|handy(?:nummer)?|mobil"
               r"|mobil-tel\.-nr\.|tel\. mobile|telephone (?:mobile|portable)|(?:telefono )?movil"
               r"|(?:telefono )?cellulare|(?:telefone )?celular|telemovel|mobiele telefoon|mobiel"),
    ("phone", rf"(?:(?:primary|home|business|work|other|company main) )?phone{_N}(?: - value| number)?"
              r"|tel(?:e(?:phone|fon|foon|fone|fono))?\.?(?: \(?(?:privat|geschaftlich|dienstlich|bureau|domicile"
              r"|personnel|professionnel|principal|principale|particular|del trabajo|casa|ufficio|residencial|comercial"
              rf"|thuis|op werk)\)?)?{_N}|haupttelefon|abitazione{_N}|ufficio{_N}|particular"),
    ("profile", r"url|linkedin(?: url)?|profile|(?:personal )?web ?page(?: \d)?|website(?: \d+ - value)?"
                r"|webseite(?: \d)?|page web|pagina web|webpagina"),
    ("birthday", r"birthday|birth ?date|date of birth|born|geburtstag|geburtsdatum|anniversaire|date de naissance"
                 r"|cumpleanos|fecha de nacimiento|compleanno|data di nascita|data de nascimento|verjaardag"
                 r"|geboortedatum|narozeniny|datum narozeni"),
    ("birth year", r"birth year|geburtsjahr"),
    ("birth month", r"birth month|geburtsmonat"),
    ("birth day", r"birth day"),
    ("anniversary", r"(?:wedding )?anniversary|jahrestag|hochzeitstag|anniversaire de mariage(?: ou fete)?|aniversario"
                    r"(?: de (?:boda|casamento))?|anniversario|datas? especia(?:l|is)|speciale datum|trouwdag"
                    r"|jubileum"),
    ("groups", r"labels|group membership|groups?|gruppen?|categor(?:y|ies?|ias|ieen)|kategorien?"),
    ("country", r"address \d+ - country|(?:home )?country(?:/region)?|land(?:/region?)?(?: \(?(?:privat|thuis)\)?)?"
                r"|privat: land|pays(?:/region)?(?: \(domicile\))?|pais(?: o region)?(?: del domicilio)?"
                r"|pais/regiao(?: d[ae] residencia)?|paese(?:/area geografica)?(?: \((?:ab\.|abitazione)\))?"),
    ("org", r"organi[sz]ation(?: 1 -)?(?: name)?|company(?: name)?|firma|societe|organizacion|compania|empresa"
            r"|societa|azienda|bedrijf|organisatie"),
    ("title", r"organi[sz]ation(?: 1 -)? title|position|job ?title|arbeitstitel|fonction|puesto|cargo|posizione"
              r"|qualifica|functie"),
    ("title or courtesy", r"title|titre|titel|titulo|titolo"),
    ("nickname", r"nickname|spitzname|surnom|apodo|soprannome|bijnaam"),
    ("event", r"event \d+ - value"),
    ("event label", r"event \d+ - (?:label|type)"),
)  # fmt: skip
_KNOWN = [(kind, re.compile(pattern)) for kind, pattern in _COLUMNS]
_WHO, _HOW = (
    frozenset({"name", "full name", "given", "family"}),
    frozenset({"email", "profile", "phone", "mobile"}),
)


def kinds(titles: Sequence[str]) -> list[str]:
    """What each column holds; "" for one that kith does not want."""
    found = [_kind(title) for title in titles]
    if "family or nickname" in found:
        meant = "nickname" if "family" in found else "family"
        found = [meant if kind == "family or nickname" else kind for kind in found]
    if "title or courtesy" in found:
        # "Title" beside "Job Title" is a Dr. or a Mrs.; French Outlook calls both "Titre", the latter is the job.
        last = len(found) - 1 - found[::-1].index("title or courtesy")
        job = -1 if "title" in found else last
        found = [
            ("title" if at == job else "") if kind == "title or courtesy" else kind
            for at, kind in enumerate(found)
        ]
    if "birth month" in found:  # Thunderbird's German "Geburtstag" is a number beside month and year
        found = ["birth day" if kind == "birthday" else kind for kind in found]
    return found


def are_headings(titles: Sequence[str]) -> bool:
    """Whether a line of these would head a table of people: somebody's name, and a way to them."""
    found = set(kinds(titles))
    return bool(found & _WHO) and bool(found & _HOW)


def outlooks_english(titles: Sequence[str]) -> bool:
    """Whether they are those of an English Outlook, which writes days as it does in America: month first."""
    said = {clean(title, 80).casefold() for title in titles}
    return {"first name", "e-mail address"} <= said


@lru_cache(maxsize=512)  # a hostile line may hold the same heading ten thousand times
def _kind(title: str) -> str:
    said = clean(title.replace("_", " "), 80).casefold()
    if said == "aniversário":  # a birthday in Portuguese; "aniversario" in Spanish is none
        return "birthday"
    bare = plain(said)
    return next((kind for kind, form in _KNOWN if form.fullmatch(bare)), "")
