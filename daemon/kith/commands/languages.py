"""Words of other languages than English, as people write them in an answer: German, French, Spanish, Italian,
Portuguese, Dutch and Czech. English always works, and is what kith writes.

Left out is every word that is somebody's name ("Mai", "Vi"), or that would mean two commands. Accents may be missing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping


def _each(table: Mapping[str, str]) -> dict[str, str]:
    """Word -> what it means, with accents and without; "_" stands for a blank within one."""
    words = {word.replace("_", " "): meant for meant, line in table.items() for word in line.split()}
    bare = {_bare(word): meant for word, meant in words.items()}
    return {**bare, **words}


def _bare(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


# Signs that a pattern takes for these letters where it passes over case, and that no table has; a curly apostrophe.
_SAME = str.maketrans("İıſK’", "iisk'")


def plain(text: str) -> str:
    """A text in which words of the tables can be looked for: each sign at its place, in small letters."""
    return "".join(low if len(low := sign.lower()) == 1 else sign for sign in text.translate(_SAME))


def either(words: Iterable[str]) -> str:
    """A pattern of one of them, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


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

# Two words that are one.
PHRASES: Mapping[str, str] = _each({"snooze": "plus_tard más_tarde più_tardi mais_tarde"})


def _numbered(table: Mapping[str, str]) -> dict[str, int]:
    return {word: int(number) for word, number in _each(table).items()}


# Word -> how many days from today; where German and French say the same, see `kith.commands.days`.
NEAR: Mapping[str, int] = _numbered(
    {
        "0": "heute aujourd'hui hoy oggi hoje vandaag dnes",
        "-1": "gestern hier ayer ieri ontem gisteren včera",
        "-2": "vorgestern avant-hier anteayer antier l'altro_ieri anteontem eergisteren předevčírem",
        "1": "morgen demain mañana domani amanhã zítra",
        "2": "übermorgen après-demain pasado_mañana dopodomani depois_de_amanhã overmorgen pozítří",
    }
)

PARTS = tuple(
    _each(
        {
            "": "morning noon afternoon evening night abend nacht mittag nachmittag vormittag früh soir matin midi"
            " après-midi noche sera mattina pomeriggio noite avond middag ochtend večer ráno"
        }
    )
)

# Whole names, and abbreviations that are no other word.
MONTHS: Mapping[str, int] = _numbered(
    {
        "1": "january jan januar jänner janvier janv enero ene gennaio janeiro januari ledna leden",
        "2": "february feb februar feber février févr febrero febbraio fevereiro februari února únor",
        "3": "march mar märz mrz mars marzo março maart března březen",
        "4": "april apr avril avr abril aprile dubna duben",
        "5": "may mai mayo maggio maio mei května květen",
        "6": "june jun juni juin junio giugno junho června červen",
        "7": "july jul juli juillet juil julio luglio julho července červenec",
        "8": "august aug août agosto augustus srpna srpen",
        "9": "september sep sept septembre septiembre setiembre settembre setembro září",
        "10": "october oct oktober okt octobre octubre ottobre outubro října říjen",
        "11": "november nov novembre noviembre novembro listopadu listopad",
        "12": "december dec dezember dez décembre déc diciembre dic dicembre dezembro prosince prosinec",
    }
)

# From Monday on. English and Spanish "mar", Portuguese "segunda" and the like are other words too, and are left out.
WEEKDAYS: Mapping[str, int] = _numbered(
    {
        "0": "monday mon montag lundi lunes lunedì segunda-feira maandag pondělí",
        "1": "tuesday tues tue dienstag mardi martes martedì terça-feira dinsdag úterý",
        "2": "wednesday weds wed mittwoch mercredi miércoles mercoledì quarta-feira woensdag středa středu",
        "3": "thursday thurs thur thu donnerstag jeudi jueves giovedì quinta-feira donderdag čtvrtek",
        "4": "friday fri freitag vendredi viernes venerdì sexta-feira vrijdag pátek",
        "5": "saturday sat samstag sonnabend samedi sábado sabato zaterdag sobota sobotu",
        "6": "sunday sun sonntag dimanche domingo domenica zondag neděle neděli",
    }
)

NUMBERS: Mapping[str, int] = _numbered(
    {
        "1": "a an one ein eine einen einer un une una uno um uma een jeden jednu",
        "2": "two zwei deux dos due dois duas twee dva dvě",
        "3": "three drei trois tres tre três drie tři",
        "4": "four vier quatre cuatro quattro quatro čtyři",
        "5": "five fünf cinq cinco cinque vijf pět",
        "6": "six sechs seis sei zes šest",
        "7": "seven sieben sept siete sette sete zeven sedm",
        "8": "eight acht huit ocho otto oito osm",
        "9": "nine neun neuf nueve nove negen devět",
        "10": "ten zehn dix diez dieci dez tien deset",
        "11": "eleven elf onze once undici jedenáct",
        "12": "twelve zwölf douze doce dodici doze twaalf dvanáct",
    }
)

NEXT = (
    "next",
    "nächste",
    "nächsten",
    "nächstes",
    "próxima",
    "próximo",
    "prossima",
    "prossimo",
    "volgende",
    "příští",
)
UNTIL = (
    "until",
    "till",
    "til",
    "bis",
    "jusqu'au",
    "jusqu'en",
    "hasta",
    "fino al",
    "fino a",
    "até",
    "ate",
    "tot",
    "do",
)
FOR = ("for", "für", "fuer", "pour", "pendant", "por", "per", "voor", "na")
ON = ("on", "am", "den", "le", "el", "il", "em", "op", "dne")
THE = ("the", "den", "dem", "le", "el", "il", "dia", "día")
AND = ("and", "und", "et", "y", "e", "en", "a")
PLEASE = ("please", "pls", "bitte", "s'il te plaît", "s'il vous plaît", "s'il te plait", "s'il vous plait", "por favor",
          "per favore", "alsjeblieft", "alstublieft", "prosím", "prosim")  # fmt: skip

# What begins so behind a word such as "called" says that it has not been, or not yet.
NOT_YET = (
    "not", "never", "nothing", "nobody", "no one", "no answer", "no reply", "no response", "cannot", "could not",
    "did not", "will", "would", "should", "going to", "to be", "nicht", "noch nicht", "nie", "niemals", "niemand",
    "keine antwort", "wird", "werde", "pas", "personne", "no contesta", "nadie", "non", "nessuno", "não", "ninguém",
    "niet", "nog niet", "nikdo",
)  # fmt: skip
