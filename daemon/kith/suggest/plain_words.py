"""The plain words of the languages a draft can be reworded in: who is no name, and what is a fact.

A sentence may begin with one of `plain` in any rewording; a month, a number or a unit of time only where the draft has
it, a negation only as often as the draft has it. Lists, because nothing less tells a name at the start of a sentence
from a word, and a wrong "this is a name" costs no more than a draft that stays as it was. Everything is lower case.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """`familiar` and `formal` are words of address that mean nothing else, `nouns` are written with a capital.

    `verdicts`: what the reader is, has to do or means to the writer, and what the two will do; in small letters.
    """

    plain: frozenset[str]
    facts: frozenset[str]
    negations: frozenset[str]
    verdicts: re.Pattern[str]
    familiar: frozenset[str] = frozenset()
    formal: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    noun_endings: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()  # where a word of `facts` says none


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BEGINS = r"(?:(?<=[.!?…;:] )|^)"  # a sentence, or what is said after a colon
_STATES = r"(?![^.!?…]*\?)"  # and does not ask: in Spanish and Italian the verb alone is the reader


ENGLISH = Language(
    plain=_words(
        "i a an the and or but so if as at by for from in into of on to up with without about after before over"
        " since until till then than that this these those there here it its is am are was were be been being do"
        " does did done have has had will would can could may might must shall should not no nor yes you your"
        " yours we our us me my mine he she they them their what which who whom whose how when where why all any"
        " both each every few many more most much other some such only own same too very just also still again now"
        " once ever never always often well let please thank thanks hope hoping hello hi good glad happy sorry"
        " perhaps maybe either neither whatever whenever wherever however although though because while feel take"
        " tell write drop send looking curious wondering share following sending writing checking catching"
        " anything something nothing everything anyway besides even life things time words news lately recently"
        " don won didn isn aren wouldn couldn wasn weren haven hasn hadn shouldn ll ve re"
    ),
    facts=_words(
        "two three four five six seven eight nine ten eleven twelve thirteen fifteen twenty thirty forty fifty"
        " hundred thousand million dozen dozens couple half quarter twice thrice first second third january"
        " february march april june july august september october november december monday tuesday wednesday"
        " thursday friday saturday sunday day days week weeks weekend fortnight month months year years decade"
        " spring summer autumn winter christmas easter yesterday today tomorrow tonight hour hours minute minutes"
    ),
    negations=_words(
        "no not never nor neither none nothing nobody nowhere without hardly barely dont cant wont"
    ),
    verdicts=re.compile(
        # What may stand before "you" says how one writes or asks; whatever else stands there is done to the reader.
        rf"{_BEGINS}you \w+"
        r"|(?<!how )(?<!what )(?<!where )(?<!whatever )(?<!when )(?<!if )\byou(?:'re|'ll| are| were| will| must| shall"
        r"| should| ought| have to| need to| look| seem| sound)\b"
        r"|\bwe(?:'re|'ll| \w+ly)?(?: are| will| must| shall| should| ought| have to| need to| can| could| would)\b"
        r"|\b(?!(?:to|from|with|of|about|for|at|by|on|than|and|or|but|so|that|what|how|when|where|why|which|whatever"
        r"|whenever|wherever|however|if|as|since|until|while|because|after|before|between|thank|thanks|tell|telling"
        r"|owe|wish|wishing|hope|hoping|ask|asking|write|send|sending|drop|give|keep|keeps|keeping|kept|let|are|last"
        r"|have|has|do|did|were|was|can|could|would|will|may|might|suits|all|much|little|time|moment"
        r"|anything|something|everything|reach|reaches|find|finds)\b)\w+ you\b"
    ),
    idioms=("these days",),
)
GERMAN = Language(
    plain=_words(
        "ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihnen mein meine meinen meiner dein deine"
        " deinen deiner unser unsere der die das den dem des ein eine einen einem einer eines und oder aber denn"
        " wenn als ob dass weil da so wie was wer wo wann warum welche welcher welches auf an am in im ins aus bei"
        " mit nach seit von vom vor zu zum zur über um für durch gegen ohne bis hinter unter zwischen ist bin bist"
        " sind war waren sein habe hast hat haben hatte hatten werde wird werden würde wäre kann kannst können"
        " könnte mag möchte darf muss soll will nicht kein keine keinen nein ja auch nur noch schon wieder immer"
        " nie mal doch gern gerne sehr mehr viel viele wenig wenige ganz gar etwas nichts alles alle jetzt nun"
        " hier dort dann damals danke hallo lieber liebe lass schreib schreibe schreiben erzähl erzähle melde"
        " hoffentlich vielleicht leider bitte inzwischen momentan zurzeit zuletzt neulich eben gerade einfach"
        " hiermit dies diese dieser dieses falls sobald obwohl"
    ),
    facts=_words(
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert"
        " tausend dutzend halb halbes viertel zweimal dreimal erste zweite dritte januar jänner februar märz april"
        " mai juni juli august september oktober november dezember montag dienstag mittwoch donnerstag freitag"
        " samstag sonnabend sonntag tag tage tagen woche wochen wochenende monat monate monaten jahr jahre jahren"
        " jahrzehnt frühling frühjahr sommer herbst winter weihnachten ostern gestern heute morgen stunde stunden"
        " minute minuten"
    ),
    negations=_words(
        "nicht nichts nie niemals kein keine keinen keinem keiner keines nein niemand nirgends ohne weder kaum"
    ),
    verdicts=re.compile(
        rf"{_BEGINS}(?:du|sie) \w+"
        r"|\b(?:du|sie)(?: \w+){0,3} (?:bist|sind|warst|waren|wirst|werden|musst|müssen|sollst|sollen|solltest"
        r"|sollten)\b"
        r"|\b(?:liebe|hasse|brauche|will|vermisse|verlasse|heirate|verachte|verzeihe|kündige|entlasse|kenne)"
        r" (?:dich|dir|sie|ihnen)\b"
        r"|\bwir (?:sind|werden|wollen|sollen|sollten|müssen|können|könnten|heiraten)\b"
    ),
    familiar=_words("du dich dir dein deine deinen deinem deiner deines euch euer eure euren"),
    formal=_words("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres"),
    nouns=_words(
        "zeit zeilen zeile nachricht nachrichten mail mails brief briefe antwort antworten gruß grüße freude eile"
        " ruhe ende anfang kontakt kontakte austausch gespräch gespräche leben alltag arbeit beruf familie freund"
        " freunde faden weile pause stille schweigen neues neuigkeiten neuigkeit lebenszeichen dank frage fragen"
        " thema gedanken gedanke moment augenblick gelegenheit lust interesse wort worte wörter satz sätze mühe"
        " sorge sorgen glück seite seiten sache sachen dinge ding weg wege lage stand verbindung hallo erinnerung"
        " termin treffen kaffee"
    ),
    noun_endings=("heit", "keit", "schaft"),
)
FRENCH = Language(
    plain=_words(
        "je j tu il elle on nous vous ils elles me m te t se s le la l les lui leur y en un une des du de d au"
        " aux et ou mais donc or ni car si que qu qui quoi dont où quand comment pourquoi quel quelle quels"
        " quelles ce c cet cette ces cela ça ceci mon ma mes ton ta tes son sa ses notre nos votre vos leurs à"
        " dans par pour sur sous avec sans chez vers depuis pendant avant après entre est es suis sommes êtes sont"
        " était étais ai as a avons avez ont avais avait serai sera serait ferait peux peut pouvez pourrait"
        " voudrais dois doit ne n pas plus jamais rien aussi encore toujours déjà très trop bien bon bonne peu"
        " beaucoup tout tous toute toutes même autre autres merci bonjour salut espérant voici voilà alors ainsi"
        " puis comme lorsque parce quelques chaque aucun aucune dis raconte écris prends racontez écrivez prenez"
        " simplement juste maintenant ici là"
    ),
    facts=_words(
        "deux trois quatre cinq six sept huit dix onze douze quinze vingt trente quarante cinquante cent mille"
        " douzaine demi moitié quart premier première second seconde troisième janvier février mars avril mai juin"
        " juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche"
        " jour jours semaine semaines mois an ans année années printemps automne hiver noël pâques hier aujourd"
        " demain heure heures minute minutes"
    ),
    negations=_words("ne n pas non ni jamais rien aucun aucune personne sans guère"),
    verdicts=re.compile(
        rf"{_BEGINS}(?:tu|vous) \w+"
        r"|\b(?:tu|vous) (?:es|êtes|étais|étiez|seras|serez|dois|devez|devrais|devriez)\b"
        r"|(?:\bt'|\b(?:te|vous) )(?:aime|adore|déteste|hais|quitte|épouse|veux|licencie|pardonne)\b"
        r"|\b(?:nous|on) (?:sommes|est|serons|sera|allons|va|devons|doit|devrions|devrait)\b"
    ),
    familiar=_words("tu te toi ton ta tes"),
    formal=_words("vous votre vos"),
)
SPANISH = Language(
    plain=_words(
        "yo tú él ella nosotros vosotros ellos ellas usted ustedes me te se nos os lo la los las le les mi mis tu"
        " tus su sus nuestro nuestra el un una unos unas de del a al en con por para sin sobre desde hasta entre"
        " hacia y e o u pero si que qué quién cuál cuáles cómo cuándo dónde porque cuando como donde es soy eres"
        " son era fue ha he has han hay había está estoy estás están estaba ser estar haber tengo tienes tiene"
        " puedo puedes puede quiero quería quisiera no sí ni ya aún todavía también muy más menos mucho mucha"
        " muchos poco poca pocos todo toda todos todas algo nada siempre nunca bien bueno buena gracias hola"
        " espero ojalá quizá quizás aquí ahí allí ahora entonces así solo sólo mientras aunque este esta esto"
        " estos estas ese esa eso cada otro otra otros cuéntame escríbeme dime cuénteme dígame"
    ),
    facts=_words(
        "dos tres cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta cien"
        " ciento mil docena medio media mitad cuarto primero primera segundo segunda tercero enero febrero marzo"
        " abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves"
        " viernes sábado domingo día días semana semanas mes meses año años primavera verano otoño invierno"
        " navidad pascua ayer hoy mañana hora horas minuto minutos"
    ),
    negations=_words("no nunca jamás nada nadie ningún ninguno ninguna tampoco sin ni"),
    verdicts=re.compile(
        rf"{_BEGINS}(?:tú|usted) \w+"
        rf"|\b(?:eres|estás|estabas|serás|debes|deberías|tienes que|usted (?:es|está|será|debe)){_STATES}\b"
        r"|\b(?:te|la|lo) (?:amo|quiero|odio|necesito|despido|dejo|perdono)\b"
        r"|\b(?:somos|estamos|seremos|debemos|deberíamos|tenemos que|vamos a)\b"
    ),
    familiar=_words("tú te ti tu tus contigo"),
    formal=_words("usted ustedes"),
)
ITALIAN = Language(
    plain=_words(
        "io tu lui noi voi loro mi ti si ci vi lo la li le gli ne mio mia miei mie tuo tua tuoi tue suo sua"
        " nostro nostra il i un uno una l di del dello della dei degli delle a al allo alla ai agli alle da dal"
        " dalla in nel nella con su sul sulla per tra fra senza e ed o ma se che chi cosa cui come quando dove"
        " perché quale quali quanto è sono sei siamo siete era ero ho hai ha abbiamo avete hanno avevo sarei"
        " sarebbe posso puoi può potrebbe vorrei devo non no sì né già ancora anche molto più meno poco poca pochi"
        " tutto tutta tutti tutte qualche qualcosa niente nulla sempre mai bene buono grazie ciao salve spero"
        " forse qui qua lì là ora adesso allora così solo mentre questo questa questi queste quello quella ogni"
        " altro altra altri dimmi raccontami scrivimi eccomi ecco"
    ),
    facts=_words(
        "due tre quattro cinque sette otto nove dieci undici dodici quindici venti trenta quaranta cinquanta"
        " cento mille dozzina mezzo mezza metà quarto primo prima secondo seconda terzo gennaio febbraio marzo"
        " aprile maggio giugno luglio agosto settembre ottobre novembre dicembre lunedì martedì mercoledì giovedì"
        " venerdì sabato domenica giorno giorni settimana settimane mese mesi anno anni primavera estate autunno"
        " inverno natale pasqua ieri oggi domani ora ore minuto minuti"
    )
    - _words("ora"),
    negations=_words("non no mai niente nulla nessuno nessuna nessun neanche nemmeno neppure senza né"),
    verdicts=re.compile(
        rf"{_BEGINS}(?:tu|lei) \w+"
        rf"|\b(?:sei|eri|sarai|devi|dovresti|lei (?:è|era|sarà|deve)){_STATES}\b"
        r"|\b(?:ti|la) (?:amo|odio|voglio|lascio|sposo|licenzio|perdono)\b"
        r"|\b(?:siamo|saremo|dobbiamo|dovremmo|vogliamo)\b"
    ),
    familiar=_words("tu te tuo tua tuoi tue"),
    formal=_words("Lei Suo Sua Suoi Sue"),
)
DUTCH = Language(
    plain=_words(
        "ik jij je u hij zij ze wij we jullie mij me jou hem haar ons hen hun zich mijn jouw uw zijn onze de het"
        " een en of maar want als dat die dit deze wat wie waar wanneer waarom hoe welke op aan in uit bij met"
        " naar sinds van voor na door over om tegen zonder tot onder tussen is ben bent was waren heb hebt heeft"
        " hebben had hadden word wordt worden zou zal kan kun kunt kunnen mag moet wil niet geen nee ja ook nog al"
        " alweer weer altijd nooit eens toch graag heel erg meer veel weinig iets niets alles alle nu hier daar"
        " dan toen er bedankt dank hallo hoi dag laat schrijf vertel hopelijk misschien helaas inmiddels onlangs"
        " even gewoon omdat terwijl hoewel zodra"
    ),
    facts=_words(
        "twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig dertig veertig vijftig honderd"
        " duizend dozijn half halve kwart tweemaal eerste tweede derde januari februari maart april mei juni juli"
        " augustus september oktober november december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
        " dag dagen week weken weekend maand maanden jaar jaren lente voorjaar zomer herfst najaar winter kerst"
        " pasen gisteren vandaag morgen uur uren minuut minuten"
    )
    - _words("dag"),
    negations=_words("niet niets nooit geen nee niemand nergens zonder noch amper"),
    verdicts=re.compile(
        rf"{_BEGINS}(?:je|jij|u|jullie) \w+"
        r"|\b(?:je|jij|u)(?: \w+){0,3} (?:bent|was|wordt|zult|zal|moet|moest)\b"
        r"|\b(?:hou van|haat|mis|verlaat|trouw|ontsla|vergeef|wil) (?:je|jou|u)\b"
        r"|\b(?:we|wij) (?:zijn|zullen|moeten|gaan|willen|kunnen|trouwen)\b"
    ),
    familiar=_words("jij je jou jouw jullie"),
    formal=_words("u uw"),
)
# Plain words that are given names too: at the start of a sentence nobody can tell which is meant.
ALSO_NAMES = _words("will hope may mark grace rose joy art bill faith dawn sunny mia ella")
LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, DUTCH)


# A language kith writes and has no lists for; without it, it would be taken for Spanish, its next of kin.
_PORTUGUESE = _words(
    "o a os as e é um uma que de em por para com não se do da dos das no na nos nas ao à às mas como mais muito está"
    " estou são você eu te me meu minha este esta isto isso também já foi quando tudo bem olá pelo pela há tem tenho ou"
    " aí duas linha linhas novidades só sem sua seu suas seus nossa nosso entre depois antes gostaria último"
    " última vez escrevi escreveu mensagem agradeço sobre nada ficou esquecido"
)


def language(words: Sequence[str]) -> Language | None:
    """The one that most of these words are plain words of; None where there are under four, a tie, or another's."""
    votes = sorted(
        ((sum(word.lower() in one.plain for word in words), number) for number, one in enumerate(LANGUAGES)),
        reverse=True,
    )
    (most, number), (next_most, _) = votes[0], votes[1]
    others = sum(word.lower() in _PORTUGUESE for word in words)
    return LANGUAGES[number] if most >= 4 and most > max(next_most, others) else None
