"""The words in which people say how they like to be reached, in the seven languages kith writes.

Promises: patterns of one clause that `kith.mail.preference` has made plain: small letters without accents, words apart
by one space, hyphens and elisions opened ("e-mail" is "email", "l'appel" is "l' appel"), a telephone number as "§".
Each is about the writer: an order with "me" in it, a wish of "I", a channel that is best. Only whole forms are here;
a phrase that also says something else is left out.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

CHANNELS = ("text", "phone", "linkedin", "mail")
NOUNS = {
    "text": r"texts?|texting|text messages?|sms|sms(?:es|je|jes)|whats ?app|whatsapp messages?|messages?|(?:text"
    r"|kurz)?nachricht(?:en)?|textos?|mensajes?|mensajitos?|wasaps?|messaggi(?:o|no|ni)?|mensage(?:m|ns)"
    r"|bericht(?:je|jes|en)?|appjes?|appen",
    "phone": r"(?:phone |telephone )?calls?|phone|telephone|calling|anrufe?n?|telefon|telefonate?|telefonisch"
    r"|telefonieren|appels?(?: telephoniques?)?|coups? de (?:fil|telephone)|llamadas?(?: telefonicas?)?|telefono"
    r"|telefonazo|chiamat[ae]|telefonat[ae]|telefonemas?|ligac(?:ao|oes)|chamadas?|telefone|telefoontjes?|telefoon"
    r"|bellen|belletje",
    "linkedin": r"linked ?in(?: messages?)?",
    "mail": r"emails?|mails?|emailing|courriels?|correos?(?: electronicos?)?|mailtjes?|emailtjes?|mailen",
}
# Orders that name no noun: what "text me" is in each language.
_VERBS = {
    "text": r"(?:text|sms|whatsapp|message) me|simse? mir|sms mir|(?:app|sms) (?:me|mij)",
    "phone": r"(?:call|ring|phone|telephone) me(?: up)?|give me a (?:(?:phone )?call|ring|bell|buzz)|ruf(?:e|en"
    r" sie)? mich{fill} an|ruf(?:e|en sie)?{fill} an|ruf(?:e|en sie)?{fill} durch|(?:rufst du|rufen sie) mich{fill}"
    r" an|(?:appelle|appelez|telephone|telephonez) moi|m' appeler|llama ?me|llamarme|llame ?me|chiamami|telefonami"
    r"|mi (?:chiami|telefoni)|fammi uno squillo|(?:liga|ligue|telefona|telefone) me|me (?:liga|ligue|telefona"
    r"|telefone)|bel (?:me|mij)(?: op)?|bel gerust",
    "linkedin": r"(?!)",
    "mail": r"(?:mail|email) me|mail(?:e|en sie)? mir|mail (?:mij)",
}
# Orders with a channel in them ({n}), and its number.
_ORDERS = (
    r"(?:send|drop|shoot|write) me(?: an?| the occasional)?(?: quick| short)? {n}",
    r"(?:reach|contact|get|find|message|ping|catch|write to|get hold of) me{fill} {n}",
    r"(?:use|try) {n}",
    r"schreib(?:e|en sie|st du)? mir{fill} {n}|schick(?:e|en sie|st du)? mir{fill} {n}|(?:schreiben|schicken) sie"
    r" mir{fill} {n}|(?:erreichst du|erreichen sie) mich{fill} {n}|(?:du erreichst|sie erreichen) mich{fill} {n}",
    r"(?:envoie|envoyez|ecris|ecrivez|fais|faites|passe|passez|contacte|contactez|joins|laisse|laissez) moi{fill}"
    r" {n}|(?:tu peux|vous pouvez) me (?:joindre|contacter|ecrire){fill} {n}",
    r"(?:escribe|escriba|manda|mande|envia|envie|pon|deja|contacta|contacte) ?me{fill} {n}|(?:da|haz) ?me{fill} {n}",
    r"(?:scrivimi|mandami|inviami|contattami|fammi|mi (?:scriva|mandi|contatti|faccia)){fill} {n}",
    r"(?:(?:manda|mande|envia|envie|escreve|escreva|contacta|contacte|da|de) me|me (?:manda|mande|envia|envie"
    r"|escreve|escreva|contacta|contacte|da)){fill} {n}",
    r"stuur(?: me| mij)?{fill} {n}|bereik me{fill} {n}|(?:je kunt|je kan|u kunt) (?:me|mij){fill} {n}|geef me{fill}"
    r" {n}",
)
_WISHES = (
    # en
    r"(?:i(?:'d|'ll)?(?: would| do| will)? )?(?:(?:really|much|usually|generally|actually|always|still|just"
    r"|honestly|personally|definitely) )*(?:prefer|rather)(?: to)?(?: (?:have|get|receive|use|be (?:reached"
    r"|contacted)|be in touch|stay in touch|keep in touch|a|an|the (?:occasional|odd)|by|via|on|over|quick|short"
    r"|occasional|good|old|simple|your|getting|receiving))* {n}",
    r"(?:i(?:'d|'ll)?(?: would)? )?(?:much )?(?:prefer|rather)(?: it)?(?: (?:that|if|you|be))* {p}(?: me)?",
    r"{np}(?: me)?(?:'s| is| are| works?| would (?:be|work|suit)| will be| might be| suits?)(?: me)?(?: (?:always"
    r"|still|probably|usually|by far|definitely|really|the|just|actually|generally|my|much|a|more|most))* (?:best"
    r"|better|easiest|easier|ideal|preferred|preference|favourite|simplest|quickest|convenient)",
    r"{np} suits? me(?: (?:fine|well|too))?",
    r"(?:it's |it is |it would be |that's )?(?:best|better|easier|easiest|preferably|ideally|rather)(?: way)?(?:"
    r" for me)?(?: is)?(?: to (?:reach|contact|get|catch) me)?(?: (?:by|via|on|over|through|per))(?: an?| the)? {n}",
    r"(?:preferably|ideally)(?: an?)? {n}",
    r"(?:it's |it is )?(?:best|better|easier|easiest)(?: for me)?(?: (?:if|when) you| to| just to| you)+ {v}",
    r"(?:the |my )?(?:best|easiest|quickest|simplest|preferred|favourite|surest)(?: (?:way|thing|channel|method|bet"
    r"|option))?(?: for me)?(?: (?:to|of|for) (?:reach(?:ing)?|contact(?:ing)?|get(?:ting)?|keep(?:ing)?"
    r"|stay(?:ing)?))?(?: hold of)?(?: in touch)?(?: with)?(?: me)?(?:'s| is| would be| remains)(?: (?:still"
    r"|probably|usually|always|to|by|via|on|over|through|an?|my|just))* (?:{n}|{v}|send me an? {n})",
    r"(?:i'm|i am)(?: (?:always|usually|much))? (?:best|easiest|easier|better)(?: (?:reached|to reach|to get"
    r"|reachable|contacted))? (?:by|via|on|over|through)(?: my| the)? {n}",
    # de
    r"(?:am (?:liebsten|besten|einfachsten)|lieber|bevorzugt|vorzugsweise|besser)(?: (?:ist|ware|waren|passt|ist es"
    r"|erreichst du|erreichen sie)(?: mich| mir)?)?(?: (?:mir|mich|fur mich))?{fill} {n}",
    r"{np} (?:ist|ware|waren|sind|passt|passen|geht)(?: (?:mir|fur mich|bei mir|eigentlich|immer))* (?:am (?:besten"
    r"|liebsten|einfachsten)|lieber|besser|angenehmer|ideal)",
    r"mir (?:ist|ware|sind|waren|passt){fill} {n}(?: (?:am (?:besten|liebsten)|lieber|besser|angenehmer))",
    r"ich (?:bevorzuge|bekomme lieber|kriege lieber|hatte lieber|habe lieber|mag lieber|ziehe){fill} {n}(?: vor)?",
    r"ich bin am (?:besten|ehesten){fill} {n}(?: (?:zu )?erreich\w+)?",
    # fr
    r"(?:(?:je |j' ?)?(?:prefere|prefererais|aime mieux|aimerais mieux))(?: (?:recevoir|avoir|de loin|que (?:tu"
    r"|vous) m' (?:envoies|envoyiez)))?{fill} {n}",
    r"(?:le )?(?:mieux|plus simple|plus pratique|plus facile)(?: pour moi)?(?: pour me joindre)?(?: (?:c' est|est"
    r"|serait|ce serait|vaut))?{fill} {n}",
    r"(?:plutot|de preference){fill} {n}",
    r"{np} (?:de preference|plutot)",
    r"{np} (?:me convient|c' est|est|serait|me va|m' arrange|me conviendrait)(?: (?:le|plus|bien|toujours))*"
    r" (?:mieux|simple|pratique|ideal)",
    # es
    r"(?:yo )?(?:prefiero|preferiria|me gusta mas|me gustaria mas)(?: (?:que me (?:mandes|envies)|recibir"
    r"|hablar))?{fill} {n}",
    r"(?:lo )?(?:mejor|mas facil|mas comodo)(?: para mi)?(?: (?:es|seria))?{fill} {n}",
    r"{np} (?:me viene|es|me va|me resulta|me queda|seria)(?: (?:lo|mucho|mas))* (?:mejor|comod[oa]|facil|ideal)",
    r"{np} mejor",
    r"me (?:viene|va|queda) mejor{fill} {n}",
    # it
    r"(?:io )?(?:preferisco|preferirei)(?: (?:ricevere|che mi mandi))?{fill} {n}",
    r"(?:e )?meglio(?: (?:e|sarebbe))?{fill} {n}",
    r"(?:la cosa|il modo|la via) (?:migliore|piu semplice|piu comod[oa])(?: (?:per contattarmi|per me))?(?:"
    r" e){fill} {n}",
    r"{np} (?:e|sarebbe|va|mi va|mi e|andrebbe)(?: (?:la cosa|il|l'|piu|sempre))* (?:meglio|comod[oa]|ideale|migliore)",
    r"mi (?:e|sarebbe|resta) piu comod[oa]{fill} {n}",
    # pt
    r"pode ser{fill} {n}",
    r"(?:eu )?(?:prefiro|preferia|preferiria|gosto mais de)(?: receber)?{fill} {n}",
    r"(?:(?:o )?melhor|o mais (?:facil|pratico)|de preferencia)(?: para mim)?(?: (?:e|seria))?{fill} {n}",
    r"{np} (?:e|seria|fica|da me|me da)(?: (?:o|mais|sempre))* (?:melhor|facil|pratico|jeito|ideal)",
    # nl
    r"doe maar{fill} {n}",
    r"(?:het |'t )?(?:liefst|liever|bij voorkeur|beste)(?: (?:is|heb ik|krijg ik|ontvang ik|word ik))?{fill} {n}",
    r"ik (?:heb|krijg|ontvang|zie) (?:liever|het liefst){fill} {n}|ik geef de voorkeur aan{fill} {n}",
    r"{np} (?:is|werkt|past|komt|heeft)(?: (?:me|mij|voor mij|bij mij|mijn))*(?: (?:het|altijd))* (?:beste?(?:"
    r" uit)?|fijnst|handigst|makkelijkst|prettigst|liefst|beter|voorkeur)",
    r"(?:je kunt|je kan|u kunt) (?:me|mij) (?:het )?beste? {n}",
)
_FINE = (  # less than a wish: counts where nothing is wished for
    r"{np}(?: is| are| works| would be|'s)(?: (?:always|just|totally|perfectly))? (?:fine|good|great|perfect|ok"
    r"|okay|nice|lovely)(?: (?:for|by|with) me)?$",
    r"{np} (?:ist|ware|passt|geht)(?: (?:mir|fur mich))?(?: (?:gut|prima|super|schon|okay|in ordnung|immer))+$",
    r"{np} (?:me va|me convient|serait|c' est|ce serait)(?: (?:tres|bien|parfait|super|chouette))+$",
    r"{np} (?:me viene|me va|esta|seria)(?: (?:muy|bien|perfecto|genial))+$",
    r"{np} (?:va|mi va|andrebbe|sarebbe)(?: (?:benissimo|bene|perfetto))+$",
    r"{np} (?:esta|fica|seria)(?: (?:muito|bem|otimo|optimo|perfeito))+$",
    r"{np} (?:is|zou)(?: (?:prima|goed|fijn|leuk|zijn|voor mij))+$",
    r"{np}(?: (?:now and then|from time to time))? (?:please|bitte|s' il (?:te|vous) plait|por favor|per favore"
    r"|graag|alsjeblieft|gerne?)$",
)
_FILL = (
    r"by via on over at an? my quick short simple occasional lieber doch einfach gern gerne bitte eher eine?n?"
    r" einer kleine kurze ne per auf uber unter mit am besten ehesten kurz mal ab und zu une? des par sur"
    r" simplement plutot juste petite? les? la du au aux de d' l' passer ecrire unos por el al mejor mas con que"
    r" mando una uno su pure il lo i di gli con um uma pelo pela no na o a os as een met maar gewoon liever gerust"
    r" graag op het beste af en toe me mi se direkt directement"
)
FILL = rf"(?: (?:{'|'.join(_FILL.split())}))*"
LEAD = (
    r"(?:(?:so|then|please|just|do|always|best|better|simply|yes|yeah|ok|okay|sure|well|or|you can(?: always)?"
    r"|puedes|tu peux|ideally|preferably|maybe|perhaps|honestly|personally|actually|usually|generally|for me|in"
    r" general|i think|i guess|i suppose|to be honest|these days|nowadays|now and then|no problem|no worries|ps|ja"
    r"|also|dann|bitte|doch|oder|gern|gerne|am besten|am liebsten|lieber|eigentlich|ehrlich gesagt|ich glaube|kein"
    r" problem|fur mich|oui|alors|ou|pour moi|en fait|pas de (?:souci|probleme)|si|pues|mejor|por favor|para mi|sin"
    r" problema|mas bien|allora|per me|nessun problema|magari|meglio|sim|entao|para mim|sem problema|por mim|graag"
    r"|dan|of|liever|voor mij|geen probleem|het liefst|liefst|eerlijk gezegd) )*"
)
_ARTICLES = (
    r"(?:(?:by|via|on|over|an?|quick|short|simple|the odd|the occasional|eine?|ein|einen|kurze|per|un|une|le|la|l'"
    r"|par|des|les|una|el|por|uno|il|um|uma|o|een|met|de temps en temps) )*"
)
# What may follow a wish: than, instead of, please, these days, for me.
_AFTER = (
    r"(?=$| (?:than|to|over|instead|rather|please|for me|these days|nowadays|any ?time|any day|from you|if|because"
    r"|since|as|too|most|but|then|personally|though|really|by far|and then|now and then|on §|at §|on my|at my"
    r"|thanks|§|als|statt|bitte|danke|weil|fur mich|unter §|que|plutot|au lieu|merci|s' il|parce|pour moi|au §|de"
    r" temps|en vez|en lugar|porque|gracias|para mi|al §|de vez|che|invece|piuttosto|grazie|perche|per me|al posto"
    r"|ogni|a un|a una|em vez|do que|obrigad[oa]|para mim|a um|a uma|dan|in plaats|omdat|bedankt|voor mij|op §"
    r"|alsjeblieft|graag|maar|ab und|af en)(?: |$))"
)
# What may follow an order: no matter, no day, nobody else.
_TAIL = (
    r"(?: (?:please|instead|rather|any ?time|any|time|then|always|directly|first|on|at|under|via|by|my|mobile|cell"
    r"|phone|number|there|here|this|the|new|private|personal|whatsapp|sms|§|thanks|in|future|from|now|and|these"
    r"|days|sometimes|bitte|lieber|einfach|gern|gerne|doch|mal|immer|jederzeit|unter|auf|meinem|meiner|handy|nummer"
    r"|plutot|merci|au|sur|mon|portable|numero|s'|il|te|vous|plait|quand|tu|veux|mejor|al|movil|por|favor|gracias"
    r"|cuando|quieras|mi|mio|pure|sul|cellulare|grazie|quando|vuoi|preferisci|o|no|meu|para|telemovel|celular"
    r"|obrigad[oa]|quiseres|maar|gerust|op|mijn|mobiel|liever|graag|altijd|dan|nummer|direkt|op§))*$"
)
_NUMBER_WORDS = (
    r"(?:here(?:'s| is)|it's|this is|my|mobile|cell|phone|telephone|tel|number|new|whatsapp|is|the|mein|meine|neue"
    r"|handynummer|handy|nummer|telefonnummer|ist|mon|numero|portable|nouveau|de|est|telephone|mi|movil|es|telefono"
    r"|el|il|mio|cellulare|e|o|meu|telemovel|mijn|nieuwe|telefoonnummer|mobiel)"
)
NUMBER_ALONE = re.compile(rf"(?:{_NUMBER_WORDS} )*§")
MINE = re.compile(
    rf"(?:here(?:'s| is) |it's |this is )?(?:my|mein|meine|mon|mi|il mio|o meu|meu|mijn)(?: {_NUMBER_WORDS})* §"
)
ANSWER = (
    r"(?:now and then|from time to time|then|for me|any ?time|ab und zu|de temps en temps|de vez en cuando|ogni"
    r" tanto|af en toe)"
)
_PLAIN_VERBS = {  # "I'd rather you called", "better to e-mail", "best if you text me"
    "text": r"(?:text(?:ed)?|messaged?)(?: me)?",
    "phone": r"(?:call(?:ed)?|phoned?|rang|ring)(?: me)?",
    "linkedin": r"(?!)",
    "mail": r"e?mail(?:ed)?(?: me)?",
}


_FILLED = "{fill} {n}"


class Words(NamedTuple):
    """The patterns of one channel: whole orders; a wish at the beginning of a clause; what would be fine; a short
    answer, as a whole; any word of it."""

    order: re.Pattern[str]
    wish: re.Pattern[str]
    fine: re.Pattern[str]
    short: re.Pattern[str]
    word: re.Pattern[str]


@cache
def words_of(channel: str) -> Words:
    """The patterns of one of `CHANNELS`; compiled once, in some 70 ms."""
    noun, bare = NOUNS[channel], _PLAIN_VERBS[channel]
    verb = _VERBS[channel].replace("{fill}", FILL)

    def any_of(patterns: Iterable[str]) -> str:
        return (
            _factored(patterns)
            .replace("{np}", f"{_ARTICLES}(?:{noun})")
            .replace("{n}", f"(?:{noun})")
            .replace("{v}", f"(?:{verb}|{bare})")
            .replace("{p}", f"(?:{bare})")
            .replace("{fill}", FILL)
        )

    dialled = {"text": r"|text §", "phone": r"|(?:call|ring) §"}.get(channel, "")
    return Words(
        re.compile(f"{LEAD}(?:{verb}{dialled}|{any_of(_ORDERS)}){_TAIL}"),
        re.compile(f"{LEAD}(?:{any_of(_WISHES)}){_AFTER}"),
        re.compile(f"{LEAD}(?:{any_of(_FINE)})"),
        re.compile(f"{LEAD}{_ARTICLES}(?:{noun})(?: {ANSWER})*"),
        re.compile(rf"\b(?:{noun}|{bare})\b"),
    )


def _factored(patterns: Iterable[str]) -> str:
    """Any of these: what they begin or end with alike stands once, which is compiled in a third of the time."""
    begin, end, other = list[str](), list[str](), list[str]()
    for one in patterns:
        if one.endswith(_FILLED):
            end += one.removesuffix(_FILLED).split(f"{_FILLED}|")
        elif one.startswith("{np}"):
            begin.append(one.removeprefix("{np}"))
        else:
            other.append(one)
    both = (
        f"{{np}}(?: {ANSWER})*(?:{'|'.join(begin)})" if begin else "",
        f"(?:{'|'.join(end)}){_FILLED}" if end else "",
    )
    return "|".join(one for one in (*other, *both) if one)
