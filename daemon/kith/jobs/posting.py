"""What is written leaves the machine: the drafts first, then the digest, in words that are true when it leaves.

A digest is written before its drafts are placed, and says nothing of a Drafts folder. When it is known which of them
lie there, it is worded anew from the same values: so it never promises what did not come true, wherever kith was
killed. Nothing is read or judged again for that.
"""

import re
from dataclasses import replace

from kith.digest import Digest, Suggestion
from kith.errors import KithError
from kith.jobs.composing.digest import Digester
from kith.jobs.delivering.drafting import Drafter, words_of
from kith.jobs.reading.look import Watch
from kith.jobs.workplace import Workplace
from kith.journal import clean
from kith.store import Store
from kith.store.drafts import Placement
from kith.store.ledger import Letter

_LYING = frozenset({"placed", "removing", "left", "edited"})


def post(place: Workplace, watch: Watch, *, patient: bool = False) -> list[KithError]:
    """Tidy the drafts of before away, put those that wait into their folders, then hand over the letters that wait.

    Gives what went wrong with letters, one for each still waiting or refused; trouble with drafts stands in the digest
    itself. `patient`: leave alone what is to be tried again only later (the daemon).
    Raises StoreBusy while another kith is at it.
    """
    if not patient or place.store.tended.wants_room():  # the daemon tends after each look, too
        place.tender().tend(watch, patient=patient)
    if watch.stopping():
        return []
    drafter = Drafter(place.settings, place.store, place.environ, place.clock, place.journal)
    drafter.place_waiting(watch, patient=patient)
    if watch.stopping():
        return []
    digester = place.digester()
    for letter in place.store.ledger.waiting():
        if letter.state == "written" and letter.said:
            reword(digester, place.store, letter)
    failures = place.postman().deliver_waiting(watch, patient=patient)
    drafter.close_left_behind()
    return failures


def reword(digester: Digester, store: Store, letter: Letter) -> None:
    """Put into a letter that has surely not left what has become of its drafts. Same digest, same Message-ID."""
    drafts = store.drafts.of(letter.number)
    if not drafts:
        return
    content = digester.reworded(letter, lambda digest: as_it_lies(digest, drafts, _troubles(store, drafts)))
    if content != letter.content:
        with store.transaction():
            store.ledger.reword(letter.number, content)


def as_it_lies(digest: Digest, drafts: list[Placement], troubles: tuple[str, ...] = ()) -> Digest:
    """The digest with each draft where it lies now, and the sentences on those that lie nowhere."""
    lies = {one.address: one for one in drafts if one.state in _LYING}
    suggestions = tuple(_lying(one, lies.get(one.person.addresses[0])) for one in digest.suggestions)
    return replace(digest, suggestions=suggestions, suspended=(*digest.suspended, *troubles))


def _lying(suggestion: Suggestion, lies: Placement | None) -> Suggestion:
    """With the folder that holds just this draft; of one with other words, the user's or of before the digest was
    written anew, it is said so."""
    if lies is None:
        return suggestion
    if lies.state == "placed" and lies.words == words_of(suggestion.draft):
        return replace(suggestion, placed=lies.folder_name)
    whose = "Your own version of a draft" if lies.state == "edited" else "An older draft"
    other = f'{whose} to them lies in your folder "{clean(lies.folder_name, 60)}".'
    return replace(suggestion, facts=(*suggestion.facts, other))


def _troubles(store: Store, drafts: list[Placement]) -> tuple[str, ...]:
    """Why drafts do not lie in their folder, a sentence for each account and reason; what was said of the last digest's
    is not said again."""
    failed = {(one.account, _gist(one.answer)): one for one in drafts if one.placed_at is None and one.answer}
    some = {one.account for one in drafts if one.placed_at is not None}
    return tuple(
        f"{account}: {'not every' if account in some else 'no'} draft was put into your Drafts folder: "
        f"{one.answer.rstrip('.')}."
        for (account, gist), one in failed.items()
        if _gist(store.drafts.told_before(one.letter, account)) != gist
    )


def _gist(answer: str) -> str:
    """A reason without numbers and what stands in brackets: servers put the time there, and how long it took."""
    return re.sub(r"\[[^]]*\]|\([^)]*\)|\d+", "", answer)
