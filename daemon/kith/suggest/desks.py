"""Whether somebody is only a desk to the user: who reads there next is anybody's guess, so no second note, no thanks
and no new address go there. A wrong desk would silence a human; so a name that may be one's outweighs the address."""

from kith.model import Somebody
from kith.people import forms
from kith.people.fullname import full_name


def desk(person: Somebody) -> bool:
    """All their addresses are desks' (`support@`), and the name is no human's full one ("Shop Help"). A firm of one
    person at `info@` has a human's name; whom the user has named in the configuration or on a card is never a desk."""
    if person.named or person.cards or not person.addresses:
        return False
    return all(forms.desk(spec) for spec in person.addresses) and not _human(person.name)


def _human(name: str) -> bool:
    """A full name that is no firm's ("Acme GmbH" has two words as well)."""
    return bool(full_name(name)) and not forms.firm_name(name)


def said(person: Somebody) -> str:
    """The sentence for `kith why`."""
    return (
        f"{person.addresses[0]} is a desk's address without a human's full name: no second note goes there."
    )
