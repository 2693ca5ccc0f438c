"""Nothing in the mailbox but the user's own mail to kith is obeyed, answered or even read."""

from pathlib import Path
from typing import Any

import pytest

from helpers.maildir import MailboxOnDisk
from helpers.world import World
from helpers.writing import KAREN, RAVI, TIMELESS, digest, letters, look, mail, said_so_far, says, since, text
from kith.commands import lines as reading_lines
from kith.commands.tokens import token
from kith.jobs.scan import Unwatched
from kith.mail.ids import letter_id
from kith.store.answers import PAUSES


def test_a_forged_answer_in_inbox_does_nothing(answering: World) -> None:
    """Threat A1: everything a stranger can know is right, but it does not lie in Sent."""
    sent = digest(answering)
    for folder in ("INBOX", "Archive"):
        answering.mailbox.deliver(mail(answering, "1 never\n", to=sent), folder, answering.clock.now())
        answering.mailbox.deliver(mail(answering, "pause\n", subject="kith"), folder, answering.clock.now())
    assert look(answering) == []
    assert said_so_far(answering) == []
    assert len(letters(answering)) == 1


def test_an_answer_in_spam_trash_or_drafts_does_nothing(answering: World) -> None:
    sent = digest(answering)
    answering.mailbox.folder("Junk", r"\Junk")
    for folder in ("Junk", "Trash", "Drafts"):
        answering.mailbox.deliver(mail(answering, "1 never\n", to=sent), folder, answering.clock.now())
    answering.mailbox.deliver(mail(answering, "1 never\n", to=sent), "Sent", answering.clock.now(), flags="D")
    assert look(answering) == []


def test_a_link_is_obeyed_where_a_program_keeps_no_sent_mail(answering: World) -> None:
    sent = digest(answering)
    with answering.kith() as place:
        good = token(place.store.ledger.secret(), letter_id(sent["Message-ID"]), RAVI, "later")
    raw = mail(answering, "Send this mail as it is.\n", subject=f"kith: later 2w, Ravi ({good})")
    answering.mailbox.deliver(raw, "INBOX", answering.clock.now())
    look(answering)
    assert any("Put off: Ravi Patel" in sentence for sentence in since(answering))
    again = mail(
        answering, "x\n", subject=f"kith: later 9w, Ravi ({good})", Message_ID="<replayed@evil.example.org>"
    )
    answering.mailbox.deliver(again, "INBOX", answering.clock.now())
    assert look(answering) == [], "a token outside of Sent is good once"


def test_other_mail_to_oneself_is_not_even_read(answering: World) -> None:
    digest(answering)
    says(answering, "1 never\n", subject="Milk, bread")
    with answering.kith() as place:
        looks = place.scanner().scan(Unwatched())
        assert [one.commands for one in looks] == [[]]
    assert said_so_far(answering) == []


def test_with_commands_by_mail_switched_off_nothing_is_read(answering: World) -> None:
    sent = digest(answering)
    answering.settings += "[commands]\nmail = false\n"
    says(answering, "1 done\n", to=sent)
    assert look(answering) == []
    assert said_so_far(answering) == []


def test_kith_never_answers_itself_nor_a_robot(answering: World) -> None:
    sent = digest(answering)
    for fields in ({"Auto_Submitted": "auto-replied"}, {"X_Kith": "answer"}, {"Precedence": "bulk"}):
        says(answering, "nonsense\n", to=sent, copy=False, **fields)
    assert look(answering) == []
    assert len(letters(answering)) == 1


def test_where_a_server_keeps_everything_in_one_folder_the_sent_label_tells(
    mailbox: MailboxOnDisk, tmp_path: Path
) -> None:
    """Gmail: only All Mail is read, and a forged answer lies there as well."""
    for name, use in (("Sent", r"\Sent"), ("Everything", r"\All")):
        mailbox.folder(name, use)
    answering = World(mailbox, tmp_path, settings=TIMELESS)
    days = (400, 360, 320, 280, 240)
    answering.sent(f"Karen Holm <{KAREN}>", *(ago + 0.1 for ago in days), folder="Everything")
    answering.received(f"Karen Holm <{KAREN}>", *days, folder="Everything")
    answering.scan()
    sent = digest(answering)
    mine, forged = mail(answering, "1 every 6w\n", to=sent), mail(answering, "1 never\n", to=sent)
    for raw, folders in ((mine, ("Everything", "Sent")), (forged, ("Everything", "INBOX"))):
        for folder in folders:
            mailbox.deliver(raw, folder, answering.clock.now())
    look(answering)
    assert said_so_far(answering) == ["1 every 6w"]


