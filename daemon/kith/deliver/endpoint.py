"""One question to the language model the user has set up (`[llm]`): a chat in, its words out.

Promises: the whole call, look-up of the name included, ends within its time, whatever the service does; at most
`LONGEST` bytes are taken; certificates are verified; the key shows in no message, and of the answer nothing but its
status: the service is a stranger. Refuses redirects and proxies (http.client knows neither).
"""

import contextlib
import http.client
import json
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from urllib.parse import urlsplit

from kith.config.settings import Llm
from kith.errors import EndpointFailed

LONGEST = 256 * 1024  # bytes of an answer; a draft of 1000 characters has a hundredth of it
_KEY_REFUSED = frozenset({401, 403})
_UNKNOWN = frozenset({404, 405})

Message = Mapping[str, str]


def chat(service: Llm, messages: Sequence[Message], secret: str | None = None) -> str:
    """What the model says to `messages`. `secret` goes along as a bearer token (RFC 6750 section 2.1).

    Raises EndpointFailed with one sentence.
    """
    question = {"model": service.model, "messages": list(messages), "temperature": 0, "stream": False}
    line = _line(service)
    over = threading.Event()
    answer: Future[tuple[int, bytes]] = Future()

    def ask() -> None:
        try:
            answer.set_result(_asked(line, service, json.dumps(question).encode(), secret, over))
        except (OSError, http.client.HTTPException, ValueError) as failed:
            answer.set_exception(failed)
        finally:
            line.close()

    # A thread, because no time limit of a socket covers a name that is looked up for ever and a service that sends a
    # byte a second. What it still waits for at the deadline is cut.
    threading.Thread(target=ask, name="kith-endpoint", daemon=True).start()
    try:
        status, raw = answer.result(service.timeout)
    except TimeoutError as late:  # also a socket's own, which is set to the same time
        raise EndpointFailed(f"the endpoint did not answer in {service.timeout} s") from late
    except ssl.SSLError as failed:  # a wrong certificate is a ValueError too
        wrong = isinstance(failed, ssl.SSLCertVerificationError)
        what = "its certificate is not valid" if wrong else "it does not speak TLS as it should"
        raise EndpointFailed(f"the endpoint cannot be reached ({what})") from failed
    except (http.client.HTTPException, ConnectionResetError, BrokenPipeError, ValueError) as failed:
        raise EndpointFailed("the endpoint broke off, or does not speak HTTP") from failed
    except OSError as failed:
        raise EndpointFailed(
            f"the endpoint cannot be reached ({failed.strerror or 'no reason given'})"
        ) from failed
    finally:
        over.set()
        _cut(line)
    return _words(status, raw)


def _line(service: Llm) -> http.client.HTTPConnection:
    parts = urlsplit(service.url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=service.timeout, context=context)
    return http.client.HTTPConnection(host, port, timeout=service.timeout)


def _asked(
    line: http.client.HTTPConnection, service: Llm, question: bytes, secret: str | None, over: threading.Event
) -> tuple[int, bytes]:
    """Status and body, the latter at most one byte longer than it may be."""
    headers: dict[str, str | bytes] = {"Content-Type": "application/json", "Accept": "application/json"}
    if secret is not None:
        headers["Authorization"] = b"Bearer " + secret.encode()
    line.connect()
    if over.is_set():  # the time was over before there was a line that could be cut
        raise TimeoutError
    line.request("POST", f"{urlsplit(service.url).path}/chat/completions", question, headers)
    # Closed also where the reading of it breaks off: the line itself is not, then.
    with line.getresponse() as response:
        return response.status, response.read(LONGEST + 1)


def _cut(line: http.client.HTTPConnection) -> None:
    """End whatever is being read, in the other thread too."""
    with contextlib.suppress(OSError, AttributeError):  # not connected, or closed by the other one just now
        line.sock.shutdown(socket.SHUT_RDWR)


def _words(status: int, raw: bytes) -> str:
    """The model's words out of an answer, or what is wrong with it."""
    if status in _KEY_REFUSED:
        raise EndpointFailed(f"the endpoint refuses the key, or wants one ({status}); see [llm]")
    if status in _UNKNOWN:
        raise EndpointFailed(f"the endpoint does not know this address or model ({status}); see [llm]")
    if 300 <= status < 400:
        raise EndpointFailed(
            f"the endpoint sends kith elsewhere ({status}), where it does not go; see url in [llm]"
        )
    if status != 200:
        raise EndpointFailed(f"the endpoint answered {status}")
    if len(raw) > LONGEST:
        raise EndpointFailed(f"the endpoint answered more than {LONGEST // 1024} KiB")
    try:
        said = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as failed:
        raise EndpointFailed("the endpoint answered something else than a chat") from failed
    if not isinstance(said, str):
        raise EndpointFailed("the endpoint answered without words")
    return said
