"""What a stranger may put into a header: strategies, and the generators of header bombs (threat D3)."""

from base64 import b64encode
from collections.abc import Callable

from hypothesis import strategies as st

SPECS = st.sampled_from(
    "a@b.c ada@example.org c..hall@example.com .x@example.com x.@example.com jö@exämple.org a@b a+b@c.d "
    "o'neil@example.ie =?utf-8?q?x?=@evil.example a@[192.0.2.1] a@b@c @b a@ <a@b.c> mailto:a@b.c".split()
)
BLANKS = st.sampled_from(["\t", " ", "\xa0", "\x85", "\u200b", "\u202e", "\0"])
WORDS = st.sampled_from(
    r"""Ada "Doe, "Doe," Jane" "unclosed \" \ ( ) (c) ((n)) < > << <> , ,, ; : [ ] @ . ' '' ＠ 。 Team: group:; "
    "" victim@bank.example "victim@bank.example" (victim@bank.example) undisclosed-recipients:;
    =?utf-8?q?a=2C_b=40c.d?= =?utf-8?b?PGFAYi5jPg==?= =?x?q?=ZZ?= =?utf-8?q?=0d=0aBcc:_a=40b?=
    <@route.example,@two.example:a@b.c> <mailto:a@b.c>""".split()
)
ADDRESS_LISTS = st.lists(
    st.one_of(SPECS, WORDS, BLANKS, SPECS.map(lambda spec: f"<{spec}>"), st.text(max_size=4))
).flatmap(lambda parts: st.sampled_from(["", " ", ", ", "; "]).map(lambda between: between.join(parts)))
# The forms programs write, and what is nearly so.
DATES = st.tuples(
    st.sampled_from(["", "", "Sun, ", "Sun,  ", "Sun ", "sun, ", "SUN, ", "Ada, ", "So, "]),
    st.from_regex(r"[0-9]{1,2} (Jan|Feb|Mar|Sep|Dec|FEB|feb|Mai) (19|20|00|2)[0-9]{2}", fullmatch=True),
    st.from_regex(r" [0-9]{2}:[0-6][0-9]:[0-6][0-9]", fullmatch=True),
    st.sampled_from(["", " "]),
    st.from_regex(r"|[+-][01][0-9]{3}|GMT|UTC?|EST|Z|[+-][0-9]{2}:[0-9]{2}|[+-][0-9]{3,5}", fullmatch=True),
    st.sampled_from(["", "", " (CEST)", " (UTC)", " (x y)", "(CET)", " +0200", "\n", "\t"]),
).map("".join)
ENCODED_WORDS = st.tuples(
    st.sampled_from(
        ["=?utf-8?q?", "=?UTF-8?B?", "=?Utf-8?b?", "=?utf-8?Q?", "=?iso-8859-1?q?", "=?utf-8?x?"]
    ),
    st.one_of(
        st.binary(max_size=12).map(b64encode).map(bytes.decode),
        st.from_regex(r"[A-Za-z0-9+/]{0,9}={0,3}", fullmatch=True),
        st.lists(
            st.sampled_from(
                "a Z _ = =C3=A9 =e2=82=ac =0A =0D=0A == =4 ? é , < > \" ' | ~ ! ( ) =3D=3F ſ".split()
            )
        ).map("".join),
    ),
    st.sampled_from(["?=", "?=", "?=", "?", "?= ", "?==?utf-8?q?a?=", "?= =?utf-8?q?=CC=81?=", "=?="]),
).map("".join)
IDS = st.sampled_from(
    "<a@b>;a@b;<>;<<a@b>>;<a@b><c@d>;<a.b>;<;<a\xa0b@c>;(x)<a@b>;<é@b>;<a@b>.;<1.JavaMail.root@x>;< a@b >;<a b>".split(
        ";"
    )
)
FIELD_NAMES = st.sampled_from(
    "From To Cc Bcc Date Subject Message-ID In-Reply-To Content-Type List-Post List-Id Precedence Sender Reply-To "
    "Delivered-To X-Original-To Reply-To X-Kith Auto-Submitted Return-Path X-Microsoft-Original-Message-ID".split()
)
VALUES = st.one_of(
    st.one_of(DATES, ENCODED_WORDS, IDS).map(lambda text: text.encode("utf-8", "replace")),
    ADDRESS_LISTS.map(lambda text: text.encode("utf-8", "replace")),
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
)
HEADERS = st.lists(st.tuples(FIELD_NAMES.map(str.encode), VALUES)).flatmap(
    lambda rows: st.sampled_from([b"\r\n", b"\n", b"\r"]).map(
        lambda end: b"".join(name + b": " + value + end for name, value in rows)
    )
)

KIB = 1024
BOMBS: dict[str, Callable[[int], bytes]] = {
    "one long line without a colon": lambda n: b"a" * n,
    "many lines without a colon": lambda n: b"a b\n" * (n // 4),
    "folds without end": lambda n: b"To: a@b.c" + b"\n " * (n // 2),
    "blanks after a comma": lambda n: b"To: ," + b" " * n + b"x",
    "blanks inside a name": lambda n: b"From: a" + b" " * n + b"b",
    "commas": lambda n: b"To: " + b"," * n + b"x",
    "opening brackets of comments": lambda n: b"From: " + b"(" * n,
    "nested comments that close": lambda n: b"From: " + b"(" * (n // 2) + b")" * (n // 2) + b" <a@b.c>",
    "opening angles": lambda n: b"From: " + b"<" * n,
    "quotes": lambda n: b"From: " + b'"' * n + b"a@b.c",
    "an unclosed quote of backslashes": lambda n: b'From: "' + b"\\" * n,
    "groups in groups": lambda n: b"To: " + b"a:" * (n // 2),
    "at signs": lambda n: b"From: " + b"@" * n,
    "routes": lambda n: b"From: <" + b"@a," * (n // 3) + b":a@b.c>",
    "encoded words that never end": lambda n: b"Subject: " + b"=?a?q?" * (n // 6),
    "encoded words in a row": lambda n: b"From: " + b"=?utf-8?q?a?= " * (n // 14) + b"<a@b.c>",
    "semicolons in Content-Type": lambda n: b"Content-Type: text/calendar" + b";" * n,
    "parameters in Content-Type": lambda n: b"Content-Type: text/calendar; " + b"method =" * (n // 8),
    "hyphens before no-reply": lambda n: b"From: " + b"no-" * (n // 3) + b"@example.org",
    "an angle in Message-ID that never closes": lambda n: b"Message-ID: " + b"<" * n,
    "List-Post without a target": lambda n: b"List-Post: " + b"<mailto:" * (n // 8),
    "digits in Date": lambda n: b"Date: " + b"9" * n,
    "colons in Date": lambda n: b"Date: Sun, 01 Mar 2026 " + b"1:" * (n // 2),
    "comments in Date": lambda n: b"Date: Sun, 01 Mar 2026 " + b"(" * n,
    "many recipients": lambda n: b"To: " + b", ".join(b"a%d@example.org" % i for i in range(n // 18)),
    "the same field again and again": lambda n: b"To: a@b.c, (x) d@e.f\n" * (n // 21),
    "combining characters": lambda n: b"Subject: a" + "\u0301".encode() * (n // 2),
}
