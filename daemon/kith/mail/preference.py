"""How somebody likes to be reached, as their answer says it: "text me on +44 …", "ruf lieber an", "LinkedIn is best".

Promises little: one channel that a sentence prefers, without a word of negation, or a number; else nothing. What is
found is never more than a proposal to the user. Of the text only the channel and digits leave this file.
"""

import re
from typing import NamedTuple

LONGEST = 4000  # characters that are looked at
_CHANNELS = {
    "text": r"text(?:s|ing)?|sms(?:es)?|whatsapp|messages?|nachrichten?|textos?|mensajes?|messaggi(?:o|no)?"
    r"|mensage(?:m|ns)|bericht(?:je|en|jes)?|appjes?|app(?=\s+me\b)",
    "phone": r"calls?|phone|ring|telephone|anruf\w*|ruf(?:en|e)?|telefon\w*|appel(?:le|lez|s)?|téléphon\w*"
    r"|llam(?:ada|adas|ar)|llám[ae]me|teléfono|chiam\w+|ligação|liga(?:r|-me)?|bel(?:len)?|telefoon\w*",
    "linkedin": r"linkedin",
    "mail": r"e-?mails?|mails?|courriels?|correos?",
}
_PREFERS = re.compile(
    r"\b(?:prefer\w*|rather|best|better|easiest|suits?|lieber|am\s+(?:besten|liebsten)|bevorzug\w+|préfèr\w+|plutôt|mieux"
    r"|prefier\w+|mejor|preferisc\w+|meglio|prefiro|prefere|melhor|liever|(?:het\s+)?(?:liefst|beste?))\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:text|call|ring|phone|message|mail|e-?mail)\s+me\b|\bruf(?:en\s+sie)?\s+(?:mich|an)\b|\bschreib(?:en\s+sie)?\s+mir\b"
    r"|\b(?:appelle|appelez|écris|écrivez|envoie|envoyez)-moi\b|\bllám[ae]me\b|\bescrí?b[ea]me\b|\bmánd[ae]me\b"
    r"|\b(?:chiamami|scrivimi|mi\s+chiami|mi\s+scriva)\b|\bliga-me\b|\bme\s+(?:liga|ligue|manda|mande)\b"
    r"|\b(?:bel|app|mail|bericht|stuur)\s+me\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no|never|don['’]?t|kein\w*|nicht|nie|pas|jamais|nunca|non|não|niet|geen|nooit)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:rather\s+than|instead\s+of|than|statt|anstatt|als|plutôt\s+qu\S*|au\s+lieu|en\s+(?:vez|lugar)|que|invece|anziché"
    r"|al\s+posto|em\s+vez|do\s+que|dan|in\s+plaats)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"(?<![\w+])\+[1-9][0-9 ./()\u00a0-]{5,24}[0-9](?![0-9])")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_FEW = 4  # words: an answer so short prefers what it names


class Preference(NamedTuple):
    """A channel ("text", "phone", "linkedin", "mail"), and an international number in digits, "" for none."""

    channel: str
    number: str = ""


def preference_of(words: str) -> Preference | None:
    """What the newest text of somebody says about how to reach them; None where it says nothing, or two things."""
    text = words[:LONGEST]
    numbers = {found for one in _NUMBER.findall(text) if (found := _digits(one))}
    number = numbers.pop() if len(numbers) == 1 else ""
    bare = _NUMBER.sub(" ", text)
    wanted = {channel for sentence in _SENTENCES.split(bare) if (channel := _preferred(sentence))}
    if len(wanted) > 1 or (not wanted and not number):
        return None
    channel = wanted.pop() if wanted else "text"
    return Preference(channel, number if channel in ("text", "phone") else "")


def _preferred(sentence: str) -> str:
    """The one channel that a sentence prefers, "" for none."""
    said = _INSTEAD.sub("", sentence) if _PREFERS.search(sentence) or _ORDERS.search(sentence) else sentence
    few = len(sentence.split()) <= _FEW
    if _NOT.search(said) or not (few or _PREFERS.search(sentence) or _ORDERS.search(said)):
        return ""
    named = [one for one, form in _CHANNELS.items() if re.search(rf"\b(?:{form})\b", said, re.IGNORECASE)]
    return named[0] if len(named) == 1 else ""


def _digits(written: str) -> str:
    """ITU-T E.164: a + and 7 to 15 digits, without the "(0)" that is dialled at home; "" for what is none."""
    found = re.sub(r"[^0-9]", "", written.replace("(0)", ""))
    return f"+{found}" if 7 <= len(found) <= 15 else ""
