"""What kith reads and writes under these settings, in sentences for its user. Pure: nothing is looked at."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from kith.config.forms import is_loopback
from kith.config.oauth import OAuth
from kith.config.settings import Settings

_DRAFTS = "drafts"
GOOGLE_TOKENS = "oauth2.googleapis.com"  # where kith.oauth.google fetches and renews them


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
        way = f"to {settings.recipient}, by SMTP at {settings.smtp.host}"
    else:
        way = f"into the INBOX of {settings.digest_account}"
    told = [f"the digest, {way}"]
    if settings.commands.mail:
        told.append(f"an answer to a mail of yours that asks something or is not understood, {way}")
    told.append(_notices(settings))
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
    told.append(
        "`kith check` alone: test letters, into the Drafts folder and INBOX or to your tagged address; each is taken "
        "out again"
    )
    told.append("nothing else in your mailbox, and no mail to anybody but you")
    return told


def _notices(settings: Settings) -> str:
    """The ways that `kith.jobs.alarm.notice_delivery` takes, in their order."""
    first = settings.digest_account
    whose = f"the INBOX of {first}" + (
        " or, where it takes none, of another account" if len(settings.accounts) > 1 else ""
    )
    else_by = f", else by SMTP at {settings.smtp.host}" if settings.smtp else ""
    return (
        f"a notice when something does not work for long, and one when it does again: into {whose}{else_by}"
    )


def connects(settings: Settings) -> list[str]:
    """The machines it talks to."""
    told = [f"{one.host}:{one.port} (IMAP)" for one in settings.accounts.values()]
    if settings.smtp:
        told.append(f"{settings.smtp.host}:{settings.smtp.port} (SMTP)")
    for name, account in settings.accounts.items():
        if account.oauth:
            told.append(f"{_grantor(account.oauth)} (access tokens for {name})")
    if settings.llm:
        here = is_loopback(urlsplit(settings.llm.url).hostname or "")
        what = "on this machine" if here else "the text of drafts leaves this machine for it"
        told.append(f"{settings.llm.url} (language model; {what})")
    return list(dict.fromkeys(told))


def _grantor(oauth: OAuth) -> str:
    """The authorization server. Google's gives tokens at another name; any other may name addresses of its own."""
    if oauth.issuer:
        return f"{oauth.server} and the addresses it names for this"
    return f"{oauth.host}, {GOOGLE_TOKENS}" if oauth.provider == "google" else oauth.host


def _names(settings: Settings) -> str:
    return ", ".join(f"{name} ({account.email})" for name, account in settings.accounts.items())
