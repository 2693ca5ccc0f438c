"""What the user writes to kith by mail is done once, and told; what anybody else writes is not."""

import shutil
from datetime import timedelta

import pytest

from helpers.world import World
from helpers.writing import KAREN, RAVI, digest, letters, look, mail, numbers, said_so_far, says, since, text
from kith.clock import unix
from kith.jobs.orders.obeying import obey


def test_an_answer_is_obeyed_at_the_next_look_and_told_in_the_next_digest(answering: World) -> None:
    sent = digest(answering)
    number = numbers(answering)
    says(answering, f"{number[KAREN]} called yesterday\n{number[RAVI]} snooze 3w\n", to=sent)
    results = look(answering)
    assert [one.understood for one in results] == [True, True]
    told = since(answering)
    assert "Noted: you called Karen Holm on 22 November." in told
    assert any("Put off: Ravi Patel" in sentence for sentence in told)
    assert len(letters(answering)) == 1, "what was understood gets no mail"


def test_a_mail_is_obeyed_once_through_looks_copies_and_a_reading_from_the_start(answering: World) -> None:
    sent = digest(answering)
    raw = says(answering, "1 done\n", to=sent)
    look(answering)
    answering.mailbox.deliver(raw, "Archive", answering.clock.now())  # a copy, moved by a rule
    answering.mailbox.deliver(raw, "Sent", answering.clock.now())  # and one that a program filed twice
    look(answering)
    answering.settings += (
        '[people]\nignore = ["nobody@example.net"]\n'  # other rules: everything is read again
    )
    look(answering)
    answering.mailbox.bump_uidvalidity("Sent")
    look(answering)
    assert said_so_far(answering) == ["1 done"]


def test_a_copy_with_another_message_id_does_nothing(answering: World) -> None:
    sent = digest(answering)
    at = answering.clock.now()
    says(answering, "1 more\n", to=sent, at=at)
    says(answering, "1 more\n", to=sent, at=at, Message_ID="<rewritten.by.the.server@example.org>")
    look(answering)
    assert said_so_far(answering) == ["1 more"]


def test_answers_are_obeyed_in_the_order_of_their_dates_not_of_their_arrival(answering: World) -> None:
    sent = digest(answering)
    now = answering.clock.now()
    says(answering, "1 every 6w\n", to=sent, at=now - timedelta(minutes=5))
    says(answering, "1 every 3w\n", to=sent, at=now - timedelta(minutes=50))
    look(answering)
    assert said_so_far(answering) == ["1 every 3w", "1 every 6w"]


def test_today_is_the_day_on_which_the_mail_was_written(answering: World) -> None:
    sent = digest(answering)
    says(answering, "1 met yesterday\n", to=sent)
    answering.clock.advance(days=3)
    look(answering)
    assert any("on 22 November" in sentence for sentence in since(answering))


def test_a_link_whose_digest_is_forgotten_goes_by_the_name_in_it(answering: World) -> None:
    says(answering, "x\n", subject="kith: never, Karen Holm (aaaaaaaa)")
    look(answering)
    assert any("Never suggested again: Karen Holm" in sentence for sentence in since(answering))


@pytest.mark.parametrize(
    ("subject", "said"),
    [("kith: called Karen yesterday", ""), ("kith", "called Karen yesterday\n-- \nSam Okafor\n"),
     ("Kith:", "Hi kith,\n\ncalled Karen yesterday\n\nCheers,\nSam\nAcme Corp. 12\n")],
)  # fmt: skip
def test_a_note_to_oneself_is_obeyed(answering: World, subject: str, said: str) -> None:
    says(answering, said, subject=subject)
    (result,) = look(answering)
    assert result.understood
    assert "Noted: you called Karen Holm on 22 November." in since(answering)
    assert letters(answering) == []


def test_a_note_to_the_tagged_address_needs_no_word_in_its_subject(answering: World) -> None:
    says(
        answering,
        "met Ravi 12 nov\n",
        subject="Ravi Patel prefers text +44 20 7946 0018",
        To="sam+kith@example.org",
    )
    with answering.kith() as place, place.store.transaction():
        place.store.plus_addresses.proven("sam+kith@example.org", 1)
    look(answering)
    assert any("Ravi Patel prefers a text (+44 20 7946 0018)" in sentence for sentence in since(answering))