def test_a_mail_that_cannot_be_obeyed_stops_no_other_and_is_told_under_health(
    answering: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = digest(answering)
    says(answering, "1 every 6w\n", to=sent, Message_ID="<a.mistake.of.kith@sam.example.org>")
    says(answering, "2 every 6w\n", to=sent)
    parse = reading_lines.parse

    def mistaken(text: str, *others: Any) -> Any:
        if text.startswith("1"):
            raise RuntimeError("a mistake nobody foresaw")
        return parse(text, *others)

    monkeypatch.setattr(reading_lines, "parse", mistaken)
    assert [one.line for one in look(answering)] == ["2 every 6w"]
    sentence = "home: a mail of yours to kith could not be read, so what you say there is not done"
    with answering.kith() as place:
        assert place.digester().compose(place.clock.now()).digest.suspended == (sentence,)
    monkeypatch.undo()
    answering.clock.advance(seconds=PAUSES[0])
    assert [one.line for one in look(answering)] == ["1 every 6w"]
    with answering.kith() as place:
        assert place.store.trouble.left_out() == []


def test_a_mail_that_is_deleted_before_it_is_read_is_taken_back(answering: World) -> None:
    sent = digest(answering)
    says(answering, "1 never\n", to=sent, copy=False)
    with answering.kith() as place:
        for one in place.scanner().scan(Unwatched()):
            one.commands.clear()  # killed before it was obeyed
    for path in answering.mailbox.folder("Sent").glob("cur/*"):
        if b"1 never" in path.read_bytes():
            path.unlink()
    answering.clock.advance(seconds=PAUSES[0])
    assert look(answering) == []
    with answering.kith() as place:
        assert place.store.trouble.left_out() == []


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("Fwd: kith: never Karen", {}),
        ("Re: kith: never Karen", {"In_Reply_To": "<hers@evil.example>"}),
        ("kith: never Karen", {"In_Reply_To": "<hers@evil.example>"}),
        ("Re: kith: never, Karen (aaaaaaaa)", {"In_Reply_To": "<hers@evil.example>"}),
        ("Kith and kin reunion", {}),
    ],
)
def test_a_subject_that_somebody_else_chose_is_no_order(
    answering: World, subject: str, fields: dict[str, str]
) -> None:
    """Her mail says Reply-To: sam@example.org; answered or passed on, it goes from Sam to Sam."""
    says(answering, "Karen never\n", subject=subject, **fields)
    assert look(answering) == []
    assert letters(answering) == []
    assert len(answering.mailbox.messages("Archive")) == 0


@pytest.mark.parametrize(
    "above",
    ["----- Forwarded message from Eve Adamson-Longname <eve.adamson@evil-company.example> -----",
     "---------- İletilen ileti ---------\nGönderen: Eve <eve@evil.example>",
     "Feladó: Eve <eve@evil.example>\nElküldve: 2026. november 23., hétfő 8:00\nTárgy: x"],
)  # fmt: skip
def test_what_is_passed_on_in_a_note_is_no_order(answering: World, above: str) -> None:
    says(answering, f"met Ravi fri\n\n{above}\n\nKaren never\n", subject="kith")
    look(answering)
    assert said_so_far(answering) == ["met Ravi fri"]


def test_an_answer_that_goes_to_somebody_else_too_is_refused_and_told(answering: World) -> None:
    sent = digest(answering)
    for recipients in ("sam@example.org, wife@example.net", "wife@example.net"):
        says(answering, "1 done\n", to=sent, To=recipients, copy=False)
    assert look(answering) == []
    assert said_so_far(answering) == []
    told = [text(one) for one in letters(answering)[1:]]
    assert len(told) == 2
    assert all("it was sent to others too" in one for one in told)


def test_a_mail_without_a_readable_text_is_told(answering: World) -> None:
    sent = digest(answering)
    raw = mail(answering, "x", to=sent).replace(b"text/plain", b"application/pgp-encrypted")
    answering.mailbox.deliver(raw, "Sent", answering.clock.now())
    look(answering)
    assert "no text that kith can read" in text(letters(answering)[-1])


def test_of_what_was_written_more_than_sixty_days_ago_only_what_is_surely_to_kith_is_read(
    answering: World,
) -> None:
    """A store from a backup hears again what was said since; an answer to some other mail to oneself is not opened."""
    sent = digest(answering)
    says(answering, "1 never\n", to=sent)
    other = mail(answering, "2 never\n", subject="Re: groceries", In_Reply_To="<groceries@example.org>")
    answering.mailbox.deliver(other, "Sent", answering.clock.now())
    answering.clock.advance(days=61)
    assert [result.line for result in look(answering)] == ["1 never"]
    assert said_so_far(answering) == ["1 never"]
    assert len(letters(answering)) == 1  # and nothing is answered after so long


def test_what_waits_in_a_folder_that_was_numbered_anew_is_found_again(answering: World) -> None:
    sent = digest(answering)
    says(answering, "1 every 6w\n", to=sent, copy=False)
    with answering.kith() as place:
        for one in place.scanner().scan(Unwatched()):
            one.commands.clear()  # killed before it was obeyed
    answering.mailbox.bump_uidvalidity("Sent")
    answering.clock.advance(days=2)
    look(answering)
    assert said_so_far(answering) == ["1 every 6w"]


def test_the_address_that_the_digest_goes_to_is_the_users(answering: World) -> None:
    answering.settings = answering.settings.replace("[digest]\n", '[digest]\nto = "sam@phone.example"\n')
    answering.scan()
    digest(answering)
    raw = mail(answering, "called Karen yesterday\n", subject="kith", To="sam@phone.example")
    answering.mailbox.deliver(
        raw.replace(b"<sam@example.org>", b"<sam@phone.example>"), "Sent", answering.now
    )
    look(answering)
    assert said_so_far(answering) == ["called Karen yesterday"]


def test_a_digest_passed_on_to_somebody_gets_no_answer(answering: World) -> None:
    sent = digest(answering)
    quoted = "\n".join(f"> {line}" for line in text(sent).splitlines())
    says(answering, f"For you.\n\n{quoted}\n", to=sent, To="wife@example.net", copy=False)
    assert look(answering) == []
    assert len(letters(answering)) == 1
