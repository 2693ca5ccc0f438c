"""What a model may do to drafts in other languages, to short texts on one line, and to every letter on file."""

import itertools
from pathlib import Path

import pytest

from kith.deliver.render import Renderer
from kith.jobs.composing.rewording import UNTOUCHED
from kith.suggest.drafting import KINDS, LANGUAGES, DraftPlan, short
from kith.suggest.rewording import LONGEST_TEXT, accepted, rewordable
from suggest.test_rewording import GERMAN

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
LETTERS = {
    "de": GERMAN,
    "fr": "Bonjour Karen,\n\nCela fait un moment que je ne t'ai pas écrit, alors voici un petit mot de ma part.\n\n"
    "Comment vas-tu depuis ? Une ligne suffit, quand tu veux.\n\nAmitiés,\nSam",
    "es": "Hola Karen:\n\nHa pasado un tiempo desde la última vez, así que aquí va un saludo de mi parte.\n\n"
    "¿Cómo te va por ahí? Con una línea basta, y no hay prisa.\n\nUn abrazo,\nSam",
    "it": "Ciao Karen,\n\nè passato un po' di tempo, quindi ecco un saluto da parte mia.\n\n"
    "Come ti va in questo periodo? Basta una riga, e non c'è fretta.\n\nA presto,\nSam",
    "nl": "Beste Karen,\n\nHet is een tijd geleden, dus hier is een groet van mij.\n\n"
    "Hoe gaat het met je sindsdien? Een regel is genoeg, en er is geen haast.\n\nGroeten,\nSam",
}


@pytest.mark.parametrize(
    ("language", "old", "new", "why"),
    [
        ("de", "genügen", "genügen nie", "a new negation"),
        ("de", "genügen", "sind kein Ersatz", "a new negation"),
        ("de", "genügen, und", "genügen, weil du gefeuert bist, und", "a verdict on the reader"),
        ("de", "genügen, und", "genügen, denn du bist gefeuert, und", "a verdict on the reader"),
        ("de", "genügen, und", "genügen, ich liebe dich, und", "a verdict on the reader"),
        ("fr", "suffit", "ne suffit plus", "a new negation"),
        ("fr", "suffit", "suffit, jamais deux", "a new number or date"),
        ("fr", "suffit", "suffit, et rien d'autre", "a new negation"),
        ("fr", "suffit", "suffit, tu es viré", "a verdict on the reader"),
        ("fr", "suffit", "suffit, je t'aime", "a verdict on the reader"),
        ("es", "basta", "nunca basta", "a new negation"),
        ("es", "basta", "no basta", "a new negation"),
        ("es", "basta, y", "basta, estás despedida, y", "a verdict on the reader"),
        ("es", "¿Cómo te va por ahí?", "¿Cómo estás por ahí?", ""),
        ("es", "basta", "basta, te quiero", "a verdict on the reader"),
        ("it", "Basta una riga", "Non basta una riga", "a new negation"),
        ("it", "Basta una riga", "Basta una riga, sei licenziata", "a verdict on the reader"),
        ("it", "Basta una riga", "Basta una riga, ti amo", "a verdict on the reader"),
        ("nl", "genoeg", "niet genoeg", "a new negation"),
        ("nl", "genoeg", "genoeg, je bent ontslagen", "a verdict on the reader"),
        ("nl", "genoeg", "genoeg, ik hou van je", "a verdict on the reader"),
    ],
)
def test_nothing_is_denied_or_said_of_the_reader_that_the_draft_does_not_say(
    language: str, old: str, new: str, why: str
) -> None:
    letter = LETTERS[language]
    assert old in letter
    assert accepted(letter, letter) == (letter, "")
    assert accepted(letter, letter.replace(old, new, 1))[1] == why


TEXT = 'Hi Karen, my last mail to you was about "Lunch? Maybe". How have you been? Sam'


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ('Hi Karen, the last you had from me was about "Lunch? Maybe". How have you been? Sam', ""),
        ('Hi Karen, my last mail to you was about "Lunch? Maybe". How are things with you? Sam\n', ""),
        (TEXT.replace("Hi Karen,", "Hey Karen,"), "another greeting"),
        (TEXT.replace("Hi Karen, ", "Hi Karen,\n\n"), "another greeting"),
        (TEXT.replace("Hi Karen, ", "Hi Karen,"), "another greeting"),
        (TEXT.removeprefix("Hi Karen, "), "another greeting"),
        ("Hi Karen, Sam", "another goodbye"),
        ("Hi Karen,  Sam", "another goodbye"),
        (TEXT.removesuffix(" Sam"), "another goodbye"),
        (TEXT.replace("? Sam", "?\n\nSam"), "another goodbye"),
        (TEXT.replace("? Sam", "? Love, Sam"), "another goodbye"),
        (TEXT.replace("been? ", "been?\n\n"), "another goodbye"),
        (TEXT.replace('". How', '".\n\nHow'), "other paragraphs"),
        (TEXT.replace("How", " How" * 30), f"more than {LONGEST_TEXT} characters"),
        (TEXT.replace("Lunch", "Dinner"), "another quotation"),
        (TEXT.replace("my last", "the last"), ""),
        (TEXT.replace("was about", "was not about"), "a new negation"),
        (
            TEXT.replace("How have you been?", "Well. How are you? Good."),
            "more sentences or fewer",
        ),
        (TEXT.replace("How have you been?", "You are fired, who are you?"), "a verdict on the reader"),
    ],
)
def test_of_a_text_on_one_line_the_greeting_and_the_name_stay_to_the_byte(answer: str, why: str) -> None:
    assert rewordable(TEXT)
    body, refused = accepted(TEXT, answer)
    assert refused == why
    assert body is None or (body.startswith("Hi Karen, ") and body.endswith("? Sam"))


@pytest.mark.parametrize(
    ("draft", "name"),
    [
        ("Hello, here is a short hello from me. How are things with you?", ""),
        ("Hi Karen, here is a short hello from me. How are things with you? S. Okafor", " S. Okafor"),
        ("Hallo Karen, nur kurz ein Gruß von mir. Wie geht es dir? Anne-Marie O'Neil", " Anne-Marie O'Neil"),
    ],
)
def test_what_stands_after_the_last_sentence_of_a_text_is_the_name(draft: str, name: str) -> None:
    assert accepted(draft, draft) == (draft, "")
    if name:
        assert accepted(draft, draft.removesuffix(name) + " Tom")[1] == "another goodbye"
    else:
        assert accepted(draft, f"{draft} Tom")[0] is None


@pytest.mark.parametrize("kind", [*(kind for kind in KINDS if kind not in UNTOUCHED), "again", "owed reply"])
def test_every_letter_on_file_may_come_back_as_it_is_but_the_language_kith_cannot_check(kind: str) -> None:
    renderer = Renderer(TEMPLATES)
    for language, number, last_by in itertools.product(LANGUAGES, range(4), ("me", "them")):
        values = {
            "first": "Karen", "greeting": "", "goodbye": "", "own_name": "Sam", "formal": 0, "last_by": last_by,
            "ago": "month", "month": "April", "year": "", "subject": "Lunch?", "pick": number,
            "due": "before", "day": "Thursday", "dated": 0,
        }  # fmt: skip
        letter = DraftPlan(f"drafts/{language}/{kind.replace(' ', '-')}.txt.j2", values)
        for draft in (renderer.draft(letter)[1], renderer.message(short(letter))):
            if language == "pt":
                assert not rewordable(draft)
            elif rewordable(draft):  # a few words are too few to tell a language by
                assert accepted(draft, draft) == (draft, "")
            else:
                assert len(draft) < 100
