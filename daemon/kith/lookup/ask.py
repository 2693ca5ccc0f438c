"""All sources asked at once which mail servers a domain has; each gets its seconds, and none can hold up the others."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from kith.lookup.https import NoPage, page
from kith.lookup.network import ISPDB as ISPDB_HOST
from kith.lookup.network import Network
from kith.lookup.records import records
from kith.lookup.usual_names import PLACES, tried
from kith.providers.autoconfig import LONGEST, parse
from kith.providers.choice import AUTOCONFIG, DNS, GUESS, ISPDB, WELL_KNOWN, Said
from kith.providers.server import Unusable

_GRACE = 0.5  # seconds beyond a source's own, for what came at the last moment to be read


def pages(domain: str) -> tuple[tuple[str, str, str], ...]:
    """The pages that may describe a domain's servers: source, host, URL. None of them holds more than the domain."""
    return (
        (ISPDB, ISPDB_HOST, f"https://{ISPDB_HOST}/v1.1/{domain}"),
        (AUTOCONFIG, f"autoconfig.{domain}", f"https://autoconfig.{domain}/mail/config-v1.1.xml"),
        (WELL_KNOWN, domain, f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml"),
    )


def who_is_asked(domain: str) -> str:
    """In words, for the user to read before it happens."""
    hosts = ", ".join(host for _, host, _ in pages(domain))
    return (
        f"Asking about {domain} (the domain, never your address): {hosts}; your name server for its SRV records; "
        f"and trying imap.{domain} and mail.{domain}"
    )


def ask(domain: str, network: Network) -> list[Said]:
    """What each source says about `domain` (in normal form), in the order of trust. Never raises for a source."""
    questions: list[tuple[str, str, Callable[[], Said]]] = [
        (source, host, partial(_published, source, host, url, domain, network))
        for source, host, url in pages(domain)
    ]
    questions.append((DNS, f"_imaps._tcp.{domain}", partial(records, domain, network)))
    questions += [
        (GUESS, f"{name}.{domain}:{port}", partial(tried, name, port, security, domain, network))
        for name, port, security in PLACES
    ]
    under_way = [(source, asked, _begun(question)) for source, asked, question in questions]
    over = time.monotonic() + network.seconds + _GRACE
    return [_said(source, asked, answer, over) for source, asked, answer in under_way]


def _begun(question: Callable[[], Said]) -> "Future[Said]":
    """A daemon thread for each: a look-up of a name knows no limit, and must not hold up the end of kith either."""
    answer: Future[Said] = Future()

    def run() -> None:
        try:
            answer.set_result(question())
        except Exception as failure:  # noqa: BLE001  (whatever it is, the other sources count)
            answer.set_exception(failure)

    threading.Thread(target=run, name="kith-lookup", daemon=True).start()
    return answer


def _said(source: str, asked: str, answer: "Future[Said]", over: float) -> Said:
    """Its answer, where it comes before the monotonic clock passes `over`."""
    try:
        return answer.result(max(0.0, over - time.monotonic()))
    except TimeoutError:
        return Said(source, asked, why_not="no answer in time")
    except Exception as failure:  # noqa: BLE001  (as above)
        return Said(source, asked, why_not=f"{type(failure).__name__}: a mistake in kith; please report it")


def _published(source: str, host: str, url: str, domain: str, network: Network) -> Said:
    try:
        found = parse(page(url, network, LONGEST), domain)
    except (NoPage, Unusable) as failure:
        return Said(source, host, why_not=str(failure))
    return Said(source, host, found.imap, found.smtp, passwords=found.passwords)
