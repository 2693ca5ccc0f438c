"""The form of the correspondence is read strictly, and complaints name the line."""

from datetime import time

import pytest

from kith.sample.stanzas import Age, Misprint, stanzas

PEOPLE = """\
# a remark
== people
me: Me Myself <me@home.example>
me.old: Me Myself <me@old.example>
ada: Ada Byron <ada@byron.example>
"""
LETTER = """\
== hello
Age: 12d 09:15
From: ada
Subject: Hello

Good morning.
"""


def test_a_letter_to_the_owner_needs_three_lines():
    (letter,) = stanzas(PEOPLE + LETTER)
    assert letter.key == "hello"
    assert letter.folders == ("INBOX",)
    assert letter.ages == (Age(12, time(9, 15)),)
    assert letter.sender.name == "Ada Byron"
    assert [reader.local for reader in letter.to] == ["me"]
    assert letter.flags == {b"\\Seen"}
    assert letter.bodies == ("Good morning.",)


def test_what_the_owner_writes_lies_in_sent_from_whichever_address():
    sent = LETTER.replace("From: ada", "From: me.old\nTo: ada")
    assert stanzas(PEOPLE + sent)[0].folders == ("Sent",)


def test_a_run_of_clockwork_is_counted_back_from_its_newest_letter():
    run = LETTER.replace("Age: 12d 09:15", "Age: 12d 09:15\nEvery: 7d x 3")
    assert [age.days for age in stanzas(PEOPLE + run)[0].ages] == [26, 19, 12]


def test_a_run_of_listed_moments_is_oldest_first_in_whatever_order_it_is_written():
    run = LETTER.replace("12d 09:15", "12d 09:15, 40d 08:00, 12d 08:00")
    assert [(age.days, age.at.hour) for age in stanzas(PEOPLE + run)[0].ages] == [(40, 8), (12, 8), (12, 9)]


def test_a_run_has_subjects_and_letters_to_go_through():
    run = LETTER.replace("Subject: Hello", "Subject: One\nSubject: Two") + "~\nGood night.\n"
    (letter,) = stanzas(PEOPLE + run)
    assert letter.subjects == ("One", "Two")
    assert letter.bodies == ("Good morning.", "Good night.")


def test_empty_lines_within_a_letter_stay_and_remarks_do_not():
    (letter,) = stanzas(PEOPLE + LETTER + "\nSecond paragraph.\n# a remark\n\n")
    assert letter.bodies == ("Good morning.\n\nSecond paragraph.",)


def test_folders_and_flags_can_be_named():
    named = LETTER.replace("From: ada", "From: ada\nFolder: INBOX, Archive\nFlags: \\Seen \\Flagged")
    (letter,) = stanzas(PEOPLE + named)
    assert letter.folders == ("INBOX", "Archive")
    assert letter.flags == {b"\\Seen", b"\\Flagged"}


@pytest.mark.parametrize(
    ("wrong", "right", "line", "complaint"),
    [
        ("== Hello", "== hello", 6, "want `== key`"),
        ("Age: 12", "Age: 12d 09:15", 7, "as `213d 09:15`"),
        ("Age: 0d 09:15", "Age: 12d 09:15", 7, "at least a day"),
        ("Age: 12d 24:15", "Age: 12d 09:15", 7, "no such time of day"),
        ("Age: 12d 09:15, 12d 09:15", "Age: 12d 09:15", 7, "two letters of the same moment"),
        ("Age: 12d 09:15,", "Age: 12d 09:15", 7, "a comma too many"),
        ("Age: 12d 09:15\nEvery: often", "Age: 12d 09:15", 8, "14d x 20"),
        ("Age: 12d 09:15\nEvery: 7d x 0", "Age: 12d 09:15", 8, "14d x 20"),
        ("Age: 12d 09:15, 9d 09:15\nEvery: 7d x 3", "Age: 12d 09:15", 8, "want one Age"),
        ("# Age: 12d 09:15", "Age: 12d 09:15", 6, "want an Age"),
        ("From: bob", "From: ada", 8, "nobody is called 'bob'"),
        ("From: ada, me", "From: ada", 8, "want one person in From"),
        ("# From: ada", "From: ada", 6, "want one person in From"),
        ("From: me", "From: ada", 6, "must say to whom"),
        ("From: ada\nFrom: ada", "From: ada", 9, "a second From"),
        ("From ada", "From: ada", 8, "want `Name: value`"),
        ("Form: ada", "From: ada", 8, "no such line: Form"),
        ("# Subject: Hello", "Subject: Hello", 6, "want a Subject"),
        ("Subject: Hello\nFlags: Seen", "Subject: Hello", 10, "want IMAP flags"),
        ("Subject: Hello\nList-Id: <häuser>", "Subject: Hello", 10, "must be ASCII"),
        ("Subject: Hello\nContent-Type: text/html\n\nÄ", "Subject: Hello\n", 6, "must be ASCII"),
        ("", "Good morning.", 6, "the letter is empty"),
        ("Good morning.\n~\n\n", "Good morning.", 6, "the letter is empty"),
        ("me@gmail.com>", "me@old.example>", 4, "gmail.com may be somebody's"),
        ("ada@notexample>", "ada@byron.example>", 5, "may be somebody's"),
        ("me.old: Me <me@old.example> again", "me.old: Me Myself <me@old.example>", 4, "want `nickname:"),
        ("me: Me Myself <me@old.example>", "me.old: Me Myself <me@old.example>", 4, "a second 'me'"),
        ("== persons", "== people", 2, "must be `== people`"),
        ("hello\n== people", "== people", 2, "before the first"),
    ],
)
def test_a_misprint_is_refused_with_the_number_of_its_line(wrong, right, line, complaint):
    text = PEOPLE + LETTER
    assert right in text
    with pytest.raises(Misprint) as refused:
        stanzas(text.replace(right, wrong, 1))
    assert complaint in str(refused.value)
    assert refused.value.number == line


def test_two_letters_of_one_key_are_refused():
    with pytest.raises(Misprint, match="line 12: a second letter called 'hello'"):
        stanzas(PEOPLE + LETTER + LETTER)


def test_nothing_at_all_is_refused():
    with pytest.raises(Misprint, match="line 1"):
        stanzas("")
