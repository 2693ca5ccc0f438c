"""A digest whose drafts a model may reword: every way its service can behave, on a store filled from a real mailbox."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.endpoint import Behaviour, Endpoint, chat, dribbles, never, replies, says, sends
from helpers.maildir import MailboxOnDisk
from helpers.world import MONDAY, TestClock, World
from kith.digest import Draft
from kith.errors import EndpointFailed
from kith.jobs.composing.digest import Composed
from kith.jobs.composing.rewording import BUDGET, PATIENCE, Rewording
from kith.journal import Journal
from kith.suggest.rewording import accepted

DIGEST = '[digest]\ntimezone = "UTC"\n'
EXTRA = "Whatever you write, it will be read with pleasure."  # nine words of no harm
BODY = """Hi Karen,

It has been a while, so here is a short hello from me. I last wrote to you in April.

How have things been with you since then? A line or two is plenty.

Best wishes,
Sam"""


def warmer(draft: str) -> str:
    """What a model that does as it is told makes of any of kith's drafts."""
    head, last, goodbye = draft.rsplit("\n\n", 2)
    return f"{head}\n\n{last} {EXTRA}\n\n{goodbye}"


@pytest.fixture
def world(mailbox: MailboxOnDisk, tmp_path: Path) -> World:
    """Three friends are silent for longer than usual; Sam owes Mia an answer."""
    world = World(mailbox, tmp_path, settings=DIGEST)
    for name in ("Karen Holm", "Tom Whitfield", "Ines Duarte"):
        world.friends(f"{name} <{name[:3].lower()}@example.net>", 400, 360, 320, 280, 240, subject="Handover")
    world.friends("Mia Berg <mia@example.net>", 400, 300, subject="Boats")
    world.received("Mia Berg <mia@example.net>", 8, subject="Do you still have the boat?")
    world.scan()
    return world


def compose(world: World, endpoint: Endpoint, **more: object) -> Composed:
    world.settings = DIGEST + endpoint.toml(**more)
    with world.kith({**world.environ, "KEY": "sk-canary"}) as place:
        return place.digester().compose(world.now)


def plain(world: World) -> Composed:
    world.settings = DIGEST
    with world.kith() as place:
        return place.digester().compose(world.now)


def test_drafts_are_reworded_and_marked_and_the_owed_reply_is_not(world: World) -> None:
    own = plain(world).digest.suggestions
    with Endpoint(says(warmer)) as endpoint:
        composed = compose(world, endpoint, password_env="KEY")
    assert len(own) == 4
    for before, after in zip(own, composed.digest.suggestions, strict=True):
        owed = before.reasons[0].kind == "owed reply"
        assert after.reworded == ("" if owed else "small")
        assert (EXTRA in after.draft.body) is not owed
        assert replace(after, draft=before.draft, reworded="") == before
        assert replace(after.draft, body=before.draft.body) == before.draft
    assert EXTRA in " ".join(composed.rendered.text.split())
    assert "Rewording" not in composed.rendered.text
    assert [header["Authorization"] for header in endpoint.headers] == ["Bearer sk-canary"] * 3


def test_nothing_but_the_draft_leaves(world: World) -> None:
    own = plain(world).digest.suggestions
    with Endpoint(says(warmer)) as endpoint:
        compose(world, endpoint)
    notes = [question["messages"][1]["content"] for question in endpoint.asked]
    assert notes == [f"BEGIN\n{one.draft.body}\nEND" for one in own if one.reasons[0].kind != "owed reply"]
    assert "@" not in json.dumps(endpoint.asked)
    assert not any(one.draft.subject in note for one in own for note in notes)


def test_the_message_id_does_not_depend_on_the_model(world: World) -> None:
    with Endpoint(says(warmer)) as endpoint:
        composed = compose(world, endpoint)
    assert composed.letter.message_id == plain(world).letter.message_id
    assert composed.rendered.subject == plain(world).rendered.subject


