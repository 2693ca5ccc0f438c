"""What kith reads and writes under these settings, in sentences for its user. Pure: nothing is looked at."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from kith.config.forms import is_loopback
from kith.config.settings import Settings

_SENT, _DRAFTS = "sent", "drafts"


def reads(settings: Settings) -> list[str]:
    """What is read, a sentence each."""
    ignored = sorted({one for account in settings.accounts.values() for one in account.folders.ignore})
    but = f", and {', '.join(ignored)}" if ignored else ""
    told = [
        f"the headers of all mail of {_names(settings)}, but for Spam, Trash and Drafts{but}",
        "the text of reports that your mail came back, of automatic replies and networks' notices of people you know",
    ]
    if settings.drafts.read_newest:
        told.append(
            "the text of the newest messages with those a digest may suggest: read, used, kept nowhere "
            "(drafts.read_newest)"
        )
    if settings.drafts.learn_style:
        told.append("the beginning of what you sent, to count how you greet (drafts.learn_style)")
    if settings.commands.mail:
        told.append("the text of your own answers to kith and notes to yourself (commands.mail)")
    if settings.people.vcards:
        told.append(f"the address books in {', '.join(map(str, settings.people.vcards))}")
    return told


def writes(settings: Settings, folders: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What is written, a sentence each. `folders`: of each account, the names of "sent" and "drafts" where known."""
    if settings.by_smtp and settings.smtp is not None:
        told = [f"the digest, to {settings.recipient}, by SMTP at {settings.smtp.host}"]
    else:
        told = [f"the digest, into the INBOX of {settings.digest_account}"]
    if settings.drafts.mailbox:
        where = [
            f"{folders.get(name, {}).get(_DRAFTS, 'the Drafts folder')} of {name}"
            for name in settings.accounts
        ]
        told.append(f"drafts, into {', '.join(where)}; out of date and untouched they are taken out again")
    if settings.commands.mail:
        target = {"archive": "moved to the archive", "trash": "moved to the trash", "leave": "left there"}
        told.append(
            "the copy in INBOX of your answers to kith, once obeyed: marked as read and "
            f"{target[settings.commands.tidy]} (commands.tidy)"
        )
    told.append("nothing else in your mailbox, and no mail to anybody but you")
    return told


def connects(settings: Settings) -> list[str]:
    """The machines it talks to."""
    told = [f"{one.host}:{one.port} (IMAP)" for one in settings.accounts.values()]
    if settings.smtp:
        told.append(f"{settings.smtp.host}:{settings.smtp.port} (SMTP)")
    if settings.llm:
        here = is_loopback(urlsplit(settings.llm.url).hostname or "")
        what = "on this machine" if here else "the text of drafts leaves this machine for it"
        told.append(f"{settings.llm.url} (language model; {what})")
    return list(dict.fromkeys(told))


def _names(settings: Settings) -> str:
    return ", ".join(f"{name} ({account.email})" for name, account in settings.accounts.items())
