"""Words of other languages than English, as people write them in an answer: German, French, Spanish, Italian,
Portuguese, Dutch and Czech. English always works, and is what kith writes.

Left out is every word that is somebody's name ("Mai", "Vi"), or that would mean two commands. Accents may be missing.
"""

import unicodedata
from collections.abc import Mapping


def _each(table: Mapping[str, str]) -> dict[str, str]:
    """Word -> what it means, with accents and without."""
    words = {word: meant for meant, line in table.items() for word in line.split()}
    bare = {_bare(word): meant for word, meant in words.items()}
    return {**bare, **words}


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


# Word -> the verb of `kith.commands.table`. In the order of the languages above.
VERBS: Mapping[str, str] = _each(
    {
        "done": "erledigt gemacht fait hecho fatto feito gedaan hotovo",
        "wrote": "geschrieben gemailt écrit escrito escribí scritto escrevi geschreven gemaild napsáno psal psala",
        "texted": "gesimst texté messaggiato geappt",
        "called": "angerufen telefoniert appelé téléphoné llamado llamé chiamato telefonato liguei telefonei gebeld"
        " zavoláno volal volala",
        "met": "getroffen gesehen rencontré visto vista incontrato encontrei gezien ontmoet potkal potkala viděl"
        " viděla",
        "talked": "gesprochen geredet parlé hablado hablé parlato falei gesproken mluvil mluvila",
        "snooze": "später verschieben reporter luego después rimanda depois adiar uitstellen později odložit",
        "skip": "überspringen auslassen passer saltar salta pular overslaan přeskočit",
        "never": "nie niemals jamais nunca nooit nikdy",
        "prefers": "bevorzugt préfère prefiere preferisce prefere preferuje",
        "every": "alle jede jeden jedes chaque cada ogni elke každé každý každou",
        "less": "seltener moins menos meno minder méně",
        "more": "öfter häufiger plus más più mais vaker více",
        "birthday": "geburtstag anniversaire cumpleaños compleanno aniversário verjaardag narozeniny",
        "note": "notiz nota notitie poznámka",
        "undo": "rückgängig annuler deshacer annulla desfazer ongedaan zpět",
        "pause": "pausieren pausa pauze pauza",
        "resume": "weiter reprendre reanudar riprendi retomar hervatten pokračovat",
        "why": "warum pourquoi perché porquê waarom proč",
        "help": "hilfe aide ayuda aiuto ajuda hulp pomoc",
    }
)

# Word -> the unit of `kith.config.durations`.
UNITS: Mapping[str, str] = _each(
    {
        "d": "tag tage tagen jour jours día días giorno giorni dia dias dag dagen den dny dní",
        "w": "woche wochen semaine semaines semana semanas settimana settimane weken týden týdny týdnů",
        "m": "monat monate monaten mois mes meses mese mesi mês maand maanden měsíc měsíce měsíců",
        "y": "jahr jahre jahren an ans année années año años anno anni ano anos jaar rok roky let",
    }
)

# Word -> how many days from today.
NEAR: Mapping[str, int] = {
    word: int(days)
    for word, days in _each(
        {
            "0": "heute aujourd'hui hoy oggi hoje vandaag dnes",
            "-1": "gestern hier ayer ieri ontem gisteren včera",
            "1": "morgen demain mañana domani amanhã zítra",
        }
    ).items()
}

UNTIL = ("bis", "jusqu'au", "hasta", "fino al", "até", "ate", "tot")