def test_a_note_to_a_tagged_address_that_nobody_has_proven_is_not_obeyed_but_answered_once(
    answering: World,
) -> None:
    says(answering, "met Ravi 12 nov\n", subject="anything", To="sam+kith@example.org")
    look(answering)
    look(answering)
    assert said_so_far(answering) == []
    (answer,) = letters(answering)
    said = " ".join(text(answer).split())
    assert "nobody has proven yet that your server delivers this address to you: `kith check` does" in said


def test_what_was_not_understood_is_answered_once_in_the_thread(answering: World) -> None:
    sent = digest(answering)
    raw = says(answering, "1 done\nsnoze the lot\nhelp snooze\n", to=sent)
    look(answering)
    look(answering)
    assert said_so_far(answering) == ["1 done"]
    _, answer = letters(answering)
    said = text(answer)
    assert answer["In-Reply-To"] in raw.decode()
    assert sent["Message-ID"] in answer["References"]
    assert answer["Subject"] == f"Re: {sent['Subject']}"
    assert answer["Auto-Submitted"] == "auto-replied"
    assert '"snoze the lot"' in said
    assert '"snooze"' in said
    assert "not before then; two weeks" in said
    assert "noted that you were in touch today" in said
    assert said.startswith("~~ answer-above-this-line ~~ kith-")


def test_an_answer_to_kiths_answer_means_the_same_numbers_and_the_choices_it_gave(answering: World) -> None:
    answering.friends("Alex Kim <alex.kim@example.net>", 200, 100)
    answering.friends("Alex Lee <alex.lee@example.net>", 180, 90)
    answering.scan()
    sent = digest(answering)
    highest = max(numbers(answering).values())
    says(answering, "alex called\n", to=sent)
    (result,) = look(answering)
    assert not result.understood
    answer = letters(answering)[-1]
    said = text(answer)
    choice = next(line.split(".")[0].strip() for line in said.splitlines() if "alex.lee@example.net" in line)
    assert int(choice) > highest
    says(answering, f"{choice} called\n1 done\n\n> {said.splitlines()[0]}\n", to=answer)
    assert [one.understood for one in look(answering)] == [True, True]
    told = since(answering)
    assert "Noted: you called Alex Lee today." in told or any("you called Alex Lee" in one for one in told)
    assert len(letters(answering)) == 2


def test_a_greeting_and_a_signature_are_no_lines_for_kith(answering: World) -> None:
    sent = digest(answering)
    says(answering, "Hi,\n1 done\n\nBest regards\nSam Okafor\nKaren Holm Street 12\n", to=sent)
    assert [one.line for one in look(answering)] == ["1 done"]
    assert len(letters(answering)) == 1


def test_an_answer_between_the_quoted_lines_is_about_the_person_above(answering: World) -> None:
    sent = digest(answering)
    quoted = []
    for line in text(sent).splitlines():
        quoted.append(f"> {line}")
        if line.startswith("2. "):
            quoted.append("she is in Brno now" if "Karen" in line else "he is in Brno now")
        if line.startswith("1. "):
            quoted.append("called")
    says(answering, "\n".join(quoted), to=sent)
    assert [one.understood for one in look(answering)] == [True, True]
    told = " ".join(since(answering))
    assert "you called" in told
    assert "in Brno now" in told


def test_undo_and_the_command_line_share_one_ledger(answering: World) -> None:
    sent = digest(answering)
    answering.mailbox.deliver(mail(answering, "1 never\n", to=sent), "Sent", answering.clock.now())
    look(answering)
    with answering.kith() as place:
        (undone,) = obey(place.store, place.settings, place.zone, "undo", place.clock.now())
    assert "never" in undone.text
    assert not any("Never suggested" in sentence for sentence in since(answering))


