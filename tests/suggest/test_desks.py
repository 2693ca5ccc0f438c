"""A desk gets no second note and no thanks; a human who sits at one does."""

import pytest

from helpers.persons import kinds, look, person, reason, said
from kith.model import Direction, Person
from kith.suggest.desks import desk


@pytest.mark.parametrize(
    ("name", "spec", "is_one"),
    [
        ("Shop Help", "support@shop.example", True),
        ("", "support@shop.example", True),
        ("Kundenservice", "kundenservice@shop.example", True),
        ("Acme GmbH", "info@acme.example", True),
        ("Ines", "info@duarte.example", True),  # a first name alone may be any of a desk's
        ("Ines Duarte", "info@duarte.example", False),  # a firm of one person
        ("Holm, Karen", "office@holm.example", False),
        ("Shop Help", "ines@shop.example", False),  # no desk's address
    ],
)
def test_a_desk_is_a_desks_address_without_a_humans_name(name: str, spec: str, is_one: bool) -> None:
    assert desk(person(spec, name=name, sent=[21], received=[20])) == is_one


def test_whom_the_user_has_named_or_who_has_an_address_of_their_own_is_no_desk() -> None:
    assert not desk(person("support@shop.example", name="Shop Help", named=True))
    assert not desk(person("support@shop.example", name="Shop Help", cards=("shop.vcf",)))
    both = person("support@shop.example", name="Ines")
    assert not desk(Person(**{**_fields(both), "addresses": ("support@shop.example", "ines@shop.example")}))


def _fields(one: Person) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("name", "kind", "because", "sent", "received")}


def test_one_question_about_a_parcel_is_no_tie_and_kith_says_why() -> None:
    parcel = [said("Where is my parcel?", 21, Direction.SENT)]
    shop = person("support@shop.example", name="Shop Help", sent=[21], received=[20])
    found = look(shop, exchanges=parcel)
    assert "second e-mail" not in kinds(found)
    text = reason(found, "second e-mail").text
    assert text == (
        "support@shop.example is a desk's address without a human's full name: no second note goes there."
    )
    ines = person("info@duarte.example", name="Ines Duarte", sent=[21], received=[20])
    assert kinds(look(ines, exchanges=parcel))[0] == "second e-mail"


def test_thanks_to_a_desk_are_not_followed_up() -> None:
    thanks = [said("Thank you", 30, Direction.SENT)]
    times = {"sent": [300, 30], "received": [301, 200]}
    assert "thank-you" in kinds(look(person(**times, name="Karen Holm"), exchanges=thanks))  # type: ignore[arg-type]
    shop = person("help@shop.example", name="Shop Help", **times)  # type: ignore[arg-type]
    assert "thank-you" not in kinds(look(shop, exchanges=thanks))
