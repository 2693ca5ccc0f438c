"""The sample mailbox behind a real IMAP server on loopback, for `kith demo`.

The server is pymap (extra `demo`), run inside this process and filled through its in-memory backend: a thousand
APPENDs over the wire take 46 seconds, the same messages handed over directly a fraction of one. It listens on a
free port of 127.0.0.1, keeps everything in memory, writes no file and no lock, and is gone when the `with` ends.
What a client does to the mailbox (APPEND, STORE, EXPUNGE) works, and is forgotten with it.

pymap is imported inside the functions that use it: nothing but the demo needs it.
"""

import asyncio
import socket
import ssl
import threading
from argparse import Namespace
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from importlib import resources
from typing import Any

from kith.sample.letters import SampleMessage

LOOPBACK = "127.0.0.1"

_Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def sample_text() -> str:
    """The written correspondence, as `kith.sample.letters.messages` reads it."""
    return resources.files("kith.sample").joinpath("mailbox.txt").read_text(encoding="utf-8")


@contextmanager
def serve(messages: Sequence[SampleMessage], *, user: str, password: str) -> Iterator[tuple[str, int]]:
    """A running IMAP server that holds `messages`; yields its (host, port). No TLS: it never leaves loopback.

    Folders are there in the order of their first message, INBOX always; UIDs rise in the order of `messages`;
    INTERNALDATE is the message's `at`.
    """
    ready: Future[None] = Future()
    stop: Future[None] = Future()
    with socket.create_server((LOOPBACK, 0)) as listener:
        life = _serve(listener, _pymap(messages, user, password), ready, stop)
        thread = threading.Thread(target=_run, args=(life, ready), name="sample-imap")
        thread.start()
        try:
            ready.result()
            host, port = listener.getsockname()
            yield host, port
        finally:
            stop.set_result(None)
            thread.join()


def _run(life: Coroutine[Any, Any, None], ready: Future[None]) -> None:
    """The thread's whole life. What goes wrong at its start is raised where `ready` is waited for."""
    try:
        asyncio.run(life)
    except Exception as broken:
        if ready.done():
            raise
        ready.set_exception(broken)


async def _serve(
    listener: socket.socket, server: Awaitable[_Connected], ready: Future[None], stop: Future[None]
) -> None:
    listening = await asyncio.start_server(await server, sock=listener)
    try:
        ready.set_result(None)
        await asyncio.wrap_future(stop)
    finally:
        # Not `async with`: since Python 3.12 that waits until every client has gone.
        listening.close()


async def _pymap(messages: Sequence[SampleMessage], user: str, password: str) -> _Connected:
    """pymap's IMAP server with one login and a filled mailbox, as what a new connection is handed to."""
    from proxyprotocol.reader import ProxyProtocolReader
    from pymap.backend.dict import Login
    from pymap.imap import IMAPServer
    from pymap.user import UserMetadata

    config = _config(user, password)
    config.apply_context()
    login = Login(config)
    owner = login.demo_user_identity
    await owner.set(UserMetadata(config, user, password=password))
    async with owner.new_session() as session:
        await _fill(session.mailbox_set, messages)
    return ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))


def _config(user: str, password: str) -> Any:
    """pymap's settings for a server that lives as long as a demo.

    Its defaults are for a public one: they start a thread pool, hash the password for a tenth of a second, load
    the system's certificates, and ask DNS for this machine's name at every connection.
    """
    from pymap.backend.dict import Config
    from pymap.concurrent import Subsystem
    from pysasl.hashing import Cleartext

    greets_without_dns = type("LoopbackConfig", (Config,), {"greeting": b"kith's sample mailbox"})
    return greets_without_dns(
        Namespace(passlib_cfg=None, proxy_protocol=None),
        host=LOOPBACK,
        port=0,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        tls_enabled=False,
        ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
    )


async def _fill(mailboxes: Any, messages: Sequence[SampleMessage]) -> None:
    from pymap.parsing.message import AppendMessage
    from pymap.parsing.specials.flag import Flag

    for folder in dict.fromkeys(message.folder for message in messages):
        if folder != "INBOX":
            await mailboxes.add_mailbox(folder)
    for message in messages:
        mailbox = await mailboxes.get_mailbox(message.folder)
        flags = frozenset(Flag(flag) for flag in message.flags)
        await mailbox.append(AppendMessage(message.raw, message.at, flags))