@pytest.mark.parametrize("first", ["Thanks!", "Thank you", "Bye", "Hello kith", "Thanks for the digest."])
def test_a_courtesy_before_the_orders_loses_none(answering: World, first: str) -> None:
    sent = digest(answering)
    says(answering, f"{first}\n\n1 done\n2 later 2w\n", to=sent)
    assert [one.line for one in look(answering)] == ["1 done", "2 later 2w"]
    assert len(letters(answering)) == 1


@pytest.mark.parametrize(
    "said",
    ["thanks for this, very useful", "Thanks kith!", "ty", "Have a nice weekend!", "Mvh Sam", "ok, thanks", "Ok",
     "С уважением,\nСэм", "Φιλικά,\nSam", "Please excuse my brevity.", "Virus-free. www.avast.com",
     "iPhone'umdan gönderildi", "Dr. S. Okafor\n1 Main Street\n+44 20 7946 0018"],
)  # fmt: skip
def test_what_people_write_beside_their_orders_gets_no_answer(answering: World, said: str) -> None:
    sent = digest(answering)
    says(answering, f"1 done\n\n{said}\n", to=sent)
    assert [one.line for one in look(answering)] == ["1 done"]
    says(answering, f"{said}\n", to=sent)
    look(answering)
    assert len(letters(answering)) == 1
    assert said_so_far(answering) == ["1 done"]


def test_commands_that_stand_in_kiths_own_help_are_obeyed_in_answer_to_it(answering: World) -> None:
    sent = digest(answering)
    says(answering, "help\npause 4w\n", to=sent)
    look(answering)
    says(answering, "resume\nmore\n", to=letters(answering)[-1])
    assert [one.line for one in look(answering)] == ["resume", "more"]


def test_a_line_that_is_said_twice_in_one_mail_is_obeyed_twice(answering: World) -> None:
    sent = digest(answering)
    raw = says(answering, "1 never\nundo\n1 never\n", to=sent)
    look(answering)
    assert said_so_far(answering) == ["1 never", "undo", "1 never"]
    again = raw.replace(b".command@", b".rewritten@")
    answering.mailbox.deliver(again, "Sent", answering.clock.now())
    look(answering)
    assert len(said_so_far(answering)) == 3


def test_two_unclear_names_in_one_mail_have_numbers_of_their_own(answering: World) -> None:
    for name in ("Alex Kim", "Alex Lee", "Ben Kim", "Ben Lee"):
        answering.friends(f"{name} <{name.replace(' ', '.').lower()}@example.net>", 200, 100)
    answering.scan()
    sent = digest(answering)
    highest = len(numbers(answering))
    says(answering, "alex called\nben met\n", to=sent)
    look(answering)
    said = text(letters(answering)[-1])
    assert [f"{highest + place}. " in said for place in (1, 2, 3, 4)] == [True] * 4
    assert f"{highest + 3}. Ben Kim" in said


def test_a_store_from_a_backup_does_again_what_was_said_and_answers_nothing_twice(answering: World) -> None:
    sent = digest(answering)
    before = answering.folder / "backup"
    shutil.copytree(answering.state, before)
    says(answering, "1 every 6w\nsnoze the lot\n", to=sent)
    look(answering)
    shutil.rmtree(answering.state)
    shutil.copytree(before, answering.state)
    look(answering)
    assert said_so_far(answering) == ["1 every 6w"]
    assert len(letters(answering)) == 2


def test_a_mail_dated_ahead_is_of_now(answering: World) -> None:
    sent = digest(answering)
    says(answering, "1 met today\n", to=sent, at=answering.clock.now() + timedelta(hours=20))
    look(answering)
    with answering.kith() as place:
        (event,) = place.store.events.all()
        assert event.when is not None
        assert event.when <= unix(answering.clock.now())


def test_a_line_that_may_have_been_a_command_is_kept_as_a_note_and_told_at_once(answering: World) -> None:
    sent = digest(answering)
    says(answering, "1 snoze 3w\n", to=sent)
    look(answering)
    said = text(letters(answering)[-1])
    assert "no contact recorded" in said
    assert '"snooze"' in said
