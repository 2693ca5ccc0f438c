"""The call to a language model: in its time, within its size, to nobody else, and never a word about the key."""

import socket
import time
import tracemalloc

import pytest

from deliver.letters import SECRET
from helpers.certificates import Authority
from helpers.endpoint import Behaviour, Endpoint, chat, dribbles, never, replies, says, sends
from helpers.ports import free_port
from kith.config.settings import Llm
from kith.deliver.endpoint import LONGEST
from kith.deliver.endpoint import chat as ask
from kith.errors import EndpointFailed

HELLO = [{"role": "user", "content": "Hello"}]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PATIENCE = (
    15.0  # seconds: many times what a call may take, and half of what a silent service would keep it waiting
)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

FAILURES: dict[str, tuple[Behaviour, str]] = {
    "500": (replies(500, b"<h1>oops</h1>"), "answered 500"),
    "429": (replies(429, b"{}"), "answered 429"),
    "no key": (replies(401, b"{}"), "refuses the key"),
    "no model": (replies(404, b"{}"), "does not know"),
    "html": (replies(200, b"<html>Sign in</html>", kind="text/html"), "something else than a chat"),
    "bad json": (replies(200, b'{"choices": [{"message"'), "something else than a chat"),
    "other json": (replies(200, b'{"choices": []}'), "something else than a chat"),
    "a list": (replies(200, b"[1, 2]"), "something else than a chat"),
    "deep json": (replies(200, b"[" * 100_000), "something else than a chat"),
    "no utf-8": (replies(200, b'{"choices": "\xff"}'), "something else than a chat"),
    "empty": (replies(200, b""), "something else than a chat"),
    "no words": (replies(200, chat(None)), "without words"),
    "a number": (replies(200, chat(7)), "without words"),
    "10 MB": (replies(200, chat("x" * 10_000_000)), "more than 256 KiB"),
    "endless chunk": (sends(CHUNKED + b"9999999\r\n" + b"y" * 400_000), "more than 256 KiB"),
    "closes": (sends(b""), "broke off"),
    "no http": (sends(b"220 mail.example.org ESMTP\r\n"), "does not speak HTTP"),
    "half an answer": (sends(HEAD + b"Content-Length: 999\r\n\r\n{"), "something else than a chat"),
    "endless header": (sends(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000), "broke off"),
    "never": (never, "did not answer in 1 s"),
    "dribbles a header": (dribbles(b"HTTP/1.1 200 OK\r\nX-Long: "), "did not answer in 1 s"),
    "dribbles a body": (dribbles(HEAD + b"Content-Length: 9999\r\n\r\n"), "did not answer in 1 s"),
    "dribbles a status": (dribbles(b"HTTP/1.1 2"), "did not answer in 1 s"),
}  # fmt: skip


def test_the_model_is_asked_and_its_words_are_given_back() -> None:
    with Endpoint(says(lambda draft: f"{draft} to you, Júlia")) as endpoint:
        assert ask(endpoint.settings(), HELLO) == "Hello to you, Júlia"
    assert endpoint.paths == ["/v1/chat/completions"]
    assert endpoint.asked == [{"model": "small", "messages": HELLO, "temperature": 0, "stream": False}]
    assert endpoint.headers[0]["Authorization"] is None


@pytest.mark.parametrize("case", FAILURES)
def test_a_service_that_fails_costs_a_sentence_and_no_more_than_its_time(case: str) -> None:
    behaviour, said = FAILURES[case]
    with Endpoint(behaviour) as endpoint:
        began = time.monotonic()
        with pytest.raises(EndpointFailed, match=said) as failed:
            ask(endpoint.settings(), HELLO, SECRET)
        assert time.monotonic() - began < PATIENCE
    assert endpoint.headers[0]["Authorization"]
    words = str(failed.value)
    assert "\n" not in words
    assert SECRET not in words
    assert not any(theirs in words for theirs in ("oops", "ESMTP", "Sign in"))


def test_the_key_goes_along_as_a_bearer_token() -> None:
    with Endpoint(says(str)) as endpoint:
        ask(endpoint.settings(), HELLO, "sk-123")
    assert endpoint.headers[0]["Authorization"] == "Bearer sk-123"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with Endpoint(says(str)) as elsewhere, Endpoint() as endpoint:
        endpoint.behaviour = replies(status, b"", Location=f"{elsewhere.url}/chat/completions")
        with pytest.raises(EndpointFailed, match="elsewhere"):
            ask(endpoint.settings(), HELLO, SECRET)
    assert elsewhere.asked == []


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with Endpoint(says(str)) as proxy, Endpoint(says(str)) as endpoint:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(endpoint.settings(), HELLO) == "Hello"
    assert proxy.asked == []


def test_an_unknown_certificate_is_refused_before_anything_is_said(authority: Authority) -> None:
    context = authority.issue("127.0.0.1").server_context()
    with (
        Endpoint(says(str), context=context) as endpoint,
        pytest.raises(EndpointFailed, match="certificate"),
    ):
        ask(endpoint.settings(), HELLO, SECRET)
    assert endpoint.asked == []


def test_a_service_without_tls_is_not_spoken_to_in_the_clear() -> None:
    with Endpoint(says(str)) as endpoint:
        service = endpoint.settings(url=endpoint.url.replace("http:", "https:"))
        with pytest.raises(EndpointFailed, match=r"does not speak TLS|broke off"):
            ask(service, HELLO, SECRET)
    assert endpoint.asked == []


def test_nobody_there_is_said_so() -> None:
    with pytest.raises(EndpointFailed, match="cannot be reached"):
        ask(Llm(url=f"http://127.0.0.1:{free_port()}", model="small", timeout=1), HELLO)


def test_a_line_that_is_taken_by_nobody_ends_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        began = time.monotonic()
        service = Llm(url=f"http://127.0.0.1:{deaf.getsockname()[1]}", model="small", timeout=1)
        with pytest.raises(EndpointFailed, match="did not answer in 1 s"):
            ask(service, HELLO)
    assert time.monotonic() - began < PATIENCE


def test_a_long_answer_is_not_even_taken_in() -> None:
    with Endpoint(replies(200, b"x" * 50_000_000)) as endpoint:
        tracemalloc.start()
        with pytest.raises(EndpointFailed, match="more than"):
            ask(endpoint.settings(timeout=10), HELLO)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 20 * LONGEST
