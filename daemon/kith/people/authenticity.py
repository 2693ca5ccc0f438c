"""Does the user's own server say that From is forged? One verdict, and it can only speak against a message.

RFC 8601 section 5: what stands on top was added last, by the server the user reads from; all below may have come with
the message, and is not looked at. Only DMARC (RFC 7489) is about From. "fail" alone is not enough: forwarders break
honest mail, so it counts only where neither the domain's owner nor the server says to let it pass (p=none,
action=none, a trusted chain of forwarders by ARC).
"""

import re

from kith.model import Facts

_COMMENT_OR_END = re.compile(r"\([^()]*\)|;")
_DMARC = re.compile(r"\s*dmarc\s*=\s*fail\b", re.IGNORECASE)
_PASSED_ON = re.compile(r"\b(?:p|policy|action|dis|d)\s*[=.:]\s*none\b|\barc\s*=\s*pass\b", re.IGNORECASE)


def forged(facts: Facts) -> str:
    """The mark of a forged From, as the user reads it; "" where nothing says so.

    `facts.fields` holds the topmost Authentication-Results only.
    """
    said = facts.fields.get("authentication-results", "")
    if "dmarc" not in said.lower():
        return ""
    for result in _results(said):
        if (
            _DMARC.match(result)
            and not _PASSED_ON.search(result)
            and not re.search(r"\barc\s*=\s*pass\b", said)
        ):
            return "Authentication-Results: dmarc=fail"
    return ""


def doubted(facts: Facts) -> bool:
    """Whether DMARC failed by that same verdict, whoever lets it pass."""
    said = facts.fields.get("authentication-results", "")
    return any(_DMARC.match(result) for result in _results(said))


def _results(said: str) -> list[str]:
    """The results of a value, split at semicolons that stand in no comment."""
    found, start = [], 0
    for match in _COMMENT_OR_END.finditer(said):
        if match[0] == ";":
            found.append(said[start : match.start()])
            start = match.end()
    return [*found, said[start:]]
