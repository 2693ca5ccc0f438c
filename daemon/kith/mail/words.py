"""The words of a message: from its bytes, or from the beginning of them, to plain text.

Promises: never raises, whatever the bytes; looks at no more than `LONGEST` of them, so that time and memory have a
bound; gives text with `\\n` line ends and no NUL. What a message has attached, forwards whole (message/rfc822) or hides
deep is no word of its writer. The text is for reading at once: nothing here keeps it, nothing logs it.
"""

from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from html.parser import HTMLParser

from mailparser import MailParser, core, utils
from mailparser.exceptions import MailParserError

LONGEST = 128 * 1024  # bytes of a message that are looked at
LONGEST_HTML = 32 * 1024  # characters: Python's HTML parser is quadratic on broken tags
MOST_PARTS = 40
_DEEPEST = 8  # parts within parts; quotes within quotes
# What two parsers have been seen to raise on torn and hostile mail, or say they may.
_UNREADABLE = (
    MailParserError,
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
)

# mail-parser tells its loggers what strangers wrote (names of fields, types of parts): that is no line of kith's.
for _module in (core, utils):
    _module.log.disabled = True


def text_of(raw: bytes) -> str:
    """The text of a message, or of the beginning of one, cut wherever.

    The text/plain parts; where they are empty, the text/html parts as text. "" where there is neither.
    """
    try:
        message = _pruned(message_from_bytes(raw[:LONGEST]))
    except _UNREADABLE:
        return ""
    try:
        mail = MailParser(message)
        plain, html = "\n".join(mail.text_plain), "\n".join(mail.text_html)
    except _UNREADABLE:
        plain, html = _read_plainly(message, "plain"), _read_plainly(message, "html")
    return _sound(plain) if plain.strip() else _sound(text_of_html(html))


def text_of_html(html: str) -> str:
    """The text of an HTML page as a mail program would write it: a line for a block, `> ` before what is quoted."""
    reader = _Reader()
    reader.feed(_cut(_without(_without(html, "<style", "</style>"), "<!--", "-->")))
    reader.close()
    return reader.text()


def _pruned(message: Message) -> Message:
    """The message with nothing but its text parts and the fields that say how to read them."""
    budget = [MOST_PARTS]
    return _part(message, budget, 0) or Message()


def _part(part: Message, budget: list[int], depth: int) -> Message | None:
    budget[0] -= 1
    if budget[0] < 0 or depth > _DEEPEST:
        return None
    bare = Message()
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        value = part.get(name)
        if value is not None:
            bare[name] = " ".join(str(value)[:1000].split())
    content = part.get_payload()
    if isinstance(content, list):
        if part.get_content_maintype() != "multipart":  # message/rfc822: somebody else's mail
            return None
        inner = (_part(each, budget, depth + 1) for each in content if isinstance(each, Message))
        bare.set_payload([each for each in inner if each is not None])
        return bare
    if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
        return None
    text = content if isinstance(content, str) else ""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
        text = "".join(text.split())
        text = text[: len(text) // 4 * 4]  # a cut one: three characters of a group of four mean nothing
    bare.set_payload(text)
    return bare


def _read_plainly(message: Message, subtype: str) -> str:
    """The same with the standard library alone, part by part: one unreadable part costs one part."""
    found = []
    for part in message.walk():
        if part.get_content_type() != f"text/{subtype}":
            continue
        try:
            content = part.get_payload(decode=True)
        except _UNREADABLE:
            continue
        found.append(_decoded(content, part) if isinstance(content, bytes) else "")
    return "\n".join(found)


def _decoded(content: bytes, part: Message) -> str:
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except _UNREADABLE:
        return content.decode("utf-8", "replace")


def _sound(text: str) -> str:
    """Text that UTF-8 can carry, with `\\n` line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8")


def _cut(html: str) -> str:
    """As much as is looked at, and no piece of a tag at its end: the parser would take that for words."""
    head = html[:LONGEST_HTML]
    tag = head.rfind("<")
    return head[:tag] if len(html) > LONGEST_HTML and tag > head.rfind(">") else head


def _without(html: str, begin: str, end: str) -> str:
    """Without all that stands between two marks, in one pass; an open end goes to the end of the text."""
    kept, at, low = [], 0, html.lower()
    if len(low) != len(html):  # a letter whose small form is two would shift every place
        return html
    while (start := low.find(begin, at)) >= 0:
        kept.append(html[at:start])
        stop = low.find(end, start + len(begin))
        at = len(html) if stop < 0 else stop + len(end)
    return "".join([*kept, html[at:]])


class _Reader(HTMLParser):
    """Text out of HTML, line by line."""

    _BLOCKS = frozenset(
        "p div tr li ul ol table h1 h2 h3 h4 h5 h6 blockquote hr pre section article header footer".split()
    )
    # What Gmail, Yahoo, Proton, Tuta and Zoho call the element around the old mail; GMX names it "quote".
    _QUOTING = frozenset("gmail_quote yahoo_quoted protonmail_quote tutanota_quote zmail_extra".split())
    _UNSEEN = frozenset({"script", "style", "title", "head"})
    _SINGLE = frozenset("br hr img input meta link col area base wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[
            tuple[str, int]
        ] = []  # the elements that quote: tag, and how deep it is nested in its like
        self._unseen = ""
        self._written = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unseen:
            if tag in ("body", "p", "div", "table"):  # a head that never ends hides nothing
                self._unseen = ""
            else:
                return
        if tag in self._UNSEEN:
            self._unseen = tag
            return
        if tag == "br" or tag in self._BLOCKS:
            self._end_line(always=tag == "br")
        self._count(tag, 1)
        said = dict(attrs)
        styles = set((said.get("class") or "").split()[:20])
        if tag == "blockquote" or styles & self._QUOTING or (tag == "div" and said.get("name") == "quote"):
            self._quotes.append((tag, 1))

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
            return
        if tag in self._BLOCKS:
            self._end_line()
            if tag == "p":
                self._end_line(always=True)
        self._count(tag, -1)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line.append(data)

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)

    def _count(self, tag: str, step: int) -> None:
        """Follow how deep the innermost quoting element's own kind is nested, to know where it ends."""
        if not self._quotes or tag != self._quotes[-1][0] or tag in self._SINGLE:
            return
        depth = self._quotes[-1][1] + step
        self._quotes[-1] = tag, depth
        if depth == 0:
            self._quotes.pop()

    def _end_line(self, *, always: bool = False) -> None:
        line = " ".join("".join(self._line).replace("\xa0", " ").split())
        self._line.clear()
        if line or always:
            self._lines.append("> " * min(len(self._quotes), _DEEPEST) + line)