REFUSED = {
    "a new name": lambda draft: warmer(draft).replace(
        EXTRA, "I think Peter would like to hear from you too."
    ),
    "a new number": lambda draft: warmer(draft).replace(EXTRA, "I owe you 50 of them, as you know."),
    "a link": lambda draft: warmer(draft).replace(EXTRA, "Have a look at evil.example for more."),
    "another greeting": lambda draft: warmer(draft).replace("Hi ", "Dearest ", 1),
    "a character that has no place in a note": lambda draft: warmer(draft).replace(
        EXTRA, "**Do** write soon."
    ),
    "the answer is empty": lambda draft: "",
}


@pytest.mark.parametrize("why", REFUSED)
def test_words_that_break_a_rule_leave_kiths_own_draft_and_one_sentence(world: World, why: str) -> None:
    own = plain(world)
    with Endpoint(says(REFUSED[why])) as endpoint:
        composed = compose(world, endpoint)
    assert composed.digest.suggestions == own.digest.suggestions
    assert len(endpoint.asked) == 3
    assert composed.digest.suspended == (
        f"Rewording: the model's words for 3 drafts were not taken ({why}).",
    )


FAILING: dict[str, tuple[Behaviour, str]] = {
    "html": (replies(200, b"<html>Sign in</html>"), "answered something else than a chat"),
    "500": (replies(500, b"oops"), "answered 500"),
    "bad json": (replies(200, b"{"), "answered something else than a chat"),
    "10 MB": (replies(200, chat("x" * 10_000_000)), "answered more than 256 KiB"),
    "closes": (sends(b""), "broke off, or does not speak HTTP"),
    "never answers": (never, "did not answer in 1 s"),
    "dribbles": (dribbles(b"HTTP/1.1 200 OK\r\nX: "), "did not answer in 1 s"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_service_that_fails_costs_one_sentence_and_is_asked_twice(world: World, case: str) -> None:
    behaviour, why = FAILING[case]
    own = plain(world)
    with Endpoint(behaviour) as endpoint:
        composed = compose(world, endpoint, password_env="KEY")
    assert composed.digest.suggestions == own.digest.suggestions
    assert len(endpoint.asked) == PATIENCE
    assert composed.digest.suspended == (f"Rewording: the endpoint {why}; the drafts are kith's own.",)
    assert "the drafts are kith's own" in " ".join(composed.rendered.text.split())
    assert b"sk-canary" not in composed.letter.content


def test_a_draft_given_back_as_it_was_is_kiths_own(world: World) -> None:
    own = plain(world)
    with Endpoint(says(lambda draft: f"{draft.replace(chr(10) * 2, chr(10) * 3)}\n")) as endpoint:
        composed = compose(world, endpoint)
    assert len(endpoint.asked) == 3
    assert composed.digest.suggestions == own.digest.suggestions
    assert "reworded" not in composed.rendered.text
    assert composed.digest.suspended == ()


def test_a_text_is_reworded_between_its_greeting_and_its_name() -> None:
    text = Draft("+420601555018", "", "Hi Karen, here is a short hello from me. How are things with you? Sam")
    said = text.body.replace("here is a short hello from me", "just a short hello from me")
    rewording = Rewording("small", lambda messages: said, lambda: 0.0, Journal())
    assert rewording.reworded(text, "fading", "text") == (replace(text, body=said), "small")
    assert rewording.reworded(text, "fading", "linkedin") == (text, "")


def test_a_redirect_is_not_followed(world: World) -> None:
    with Endpoint(says(warmer)) as elsewhere, Endpoint() as endpoint:
        endpoint.behaviour = replies(307, b"", Location=f"{elsewhere.url}/chat/completions")
        composed = compose(world, endpoint)
    assert elsewhere.asked == []
    assert "sends kith elsewhere (307)" in composed.digest.suspended[0]


def test_one_failure_between_two_answers_costs_one_draft(world: World) -> None:
    with Endpoint() as endpoint:

        def fails_once(draft: str, handler: object) -> None:
            works = len(endpoint.asked) != 2
            (says(warmer) if works else replies(503, b""))(draft, handler)  # type: ignore[arg-type]

        endpoint.behaviour = fails_once
        composed = compose(world, endpoint)
    assert [one.reworded for one in composed.digest.suggestions].count("small") == 2
    assert composed.digest.suspended == ("Rewording: the endpoint answered 503; 1 draft is kith's own.",)


def test_a_key_that_cannot_be_had_is_said_so_and_nothing_is_asked(world: World) -> None:
    with Endpoint(says(warmer)) as endpoint:
        composed = compose(world, endpoint, password_env="NO_SUCH_KEY")
    assert endpoint.asked == []
    assert "[llm]: password_env NO_SUCH_KEY" in composed.digest.suspended[0]


def test_a_whole_digest_takes_no_more_than_its_budget() -> None:
    clock, asked = TestClock(MONDAY), []

    def slow(messages: object) -> str:
        asked.append(messages)
        clock.advance(seconds=59)
        return warmer(BODY)

    rewording = Rewording("small", slow, clock.monotonic, Journal())
    models = [
        rewording.reworded(Draft("k@example.net", "Hello", BODY), "fading", "mail")[1] for _ in range(20)
    ]
    assert models == ["small"] * 4 + [""] * 16
    assert len(asked) * 59 < BUDGET + 60
    assert rewording.troubles() == (
        "Rewording: the endpoint took more than 180 s for one digest; 16 drafts are kith's own.",
    )


@pytest.mark.parametrize(
    ("kind", "channel"), [("owed reply", "mail"), ("fading", "phone"), ("fading", "linkedin")]
)
def test_what_is_no_text_of_kiths_is_never_asked_about(kind: str, channel: str) -> None:
    def ask(messages: object) -> str:
        raise AssertionError(messages)

    draft = Draft("k@example.net", "Hello", BODY)
    rewording = Rewording("small", ask, lambda: 0.0, Journal())
    assert rewording.reworded(draft, kind, channel) == (draft, "")
    assert rewording.troubles() == ()


@given(
    st.one_of(st.none(), st.text(), st.text(max_size=60).map(lambda more: warmer(BODY).replace(EXTRA, more)))
)
def test_whatever_the_endpoint_says_a_draft_is_kiths_own_or_passes_every_check(said: str | None) -> None:
    def ask(messages: object) -> str:
        if said is None:
            raise EndpointFailed("the endpoint answered 500")
        return said

    draft = Draft("k@example.net", "Hello", BODY)
    after, model = Rewording("small", ask, lambda: 0.0, Journal()).reworded(draft, "fading", "mail")
    if after.body == BODY:
        return
    assert model == "small"
    assert accepted(BODY, after.body) == (after.body, "")
    assert replace(after, body=BODY) == draft


def test_without_llm_nothing_that_could_ask_a_model_is_loaded(world: World) -> None:
    program = (
        "import sys; from kith.cli import run_command_line; run_command_line(sys.argv[1:]); "
        "print(sorted(name for name in sys.modules if 'rewording' in name or name == 'kith.deliver.endpoint'))"
    )

    def loaded(settings: str) -> str:
        world.settings = settings
        ran = subprocess.run(
            [sys.executable, "-c", program, *world.command("digest", "--dry-run", "--as-of", "2026-11-23T08:00")[3:]],
            env=world.process_environ, capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return ran.stdout

    assert loaded(DIGEST).splitlines()[-1] == "[]"
    with Endpoint(says(warmer)) as endpoint:
        said = loaded(DIGEST + endpoint.toml())
    assert "kith.jobs.composing.rewording" in said.splitlines()[-1]
    assert EXTRA in " ".join(said.split())
