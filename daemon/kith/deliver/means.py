"""What each channel makes of a suggestion: its label, its button, and what is said of it.

Promises: a button leads to a mailto, sms or tel URI and nowhere else; the address of a profile is text without a
scheme, so that no mail program makes a link of it. Expects drafts whose values are cleaned already.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from kith.digest import Draft, Suggestion
from kith.journal import clean
from kith.mail.links import Link, mailto, sms, tel
from kith.suggest.wording import counted, listed

LONGEST_ADDRESS = 254  # RFC 5321 section 4.5.3.1.3
LONGEST_FOLDER = 60
_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty".split()
)


class Way(NamedTuple):
    """How one suggestion is carried out; the fields of the same names are told in `kith.deliver.view.Entry`."""

    label: str
    what: str  # the subject in quotes, a number, a profile
    written: bool  # False where there is nothing to write but something to say
    notes: tuple[str, ...] = ()
    action: str = ""
    link: str = ""
    link_note: str = ""


def way(suggestion: Suggestion, draft: Draft, called: str) -> Way:
    """`draft` is the suggestion's, fit to be shown; `called` what the person is called. Unknown channels are mail."""
    notes = _notes(suggestion)
    match suggestion.channel:
        case "text":
            link = sms(draft.to, draft.body)
            action = "Text" if link.uri else ""
            return Way(
                "DRAFT", f"text message to {draft.to}", True, notes, action, link.uri, _too_long(link, "")
            )
        case "phone":
            dialled = tel(draft.to)
            return Way("CALL", draft.to, False, notes, "Call" if dialled else "", dialled)
        case "person":
            return Way("TALK", f"when you see {called} next", False, notes)
        case "linkedin":
            return Way("DRAFT", f"message on LinkedIn, {_bare(draft.to)}", True, notes)
        case _:
            link = mailto(draft)
            note = _too_long(link, suggestion.placed)
            return Way("DRAFT", f'"{draft.subject}"', True, notes, "Open draft to", link.uri, note)


def todo(channels: Sequence[str]) -> str:
    """What there is to do: "3 notes to write", "1 note to write and 1 call to make"; "" for nothing."""
    return listed([f"{counted(number, noun)} {end}" for number, noun, end in _counts(channels)])


def heading(channels: Sequence[str]) -> str:
    """The same as the beginning of a page: "Three notes to write". In words, since "3 notes to write" in an answer
    would be a note about number 3."""
    counts = _counts(channels)
    if any(number >= len(_WORDS) for number, _, _ in counts):
        return f"To do: {todo(channels)}"
    words = [
        f"{_WORDS[number]} {counted(number, noun).partition(' ')[2]} {end}" for number, noun, end in counts
    ]
    return listed(words).capitalize()


def _counts(channels: Sequence[str]) -> list[tuple[int, str, str]]:
    calls, talks = channels.count("phone"), channels.count("person")
    notes = len(channels) - calls - talks
    counts = ((notes, "note", "to write"), (calls, "call", "to make"), (talks, "talk", "to have"))
    return [one for one in counts if one[0]]


def how(channels: Collection[str]) -> str:
    """How to go about it, and what kith will know of it afterwards."""
    if "mail" not in channels:
        return "kith sees only your mail, so it cannot tell what came of it." if channels else ""
    if len(set(channels)) == 1:
        return "Change what you like and send it; kith sees it in your sent mail."
    return "Change what you like and send it; kith sees what you mail, nothing else."


def _notes(suggestion: Suggestion) -> tuple[str, ...]:
    notes = []
    if suggestion.draft.in_reply_to:
        # What the button opens is an answer in some mail programs only; what lies in the folder is one in all.
        notes.append("a reply in the same thread" if suggestion.placed else "a reply")
    if suggestion.placed:
        notes.append(f"in {_folder(suggestion.placed)}")
    if suggestion.reworded:
        notes.append(f"reworded by {clean(suggestion.reworded, LONGEST_FOLDER)}")
    return tuple(notes)


def _folder(placed: str) -> str:
    """A folder called Drafts goes by that; any other by its own name, which the user knows it by."""
    name = clean(placed, LONGEST_FOLDER)
    return "your Drafts folder" if name.lower().endswith("drafts") else f'your folder "{name}"'


def _too_long(link: Link, placed: str) -> str:
    if link.whole or not link.uri:
        return ""
    return "The text is too long for the button: " + (
        f"all of it is in {_folder(placed)}." if placed else "copy it from above."
    )


def _bare(profile: str) -> str:
    """Without scheme and "www.", which mail programs make links of."""
    return clean(profile.partition("://")[2] or profile, LONGEST_ADDRESS).removeprefix("www.").rstrip("/")
