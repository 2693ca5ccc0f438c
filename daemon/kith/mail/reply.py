"""What the writer of a message wrote now: without quotes, signatures and the mail that hangs below.

Promises: never raises; linear time; every line given is a line of the input, in its order. Where it cannot tell, a line
stays. Known are the forms of the mail programs people use, in English, German, French, Spanish, Italian, Portuguese,
Dutch, and Czech, Polish, Swedish, Danish, Norwegian, Japanese, Russian, Ukrainian, Chinese.
"""

import re
from collections.abc import Iterator, Sequence

_LONGEST_LINE = 300  # characters of a line that are looked at
_LONGEST_ATTRIBUTION = 5  # lines: some programs fold at 72

_QUOTED = re.compile(r"\s{0,3}>")
_SIGNATURE = re.compile(r"(?:--|—|__)[ \t]*\Z")
_ORNAMENT = re.compile(r"\s*[-_=*–—~]{3,}\s*\Z")

_MESSAGE = (
    r"(?:message|nachricht|messaggio|mensaje|mensagem|bericht|zpráva|zprava|wiadomość|meddelande|meddelelse|melding|"
    r"besked|mail|e-mail|email|сообщение|повідомлення|лист|メッセージ|邮件|郵件)"
)
_BEHIND = re.compile(
    rf"\s*>?\s*[-–—_*]{{2,}}\s*(?:[^-\n]{{0,40}}\b)?{_MESSAGE}\b[^-\n]{{0,40}}[-–—_*]{{2,}}\s*\Z",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado"
    r"|inizio messaggio inoltrato|início da mensagem (?:re)?encaminhada"
    r"|begin doorgestuurd bericht|začátek přeposílané zprávy|början på vidarebefordrat brev"
    r"|start på videresendt besked|転送されたメッセージ)\s*[:：]",
    re.IGNORECASE,
)

_FROM = "from|von|de|da|van|od|från|fra|lähettäjä|от|від|差出人|送信元|发件人|寄件者"
_OTHERS = (
    "sent|date|to|cc|bcc|subject|reply-to|importance|attachments"
    "|gesendet|datum|an|betreff|antwort an"
    "|envoyé|envoyé le|date|à|objet|répondre à"
    "|enviado|enviado el|fecha|para|asunto"
    "|inviato|data|a|oggetto"
    "|enviada|enviada em|assunto"
    "|verzonden|aan|onderwerp"
    "|odesláno|komu|předmět|kopie|wysłano|data|do|temat|dw"
    "|skickat|till|ämne|kopia|sendt|til|emne|dato"
    "|送信日時|日時|宛先|件名|отправлено|кому|тема|дата|发送时间|收件人|主题|日期"
)
_LABEL = re.compile(rf"\s*\**\s*(?P<name>(?P<sender>{_FROM})|{_OTHERS})\s*\**\s*[:：]\**", re.IGNORECASE)

_VERB = re.compile(
    r"(?<!\w)(?:wrote|writes|schrieb|schreibt|a écrit|écrivait|escribió|ha scritto|scrive|escreveu|schreef|"
    r"napsal\(a\)|napsala?|napisał\(a\)|napisała?|pisze|skrev|kirjoitti|написала?|написал\(а\)|пишет|пише)(?!\w)",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"(?:のメール|さんは書きました|は書きました|写道|寫道)\s*[:：]?\s*\Z")
