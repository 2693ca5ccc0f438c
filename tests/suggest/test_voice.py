"""What one letter shows of the user's voice, and what is said to whom after many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.digest import Use, Voice
from kith.suggest.speaking import PERIOD, speak, uses_of
from kith.suggest.voice import LONGEST, Observation, fits, observe

KAREN, RAVI, BEN = "karen.holm@initech.example", "ravi.patel@initech.example", "ben@elsewhere.example"
BODY = "thanks for the note; the two from Brno were here and it was good.\n\n"


def seen(text: str, name: str = "Karen Holm", address: str = KAREN, *, alone: bool = True) -> Observation:
    found = observe(text, name, address, ["Sam Okafor"], alone=alone)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("first", "pattern", "form"),
    [
        ("Hi Karen,", "Hi {name},", "Karen"),
        ("Karen,", "{name},", "Karen"),
        ("Karen -", "{name} -", "Karen"),
        ("Hallo Karen!", "Hallo {name}!", "Karen"),
        ("Hi Kaz,", "Hi {name},", "Kaz"),
        ("Kari,", "{name},", "Kari"),
        ("Good morning Karen\n", "Good morning {name}", "Karen"),
        ("Cześć Karen,", "Cześć {name},", "Karen"),
        ("Hello,", "Hello,", ""),
        ("Good morning,", "Good morning,", ""),
        ("Hi there,", "Hi there,", ""),
        # nothing anybody could be greeted with
        ("Hi all,", "", ""),
        ("Thanks,", "", ""),
        ("Karen, quick question:", "", ""),
        ("Liebe,", "", ""),
        ("Yes, Karen,", "", ""),
        ("Hi Karen http://x.example,", "", ""),
        ("Hi {name},", "", ""),
        ("Hi Karen" + "n" * 50 + ",", "", ""),
        ("Hi Karen we met", "", ""),
    ],
)
def test_a_greeting_is_a_pattern_and_the_name_that_stood_in_it(first: str, pattern: str, form: str) -> None:
    letter = seen(f"\n{first}\n{BODY}Sam\n")
    assert (letter.greeting, letter.form) == (pattern, form)


def test_a_family_name_is_kept_apart_and_tells_that_one_is_formal() -> None:
    letter = seen(f"Dear Ms Holm,\n\n{BODY}Kind regards,\nSam Okafor")
    assert (letter.greeting, letter.form, letter.family, letter.formal) == (
        "Dear Ms {family},",
        "",
        "Holm",
        True,
    )


def test_a_name_that_is_also_a_word_is_a_name() -> None:
    letter = seen(f"Cara,\n{BODY}Sam", "Cara Semperger", "cara@x.example")
    assert (letter.greeting, letter.form) == ("{name},", "Cara")
    assert seen(f"Cara,\n{BODY}Sam", "", "cs12@x.example").greeting == ""


@pytest.mark.parametrize(
    ("end", "goodbye", "signature"),
    [
        ("Cheers,\nSam", "Cheers,", "Sam"),
        ("Viele Grüße\nSam", "Viele Grüße", "Sam"),
        ("Thanks,\n\nS", "Thanks,", "S"),
        ("Thanks, Sam", "Thanks,", "Sam"),
        ("Best regards,\nSam Okafor\n-- \nAcme", "Best regards,", "Sam Okafor"),
        ("Cheers,\nSammy", "Cheers,", "Sammy"),
        ("Sam", "", "Sam"),
        ("Cheers!", "Cheers!", ""),
        ("See invoice 12 attached,\nSam", "", "Sam"),
        ("Thanks Ravi,\nSam", "", "Sam"),
        ("I love the new house,\nSam", "", "Sam"),
        ("What do you think", "", ""),
        ("Bye http://x.example\nSam", "", "Sam"),
    ],
)
def test_a_goodbye_is_of_few_usual_words_and_a_name_is_the_users(
    end: str, goodbye: str, signature: str
) -> None:
    letter = seen(f"Hi Karen,\n\n{BODY}{end}\n\nOn 3 Mar 2025, Karen wrote:\n> Cheerio,\n> Karen\n")
    assert (letter.goodbye, letter.signature) == (goodbye, signature)


def test_what_is_only_quoted_or_passed_on_is_no_voice() -> None:
    assert observe("-----Original Message-----\nHi Sam,\n\nCheers,\nKaren", "Karen", KAREN, ["Sam"]) is None


def test_a_greeting_of_two_is_nobodys() -> None:
    assert seen(f"Hi Karen,\n{BODY}Sam", alone=False).greeting == ""


@given(st.text(max_size=120), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_kept_are_a_few_plain_words(text: str, name: str, own: str) -> None:
    found = observe(f"{text}\n\nwords\n{text}", name, f"{name}@x.example", [own])
    for line in (found.greeting, found.form, found.family, found.goodbye, found.signature) if found else ():
        assert line == "" or fits(line)
        assert len(line) <= LONGEST
        assert not set(line) & set('\n\r<>[]()/@%=\\"`\u202e\u200b0123456789')


def letters(address: str, name: str, *texts: str, at: int = 0) -> list[Use]:
    return [
        use
        for number, text in enumerate(texts)
        for use in uses_of(seen(text, name, address), address, (at + number) * PERIOD)
    ]


HI_KAREN = f"Hi Karen,\n\n{BODY}Cheers,\nSam"
HELLO_KAREN = f"Hello Karen,\n\n{BODY}Best,\nSam"


def test_a_person_is_greeted_as_usual_from_the_second_time_on() -> None:
    one = letters(KAREN, "Karen Holm", HI_KAREN)
    assert speak(one, [KAREN], "Karen").voice == Voice("en")
    two = letters(KAREN, "Karen Holm", HI_KAREN, HI_KAREN)
    assert speak(two, [KAREN], "Karen").voice == Voice("en", "Hi Karen,", "Cheers,", "Sam")
    assert speak(two, [KAREN], "Karen").greeting == "person"


def test_nobody_is_ever_greeted_by_another_ones_name() -> None:
    uses = letters(KAREN, "Karen Holm", *[f"Hi Kaz,\n\n{BODY}Cheers,\nSam"] * 5)
    assert speak(uses, [KAREN], "Karen").voice.greeting == "Hi Kaz,"
    assert speak(uses, [RAVI], "Ravi").voice.greeting == "Hi Ravi,"
    assert speak(uses, [RAVI], "Ravi").greeting == "domain"
    assert speak(uses, [BEN], "Ben").voice.greeting == "Hi Ben,"
    assert speak(uses, [BEN], "Ben").greeting == "language"
    assert speak(uses, [BEN], "").voice.greeting == ""


def test_a_family_greeting_is_for_that_person_alone() -> None:
    uses = letters(KAREN, "Karen Holm", *[f"Dear Ms Holm,\n\n{BODY}Kind regards,\nSam"] * 3)
    assert speak(uses, [KAREN], "Karen").voice.greeting == "Dear Ms Holm,"
    assert speak(uses, [RAVI], "Ravi").voice.greeting == ""


def test_the_newest_half_counts_double() -> None:
    uses = letters(KAREN, "Karen Holm", *[HI_KAREN] * 4, *[HELLO_KAREN] * 4)
    assert speak(uses, [KAREN], "Karen").voice.greeting == "Hello Karen,"
    older = letters(KAREN, "Karen Holm", *[HELLO_KAREN] * 4, *[HI_KAREN] * 4)
    assert speak(older, [KAREN], "Karen").voice.greeting == "Hi Karen,"


def test_fewer_uses_outweigh_more_where_they_are_the_newest_half_and_not_where_they_are_less() -> None:
    changed = letters(KAREN, "Karen Holm", *[HI_KAREN] * 6, *[HELLO_KAREN] * 5)
    assert speak(changed, [RAVI], "Ravi").voice.greeting == "Hello Ravi,"
    turned = letters(KAREN, "Karen Holm", *[HELLO_KAREN] * 5, *[HI_KAREN] * 6)
    assert speak(turned, [RAVI], "Ravi").voice.greeting == "Hi Ravi,"
    hardly = letters(KAREN, "Karen Holm", *[HI_KAREN] * 9, *[HELLO_KAREN] * 4)
    assert speak(hardly, [RAVI], "Ravi").voice.greeting == "Hi Ravi,"


def test_with_one_who_is_greeted_by_whim_it_is_what_is_usual_elsewhere() -> None:
    whim = letters(KAREN, "Karen Holm", HI_KAREN, HELLO_KAREN, HI_KAREN, HELLO_KAREN)
    usual = letters(RAVI, "Ravi Patel", *[f"Ravi,\n\n{BODY}Later,\nSam"] * 9)
    assert speak([*whim, *usual], [KAREN], "Karen").voice.greeting == "Karen,"


def test_a_joke_made_twice_is_nobody_elses_greeting() -> None:
    uses = letters(KAREN, "Karen Holm", *[HI_KAREN] * 30) + letters(
        RAVI, "Ravi Patel", *[f"Yo!\n\n{BODY}Sam"] * 2
    )
    assert speak(uses, [BEN], "").voice.greeting == ""


def test_words_go_to_nobody_in_another_language() -> None:
    german = "Hallo Ben,\n\nvielen Dank für die Nachricht, wir haben dich nicht gesehen.\n\nLiebe Grüße\nSam"
    uses = letters(BEN, "Ben", *[german] * 3) + letters(KAREN, "Karen Holm", *[HI_KAREN] * 5)
    assert speak(uses, [BEN], "Ben").voice == Voice("de", "Hallo Ben,", "Liebe Grüße", "Sam", False)
    assert speak(uses, [RAVI], "Ravi").voice == Voice("en", "Hi Ravi,", "Cheers,", "Sam")


def test_one_who_is_addressed_formally_gets_no_familiar_words_of_others() -> None:
    formal = "Guten Tag,\n\nich danke Ihnen für die Nachricht, und wir sind nicht da.\n\nSam"
    familiar = "Hallo Ben,\n\nich danke dir für die Nachricht, und wir sind nicht da.\n\nLiebe Grüße\nSam"
    uses = letters(KAREN, "Karen Holm", formal, formal) + letters(BEN, "Ben", *[familiar] * 5)
    assert speak(uses, [KAREN], "Karen").voice == Voice("de", "Guten Tag,", "", "Sam", True)


def test_free_mail_is_no_company() -> None:
    uses = letters("karen@gmail.com", "Karen Holm", *[HI_KAREN] * 3)
    assert speak(uses, ["ravi@gmail.com"], "Ravi").greeting == "language"


def test_what_the_store_holds_is_looked_at_again() -> None:
    bad = [
        Use(KAREN, 0, "en", "", "greeting", "Hi <b>{name}</b>,", 9),
        Use(KAREN, 0, "en", "", "goodbye", "x\ny", 9),
    ]
    assert speak(bad, [KAREN], "Karen").voice == Voice("en")


SIE = (
    "vielen Dank für Ihre Nachricht; ich habe mich sehr gefreut und melde mich, wenn Sie wieder da sind.\n\n"
)


def test_one_letter_tells_sie_from_du_unless_another_contradicts_it() -> None:
    uses = uses_of(seen(f"Guten Tag Karen,\n\n{SIE}Sam"), KAREN, 0)
    assert speak(uses, [KAREN], "Karen").voice.formal is True
    assert speak(uses, [KAREN], "Karen", "de", False).voice.formal is True  # what the user does goes before


def test_where_the_user_has_not_written_it_is_how_they_write_and_then_what_is_usual() -> None:
    others = [
        use for n in range(4) for use in uses_of(seen(f"Guten Tag,\n\n{SIE}Sam"), f"p{n}@firm.example", 0)
    ]
    assert speak([], ["new@x.example"], "Max", "de", True).voice.formal is True
    assert speak([], ["new@x.example"], "Max", "de", None).voice.formal is None
    assert speak(others, ["new@x.example"], "Max", "de").voice.formal is True
    assert speak(others, ["new@x.example"], "Max", "de", False).voice.formal is False


def test_a_familiar_letter_takes_no_greeting_from_formal_ones() -> None:
    formal = [
        use
        for n in range(4)
        for use in uses_of(seen(f"Guten Tag,\n\n{SIE}Mit freundlichen Grüßen\nSam"), f"p{n}@firm.example", 0)
    ]
    voice = speak(formal, ["new@x.example"], "Max", "de", False).voice
    assert (voice.greeting, voice.goodbye) == ("", "")


@pytest.mark.parametrize(
    ("text", "language"),
    [("Dear Karen,\n\nmany thanks!\n\nBest,\nSam", "en"), ("Liebe Karen,\n\nbis morgen!\n\nSam", "de"),
     ("Ciao Karen,\n\nok!\n\nSam", "it"), ("Hi Karen,\n\nok!\n\nSam", None),
     ("Dear Karen,\n\nok!\n\nViele Grüße\nSam", None)],
)  # fmt: skip
def test_a_letter_too_short_to_tell_is_of_the_language_of_its_greeting_and_goodbye(
    text: str, language: str | None
) -> None:
    assert seen(text).language == language
