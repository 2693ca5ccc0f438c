"""The way out: the login at the SMTP server, and tagged addresses, proven by a letter that arrives.

Promises that without a tagged address to prove nothing is sent: the server is asked whether it would take the digest
(MAIL, RCPT, RSET). A proof is kept in the store, where the code that obeys `sam+kith@…` looks for it.
"""

import time

from kith import files
from kith.commands.whose import TAG
from kith.config.settings import Smtp
from kith.deliver import smtp
from kith.deliver.probe import lies_in, swept
from kith.errors import DeliveryRefused, FolderUnavailable, KithError
from kith.imap.certificate import Certificate, shown_by
from kith.imap.folders import Folder, listing
from kith.imap.session import Session
from kith.jobs.checking.bench import Bench
from kith.jobs.checking.mailbox import removes, session_for
from kith.jobs.credentials import smtp_credential
from kith.jobs.delivering.logins import SMTP
from kith.mail.probe import PREFIX
from kith.model import Role
from kith.people.address import normalise
from kith.vault import Secret

PAUSE = 1.0  # seconds between two looks for a letter
_ARRIVALS = (Role.INBOX, Role.ALL, Role.JUNK)
_COPIES = (*_ARRIVALS, Role.SENT)  # some providers file a copy of what is sent
_ANOTHER_WAY = (
    "set `to` under [digest] to an address of yours that this server takes letters for and lets you send as, or have "
    'the digest placed into INBOX: deliver = "imap"'
)
_OTHERWISE = 'a mail to yourself with the subject "kith" does the same, without any of this'


def check_delivery(bench: Bench) -> None:
    """[smtp], where it is set; then every account's tagged address."""
    server, settings = bench.settings.smtp, bench.settings
    if server is None:
        bench.findings.skip(
            "tagged address",
            f"cannot be proven without [smtp], so a mail to you{TAG}@… is not obeyed; {_OTHERWISE}",
        )
        return
    secret: Secret | None = None
    shown: list[Certificate | None] = []
    try:
        folder = files.state_dir(settings, bench.environ)
        credential = smtp_credential(SMTP, settings, bench.environ, folder, lambda: bench.now)
        secret = credential() if credential else None
        to = settings.recipient
        smtp.rehearse(
            to, to, server, _value(secret), token=_is_token(secret),
            look=lambda line: shown.append(shown_by(line)),
        )  # fmt: skip
    except KithError as error:
        if shown:
            bench.certificate("smtp connection", shown[0])
        fix = _ANOTHER_WAY if isinstance(error, DeliveryRefused) else ""
        bench.findings.error("smtp", error, fix=fix)
        bench.findings.skip("tagged address", "not tried: it needs a letter by SMTP")
        return
    bench.certificate("smtp connection", shown[0] if shown else None)
    use = "the digest leaves by it" if settings.by_smtp else 'not used for the digest (deliver = "imap")'
    login = f"login as {server.user}" if server.user else "no login"
    bench.findings.ok("smtp", f"{server.host}:{server.port}, {login}, a letter to {to} would be taken; {use}")
    for name in settings.accounts:
        _tagged(bench, name, server, secret)


def tagged(address: str) -> str:
    """`sam@example.org` with kith's tag: `sam+kith@example.org`, in normal form."""
    local, _, domain = address.rpartition("@")
    return normalise(f"{local}{TAG}@{domain}")


def _tagged(bench: Bench, name: str, server: Smtp, secret: Secret | None) -> None:
    what, email = "tagged address", bench.settings.accounts[name].email
    address = tagged(email)
    if not bench.settings.commands.mail:
        bench.findings.skip(what, "not needed: commands.mail is off", name)
    elif not bench.mail:
        known = bench.store is not None and address in bench.store.plus_addresses.all()
        before = "an earlier check has proven it" if known else "not proven yet, so not obeyed"
        bench.findings.skip(what, f"{address}: not tried (--no-mail); {before}", name)
    else:
        with bench.findings.trying(what, name), session_for(bench, name) as session:
            if removes(session):
                _prove(bench, name, session, server, secret)
            else:
                why = f"{address}: not tried: this server could not take a test letter out again"
                bench.findings.skip(what, f"{why}; {_OTHERWISE}", name)


def _prove(bench: Bench, name: str, session: Session, server: Smtp, secret: Secret | None) -> None:
    what, findings = "tagged address", bench.findings
    email, sender = bench.settings.accounts[name].email, bench.settings.recipient
    address = tagged(email)
    folders = [one for one in listing(session) if one.role in _COPIES]
    message_id, letter = bench.new_probe(sender, address)
    try:
        smtp.send(letter, sender, address, server, _value(secret), token=_is_token(secret))
    except DeliveryRefused as error:
        _keep(bench, address, proven=False)
        findings.warn(what, f"{error}", f"nothing to do: {_OTHERWISE}", name, "refused")
        return
    began = time.monotonic()
    try:
        place = _where(session, folders, message_id)
        while place is None and time.monotonic() - began < bench.wait:
            time.sleep(PAUSE)
            place = _where(session, folders, message_id)
    finally:
        _take_out(bench, session, folders)
    if place is None:
        told = f"a letter to {address} was sent and did not arrive within {bench.wait:.0f} s"
        fix = f"if it comes later, run `kith check` again, which takes it out; {_OTHERWISE}"
        findings.warn(what, f"{told}: mail to it is not obeyed", fix, name, "lost")
        return
    _keep(bench, address, proven=True)
    took = time.monotonic() - began
    told = f"a letter to {address} arrived in {place.name} after {took:.0f} s and was taken out; it is obeyed"
    if place.role is Role.JUNK:
        findings.warn(what, told, f"tell {place.name} that it is no junk", name, "in junk")
    else:
        findings.ok(what, told, name)


def _where(session: Session, folders: list[Folder], message_id: str) -> Folder | None:
    """The folder it has arrived in. The copy that a provider files in Sent proves nothing."""
    for folder in (one for one in folders if one.role in _ARRIVALS):
        try:
            with session.doing(f"looking into {folder.name}"):
                if lies_in(session.client, folder.raw, message_id):
                    return folder
        except FolderUnavailable:
            if folder.role is Role.INBOX:
                raise
    return None


def _take_out(bench: Bench, session: Session, folders: list[Folder]) -> None:
    for folder in folders:
        with (
            bench.findings.trying(f"test letter in {folder.name}"),
            session.doing("taking out a test letter"),
        ):
            swept(session.client, folder.raw, bench.is_probe, PREFIX)


def _value(secret: Secret | None) -> str | None:
    return None if secret is None else secret.value


def _is_token(secret: Secret | None) -> bool:
    return secret is not None and secret.token


def _keep(bench: Bench, address: str, *, proven: bool) -> None:
    if bench.store is None:
        return
    with bench.store.transaction():
        if proven:
            bench.store.plus_addresses.proven(address, bench.now)
        else:
            bench.store.plus_addresses.refuted(address)
