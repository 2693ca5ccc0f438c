"""Language, formality and the question asked are told where the words tell them, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.effort import within
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


@pytest.mark.parametrize(
    "text",
    [
        "Who could have thought that? It is all good.",
        "Who would have thought?",
        "Who'd have thought it, after all these years?",
        "Isn't it great?",
        "Isn’t that wonderful? We are so happy.",
        "You know what? I bought the boat.",
        "It was a long day, wasn't it?",
        "Can you believe it is November already?",
        "How lucky am I?",
        "What could go wrong? Nothing, I hope.",
        "Did we win? No, we lost by a mile again.",
        "Wer hätte das gedacht?",
        "Wer hätte gedacht, dass es so kommt?",
        "Ist das nicht schön?",
        "Weißt du was? Ich komme.",
        "Das war ein Tag, oder?",
        "Qui l'eût cru ?",
        "Qui l’aurait cru ? Tout va bien.",
        "N'est-ce pas merveilleux ?",
        "Tu sais quoi ? On arrive.",
        "¿Quién lo hubiera dicho?",
        "¿Quién iba a pensarlo, quién lo iba a decir?",
        "¿No es maravilloso?",
        "¿Sabes qué? Nos casamos.",
        "Chi l'avrebbe detto?",
        "Chi lo avrebbe mai pensato?",
        "Non è bello?",
        "Sai cosa? Ho comprato la barca.",
        "Quem diria?",
        "Quem poderia imaginar?",
        "Não é lindo?",
        "Wie had dat ooit gedacht?",
        "Is dat niet mooi?",
        "Weet je wat? Wij komen.",
    ],
)
def test_what_is_asked_of_nobody_is_no_question(text: str) -> None:
    assert asks(text) == ""
    assert asks(f"Hi Sam,\n\nHave you sold the boat?\n\n{text}\n\nKaren") == "Have you sold the boat?"


@pytest.mark.parametrize(
    "text",
    [
        "You will come on Friday, won't you?",
        "Who could have the key?",
        "Who knew about the offer?",
        "Isn't it too late for the train?",
        "Is the boat still great to sail?",
        "Do you know what the boat costs?",
        "Why not come on Friday?",
        "Who knows the way?",
        "Wer hätte am Freitag Zeit?",
        "Ist das nicht zu spät?",
        "Weißt du, was das Boot kostet?",
        "Qui aurait la clé du bateau ?",
        "¿Quién tiene la llave?",
        "Chi avrebbe la chiave?",
        "Quem tem a chave do barco?",
        "Wie had de sleutel?",
        "Is dat niet te laat?",
    ],
)
def test_a_question_that_looks_a_little_like_rhetoric_is_one(text: str) -> None:
    assert asks(text) == text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "Have you sold the boat?\n\nIs there life on Mars? The papers say so every other week at least.",
            "Have you sold the boat?",
        ),
        ("Is there life on Mars? The papers say so all the time.", "Is there life on Mars?"),
        ("Is it yours? I never saw it before.\nWho has the key?\nThanks,\nKaren", "Who has the key?"),
        (
            "Who has the key?\n\nCould you send me the list? I need it before the board meets on Friday.",
            "Could you send me the list?",
        ),
    ],
)
def test_the_question_a_paragraph_ends_with_goes_before_one_in_passing(text: str, asked: str) -> None:
    assert asks(text) == asked


@pytest.mark.parametrize(
    "piece", ["a ", "a", "wer hätte ", "qui aurait ", "isn't it ", "quién ", ", ", "What? "]
)
def test_a_flood_is_read_at_once(piece: str) -> None:
    with within(1):
        asks(f"{piece * (20_000 // len(piece) - 10)}why?")


@given(st.text(max_size=300))
def test_no_text_raises_and_what_is_asked_is_one_clean_line(text: str) -> None:
    asked = asks(text)
    assert len(asked) <= LONGEST_ASK
    assert asked == "" or asked.isprintable() or not any(char in asked for char in "\n\r\0\x1b")
    formality_of(text, language_of(text))
