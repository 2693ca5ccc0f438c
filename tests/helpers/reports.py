"""Reports of a mail server that mail came back, as RFC 3464 has them."""


def report(
    address: str,
    returned: str,
    *more: str,
    action: str = "failed",
    status: str = "5.1.1",
    said: str | None = None,
    original: str = "",
    date: str = "Mon, 23 Nov 2026 08:00:00 +0000",
    to: str = "sam@example.org",
) -> bytes:
    """One about a letter with the Message-ID `returned` ("": it does not say) to this address and more."""
    blocks = "".join(_block(one, action, status, said, original) for one in (address, *more))
    own = f"<about.{address.replace('@', '.')}@mx.example>"
    head = f"Message-ID: {returned}\r\n" if returned else ""
    return (
        f"From: Mail Delivery Subsystem <mailer-daemon@mx.example>\r\nTo: {to}\r\nDate: {date}\r\n"
        f"Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: {own}\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=b"\r\n\r\n'
        "--=b\r\nContent-Type: text/plain\r\n\r\nI am sorry to say.\r\n\r\n"
        "--=b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"{blocks}--=b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"From: Sam <{to}>\r\nTo: {address}\r\n{head}Subject: Hello\r\n\r\n--=b--\r\n"
    ).encode()


def _block(address: str, action: str, status: str, said: str | None, original: str) -> str:
    told = f"smtp; 550 5.1.1 <{address}> User unknown" if said is None else said
    lines = [
        f"Original-Recipient: rfc822;{original}" if original else "",
        f"Final-Recipient: rfc822; {address}",
        f"Action: {action}" if action else "",
        f"Status: {status}" if status else "",
        f"Diagnostic-Code: {told}",
    ]
    return "".join(f"{line}\r\n" for line in lines if line) + "\r\n"
