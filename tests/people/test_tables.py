"""Tables as Outlook writes them in seven languages, Thunderbird, and people: one card, whatever the headings are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kith.model import Occasion
from kith.people import tables
from kith.people.card import Card
from kith.people.headings import kinds
from kith.people.numeric_dates import day, month_first, says_nothing


def one(text: str | bytes) -> Card:
    """The only card of a table without a fault."""
    ((_, card),), faults = tables.read(text if isinstance(text, bytes) else text.encode())
    assert faults == []
    return card


def faults(text: str) -> list[str]:
    return [fault.what for fault in tables.read(text.encode()).faults]


OUTLOOK = {  # the headings in the order in which Outlook of each language exports them, and one row
    "de": "Anrede;Vorname;Nachname;Firma;Position;Land/Region privat;Mobiltelefon;Telefon privat;E-Mail-Adresse;"
          "E-Mail-Typ;E-Mail 2: Adresse;Geburtstag;Jahrestag;Kategorien\n"
          "Frau;Karen;Holm;Tide;Chefin;Deutschland;+49 170 1234567;+49 30 1234567;k@x.example;SMTP;k2@x.example;"
          "15.4.1980;3.5.2001;Chor",
    "fr": 'Titre,Prénom,Nom,"Société ",Titre,Pays/Région (domicile),Tél. mobile,Téléphone (domicile),'
          "Adresse de messagerie,Type de messagerie,Adresse de messagerie 2,Anniversaire,"
          "Anniversaire de mariage ou fête,Catégories\n"
          "Mme,Karen,Holm,Tide,Chefin,Allemagne,+49 170 1234567,+49 30 1234567,k@x.example,SMTP,k2@x.example,"
          "15/04/1980,03/05/2001,Chor",
    "es": "Title,Nombre,Apellidos,Organización,Puesto,País o región del domicilio,Mobile Phone,Particular,"
          "E-mail Address,E-mail Type,Dirección de correo electrónico 2,Birthday,Anniversary,Categorías\n"
          "Sra.,Karen,Holm,Tide,Chefin,Alemania,+49 170 1234567,+49 30 1234567,k@x.example,SMTP,k2@x.example,"
          "15/04/1980,03/05/2001,Chor",
    "it": "Titolo,Nome,Cognome,Società,Posizione,Paese (ab.),Cellulare,Abitazione,Indirizzo posta elettronica,"
          "Tipo posta elettronica,Indirizzo posta elettronica 2,Compleanno,Anniversario,Categorie\n"
          "Sig.ra,Karen,Holm,Tide,Chefin,Germania,+49 170 1234567,+49 30 1234567,k@x.example,SMTP,k2@x.example,"
          "15/04/1980,03/05/2001,Chor",
    "pt": "Título,Nome,Sobrenome,Empresa,Cargo,País/Região de Residência,Telefone celular,Telefone residencial,"
          "Endereço de email,Tipo de email,Endereço de email 2,Aniversário,Data especial,Categorias\n"
          "Sra.,Karen,Holm,Tide,Chefin,Alemanha,+49 170 1234567,+49 30 1234567,k@x.example,SMTP,k2@x.example,"
          "15/04/1980,03/05/2001,Chor",
    "nl": "Titel;Voornaam;Achternaam;Bedrijf;Functie;Land/regio (thuis);Mobiele telefoon;Telefoon thuis;E-mailadres;"
          "E-mailtype;E-mailadres 2;Verjaardag;Speciale datum;Categorieën\n"
          "Mevr.;Karen;Holm;Tide;Chefin;Duitsland;+49 170 1234567;+49 30 1234567;k@x.example;SMTP;k2@x.example;"
          "15-4-1980;3-5-2001;Chor",
    "en": "Title,First Name,Last Name,Company,Job Title,Home Country/Region,Mobile Phone,Home Phone,E-mail Address,"
          "E-mail Type,E-mail 2 Address,Birthday,Anniversary,Categories\n"
          "Mrs.,Karen,Holm,Tide,Chefin,Germany,+49 170 1234567,+49 30 1234567,k@x.example,SMTP,k2@x.example,"
          "4/15/1980,5/3/2001,Chor",
}  # fmt: skip


@pytest.mark.parametrize("language", OUTLOOK)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_outlook_of_every_language_tells_the_same_card(language: str, encoding: str) -> None:
    card = one(OUTLOOK[language].encode(encoding))
    assert card == Card(
        "Karen Holm", ("k@x.example", "k2@x.example"), phones=("+49 170 1234567", "+49 30 1234567"), country="DE",
        occasions=(Occasion("birthday", 4, 15, 1980), Occasion("anniversary", 5, 3, 2001)), groups=("Chor",),
        org="Tide", title="Chefin",
    )  # fmt: skip


def test_thunderbirds_birthday_stands_in_three_columns_in_english_and_german() -> None:
    heads = (
        "First Name,Last Name,Display Name,Primary Email,Secondary Email,Mobile Number,Home Country,Birth Year,"
        "Birth Month,Birth Day",
        "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Mobil-Tel.-Nr.,Privat: Land,"
        "Geburtsjahr,Geburtsmonat,Geburtstag",
    )
    for head in heads:
        row = "Karen,Holm,Karen Holm,k@x.example,k2@x.example,+44 7700 900123,United Kingdom,{},4,5"
        card = one(f"{head}\n{row.format(1980)}\n")
        assert (card.name, card.emails, card.country) == ("Karen Holm", ("k@x.example", "k2@x.example"), "GB")
        assert card.occasions == (Occasion("birthday", 4, 5, 1980),)
        assert one(f"{head}\n{row.format('')}\n").occasions == (Occasion("birthday", 4, 5),)


def test_programmers_headings_and_halves_of_a_name() -> None:
    card = one("first_name,last_name,email_1,email_2\nKaren,Holm,k@x.example,k2@x.example\n")
    assert (card.name, card.emails) == ("Karen Holm", ("k@x.example", "k2@x.example"))
    assert one("Vorname;Name;Mail\nKaren;Holm;k@x.example\n").name == "Karen Holm"
    assert one("Name,First Name,Email\nKaren Holm,Karen,k@x.example\n").name == "Karen Holm"


def test_a_street_is_no_address_of_mail() -> None:
    card = one("Name,Adresse,E-Mail\nKaren Holm,Weg 3,k@x.example\n")
    assert card.emails == ("k@x.example",)
    assert "no table that kith knows" in faults("Name,Adresse\nKaren Holm,Weg 3\n")[0]


def test_an_empty_file_is_called_empty() -> None:
    assert faults("") == faults("\n \n") == ["is empty"]


OLD = "First Name,Last Name,E-mail Address,Birthday\n"


def test_outlooks_zeros_are_no_date_and_no_fault() -> None:
    for zeros in ("0/0/00", "0.0.00", "0/0/0000", "0000-00-00", "00.00.0000"):
        assert one(f"{OLD}Bob,Ray,bob@x.example,{zeros}\n").occasions == ()


def test_the_order_of_day_and_month_is_what_the_table_says_then_what_its_program_does() -> None:
    def days(*values: str, head: str = OLD) -> list[tuple[int, int] | None]:
        table = tables.read(
            (head + "".join(f"A,B,a{n}@x.example,{v}\n" for n, v in enumerate(values))).encode()
        )
        return [card.occasions[0][1:3] if card.occasions else None for _, card in table.cards]

    own = "Vorname,Nachname,Email,Birthday\n"
    assert days("4/5/1980") == [(4, 5)]  # an English Outlook
    assert days("4/5/1980", "15/4/1980") == [(5, 4), (4, 15)]  # one in Britain
    assert days("4/5/1980", head=own) == [None]
    assert days("4/5/1980", "15/4/1980", head=own) == [(5, 4), (4, 15)]
    assert days("4/5/1980", "4/15/1980", head=own) == [(4, 5), (4, 15)]
    assert days("4/5/1980", "4/15/1980", "15/4/1980", head=own) == [None, (4, 15), (4, 15)]
    assert days("5/5/1980", head=own) == [(5, 5)]
    assert faults(f"{own}A,B,a@x.example,4/5/1980\n") == [
        'birthday: "4/5/1980" may be two days; want 1980-05-03'
    ]


def test_a_year_of_two_digits_is_not_guessed() -> None:
    assert one(f"{OLD}Bob,Ray,bob@x.example,4/15/80\n").occasions == (Occasion("birthday", 4, 15),)


def test_apelido_is_a_surname_in_portugal_and_a_nickname_in_brazil() -> None:
    assert kinds(["Nome", "Apelido"]) == ["given", "family"]
    assert kinds(["Nome", "Sobrenome", "Apelido"]) == ["given", "family", "nickname"]


@given(st.dates(), st.sampled_from([True, False]), st.sampled_from("/-"))
def test_a_day_that_was_written_is_the_day_that_is_read(born: "object", american: bool, mark: str) -> None:
    month, number, year = born.month, born.day, born.year  # type: ignore[attr-defined]
    one, two = (month, number) if american else (number, month)
    text = f"{one}{mark}{two}{mark}{year:04}"
    assert day(text, american)[:2] == (month, number)  # type: ignore[index]
    assert day(text, None) in (day(text, american), None)
    assert month_first([text], american) in (american, None)


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_none(text: str) -> None:
    for american in (True, False, None):
        found = day(text, american)
        assert found is None or 1 <= found[0] <= 12
    assert says_nothing(text) in (True, False)


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_headings_are_columns(titles: list[str]) -> None:
    assert len(kinds(titles)) == len(titles)