_STARTS = re.compile(
    r"[\s\-–—*]{0,8}(?:on|am|le|el|il|em|op|dne|w dniu|den|in a message|at|quoting|\"|<|[0-9０-９]|"
    r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|pon|wt|śr|czw|pt|sob|niedz|"
    r"po|út|st|čt|pá|ne|ter|qua|qui|sex|dom|ma|wo|vr|za|zo|пн|вт|ср|чт|пт|сб|вс|нд)[a-zäöüáéíóúýčšžřěů-]{0,12}[.,]{0,2}\s)",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{1,2}[:.h]\d\d|\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[0-9０-９]{1,4}年")
_NUMBERED = re.compile(r"\s*#?[0-9]{1,3}[.):]?\s+[^\W\d]")  # "1 done", but "1 May" as well
_ADDRESS = re.compile(r"[\w.+-]@[\w-]|<[^<>\s]{1,80}>")
_ENDS = re.compile(r"(?:[:：][*_]{0,2}|\bwrote\s?-{2,6})\s*\Z")
_TORN_OFF = re.compile(r"\s*>\s?[:：]\s*\Z")  # the end of an address that was folded before its bracket
_NAMED = re.compile(r"[^<>:,.!?]{1,60}(?:<|&lt;)[^<>@\s]{1,64}@[^<>@\s]{1,100}(?:>|&gt;)\s")

_SENT_FROM = re.compile(
    r"\W{0,3}(?:sent from|yahoo mail: search|sent via|sent with|sent by|get outlook for|download outlook"
    r"|von meinem \S+(?: \S+){0,3} (?:gesendet|aus)|gesendet (?:von|mit|aus|über)|diese nachricht wurde von meinem"
    r"|envoyé (?:de(?:puis)?|à partir|avec|via)|enviado (?:desde|de|do|da|a partir|com|con|via|por)"
    r"|inviato (?:da|dal|con|tramite)|verstuurd (?:vanaf|vanuit|met|via)|verzonden (?:vanaf|vanuit|met|via)"
    r"|odesláno (?:ze?|pomocí)|odoslané zo?|wysłan[eoy] z|skickat från|skickades från|sendt fra|sendt med|lähetetty"
    r"|отправлено (?:с|из)|надіслано з|发自)\b.{0,70}\Z"
    r"|[^\n]{0,30}\boutlook\b.{0,12}\b(?:ios|android)\b.{0,70}\Z"
    r"|\W{0,3}(?:\w{1,12}から送信|发自我的 ?\w{1,12})\W{0,3}\Z",
    re.IGNORECASE,
)


def newest(text: str) -> str:
    """Only what the writer of this message wrote now; "" where that is nothing.

    Quotes (`>`) and the lines that introduce them go, wherever they stand, so that answers between them stay. At "-- ",
    at "-----Original Message-----", at the header block that Outlook puts above an unquoted original, and at an
    introduction with no `>` below it, the rest goes.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    seen = [line[:_LONGEST_LINE] for line in lines]
    kept = [number for number, quoted in new_lines(seen) if not quoted]
    return "\n".join(lines[number] for number in _trimmed(kept, seen))


def new_lines(lines: Sequence[str]) -> Iterator[tuple[int, bool]]:
    """The number of each line, from 0, until the old mail begins, and whether it is a quoted one.

    What introduces a quote and what a telephone adds is in neither kind, and left out.
    """
    at = 0
    while at < len(lines):
        line = lines[at]
        if _QUOTED.match(line):
            yield at, True
            at += 1
        elif _rest_is_old(lines, at):
            return
        elif after := _attribution(lines, at):
            if not _quote_follows(lines, after):
                return
            at = after
        else:
            if not _SENT_FROM.match(line):
                yield at, False
            at += 1


def introduces(words: str) -> bool:
    """Whether somebody is named by address, and an instant by numbers, as where a mail program introduces a quote."""
    return bool(_WHEN.search(words[:_LONGEST_LINE]) and _ADDRESS.search(words[:_LONGEST_LINE]))


def _rest_is_old(lines: Sequence[str], at: int) -> bool:
    """Whether a signature, or the original of a top-posted answer, begins with this line."""
    line = lines[at]
    return bool(
        _SIGNATURE.match(line)
        or _BEHIND.match(line)
        or _BEGIN.match(line.strip())
        or _is_header_block(lines, at)
    )


def _is_header_block(lines: Sequence[str], at: int) -> bool:
    """From:/Von:/De: and two other fields (one, under a ruled line) within the next lines; in any order.

    A single "To:" in a sentence of one's own is none, nor a list "a: … b: …" that holds no sender.
    """
    if not _LABEL.match(lines[at]):
        return False
    sender, others = 0, set[str]()
    for line in lines[at : at + 8]:
        match = _LABEL.match(line)
        if match is None:
            if not line.strip() or _QUOTED.match(line):
                if others and sender:
                    break
                continue
            if line[:1] in " \t" or sender:  # folded: a long list of recipients
                continue
            break
        if match["sender"]:
            sender += 1
        else:
            others.add(match["name"].lower())
    ruled = at > 0 and any(_ORNAMENT.match(line) for line in lines[max(0, at - 2) : at])
    return sender > 0 and len(others) >= (1 if ruled else 2)


def _attribution(lines: Sequence[str], at: int) -> int:
    """The number of the line behind "On … wrote:" where that begins here; 0 where it does not."""
    first = lines[at].strip()
    begins = bool(_STARTS.match(first) or _NAMED.match(first))
    if not first or not (begins or _VERB.search(first) or _JAPANESE.search(first) or _WHEN.search(first)):
        return 0
    joined = ""
    for end in range(at, min(at + _LONGEST_ATTRIBUTION, len(lines))):
        line = lines[end].strip()
        if not line or (_QUOTED.match(line) and not _TORN_OFF.match(line)):
            return 0
        joined = f"{joined} {line}"
        if _ENDS.search(line) or _JAPANESE.search(line):
            introduces = _introduces(joined, begins, _quote_follows(lines, end + 1))
            return end + 1 if introduces and not _begins_below(lines, at, end) else 0
        if not begins and end > at + 1:
            return 0
    return 0


def _begins_below(lines: Sequence[str], at: int, end: int) -> bool:
    """Whether the introduction that ends at `end` begins below `at`, with a date of its own: then what stands above it
    without an empty line between ("1 done") is the writer's."""
    if _WHEN.search(lines[at]) and not _NUMBERED.match(lines[at]):
        return False
    for start in range(at + 1, end + 1):
        first, joined = lines[start].strip(), " ".join(line.strip() for line in lines[start : end + 1])
        if (
            _STARTS.match(first)
            and _WHEN.search(joined)
            and (_VERB.search(joined) or _ADDRESS.search(joined))
        ):
            return True
    return False


def _introduces(words: str, begins: bool, quote_follows: bool) -> bool:
    """Whether this is how a mail program introduces a quote; stricter where no `>` follows."""
    verb = bool(_VERB.search(words) or _JAPANESE.search(words))
    when, who = bool(_WHEN.search(words)), bool(_ADDRESS.search(words))
    if quote_follows:
        return (verb and len(words) < 400) or (when and who)
    if verb and _NAMED.match(words.lstrip()):
        return True
    return begins and when and (verb or who) and not (verb and not who and len(words) > 200)


def _quote_follows(lines: Sequence[str], at: int) -> bool:
    """Whether the next line with anything on it is a quoted one."""
    for line in lines[at : at + 4]:
        if line.strip():
            return bool(_QUOTED.match(line))
    return False


def _trimmed(kept: list[int], lines: list[str]) -> list[int]:
    """Without empty lines at both ends, and without ruled lines at the lower one."""
    start, end = 0, len(kept)
    while start < end and not lines[kept[start]].strip():
        start += 1
    while end > start and (not lines[kept[end - 1]].strip() or _ORNAMENT.match(lines[kept[end - 1]])):
        end -= 1
    return kept[start:end]
