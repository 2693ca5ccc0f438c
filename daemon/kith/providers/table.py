"""The providers kith knows by the domain of an address, so that nobody needs to be asked about them.

By domain only. Whose servers stand behind a domain of one's own is published by its owner (`kith.lookup`). Servers and
what they want: the providers' own help pages and Thunderbird's database, as of 2026. A page is named only where the
way to it is short and its address has been the same for years; else the way is described.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kith.providers.server import ADDRESS, LOCAL_PART, Encrypted, Server

# What the provider takes at the login: the account's own password; an app password, made for one program; an OAuth
# token only; the password of a bridge on this machine.
Wanted = Literal["own", "app", "token", "bridge"]


@dataclass(frozen=True, slots=True)
class Provider:
    """`imap` is None where the provider has no IMAP at all. `page`: where an app password is made, "" for none.

    `prerequisite`: a sentence on what must be so before any program gets in; "" where nothing is.
    `oauth`: whose kind of OAuth2 it takes, "" for none.
    """

    name: str
    domains: tuple[str, ...]
    imap: Server | None
    smtp: Server | None = None
    wanted: Wanted = "own"
    page: str = ""
    prerequisite: str = ""
    oauth: Literal["", "microsoft", "google"] = ""

    @property
    def advice(self) -> str:
        """What the provider wants for a login, in a sentence or two; "" where its usual password does."""
        opening = {
            "own": "",
            "app": f"{self.name} wants an app password here, not that of your account.",
            "token": f"{self.name} takes no password from a mail program, but an OAuth access token.",
            "bridge": f"{self.name} is reached through its bridge on this machine, with the bridge's own password.",
        }[self.wanted]
        page = f"Make one at {self.page}." if self.page else ""
        return " ".join(part for part in (opening, self.prerequisite, page) if part)


def known_by(domain: str) -> Provider | None:
    """The provider of a domain in normal form (lower case, A-labels); None for a domain that is in no table."""
    return _BY_DOMAIN.get(domain)


def known_at(host: str) -> Provider | None:
    """The provider whose IMAP server this is; None for any other."""
    name = host.lower().rstrip(".")
    found = (each for each in PROVIDERS if each.imap and each.imap.host == name and each.wanted != "bridge")
    return next(found, None)


def _at(host: str, port: int = 993, security: Encrypted = "tls", user: str = ADDRESS) -> Server:
    return Server(host, port, security, user)


def _countries(stem: str, endings: str) -> tuple[str, ...]:
    return tuple(f"{stem}.{ending}" for ending in endings.split())


def _providers() -> Iterator[Provider]:
    yield from _of_the_largest()
    yield from _worldwide()
    yield from _of_one_country()
    yield from _without_imap()


def _of_the_largest() -> Iterator[Provider]:
    yield Provider(
        "Gmail", ("gmail.com", "googlemail.com"),
        _at("imap.gmail.com"), _at("smtp.gmail.com", 465), "app", "https://myaccount.google.com/apppasswords",
        "2-Step Verification must be on in your Google account.", "google",
    )  # fmt: skip
    yield Provider(
        "Outlook.com",
        (
            *_countries("outlook", "com at be cl cz de dk es fr hu ie in it jp kr lv ph pt sa sk com.ar com.au com.br"),
            *_countries("hotmail", "com be ca ch cl co.uk com.ar com.br de dk es fi fr gr it nl no se"),
            *_countries("live", "com at be ca cn co.uk com.au com.mx de dk fi fr ie it nl no pt ru se"),
            "msn.com", "passport.com", "windowslive.com",
        ),
        _at("outlook.office365.com"), _at("smtp-mail.outlook.com", 587, "starttls"), "token", "",
        "IMAP must be allowed at outlook.com: Settings, Mail, Forwarding and IMAP.", "microsoft",
    )  # fmt: skip
    yield Provider(
        "iCloud", ("icloud.com", "me.com", "mac.com"),
        _at("imap.mail.me.com", user=LOCAL_PART), _at("smtp.mail.me.com", 587, "starttls"), "app",
        "https://account.apple.com", "Two-factor authentication must be on in your Apple account.",
    )  # fmt: skip
    yield Provider(
        "Yahoo",
        (
            *_countries("yahoo", "com at be ca cz de dk es fi fr gr hu ie in it nl no pl pt ro se co.id co.in co.nz"),
            *_countries("yahoo", "co.uk co.za com.ar com.au com.br com.mx com.ph com.sg com.tr com.tw com.vn"),
            "ymail.com", "rocketmail.com", "myyahoo.com",
        ),
        _at("imap.mail.yahoo.com"), _at("smtp.mail.yahoo.com", 465), "app",
        "https://login.yahoo.com/account/security",
    )  # fmt: skip
    yield Provider(
        "AOL", ("aol.com", "aol.de", "aol.co.uk", "aol.fr", "aim.com", "love.com", "games.com"),
        _at("imap.aol.com"), _at("smtp.aol.com", 465), "app", "https://login.aol.com/account/security",
    )  # fmt: skip


def _worldwide() -> Iterator[Provider]:
    yield Provider(
        "Fastmail", ("fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com", "messagingengine.com"),
        _at("imap.fastmail.com"), _at("smtp.fastmail.com", 465), "app", "https://app.fastmail.com",
        "There: Settings, Privacy & Security, App passwords.",
    )  # fmt: skip
    yield Provider(
        "Proton Mail", ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
        _at("127.0.0.1", 1143, "starttls"), _at("127.0.0.1", 1025, "starttls"), "bridge", "",
        "Proton Mail Bridge must run on this machine. It shows the password (Mailbox details), and it signs its own "
        "certificate: name its hash with --tls-fingerprint; `kith config example` has the line that prints it.",
    )  # fmt: skip
    yield Provider(
        "Zoho Mail", ("zoho.com", "zohomail.com"), _at("imap.zoho.com"), _at("smtp.zoho.com", 465), "own", "",
        "IMAP must be switched on: Settings, Mail Accounts, IMAP. Where two-factor authentication is on, use an app "
        "password.",
    )  # fmt: skip
    yield Provider(
        "Zoho Mail", ("zoho.eu", "zohomail.eu"), _at("imap.zoho.eu"), _at("smtp.zoho.eu", 465), "own", "",
        "IMAP must be switched on: Settings, Mail Accounts, IMAP. Where two-factor authentication is on, use an app "
        "password.",
    )  # fmt: skip
    yield Provider(
        "Yandex", ("yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.com.tr"),
        _at("imap.yandex.com"), _at("smtp.yandex.com", 465), "app", "https://id.yandex.com/security/app-passwords",
        "IMAP must be allowed: All settings, Email clients.",
    )  # fmt: skip
    yield Provider(
        "Mail.ru", ("mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"),
        _at("imap.mail.ru"), _at("smtp.mail.ru", 465), "app", "https://account.mail.ru",
        "There: Security, Passwords for external applications.",
    )  # fmt: skip
    yield Provider(
        "Runbox", ("runbox.com", "runbox.no"), _at("mail.runbox.com"), _at("mail.runbox.com", 465), "own", "",
        "Where two-step verification is on, use an app password.",
    )  # fmt: skip


def _of_one_country() -> Iterator[Provider]:
    german = ("gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.eu", "gmx.info", "gmx.org")
    for name, domains, imap, smtp in (
        ("GMX", german, "imap.gmx.net", "mail.gmx.net"),
        ("GMX", ("gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es"), "imap.gmx.com", "mail.gmx.com"),
        ("WEB.DE", ("web.de", "email.de"), "imap.web.de", "smtp.web.de"),
    ):  # fmt: skip
        yield Provider(
            name, domains, _at(imap), _at(smtp, 587, "starttls"), "own", "",
            "IMAP must be allowed: E-Mail, Einstellungen, POP3/IMAP Abruf. Where two-factor authentication is on, use "
            "an app password.",
        )  # fmt: skip
    yield Provider(
        "mailbox.org", ("mailbox.org",), _at("imap.mailbox.org"), _at("smtp.mailbox.org", 465), "own", "",
        "Where two-factor authentication is on, use an app password.",
    )  # fmt: skip
    yield Provider(
        "Posteo",
        _countries("posteo", "de net org eu at be ch cz dk es fi fr gr hu ie in it jp la lt lu me mx nl no pl"),
        _at("posteo.de"), _at("posteo.de", 465),
    )  # fmt: skip
    yield Provider(
        "T-Online", ("t-online.de", "magenta.de"),
        _at("secureimap.t-online.de"), _at("securesmtp.t-online.de", 465), "app", "",
        "It is the “Passwort für E-Mail-Programme”, which you set yourself in the settings of the E-Mail Center.",
    )  # fmt: skip
    yield Provider(
        "freenet", ("freenet.de", "01019freenet.de"), _at("mx.freenet.de"), _at("mx.freenet.de", 587, "starttls")
    )  # fmt: skip
    yield Provider(
        "Seznam", ("seznam.cz", "email.cz", "post.cz", "spoluzaci.cz"),
        _at("imap.seznam.cz"), _at("smtp.seznam.cz", 465), "own", "",
        "Where two-phase verification is on, use an app password.",
    )  # fmt: skip
    yield Provider("Orange", ("orange.fr", "wanadoo.fr"), _at("imap.orange.fr"), _at("smtp.orange.fr", 465))
    yield Provider("La Poste", ("laposte.net",), _at("imap.laposte.net"), _at("smtp.laposte.net", 465))
    yield Provider(
        "Free", ("free.fr",), _at("imap.free.fr", user=LOCAL_PART), _at("smtp.free.fr", 465, user=LOCAL_PART)
    )
    yield Provider(
        "Libero", ("libero.it", "inwind.it", "iol.it", "blu.it"), _at("imapmail.libero.it"), _at("smtp.libero.it", 465)
    )  # fmt: skip
    yield Provider(
        "WP", ("wp.pl",), _at("imap.wp.pl"), _at("smtp.wp.pl", 465), "own", "",
        "IMAP must be allowed in the settings of the mailbox.",
    )  # fmt: skip
    yield Provider(
        "QQ Mail", ("qq.com", "foxmail.com"), _at("imap.qq.com"), _at("smtp.qq.com", 465), "app", "",
        "Switch IMAP on in the settings (Account); what it then shows, an “authorization code”, is the password.",
    )  # fmt: skip


def _without_imap() -> Iterator[Provider]:
    yield Provider(
        "Tuta", ("tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"), None
    )
    yield Provider("HEY", ("hey.com",), None)


PROVIDERS = tuple(_providers())
_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}
