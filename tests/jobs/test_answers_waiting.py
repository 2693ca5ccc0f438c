"""An answer of kith's that cannot leave for hours stays what it is (found by `scripts/soak day`)."""

import email

from helpers.smtp_sink import SmtpSink
from helpers.world import World
from helpers.writing import TIMELESS, answering, says
from kith.jobs.posting import post
from kith.jobs.scan import Unwatched

__all__ = ["answering"]


def test_an_answer_that_could_not_leave_for_hours_is_not_written_anew_as_a_digest(answering: World) -> None:
    with SmtpSink(faults={"data": "451 4.3.0 later"}) as sink:
        smtp = f'[smtp]\nhost = "{sink.host}"\nport = {sink.port}\nsecurity = "none"\n'
        answering.settings = TIMELESS + smtp
        says(answering, "help", subject="kith")
        with answering.kith() as place:
            place.attend(place.scanner().scan(Unwatched()))
            assert len(post(place, Unwatched())) == 1, "it could not leave"
            answering.clock.advance(hours=3)
            place.digester().renew(answering.clock.now())
            sink.faults.clear()
            assert post(place, Unwatched()) == []
    (accepted,) = sink.letters
    assert email.message_from_bytes(accepted.content)["X-Kith"] == "answer"
