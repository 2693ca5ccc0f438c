"""An answer of kith's that cannot leave for hours stays an answer: it is no digest, and is not written anew as one."""

import email

from helpers.alarmed import by_smtp
from helpers.smtp_sink import SmtpSink
from helpers.world import World
from helpers.writing import TIMELESS, says
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched


def test_an_answer_that_waits_for_hours_leaves_as_it_was_written(answering: World) -> None:
    with SmtpSink(faults={"data": "451 4.3.0 later"}) as sink:
        answering.settings = by_smtp(sink, TIMELESS)
        says(answering, "help", subject="kith")
        with answering.kith() as place:
            place.attend(place.scanner().scan(Unwatched()))
            assert len(post(place, Unwatched())) == 1
            (letter,) = place.store.ledger.waiting()
            assert (letter.kind, letter.state) == ("answer", "written")
            answering.clock.advance(hours=3)
            place.digester().renew(answering.clock.now())
            sink.faults.clear()
            assert post(place, Unwatched()) == []
    (accepted,) = sink.letters
    sent = email.message_from_bytes(accepted.content)
    assert (sent["X-Kith"], sent["Subject"]) == ("answer", "Re: kith")
