"""In which language somebody writes, how formally, and what they ask: by a few hundred small words.

Promises: precision before recall. Where the words do not tell, the answer is None or "", never a guess; linear time;
never raises. One line is too little to tell a language by ("Alles klar", "Cheers", "ok" fool every detector).
"""

import re

from kith.journal import clean
from kith.mail.courtesies import answers_itself, is_courtesy
from kith.mail.reply import newest

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
LONGEST_ASK = 120
_LONGEST_REQUEST = 30  # words; in a longer sentence it is an aside
_CLOSING = 5  # words that may follow a question in its paragraph: "Thanks, Sam"
_LONGEST_TEXT = 20_000  # characters that are looked at

# Small words that nobody can write a few sentences without. Those of the last row are languages kith does not write:
# they are here to win, so that a Danish letter is nobody's Dutch one.
_WORDS = {
    "en": "the and of to is you that it for was on are with as have be this not but from or your we can will would "
    "what there if about which when me my our been has had do they he she thanks i at just know so",
    "de": "der die das und ist nicht ich du sie wir ihr ein eine einen dem den des mit für auf von zu im auch es wie "
    "aber oder wenn noch nur schon sehr hast habe haben war wird kann mir mich dich dir uns bei nach zum zur danke",
    "fr": "le la les des et est une un je tu vous nous il elle pas que qui dans pour sur avec ce cette mais ou où du "
    "au aux en ne se sont été être avoir fait merci très bien plus mon ton votre notre j'ai c'est d'un n'est",
    "es": "el la los las y es una un que de en por para con no se lo su al del pero como más muy está estás estoy hay "
    "qué cuando yo tú te me mi gracias este esta eso ya también bien fue ser todo si sobre hola nos",
    "it": "il lo la gli le e è un una che di in per con non si del della dei al alla ma come più molto sono sei hai ho "
    "ci mi ti grazie questo questa anche bene stato quando cosa nel nella ciao siamo se tutto ancora vi",
    "pt": "o a os as e é um uma que de em por para com não se do da dos das no na ao mas como mais muito está estou "
    "são você eu te me meu minha obrigado obrigada este esta isso também já foi quando tudo bem olá nos pelo pela",
    "nl": "de het een en is niet ik je jij we wij van in op te voor met dat die zijn er maar ook als aan bij naar nog "
    "wel heb hebt hebben heeft was kan mij mijn jouw ons uit over om dan dit deze bedankt graag of u uw wat hoe zo",
    "da": "og det er ikke jeg du vi at en et på af til med for den som har om de kan var men så fra dig mig din hvad",
    "sv": "och det är inte jag du vi att en ett på av till med för den som har om de kan var men så från dig mig vad",
    "cs": "a je to se na že v s z do pro jsem jsi není ale jak jako by když už ještě tak co mi ti vám děkuji",
    "pl": "i jest to się na że w z do dla nie jestem ale jak czy już jeszcze tak co mi ci po od za był dziękuję",
    "ro": "și este nu că în la cu pe de o un din pentru mai sunt ce dar să am ai are dacă îți mulțumesc",
    "ca": "el la els les i és que de en per amb no un una del al més molt però com està aquest aquesta hi gràcies",
    "fi": "ja on ei se että minä sinä hän me olen olet mutta kun niin myös jos kuin oli sen tämä kiitos",
    "hu": "és a az egy hogy nem van de is ez meg csak már én te ha volt köszönöm vagy mint",
    "tr": "ve bir bu için ile da de çok ben sen ne var mı değil ama gibi daha teşekkürler",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LEAST = 4  # different small words
_SHARE = 0.18  # of all words
_LEAD = 1.3


def language_of(text: str) -> str | None:
    """One of `LANGUAGES`; None where the text is too short, mixed, or in another language."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text[:_LONGEST_TEXT])]
    if not words:
        return None
    different = set(words)
    scores = {language: len(different & known) for language, known in _SETS.items()}
    best, second = sorted(scores, key=lambda language: (-scores[language], language))[:2]
    lead = scores[best] / max(scores[second], 1)
    if best not in LANGUAGES or scores[best] < _LEAST or lead < _LEAD:
        return None
    clear = scores[best] >= 2 * _LEAST and lead >= 2  # of a letter full of names and numbers
    used = sum(word in _SETS[best] for word in words)
    return best if clear or used >= _SHARE * len(words) else None


# Where a capital letter alone tells the polite word, it counts only inside a sentence: after a small letter or a comma.
_INSIDE = r"(?<=[a-zäöüßàèéìòù,;] )"
_FORMAL = {
    "de": rf"{_INSIDE}(?:Sie|Ihnen|Ihr|Ihre[mnrs]?)\b|\bSehr geehrter?\b",
    "fr": r"\b(?:vous|votre|vos)\b|\b(?:Monsieur|Madame),",
    "es": r"\busted\b|\bEstimad[oa] (?:señora?|Sra?\.)",
    "it": rf"{_INSIDE}(?:Lei|La|Le|Suo|Sua|Suoi|Sue)\b|\b(?:Egregio|Gentile) (?:Signora?|Dott|Sig)",
    "pt": r"\b(?:o senhor|a senhora)\b|\b(?:Prezad[oa]|Exm[oa])\b",
    "nl": r"\b(?:u|uw)\b|\bGeachte\b",
}
_FAMILIAR = {
    "de": r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?)\b",
    "fr": r"\b(?:tu|toi|ton|tes)\b|\bt['’](?:as|es|ai)\b",
    "es": r"\b(?:tú|ti|contigo|tus?)\b",
    "it": r"\b(?:tu|tuo|tua|tuoi|tue)\b",
    "pt": r"\b(?:você|tu|teu|tua|contigo|te)\b",
    "nl": r"\b(?:jij|jou|jouw|jullie|je)\b",
}
# More than one reader: `vous`, `ihr`, `jullie` say nothing about how formal one is with each.
_MANY = re.compile(
    r"\b(?:vous (?:tous|toutes|deux)|à tous|à toutes|chers|chères|ustedes|todos|todas|alle zusammen|ihr beiden"
    r"|ihr alle|euch|a tutti|voi|jullie|allemaal)\b",
    re.IGNORECASE,
)
# These two are small words of other meanings as well when they stand in capitals or alone ("U.S.", "N.U.").
_AS_WRITTEN = frozenset({"de-formal", "it-formal"})


def formality_of(text: str, language: str | None) -> bool | None:
    """True: Sie, vous, usted, Lei, o senhor, u. False: du, tu, tú, você, je. None where the text does not tell.

    Both in one text, or several readers, tell nothing; English has no such words.
    """
    if language not in _FORMAL:
        return None
    text = text[:_LONGEST_TEXT].replace("\n", " ")
    if _MANY.search(text):
        return None
    how = 0 if f"{language}-formal" in _AS_WRITTEN else re.IGNORECASE
    formal = bool(re.search(_FORMAL[language], text, how))
    familiar = bool(re.search(_FAMILIAR[language], text, re.IGNORECASE))
    return None if formal == familiar else formal


_LINK = re.compile(r"https?://|www\.|\w@\w", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:(?<=[.!?…。？！])|(?<=[.!?…][\"'”»)\]]))\s+")
_OWN_PARAGRAPH = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)])\s")

# A request without a question mark, as the seven languages begin it.
_REQUESTS = re.compile(
    r"(?:^|[,;:–-] |\b(?:and|und|et|y|e|en|also|so|but|aber|mais|pero|ma|mas|maar) )(?:"
    r"(?:could|would|can|will) you\b|(?:please|pls|kindly) (?:\w+ly )?"
    r"(?:send|let|tell|call|give|confirm|forward|check|reply|advise|bring|share|review|sign|remind)\b"
    r"|let me know (?:what|when|where|which|who|how|whether|if (?:you (?:can|could|would|want)|it|that|this))\b"
    r"|i need you to\b"
    r"|(?:könntest|könnten|kannst|können|würdest|würden) (?:du|sie|ihr)\b|bitte (?:\w+ ){0,5}(?:schick|sende|sag|ruf|"
    r"gib|schau|prüf|bestätig|melde|teil)\w*\b|(?:schick|sag|gib|sende) (?:mir|uns)\b"
    r"|lass (?:mich|uns) (?:bitte )?wissen\b"
    r"|(?:pourrais|pourriez|peux|pouvez)[- ](?:tu|vous)\b|(?:dis|dites|envoie|envoyez|donne|donnez)[- ]moi\b"
    r"|(?:tiens|tenez)[- ]moi\b|merci de (?:me|nous|bien vouloir)\b"
    r"|(?:podrías|podría|puedes|puede)(?: usted)? \w+r(?:me|nos|lo|la|te|se)?\b"
    r"|por favor,? (?:\w+ )?(?:env|dime|díg|mánd|avís|confírm|llám)\w*\b|(?:dime|avísame|mándame|envíame|dígame)\b"
    r"|(?:potresti|potrebbe|puoi|può) \w+\b|(?:fammi|mi faccia) sapere\b|(?:mandami|inviami|dimmi|mi mandi)\b"
    r"|(?:você )?(?:poderia|pode|podias) (?:me |nos )?\w+r(?:-me)?\b|(?:me avise|me diga|me mande|diz-me|manda-me)\b"
    r"|(?:kun|kunt|kan|wil|wilt|zou|zoudt) (?:je|jij|u)\b|(?:stuur|laat|geef|zeg|bel) (?:me|mij|ons)\b"
    r"|(?:graag|alstublieft|alsjeblieft) (?:\w+ ){0,3}(?:sturen|laten weten|bevestigen)\b)",
    re.IGNORECASE,
)
_QUOTED_WHOLE = re.compile(r"\s*[\"“”„«»‘].*[\"“”«»’]\W*\Z", re.DOTALL)


def asks(text: str) -> str:
    """The one question or request of the newest text: the sentence itself, in one line; "" where there is none.

    The last question counts, as letters come to their point; rather one that the paragraph ends with, or that asks for
    something to be done, than one in passing. A request only where there is no question. Not counted: what stands
    within quotation marks or with a link, courtesies and rhetoric ("How are you?", "Who would have thought?"), what is
    answered in the same breath, single words.
    """
    pointed, passing, requests = [], [], []
    for paragraph in _paragraphs(newest(text[:_LONGEST_TEXT])):
        for number, sentence in enumerate(paragraph):
            words = len(sentence.split())
            if not 2 <= words <= 60 or _LINK.search(sentence) or is_courtesy(sentence):
                continue
            if _QUOTED_WHOLE.match(sentence):
                continue
            after = paragraph[number + 1 :]
            if not sentence.rstrip("\"'”»)] ").endswith(("?", "？", "?!")):
                if words <= _LONGEST_REQUEST and _REQUESTS.search(sentence):
                    requests.append(sentence)
            elif _REQUESTS.search(sentence) or sum(len(one.split()) for one in after) <= _CLOSING:
                pointed.append(sentence)
            elif not answers_itself(after[0]):
                passing.append(sentence)
    found = pointed[-1:] or passing[-1:] or requests[-1:]
    return clean(found[0], LONGEST_ASK) if found else ""


def _paragraphs(text: str) -> list[list[str]]:
    """The sentences of each paragraph. Lines are folded; one of its own is one after an empty line, or in a list."""
    paragraphs: list[list[str]] = [[]]
    for line in text.split("\n"):
        if not line.strip() or _OWN_PARAGRAPH.match(line):
            paragraphs.append([])
        paragraphs[-1].append(_OWN_PARAGRAPH.sub("", line).strip())
        if len(line.split()) <= 6 and line.rstrip().endswith((",", ":")):  # a greeting
            paragraphs.append([])
    joined = (" ".join(paragraph).strip() for paragraph in paragraphs)
    found = ([one.strip() for one in _BETWEEN.split(words) if one.strip()] for words in joined)
    return [sentences for sentences in found if sentences]
