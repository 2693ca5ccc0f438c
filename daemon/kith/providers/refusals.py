"""Why a mail server refuses a login, in one sentence: matched on its name and its own words, by IMAP and by SMTP.

Pure. The server's words are always shown beside the sentence, and where none is known there is none. Sources: the
help pages named in the sentences, and threads of users; words of servers change, so each is matched by the part that
says what is meant.
"""

import re
from typing import NamedTuple

from kith.providers.server import LOCAL_PART
from kith.providers.table import PROVIDERS

_GMAIL = r"(^|\.)(gmail|googlemail)\.com$"
_MICROSOFT = r"(^|\.)(office365|outlook|hotmail)\.(com|us|de|cn)$"
_YAHOO = r"(^|\.)(yahoo|yahoodns|aol|verizon)\.(com|net|co\.jp)$"
_ICLOUD = r"(^|\.)(mail\.me|icloud)\.com(\.cn)?$"
_FASTMAIL = r"(^|\.)(fastmail|messagingengine)\.com$"
_ONE_AND_ONE = r"(^|\.)(gmx\.(net|de|com|at|ch)|web\.de|mail\.com)$"
_ZOHO = r"(^|\.)zoho(cloud)?\.(com|eu|in|com\.au|jp|sa|ca)$"
_YANDEX = r"(^|\.)yandex\.(com|ru)$"
_HERE = r"^(localhost|127\.[\d.]+|::1)$"


class Known(NamedTuple):
    """A refusal: whose server (a pattern, "" any), its words (a pattern), by what (None: either), and what it means."""

    host: str
    words: str
    token: bool | None
    sentence: str


