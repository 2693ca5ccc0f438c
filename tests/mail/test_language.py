"""Language, formality and the question asked are told where the words tell them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.mail.language import LANGUAGES, LONGEST_ASK, asks, formality_of, language_of

LETTERS = {
    "en": "Hi Karen,\n\nThanks for the note. We met the two from Brno and it went well; more when I am back.",
    "de": "Hallo Karen,\n\nvielen Dank für die Nachricht. Wir haben die beiden aus Brünn getroffen und es war gut.",
    "fr": "Bonjour Karen,\n\nMerci pour le message. Nous avons vu les deux personnes et c'est très bien pour la suite.",
    "es": "Hola Karen,\n\nGracias por el mensaje. Hemos visto a los dos de Brno y todo fue muy bien, pero no acaba.",
    "it": "Ciao Karen,\n\ngrazie per il messaggio. Abbiamo visto i due di Brno ed è andata molto bene, ma non basta.",
    "pt": "Olá Karen,\n\nobrigado pela mensagem. Encontrei os dois de Brno e foi muito bom, mas ainda não é o fim.",
    "nl": "Hoi Karen,\n\nbedankt voor het bericht. We hebben de twee gezien en het was goed, maar nog niet klaar.",
}  # fmt: skip
OTHERS = [
    "Hej Karen,\n\ntak for din besked. Vi har set de to fra Brno, og det var godt, men det er ikke færdigt endnu.",
    "Hej Karen,\n\ntack för ditt brev. Vi har träffat de två från Brno och det var bra, men det är inte klart.",
    "Ahoj Karen,\n\nděkuji za zprávu. Sešli jsme se s těmi dvěma z Brna a bylo to dobré, ale ještě to není vše.",
    "Bună Karen,\n\nmulțumesc pentru mesaj. I-am văzut pe cei doi din Brno și a fost bine, dar nu este gata.",
    "Cześć Karen,\n\ndziękuję za wiadomość. Widzieliśmy się z dwoma z Brna i było dobrze, ale to jeszcze nie koniec.",
    "Hola Karen,\n\ngràcies pel missatge. Hem vist els dos de Brno i ha anat molt bé, però encara no és el final.",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_letter_tells_its_language(language: str) -> None:
    assert language_of(LETTERS[language]) == language


@pytest.mark.parametrize(
    "text", [*OTHERS, "Alles klar", "Cheers", "ok", "", "Thanks, Bill", "http://a.example/de/la"]
)
def test_another_language_and_too_few_words_tell_none(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("language", "text", "formal"),
    [
        ("de", "Hallo, ich danke Ihnen für die Nachricht.", True),
        ("de", "Hallo, ich danke dir für die Nachricht.", False),
        ("de", "Sie war gestern hier. Sie sagt nichts.", None),
        ("de", "Kommt ihr? Ihr seid willkommen.", None),
        ("de", "Danke euch. Ich melde mich bei Ihnen.", None),
        ("fr", "Pouvez-vous me dire quand votre train arrive ?", True),
        ("fr", "Tu peux me dire quand ton train arrive ?", False),
        ("fr", "Je vous attends tous, merci à tous", None),
        ("es", "¿Puede usted venir?", True),
        ("es", "¿Puedes venir tú?", False),
        ("es", "Ustedes pueden venir con su usted", None),
        ("it", "La ringrazio, spero che Lei stia bene.", True),
        ("it", "Spero che tu stia bene.", False),
        ("it", "La riunione è finita. Le cose vanno bene, ma le altre no.", None),
        ("pt", "O senhor pode vir?", True),
        ("pt", "Você pode vir?", False),
        ("nl", "Kunt u mij uw adres geven?", True),
        ("nl", "Kun je me jouw adres geven?", False),
        ("en", "Could you come, sir?", None),
        (None, "du", None),
    ],
)
def test_formality_is_told_by_words_for_one_reader(
    language: str | None, text: str, formal: bool | None
) -> None:
    assert formality_of(text, language) is formal


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hi Sam,\n\nHow are you? Is the Brno office still\nhiring? I ask.\n\nK", "Is the Brno office still hiring?"),
        ("Hi Sam,\nplease send me the list by Friday.\nKaren", "please send me the list by Friday."),
        ("Could you send it to Ravi. Thanks", "Could you send it to Ravi."),
        ("Könntest du mir den Bericht schicken?", "Könntest du mir den Bericht schicken?"),
        ("Bitte schick mir den Bericht.", "Bitte schick mir den Bericht."),
        ("Pouvez-vous me rappeler demain ?", "Pouvez-vous me rappeler demain ?"),
        ("Hola,\n\n¿Cuándo vienes a Brno? Un abrazo", "¿Cuándo vienes a Brno?"),
        ("Fammi sapere quando arrivi.", "Fammi sapere quando arrivi."),
        ("Você pode me mandar o relatório?", "Você pode me mandar o relatório?"),
        ("Kun je me het rapport sturen?", "Kun je me het rapport sturen?"),
        ("- first\n- Who comes?\n- third", "Who comes?"),
    ],
)  # fmt: skip
def test_the_question_is_the_sentence_itself(text: str, asked: str) -> None:
    assert asks(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Hi Sam,\nhow are you?\nKaren",
        "Let me know if you have any questions.",
        "Please do not hesitate to call me.",
        "Any questions?",
        "See https://x.example/?a=b what?",
        "All is well here.\n> Could you call me?",
        "On 3 Mar 2025, at 10:00, Karen wrote:\n> Are you there?",
        "He said:\n\n“Are you coming?”",
        "Thanks!\n-- \nKaren\nNeed help? Ask me.",
        "What?",
        "You can see what you asked for in the file.",
        "We did what you asked: it is done.",
        "Wie geht es dir? Mir gut.",
    ],
)
def test_courtesies_quotes_and_links_ask_nothing(text: str) -> None:
    assert asks(text) == ""


@given(st.text(max_size=300))
def test_no_text_raises_and_what_is_asked_is_one_clean_line(text: str) -> None:
    asked = asks(text)
    assert len(asked) <= LONGEST_ASK
    assert asked == "" or asked.isprintable() or not any(char in asked for char in "\n\r\0\x1b")
    formality_of(text, language_of(text))
