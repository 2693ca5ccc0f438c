"""A command mail is done if it is surely the user's: every attack of docs/design.md, "Answers", ends in a reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.corpora import FOLDER as CORPORA
from kith.commands.tokens import DAYS, Offer, Ring, token
from kith.commands.whose import COMMANDS, Kind, Whose, against_it, line_key, verdict
from kith.mail import facts as reading
from kith.mail.answer import named as named_in
from kith.mail.words import text_of
from kith.model import SCANNED, Facts, Role
from kith.people.address import Me

NOW = datetime(2026, 12, 1, tzinfo=UTC)
MADE = int(datetime(2026, 11, 30, 6, 30, tzinfo=UTC).timestamp())
ME = Me(["sam@example.org", "sam@old.example"])
LETTER = "<1f0c9a8e7d6b5c4a3f2e1d0c9b8a7f6e@example.org>"
DIGESTS = {LETTER: "2026w48", "<0e0c9a8e7d6b5c4a3f2e1d0c9b8a7f6e@example.org>": "2026w47"}
SECRET = bytes(range(32))
KAREN = Offer("2026w48", "karen@example.org", "later", MADE)
OLD = Offer("2026w30", "karen@example.org", "later", MADE - 61 * 86_400)
OFFERS = (KAREN, replace(KAREN, verb="never"), replace(KAREN, address="petr@example.cz"), OLD)
RING = Ring(SECRET, OFFERS, int(NOW.timestamp()))


def of(offer: Offer, secret: bytes = SECRET) -> str:
    return token(secret, offer.digest, offer.address, offer.verb)


GOOD = of(KAREN)
FORGED = "mx.example.org; dmarc=fail (p=reject) header.from=example.org"
SAID_GOOD = "mx.example.org; dkim=pass; spf=pass; dmarc=pass header.from=example.org"
LINK = f"kith: later 2w, Karen ({GOOD})"
REPLY = "Re: Karen, Júlia and Ravi: 3 notes to write, about 7 minutes (30 Nov)"


def mail(subject: str = REPLY, **fields: str) -> Facts:
    """From the user to the user, unless said otherwise; a field that is "" is left out."""
    said = {"From": "Sam Doe <sam@example.org>", "To": "sam@example.org", "Subject": subject,
            "Date": "Mon, 30 Nov 2026 08:00:00 +0100", "Message-ID": "<abc.def.ghi@example.org>"}  # fmt: skip
    said |= {name.replace("_", "-"): value for name, value in fields.items()}
    header = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return reading.read(header.encode(), NOW, 1000, NOW)


def judged(
    facts: Facts,
    role: Role = Role.SENT,
    *,
    references: Sequence[str] = (),
    named: str = "",
    draft: bool = False,
) -> Whose:
    return verdict(facts, role, ME, DIGESTS, RING, references=references, named=named, draft=draft)


def two_fields(name: str, value: str) -> Whose:
    """A link that lies in INBOX, with a field twice: what one program shows is not what another judges."""
    header = f"From: sam@example.org\r\nTo: sam@example.org\r\nSubject: {LINK}\r\n{name}: {value}\r\n"
    return judged(reading.read(header.encode(), NOW, 1000, NOW), Role.INBOX)


GENUINE: dict[str, tuple[Whose, Kind, str]] = {
    "an answer": (judged(mail(In_Reply_To=LETTER)), Kind.ANSWER, "2026w48"),
    "an answer to an older digest": (judged(mail(In_Reply_To=[*DIGESTS][1])), Kind.ANSWER, "2026w47"),
    "by References alone": (judged(mail(), references=["<x@y.example>", LETTER]), Kind.ANSWER, "2026w48"),
    "the newest of several": (judged(mail(), references=[*DIGESTS][::-1]), Kind.ANSWER, "2026w48"),
    "SOGo drops both": (judged(mail(), named="2026w48"), Kind.ANSWER, "2026w48"),
    "the thread before the sentinel": (judged(mail(In_Reply_To=LETTER), named="2026w47"), Kind.ANSWER, "2026w48"),
    "from an old address": (judged(mail(From="sam@old.example", In_Reply_To=LETTER)), Kind.ANSWER, "2026w48"),
    "to a tag of one's own": (judged(mail(To="sam+kith@example.org", In_Reply_To=LETTER)), Kind.ANSWER, "2026w48"),
    "to several of one's own": (judged(mail(Cc="sam@old.example", In_Reply_To=LETTER)), Kind.ANSWER, "2026w48"),
    "said to be by hand": (judged(mail(In_Reply_To=LETTER, Auto_Submitted="no")), Kind.ANSWER, "2026w48"),
    "a link": (judged(mail(LINK)), Kind.LINK, "2026w48"),
    "a link with another duration": (judged(mail(f"Kith: later 4w ({GOOD.upper()})")), Kind.LINK, "2026w48"),
    "a link, too old": (judged(mail(f"kith: later, Karen ({of(OLD)})")), Kind.LINK, ""),
    "a link in INBOX only": (judged(mail(LINK), Role.INBOX), Kind.LINK, "2026w48"),
    "a link in All Mail only": (judged(mail(LINK), Role.ALL), Kind.LINK, "2026w48"),
    "a link in INBOX only, sent under another address of yours": (
        judged(mail(LINK, Sender="sam@old.example", Reply_To="Sam Doe <sam@example.org>"), Role.INBOX),
        Kind.LINK, "2026w48"),
    "a link in INBOX only, confirmed": (
        judged(mail(LINK, Authentication_Results=SAID_GOOD), Role.INBOX), Kind.LINK, "2026w48"),
    "a note": (judged(mail("kith: called Karen today")), Kind.NOTE, ""),
    "a note without words": (judged(mail("Kith")), Kind.NOTE, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", GENUINE)
def test_the_users_own_is_done(name: str) -> None:
    found, kind, digest = GENUINE[name]
    assert (found.kind, found.digest) == (kind, digest), found.because
    assert found.because
    assert found.once
    assert set(found.once) <= set(found.spends)


HIS = "eve@evil.example"
ATTACKS: dict[str, tuple[Whose, str]] = {
    "forged From in INBOX": (judged(mail(In_Reply_To=LETTER), Role.INBOX), "neither in a Sent"),
    "forged, the id of the digest known": (judged(mail(), Role.INBOX, named="2026w48"), "neither in a Sent"),
    "forged, with results that are said to be good": (
        judged(mail(In_Reply_To=LETTER, Authentication_Results=SAID_GOOD), Role.INBOX), "neither in a Sent"),
    "a forged note": (judged(mail("kith: pause 1y"), Role.INBOX), "neither in a Sent"),
    "in another folder": (judged(mail(In_Reply_To=LETTER), Role.NORMAL), "neither in a Sent"),
    "in All Mail": (judged(mail(In_Reply_To=LETTER), Role.ALL), "neither in a Sent"),
    "a token that is none": (judged(mail("kith: later, Karen (aaaaaaaa)"), Role.INBOX), "neither in a Sent"),
    "a token cut off": (judged(mail(f"kith: later, Karen ({GOOD[:7]})"), Role.INBOX), "neither in a Sent"),
    "a token of another verb": (judged(mail(f"kith: never, Karen ({GOOD})"), Role.INBOX), "neither in a Sent"),
    "a token of another secret": (
        judged(mail(f"kith: later ({of(KAREN, bytes(32))})"), Role.INBOX), "neither in a Sent"),
    "a token of a digest that never was": (
        judged(mail(f"kith: later ({of(replace(KAREN, digest='2026w49'))})"), Role.INBOX), "neither in a Sent"),
    "a token of somebody kith did not name": (
        judged(mail(f"kith: later ({of(replace(KAREN, address=HIS))})"), Role.INBOX), "neither in a Sent"),
    "a token too old": (judged(mail(f"kith: later, Karen ({of(OLD)})"), Role.INBOX), "neither in a Sent"),
    "a token that is right, and From is shown to be forged": (
        judged(mail(LINK, Authentication_Results=FORGED), Role.INBOX), "forged"),
    "a friend presses a link of a digest passed on": (judged(mail(LINK, From=HIS), Role.INBOX), "not from you"),
    "somebody else's mail that quotes an answer": (
        judged(mail(From=HIS, In_Reply_To=LETTER), Role.INBOX, named="2026w48"), "not from you"),
    "somebody else's, moved to Sent by a rule": (judged(mail(From=HIS, In_Reply_To=LETTER)), "not from you"),
    "two senders": (judged(mail(From=f"sam@example.org, {HIS}", In_Reply_To=LETTER)), "not from you"),
    "no sender": (judged(mail(From="", In_Reply_To=LETTER)), "not from you"),
    "my name on another address": (
        judged(mail(LINK, From=f'"sam@example.org" <{HIS}>'), Role.INBOX), "not from you"),
    "a domain that ends as mine": (
        judged(mail(LINK, From="sam@example.org.evil.example"), Role.INBOX), "not from you"),
    "the digest passed on to a friend": (judged(mail(To=HIS, In_Reply_To=LETTER), named="2026w48"), "not to you alone"),
    "a copy to a friend": (judged(mail(Cc=HIS, In_Reply_To=LETTER)), "not to you alone"),
    "a blind copy to a friend": (judged(mail(Bcc=HIS, In_Reply_To=LETTER)), "not to you alone"),
    "to nobody": (judged(mail(To="undisclosed-recipients:;", In_Reply_To=LETTER)), "not to you alone"),
    "a link sent on": (judged(mail(LINK, To=HIS)), "not to you alone"),
    "the user's holiday robot": (
        judged(mail(f"Auto: {REPLY}", In_Reply_To=LETTER, Auto_Submitted="auto-replied")), "Auto-Submitted"),
    "a robot that says it by Precedence": (judged(mail(In_Reply_To=LETTER, Precedence="bulk")), "Precedence"),
    "a robot that says it by its subject": (
        judged(mail("Automatic reply: 3 notes to write", In_Reply_To=LETTER)), "automatic reply"),
    "a letter that came back": (judged(mail(LINK, Return_Path="<>"), Role.INBOX), "Return-Path"),
    "a report": (judged(mail(LINK, Content_Type="multipart/report"), Role.INBOX), "report"),
    "through a list": (judged(mail(LINK, List_Id="<l.example>"), Role.INBOX), "List-Id"),
    "a draft in Drafts": (judged(mail(In_Reply_To=LETTER), Role.DRAFTS), "a draft"),
    "a draft in Sent": (judged(mail(In_Reply_To=LETTER), draft=True), "a draft"),
    "thrown away": (judged(mail(LINK), Role.TRASH), "not read"),
    "junk": (judged(mail(LINK), Role.JUNK), "not read"),
    # Whoever was passed a digest has its tokens; these came through before they were tried.
    "a token that is right, on your behalf": (judged(mail(LINK, Sender=HIS), Role.INBOX), "Sender is not you"),
    "a token that is right, the answer to somebody else": (
        judged(mail(LINK, Reply_To=f"Sam <{HIS}>"), Role.INBOX), "Reply-To is not you"),
    "a token that is right, sealed by forwarders (ARC)": (
        judged(mail(LINK, Authentication_Results=f"{FORGED}; arc=pass"), Role.INBOX), "could not confirm From"),
    "a token that is right, your domain lets everything pass": (
        judged(mail(LINK, Authentication_Results=FORGED.replace("reject", "none")), Role.INBOX),
        "could not confirm From"),
    "a calendar's answer under a link's subject": (
        judged(mail(LINK, Content_Type="text/calendar; method=REPLY"), Role.INBOX), "an answer by a calendar"),
    "a receipt that the digest was read": (
        judged(mail(In_Reply_To=LETTER, Content_Type="multipart/report; report-type=disposition-notification")),
        "reading report"),
    "a bounce that quotes the digest": (
        judged(mail(In_Reply_To=LETTER, From="MAILER-DAEMON@example.org"), Role.INBOX, named="2026w48"),
        "not from you"),
    "two From fields": (two_fields("From", HIS), "not from you"),
    "two To fields": (two_fields("To", HIS), "not to you alone"),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_does_nothing_and_says_why(name: str) -> None:
    found, reason = ATTACKS[name]
    assert found.kind is Kind.REFUSED
    assert reason in found.because
    assert found.action is found.offer is None
    assert found.once == found.spends == ()


OTHERS: dict[str, tuple[Whose, str]] = {
    "kith's own digest": (judged(mail(X_Kith="digest", In_Reply_To=LETTER)), "kith wrote it"),
    "kith's own answer": (judged(mail(f"Re: {LINK}", X_Kith="answer")), "kith wrote it"),
    "a note to oneself": (judged(mail("Milk, bread")), "neither"),
    "kin, not kith": (judged(mail("Kithara lessons")), "neither"),
    "a letter to a friend": (judged(mail("Brno", To=HIS)), "neither"),
    "the answer to another letter": (judged(mail(In_Reply_To="<x@y.example>")), "neither"),
    "a sentinel of no digest of ours": (judged(mail(), named="1999w01"), "neither"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_has_nothing_to_do_with_kith_is_let_alone(name: str) -> None:
    found, reason = OTHERS[name]
    assert found.kind is Kind.NONE
    assert reason in found.because


def test_there_are_as_many_attacks_and_shapes_as_were_promised() -> None:
    """shared/design/reliability.md, A1: 40 forgeries, none applied; 12 genuine shapes, all applied."""
    assert len(ATTACKS) >= 40
    assert len(GENUINE) >= 12


def test_each_copy_of_a_mail_has_the_same_key() -> None:
    sent, inbox = judged(mail(LINK)), judged(mail(LINK, Received="from x by y"), Role.INBOX)
    assert sent.once == sent.spends[:1]
    assert set(sent.once) < set(inbox.once)
    assert inbox.spends == sent.spends


def test_a_token_seen_elsewhere_is_good_once_whatever_the_mail_calls_itself() -> None:
    first, again = (
        judged(mail(LINK), Role.INBOX),
        judged(mail(LINK, Message_ID="<new.new.new@example.org>"), Role.INBOX),
    )
    assert set(again.once) & set(first.spends)
    own = judged(mail(LINK, Message_ID="<new.new.new@example.org>"))
    assert not set(own.once) & set(first.spends), "the user presses the link again, and it lies in Sent"


def test_a_line_is_the_same_line_in_every_copy_and_another_in_another_mail() -> None:
    first, copy = mail(), mail(Message_ID="<given.by.a.gateway@example.org>")
    assert line_key(first, "2026w48", 1, "Done ") == line_key(copy, "2026w48", 1, "done")
    others = {
        line_key(first, "2026w48", 1, "done"),
        line_key(first, "2026w48", 2, "done"),
        line_key(first, "2026w48", None, "done"),
        line_key(first, "2026w47", 1, "done"),
        line_key(first, "2026w48", 1, "done today"),
        line_key(mail(Date="Mon, 30 Nov 2026 08:00:01 +0100"), "2026w48", 1, "done"),
    }
    assert len(others) == 6


def test_a_line_key_says_nothing_of_the_line() -> None:
    assert "karen" not in line_key(mail(), "2026w48", None, "note Karen is ill").lower()


def test_what_cannot_be_the_users_is_known_before_its_text_is_read() -> None:
    assert against_it(mail(), Role.SENT, ME) == ""
    assert against_it(mail(To=HIS), Role.SENT, ME) == "not to you alone"


@given(
    st.sampled_from([LINK, REPLY, "kith: pause 4w", "x"]), st.sampled_from(["sam@example.org", HIS, "", "a, b"]),
    st.sampled_from(["sam@example.org", HIS, f"sam@example.org, {HIS}", ""]), st.sampled_from([LETTER, "<x@y.z>", ""]),
    st.sampled_from(list(Role)), st.sampled_from(["", "2026w48", "x"]), st.booleans(),
)  # fmt: skip
def test_nothing_is_done_that_is_not_from_the_user_to_the_user(
    subject: str, sender: str, to: str, parent: str, role: Role, named: str, draft: bool
) -> None:
    found = judged(mail(subject, From=sender, To=to, In_Reply_To=parent), role, named=named, draft=draft)
    if found.kind in COMMANDS:
        assert (sender, to, draft) == ("sam@example.org", "sam@example.org", False)
        assert role is Role.SENT or (found.offer == KAREN and role in SCANNED - {Role.SENT})


def test_a_link_is_refused_elsewhere_when_its_days_are_over() -> None:
    late = replace(RING, now=MADE + DAYS * 86_400 + 1)
    assert verdict(mail(LINK), Role.INBOX, ME, DIGESTS, late).kind is Kind.REFUSED
    assert verdict(mail(LINK), Role.SENT, ME, DIGESTS, late).kind is Kind.LINK


def test_answers_that_mail_programs_really_sent_are_known() -> None:
    folder = CORPORA / "replies-from-clients"
    if not folder.exists():
        pytest.skip(f"no {folder}: real mail is not part of the project")
    me, letter = Me(["me@example.test"]), "<kith.digest.2026w48@example.test>"
    for name, kind in {"sent_001": Kind.NONE, "sent_003": Kind.NONE, "sent_007": Kind.ANSWER, "sent_008": Kind.NONE,
                       "sent_009": Kind.ANSWER, "sent_010": Kind.ANSWER}.items():  # fmt: skip
        raw = (folder / f"{name}.eml").read_bytes()
        facts = reading.read(raw, NOW, len(raw), NOW)
        found = verdict(facts, Role.SENT, me, {letter: "2026w48"}, RING, named=named_in(text_of(raw)))
        assert found.kind is kind, name
        assert verdict(facts, Role.INBOX, me, {letter: "2026w48"}, RING).kind not in COMMANDS