KNOWN = (
    Known(
        _GMAIL,
        r"application-specific password|5\.7\.9|185833",
        None,
        "Gmail wants an app password in the place of yours: make one at https://myaccount.google.com/apppasswords, "
        "after switching on 2-Step Verification.",
    ),
    Known(
        _GMAIL,
        r"web login required|web browser|webalert|5\.7\.14|78754",
        None,
        "Gmail has stopped this login until you say in a browser that it was you: "
        "https://accounts.google.com/DisplayUnlockCaptcha.",
    ),
    Known(
        _GMAIL,
        r"not enabled for imap|imap access is disabled|imap.{0,20}(disabled|not enabled)",
        None,
        'IMAP is switched off: ask the administrator, or look in Gmail under "Forwarding and POP/IMAP".',
    ),
    Known(
        _GMAIL,
        r"invalid credentials|badcredentials|not accepted|authenticationfailed",
        False,
        "Gmail does not take the password of the account, only an app password of 16 letters: "
        "https://myaccount.google.com/apppasswords; one that worked is gone when the account's password is changed.",
    ),
    Known(
        _GMAIL,
        r"invalid credentials|authenticationfailed|5\.7\.8|status 400",
        True,
        "The token is old, for another account than `user`, or not for https://mail.google.com/.",
    ),
    Known(
        _MICROSOFT,
        r"basicauthblocked|basic authentication is disabled|5\.7\.139",
        False,
        "Microsoft takes no passwords from mail programs any more: use `oauth` and `kith login` (`man kith.toml`).",
    ),
    Known(
        _MICROSOFT,
        r"smtpclientauthentication is disabled|smtp client auth",
        None,
        'Sending by SMTP is switched off: the administrator allows it by "Authenticated SMTP" on the mailbox; without '
        "[smtp] kith places the digest by IMAP.",
    ),
    Known(
        _MICROSOFT,
        r"authenticated but not connected",
        None,
        "The token is for another account than `user`, or IMAP is switched off for this mailbox.",
    ),
    Known(
        _MICROSOFT,
        r"accesstokenexpired|token.{0,20}expired|lifetime validation failed",
        True,
        "The token has expired.",
    ),
    Known(
        _MICROSOFT,
        r"authenticate failed|login failed|5\.7\.3|5\.7\.57|authentication unsuccessful|logondenied",
        False,
        "Microsoft takes no passwords from mail programs any more: use `oauth` and `kith login` (`man kith.toml`).",
    ),
    Known(
        _MICROSOFT,
        r"authenticate failed|5\.7\.3|5\.7\.57|authentication unsuccessful|logondenied|status 400",
        True,
        "The token is for another account than `user`, without the scope of IMAP (or SMTP), or IMAP is switched off "
        "for this mailbox.",
    ),
    Known(
        _YAHOO,
        r"authenticationfailed|invalid credentials|5\.7\.0|too many bad auth",
        False,
        'Yahoo and AOL want an app password: https://login.yahoo.com/account/security, "Generate app password".',
    ),
    Known(
        _YAHOO,
        r"unavailable|web login|locked",
        None,
        "Yahoo and AOL stop logins they do not know: sign in in a browser once, then make an app password.",
    ),
    Known(
        _ICLOUD,
        r"authenticationfailed|authentication failed|5\.7\.8",
        None,
        'iCloud wants an app-specific password: https://account.apple.com, "Sign-In and Security"; changing the Apple '
        "password ends it. `user` is the address at icloud.com or me.com, or the part before the @.",
    ),
    Known(
        _FASTMAIL,
        r"authenticationfailed|app password|incorrect|not allowed",
        None,
        'Fastmail wants an app password that may use IMAP: Settings, "Privacy & Security", "App passwords".',
    ),
    Known(
        _ONE_AND_ONE,
        r"imap.{0,60}(disabled|not enabled|not activated|deaktiviert|nicht aktiviert)|"
        r"disabled.{0,40}imap|authenticationfailed|authentication failed|authentication credentials invalid",
        None,
        'GMX, WEB.DE and mail.com let no program in before IMAP is switched on: Settings, "POP3 & IMAP"; with '
        "two-factor login they want an app password, too.",
    ),
    Known(
        _ZOHO,
        r"enable imap|imap.{0,40}(disabled|not enabled)",
        None,
        'IMAP is switched off: Zoho Mail, Settings, "Mail Accounts", "IMAP Access".',
    ),
    Known(
        _ZOHO,
        r"authenticationfailed|invalid credentials|5\.7\.8|application.specific",
        None,
        'With two-factor login Zoho wants an app password: https://accounts.zoho.com, "Security".',
    ),
    Known(
        _YANDEX,
        r"authenticationfailed|invalid credentials|imap is disabled|5\.7\.8",
        False,
        "Yandex says the same of a wrong password and of IMAP that is switched off: it wants an app password "
        '(https://id.yandex.com/security/app-passwords), and IMAP allowed under "All settings", "Email clients".',
    ),
    Known(
        _HERE,
        r"no such user|incorrect login credentials|bridge",
        None,
        "Proton Mail Bridge has a password of its own, which it shows with the account; it changes when you log in to "
        "Bridge anew.",
    ),
    Known(
        "",
        r"application.specific password|app(lication)? password",
        None,
        "The provider wants an app password, made in its settings, in the place of yours.",
    ),
    Known(
        "",
        r"imap.{0,60}(disabled|not enabled|not activated|switched off)|enable imap",
        None,
        "IMAP is switched off for the account: switch it on in the provider's settings.",
    ),
    Known(
        "", r"web login required|web browser", None, "The provider wants you to sign in in a browser once."
    ),
    Known(
        "",
        r"invalid_token|token.{0,20}expired|status 401",
        True,
        "The server does not accept the token: it has expired, or is for another account or another purpose.",
    ),
    Known(
        "",
        r"insufficient_scope|status 403",
        True,
        "The token is not for mail: it lacks the scope that this server wants.",
    ),
)


def explained(host: str, words: str, *, token: bool) -> str:
    """One sentence on a refusal by the mail server `host` with these words, "" where none is known.

    `token`: it was a token that was refused, else a password.
    """
    for known in KNOWN:
        if (
            known.token in (None, token)
            and re.search(known.host, host, re.IGNORECASE)
            and re.search(known.words, words, re.IGNORECASE)
        ):
            return known.sentence
    return "" if token or not _ABOUT_THE_SECRET.search(words) else _usual(host.lower().rstrip("."))


_ABOUT_THE_SECRET = re.compile(
    r"auth\w*.{0,20}(fail|unsuccessful|invalid|error)|invalid.{0,20}(credential|login|user|password)|"
    r"(login|password|credential|user\w*).{0,30}(fail|incorrect|wrong|invalid|error|denied|not accepted)|"
    r"incorrect|5\.7\.8",
    re.IGNORECASE,
)


def _usual(host: str) -> str:
    """What the provider of this server wants for a login by its entry in the table; "" for one in no table."""
    for provider in PROVIDERS:
        hosts = [server.host for server in (provider.imap, provider.smtp) if server]
        if host not in hosts or provider.wanted == "bridge" or provider.imap is None:
            continue
        name = "the part before the @" if provider.imap.user == LOCAL_PART else "the whole address"
        return provider.advice or (
            f"{provider.name} wants the password of the account itself, and {name} as `user`."
        )
    return ""


def tells(text: str) -> bool:
    """Whether a sentence of these on one certain provider stands in `text` already."""
    return any(known.host and known.sentence in text for known in KNOWN)
