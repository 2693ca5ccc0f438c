"""One account: its secret, line, login, abilities and folders, and whether a draft can be put there and taken out.

Promises one connection, closed before the next account; of the mailbox only the probe is touched.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from kith.config.settings import Account
from kith.deliver.probe import Probed, probe
from kith.errors import FAILED, KithError
from kith.imap.folders import CONFIGURED, Folder, advice, listing
from kith.imap.session import Session
from kith.jobs.checking.bench import LIMITS, Bench
from kith.jobs.delivering.drafting import FLAGS
from kith.journal import clean
from kith.model import SCANNED, Role
from kith.vault import Secret

IN_INBOX = (
    b"\\Seen",
    b"\\Deleted",
)  # so that no telephone rings, and one left over goes with the next expunge
ABLE = ("UIDPLUS", "MOVE", "SPECIAL-USE", "LIST-STATUS")


def check_account(bench: Bench, name: str, account: Account) -> None:
    """All that can be said of it; what cannot be tried after a failure is said to be left out."""
    findings = bench.findings
    sessions: list[Session] = []  # a second one where a token was renewed
    entered = False

    def attempt(secret: Secret) -> Session:
        if not sessions:
            findings.ok("secret", _source(account), name)
        sessions.append(Session(account, secret, LIMITS))
        return sessions[-1].__enter__()

    try:
        with inside(bench.credential(name).opening(attempt)) as session:
            entered = True
            bench.certificate("connection", session.certificate, name)
            _login(bench, name, account)
            _inside(bench, name, session, account)
    except KithError as error:
        if not sessions:
            findings.error("secret", error, name)
            findings.skip("login", "not tried without a secret", name)
            return
        session = sessions[-1]
        if not session.safe:
            findings.error("connection", error, name)
            findings.skip("login", "not tried: no secret is sent on such a line", name)
        elif not entered:
            bench.certificate("connection", session.certificate, name)
            findings.error("login", error, name)
        else:
            findings.error("mailbox", error, name)


@contextmanager
def inside(session: Session) -> Iterator[Session]:
    """A session that is open already; closed at the end of the block."""
    try:
        yield session
    finally:
        session.__exit__(None, None, None)


def session_for(bench: Bench, name: str) -> Session:
    """Another session at an account. Raises SecretUnavailable."""
    return Session(bench.settings.accounts[name], bench.credential(name)(), LIMITS)


def _source(account: Account) -> str:
    """Where the secret came from, never what it is."""
    if account.oauth:
        return f"a token by OAuth from {account.oauth.provider}, renewed by kith"
    if account.password_command:
        return f"one line from password_command ({account.password_command[0]})"
    if account.token_command:
        return f"a token from token_command ({account.token_command[0]})"
    if account.password_file:
        return f"from password_file {account.password_file}, which nobody else can read"
    if account.credential:
        return f'from the credential "{account.credential}"'
    return f"from the variable {account.password_env}"


def _login(bench: Bench, name: str, account: Account) -> None:
    told = f"as {account.user} at {account.host}:{account.port}"
    refusals = bench.store.cursors.refused(name)[0] if bench.store else 0
    if refusals:
        what = f"{told}; it works now, but was refused {refusals} times before, and the daemon waits"
        bench.findings.warn("login", what, "`kith reload` has the daemon try at once", name, "refused before")
    else:
        bench.findings.ok("login", told, name)


def _inside(bench: Bench, name: str, session: Session, account: Account) -> None:
    findings = bench.findings
    able = session.capabilities
    told = ", ".join(f"{one} {'yes' if one in able else 'no'}" for one in ABLE)
    if removes(session):
        findings.ok("abilities", told, name)
    else:
        what = f"{told}: without UIDPLUS no single message can be taken out"
        fix = (
            "nothing to do; drafts that are out of date stay in your Drafts folder, and the digest names them"
        )
        findings.warn("abilities", what, fix, name, "no UIDPLUS")
    found: tuple[Folder, ...] = ()
    with findings.trying("folders", name):
        found = listing(session)
        _folders(bench, name, session, account, found)
    for words in session.take_alerts():
        findings.warn("server", words, "the server wants you to read this", name, "alert")
    drafts = next((one for one in found if one.role is Role.DRAFTS), None)
    _draft(bench, name, session, account, drafts)
    if not bench.settings.by_smtp and bench.settings.digest_account == name:
        _inbox(bench, name, session, account)


def removes(session: Session) -> bool:
    """Whether the server can take out one message alone: UIDPLUS, which IMAP4rev2 has without its name (RFC 9051)."""
    return bool({"UIDPLUS", "IMAP4REV2"} & session.capabilities)


def _folders(bench: Bench, name: str, session: Session, account: Account, found: tuple[Folder, ...]) -> None:
    findings, first = bench.findings, dict[Role, Folder]()
    for folder in found:
        first.setdefault(folder.role, folder)
    bench.folders[name] = {role: clean(folder.name) for role, folder in first.items()}
    read = [folder for folder in found if folder.role in SCANNED]
    everything = first.get(Role.ALL)
    told = f"only {everything.name}, which has all mail" if everything else f"{len(read)} of {len(found)}"
    roles = [
        f"{label} {first[role].name} (by {first[role].because})"
        for role, label in ((Role.SENT, "sent"), (Role.DRAFTS, "drafts"))
        if role in first
    ]
    summary = f"read: {told}; {', '.join(roles) or 'neither sent mail nor drafts found'}"
    names = ", ".join(folder.name for folder in found)
    for key, wanted, role in (
        ("sent", account.folders.sent, Role.SENT),
        ("drafts", account.folders.drafts, Role.DRAFTS),
    ):
        if wanted and (role not in first or first[role].because != CONFIGURED):
            fix = f'put right folders = {{ {key} = "…" }}; there are: {names}'
            findings.fail("folders", f'your configuration names "{wanted}", which is not there', fix, name)
    if hint := advice(session, found):
        findings.warn("folders", summary, hint, name, "All Mail hidden")
    elif Role.SENT not in first and not everything:
        fix = f'name it with folders = {{ sent = "…" }}, or kith hears no answers by mail; there are: {names}'
        findings.warn("folders", summary, fix, name, "no Sent")
    else:
        findings.ok("folders", summary, name)


def _draft(bench: Bench, name: str, session: Session, account: Account, folder: Folder | None) -> None:
    findings = bench.findings
    if not bench.settings.drafts.mailbox:
        findings.skip("draft", "drafts.mailbox is off: kith puts none into a folder", name)
    elif folder is None:
        fix = 'make one, or name it with folders = { drafts = "…" }; or set mailbox = false under [drafts]'
        findings.fail("draft", "there is no Drafts folder", fix, name, FAILED, "no Drafts")
    elif _may_probe(bench, "draft", name, session):
        with findings.trying("draft", name), session.doing("putting a test draft"):
            put = _put(bench, name, session, account, folder.raw, FLAGS)
            _told(bench, "draft", name, f"a test draft was put into {folder.name}", put)


def _inbox(bench: Bench, name: str, session: Session, account: Account) -> None:
    """By APPEND, as the digest comes; marked as read and deleted, and taken out in the same second."""
    if _may_probe(bench, "digest", name, session):
        with bench.findings.trying("digest", name), session.doing("putting a test letter"):
            put = _put(bench, name, session, account, b"INBOX", IN_INBOX)
            _told(bench, "digest", name, "placed into INBOX by IMAP; a test letter was put there", put)


def _may_probe(bench: Bench, what: str, name: str, session: Session) -> bool:
    if not bench.mail:
        bench.findings.skip(what, "not tried (--no-mail)", name)
    elif not removes(session):
        why = "not tried: this server could not take a test letter out again; the first digest will tell"
        bench.findings.skip(what, why, name)
    else:
        return True
    return False


def _put(
    bench: Bench, name: str, session: Session, account: Account, folder: bytes, flags: tuple[bytes, ...]
) -> Probed:
    message_id, letter = bench.new_probe(account.email)
    before = bench.now
    put = probe(session.client, folder, letter, message_id, flags, bench.is_probe)
    if put.arrived is not None:
        # The server's second lies between these two, where both clocks are right.
        early, late = put.arrived - before, put.arrived - bench.now
        bench.server_ahead.setdefault(name, 0 if early >= 0 >= late else min(early, late, key=abs))
    return put


def _told(bench: Bench, what: str, name: str, done: str, put: Probed) -> None:
    more = f", {put.left_over} of an interrupted check too" if put.left_over else ""
    if put.removed:
        bench.findings.ok(what, f"{done} and taken out again{more}", name)
    else:
        fix = 'delete "A test of kith check, gone in a moment" there'
        bench.findings.warn(what, f"{done}, and flagged or answered there at once", fix, name, "not removed")
